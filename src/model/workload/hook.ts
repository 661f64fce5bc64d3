import type { Port } from '../values';
import { Value } from '../values/value';

/** Where a hook by HTTP asks. */
export interface HttpHookProps {
  /** One that the container listens on, over TCP. @default - its first */
  readonly port?: Port;
}

/** What users said of a hook. */
export type GivenHook =
  | { readonly type: 'http'; readonly path: string; readonly props: HttpHookProps }
  | { readonly type: 'exec'; readonly command: readonly string[] };

/** One of a type. */
export type GivenHookOf<Type extends GivenHook['type']> = Extract<GivenHook, { readonly type: Type }>;

/** Something that the kubelet does to a container. */
export class Hook extends Value {
  protected declare readonly brand: 'Hook';

  private constructor(/** @internal */ readonly given: GivenHook) {
    super();
  }

  /** Runs a program in the container. No shell takes part. */
  static exec(command: readonly string[]): Hook {
    return new Hook({ type: 'exec', command });
  }

  /** GET of `path`. Not in a mesh, where the kubelet has no certificate. */
  static http(path: string, props: HttpHookProps = {}): Hook {
    return new Hook({ type: 'http', path, props });
  }
}

/** What is done when a container has started, and before it ends. */
export interface HooksProps {
  /** When the container has started. Until it has ended nobody reaches the container. @default - nothing */
  readonly postStart?: Hook;
  /**
   * Before its process is told to end, in the place of the wait of `shutdown.drain`, which is how long it may take.
   * @default - the wait
   */
  readonly preStop?: Hook;
}
