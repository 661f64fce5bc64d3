import { Value } from '../values/value';

/** Props of {@link SecurityUpdates}. */
export interface SecurityUpdatesProps {
  /**
   * Whether the machine is restarted in the same hour where an update needs it.
   * @default false - running programs go on with what they have loaded until somebody restarts them
   */
  readonly reboot?: boolean;
  /**
   * Packages that are left alone, besides those that the machine's own purpose holds back. A `*` at the end stands for any ending.
   * @default - none
   */
  readonly except?: readonly string[];
}

/** Who brings security updates of its distribution to a guest. */
export class SecurityUpdates extends Value {
  protected declare readonly brand: 'SecurityUpdates';

  private constructor(
    /** Begin of their hour: `HH:MM`, UTC. Unset: the guest brings none. */
    readonly at: string | undefined,
    /** What it was given besides. */
    readonly props: SecurityUpdatesProps & { readonly because?: string },
  ) {
    super();
  }

  /**
   * The guest itself, by the means of its distribution (unattended-upgrades, dnf-automatic, `zypper patch`).
   * @param at begin of the hour in which they are installed: `HH:MM`, UTC
   */
  static daily(at: string, props: SecurityUpdatesProps = {}): SecurityUpdates {
    return new SecurityUpdates(at, props);
  }

  /** Somebody else: by hand, or by a program that looks after the guest. */
  static elsewhere(props: { readonly because: string }): SecurityUpdates {
    return new SecurityUpdates(undefined, props);
  }
}
