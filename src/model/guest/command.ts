import { Value } from '../values/value';

/** Props of a {@link Command}. */
export interface CommandProps {
  /**
   * Sensitive variables of Terraform, by the names of the environment variables by which the command is told them.
   * @default - none
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Whether it is run before any package is installed, such as the registration of the system with its vendor. No file of `files` and no
   * user is there yet.
   * @default false
   */
  readonly beforePackages?: boolean;
}

/**
 * Something that a guest runs once, when it is first started. The first one that fails ends the first boot; which one that was, and why, stands in
 * `/var/log/cloud-init-output.log`, or in the journal of `isthmus-first-boot` where Ignition sets it up.
 */
export class Command extends Value {
  protected declare readonly brand: 'Command';

  private constructor(
    /** A program and its arguments. Unset: `script` is run. */
    readonly words: readonly string[] | undefined,
    /** Text for bash. Unset: `words` are run. */
    readonly script: string | undefined,
    /** What it was given besides. */
    readonly props: CommandProps,
  ) {
    super();
  }

  /** A program and its arguments. No shell reads them. */
  static run(words: readonly string[], props: CommandProps = {}): Command {
    return new Command(words, undefined, props);
  }

  /** Text for bash, which ends at the first command in it that fails. */
  static script(script: string, props: CommandProps = {}): Command {
    return new Command(undefined, script, props);
  }
}
