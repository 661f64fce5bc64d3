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
 * `/var/log/cloud-init-output.log`.
 */
export class Command {
  protected declare readonly brand: 'Command';

  private constructor(
    readonly given: { readonly words: readonly string[] } | { readonly script: string },
    readonly props: CommandProps,
  ) {}

  /** A program and its arguments. No shell reads them. */
  static run(words: readonly string[], props: CommandProps = {}): Command {
    return new Command({ words }, props);
  }

  /** Text for bash, which ends at the first command in it that fails. */
  static script(script: string, props: CommandProps = {}): Command {
    return new Command({ script }, props);
  }
}
