import type { GuestFileContent } from '../resolved';
import { part, remembering } from '../shape/wrong';
import { Value } from '../values/value';

/** Props of a {@link GuestFile}. */
export interface GuestFileProps {
  /**
   * Permission bits.
   * @default - 0o644; 0o600 for what a sensitive variable holds
   */
  readonly mode?: number;
  /**
   * Who owns it, as `user` or `user:group`. Files of others than root are written after packages and users are there, all others before.
   * @default 'root:root'
   */
  readonly owner?: string;
}

/** A file that a guest is given when it is first started. */
export class GuestFile extends Value {
  protected declare readonly brand: 'GuestFile';

  private constructor(
    /** What it holds. */
    readonly content: GuestFileContent,
    /** What it was given besides. */
    readonly props: GuestFileProps,
  ) {
    super();
  }

  /** Text of the program. */
  static text(text: string, props: GuestFileProps = {}): GuestFile {
    return new GuestFile({ from: 'text', text }, props);
  }

  /** Content of any kind, such as a local file: `GuestFile.bytes(readFileSync('licence.bin'))`. */
  static bytes(bytes: Uint8Array, props: GuestFileProps = {}): GuestFile {
    const isRight = bytes instanceof Uint8Array;
    const file = new GuestFile({ from: 'bytes', base64: isRight ? Buffer.from(bytes).toString('base64') : '' }, props);
    return remembering(file, part('GuestFile.bytes(bytes)', 'bytes, such as those of readFileSync', bytes, isRight));
  }

  /**
   * What a sensitive variable of Terraform holds when it is applied. It is in no output and in no state; it lies on the CD that the
   * guest was set up from.
   * @param name lower-case letters, digits and underscores: `TF_VAR_<name>` gives it to Terraform
   */
  static variable(name: string, props: GuestFileProps = {}): GuestFile {
    return new GuestFile({ from: 'variable', variable: name }, props);
  }
}
