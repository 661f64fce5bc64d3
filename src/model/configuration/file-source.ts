import type { PodField } from '../resolved';
import { remembering } from '../shape/wrong';
import type { Duration } from '../values';
import { Value } from '../values/value';
import { ANY_HOST, type Connected, keyIn, keyPart, type OptionalProps } from './env-source';
import type { Secret, SecretKey } from './secret';

/** Where a file comes from, and what may be done with it. */
export interface FileProps {
  /**
   * Permission bits. It belongs to root and to the group of `runAs`.
   * @default 0o440 - the container reads it, nobody writes
   */
  readonly mode?: number;
}

/** A token of the pod's service account, for somebody else to check. */
export interface TokenProps {
  /** Whom the token is for, as they call themselves: others must refuse it. */
  readonly audience: string;
  /**
   * How long it is good for, from ten minutes. It is renewed in time; a program must read the file again.
   * @default Duration.minutes(60)
   */
  readonly expires?: Duration;
}

/** What users said of a file. */
export type GivenFile =
  | { readonly from: 'text'; readonly text: string; readonly props: FileProps }
  | { readonly from: 'bytes'; readonly bytes: Uint8Array; readonly props: FileProps }
  | { readonly from: 'secret'; readonly object: string; readonly key: string; readonly props: FileProps & OptionalProps }
  | { readonly from: 'config-map'; readonly object: string; readonly key: string; readonly props: FileProps & OptionalProps }
  | { readonly from: 'field'; readonly field: string; readonly props: FileProps }
  | { readonly from: 'token'; readonly props: TokenProps & { readonly mode?: undefined } };

/** One of a kind. */
export type GivenFileFrom<From extends GivenFile['from']> = Extract<GivenFile, { readonly from: From }>;

/** Where the content of a file comes from, when it is more than text. */
export class FileSource extends Value {
  protected declare readonly brand: 'FileSource';

  private constructor(
    /** @internal */
    readonly given: GivenFile,
    /** The Secret of the system that it is a part of. */
    readonly secret?: Secret,
    /** @internal */
    readonly connected?: Connected<string>,
  ) {
    super();
  }

  protected override get inText(): string {
    return "Give it to `files` as it is: `files: { '/etc/app/key': source }`. A text of parts of a connection: connection.file(({ host, port }) => …).";
  }

  /** One value of a Secret of the system. */
  static secret(key: SecretKey, props: FileProps & OptionalProps = {}): FileSource {
    const { secret, key: name } = keyIn(key);
    const file = new FileSource({ from: 'secret', object: secret?.name ?? '', key: name, props }, secret);
    return remembering(file, keyPart('FileSource.secret(key)', key));
  }

  /** @internal Use `file()` of a `connection()`. */
  static connected(connected: Connected<string>, props: FileProps): FileSource {
    return new FileSource({ from: 'text', text: connected.at(ANY_HOST), props }, undefined, connected);
  }

  /** @internal Where the other end of its connection is called `host`. */
  foundAt(host: string): FileSource {
    return this.connected ? FileSource.text(this.connected.at(host), this.given.props) : this;
  }

  /** Text of the program, with permissions of its own. */
  static text(text: string, props: FileProps = {}): FileSource {
    return new FileSource({ from: 'text', text, props });
  }

  /** Content that is no text, such as a trust store. */
  static bytes(bytes: Uint8Array, props: FileProps = {}): FileSource {
    return new FileSource({ from: 'bytes', bytes, props });
  }

  /** A key of a ConfigMap that is in the workload's namespace already. */
  static configMapKey(configMap: string, key: string, props: FileProps & OptionalProps = {}): FileSource {
    return new FileSource({ from: 'config-map', object: configMap, key, props });
  }

  /** All labels of the pod, or all annotations: one `key="value"` a line. */
  static field(
    field: 'metadata.labels' | 'metadata.annotations' | Extract<PodField, `metadata.${string}`>,
    props: FileProps = {},
  ): FileSource {
    return new FileSource({ from: 'field', field, props });
  }

  /** A token of the pod's service account by which others than Kubernetes know it, such as a vault. */
  static token(props: TokenProps): FileSource {
    return new FileSource({ from: 'token', props });
  }
}
