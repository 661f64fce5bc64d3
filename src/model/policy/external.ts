import { rememberPlace } from '../place';
import { asArray, type Port } from '../values';
import { Connection, type ConnectionProps, meantPort } from '../workload/connection';

/** Props of an {@link External}. */
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
  /**
   * Names in DNS, each with the address in it that the name stands for. Machines that may reach it are told them by the DNS of their
   * subnet, also names that another DNS would answer otherwise.
   * @default - none: whoever the subnet's DNS asks has to know them; one of high isolation asks nobody
   */
  readonly hostnames?: Readonly<Record<string, string>>;
}

/** A single address. */
export interface ExternalAddressProps extends Omit<ExternalProps, 'name' | 'hostnames'> {
  /**
   * Name in reports and rules.
   * @default - the first host name, or the address
   */
  readonly name?: string;
  /**
   * Its name in DNS, or several; see {@link ExternalProps.hostnames}.
   * @default - none
   */
  readonly hostname?: string | readonly string[];
}

/** Addresses outside the system. */
export class External {
  /** Nothing else has the type, whatever its properties. */
  protected declare readonly brand: 'External';

  private constructor(
    /** Its CIDRs. */
    readonly blocks: readonly string[],
    /** What was said of it besides. */
    readonly props: ExternalProps,
  ) {
    rememberPlace(this, External);
  }

  /** One IPv4 block outside of the system, such as `192.168.7.0/24`. */
  static cidr(cidr: string, props: ExternalProps = {}): External {
    return new External([cidr], props);
  }

  /** Several IPv4 blocks outside of the system that are one end of flows. */
  static cidrs(cidrs: readonly string[], props: ExternalProps = {}): External {
    return new External(cidrs, props);
  }

  /** One address. */
  static address(address: string, { hostname, ...props }: ExternalAddressProps = {}): External {
    const names = hostname === undefined ? [] : asArray(hostname);
    const named = names.length === 0 ? {} : { hostnames: Object.fromEntries(names.map((name) => [name, address])) };
    return new External([`${address}/32`], { name: names[0] ?? address, ...props, ...named });
  }

  /** How workloads get to it, where it has a name in DNS or a single address. Each user needs a flow. */
  connection(props: ConnectionProps = {}): Connection {
    return new Connection(this, { port: meantPort(this.props.listens ?? [], props) });
  }

  /** Its display name: `name`, or else its blocks. */
  get name(): string {
    return this.props.name ?? this.blocks[0] ?? 'nothing';
  }
}

/** Every IPv4 address outside the system's own networks, pods and services. */
export class Anyone {
  protected declare readonly brand: 'Anyone';

  private static readonly instance = new Anyone();

  private constructor(/** Its display name. */ readonly name = 'anyone') {}

  /** Every IPv4 address outside of the system. */
  static ipv4(): Anyone {
    return Anyone.instance;
  }
}
