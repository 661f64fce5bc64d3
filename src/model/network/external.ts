import { type Connection, connectionTo } from '../configuration/connection';
import type { ConnectionProps } from '../configuration/connection-props';
import { rememberPlace } from '../place';
import { objectPart, propsIn, remembering, textPart } from '../shape/wrong';
import { asArray, Port } from '../values';
import { Value } from '../values/value';

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

/** A name in DNS whose addresses are its owner's to change. */
export interface ExternalHostProps extends Omit<ExternalProps, 'hostnames'> {
  /**
   * Name in reports and rules.
   * @default - the host name
   */
  readonly name?: string;
  /**
   * Ports it listens on: the default ports of flows to it. Proxies tell names apart where they can read them: at ports whose names
   * (or `appProtocol`) say `https`, `tls`, `http`, `http2` or `grpc`.
   * @default - Port.tcp(443, 'https')
   */
  readonly listens?: readonly Port[];
}

/** Addresses outside the system. */
export class External extends Value {
  /** Nothing else has the type, whatever its properties. */
  protected declare readonly brand: 'External';

  private constructor(
    /** Its CIDRs. */
    readonly blocks: readonly string[],
    /** What was said of it besides. */
    readonly props: ExternalProps,
    /** Its name in DNS, where it is known by that alone: it has no CIDRs then. */
    readonly host?: string,
  ) {
    super();
    rememberPlace(this, External);
  }

  protected override get inText(): string {
    return 'Write its `name`, or `blocks`; a workload that dials it is told its name by external.connection().';
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
  static address(address: string, given: ExternalAddressProps = {}): External {
    const { hostname, ...props } = propsIn(given);
    const names = hostname === undefined ? [] : asArray(hostname);
    const named = names.length === 0 ? {} : { hostnames: Object.fromEntries(names.map((name) => [name, address])) };
    return remembering(
      new External([`${address}/32`], { name: names[0] ?? address, ...props, ...named }),
      textPart('External.address(address)', address),
      objectPart('External.address(address, props)', given),
    );
  }

  /**
   * One host by its name in DNS, such as `api.example.com`: whom a flow leads to, wherever that is today. Proxies of a mesh with sidecars
   * let a workload through to it and to no other host; rules for addresses let through to every address outside of the system, which is
   * a problem where nothing else stands on the way (`FlowWaiver.unenforcedName`).
   */
  static host(host: string, given: ExternalHostProps = {}): External {
    const props = propsIn(given);
    return remembering(
      new External([], { name: host, listens: [Port.tcp(443, 'https')], ...props }, host),
      textPart('External.host(host)', host),
      objectPart('External.host(host, props)', given),
    );
  }

  /** How workloads get to it, where it has a name in DNS or a single address. Each user needs a flow. */
  connection(props: ConnectionProps = {}): Connection {
    return connectionTo(this, this.props.listens ?? [], props);
  }

  /** Its display name: `name`, or else its blocks. */
  get name(): string {
    return this.props.name ?? this.blocks[0] ?? 'nothing';
  }
}

/** Every IPv4 address outside the system's own networks, pods and services. */
export class Anyone extends Value {
  protected declare readonly brand: 'Anyone';

  private static readonly instance = new Anyone();

  private constructor(/** Its display name. */ readonly name = 'anyone') {
    super();
  }

  protected override get inText(): string {
    return 'Write its `name`.';
  }

  /** Every IPv4 address outside of the system. */
  static ipv4(): Anyone {
    return Anyone.instance;
  }
}
