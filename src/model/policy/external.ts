import type { Port } from '../values';

export interface ExternalProps {
  /**
   * Name in reports and rules.
   * @default - the first block
   */
  readonly name?: string;
  /**
   * Ports it listens on: the default ports of flows to it.
   * @default - none
   */
  readonly listens?: readonly Port[];
}

/** Addresses outside the system. */
export class External {
  private constructor(
    readonly blocks: readonly string[],
    readonly props: ExternalProps,
  ) {}

  static cidr(cidr: string, props: ExternalProps = {}): External {
    return new External([cidr], props);
  }

  static cidrs(cidrs: readonly string[], props: ExternalProps = {}): External {
    return new External(cidrs, props);
  }

  /** One address. */
  static address(address: string, props: ExternalProps = {}): External {
    return new External([`${address}/32`], { name: address, ...props });
  }

  get name(): string {
    return this.props.name ?? this.blocks[0] ?? 'nothing';
  }
}

/** Every IPv4 address outside the system's own networks, pods and services. */
export class Anyone {
  private static readonly instance = new Anyone();

  private constructor(readonly name = 'anyone') {}

  static ipv4(): Anyone {
    return Anyone.instance;
  }
}
