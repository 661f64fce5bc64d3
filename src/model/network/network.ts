import type { Construct } from 'constructs';
import { Declared } from '../declared';
import type { SubnetMode } from '../resolved';
import { remembering, textPart } from '../shape/wrong';
import { Value } from '../values/value';

/** How a subnet is joined to the rest of the world: libvirt's forward modes, or a bridge that exists already. */
export class Forward extends Value {
  protected declare readonly brand: 'Forward';

  /** The host routes: senders keep their address. */
  static readonly ROUTE = new Forward('route');
  /** The host hides the machines behind its own address. Nothing outside can open a connection to them. */
  static readonly NAT = new Forward('nat');
  /** No way in or out: machines talk among themselves only. */
  static readonly ISOLATED = new Forward('isolated');

  private constructor(
    /** How packets leave the subnet. */
    readonly mode: SubnetMode,
    /** The host's bridge. Set for `bridge` alone. */
    readonly bridgeName?: string,
  ) {
    super();
  }

  /** A Linux bridge that exists on each host (not Open vSwitch, not macvtap: filters do not cover those). */
  static bridge(name: string): Forward {
    return remembering(new Forward('bridge', name), textPart('Forward.bridge(name)', name));
  }
}

/** How far a subnet's machines are kept from everything else. */
export enum Isolation {
  /** Default route through the host, names of the outside world resolved. */
  STANDARD = 'standard',
  /**
   * Routed, but without default route, NAT and DNS forwarding; machines of the subnet cannot talk to each other; no graphics console.
   * Only the system's own networks and provisioning sources can be reached, and only by declared flows.
   */
  HIGH = 'high',
}

/** Props of a {@link Subnet}. */
export interface SubnetProps {
  /** IPv4 block inside its network's, such as `10.20.10.0/24`. */
  readonly cidr: string;
  /** @default Forward.ROUTE */
  readonly forward?: Forward;
  /** @default Isolation.STANDARD */
  readonly isolation?: Isolation;
  /**
   * Address of the router (the host itself unless the subnet is a bridge).
   * @default - the first address
   */
  readonly gateway?: string;
  /**
   * Bytes.
   * @default 1500
   */
  readonly mtu?: number;
  /**
   * Block inside the subnet that is kept for LoadBalancer Services of the cluster whose nodes live here.
   * @default - none
   */
  readonly services?: string;
  /**
   * Addresses and blocks of the subnet that things outside of this system hold, such as `10.0.0.7` or the range of a DHCP server:
   * no machine is given one.
   * @default - none
   */
  readonly reserved?: readonly string[];
  /**
   * Addresses of the name servers that machines of a bridged subnet ask. In other subnets the libvirt network answers for the system's
   * names, and asks these for all others, unless the subnet is isolated.
   * @default - none; libvirt networks ask whom their host asks; for a bridged subnet it is warned of, unless an empty list says that it is meant
   */
  readonly nameservers?: readonly string[];
  /**
   * Addresses of the DHCP servers of somebody else that answer in a bridged subnet, and of what passes their answers on (a relay, mostly the router). They give each machine
   * that is addressed by DHCP the address of the plan, by its MAC: the list is among the prerequisites. In other subnets the libvirt network does so itself.
   * @default - none: no machine of a bridged subnet can be addressed by DHCP
   */
  readonly dhcpServers?: readonly string[];
  /**
   * Addresses that the KVM hosts themselves have in a bridged subnet: no machine is given one, and {@link Subnet.hosts} stands for them. In
   * other subnets the host is the gateway.
   * @default - none: the hosts of a bridged subnet are no end of flows
   */
  readonly hostAddresses?: readonly string[];
}

/** Props of a {@link Network}. */
export interface NetworkProps {
  /** The block that all its subnets lie in. */
  readonly cidr: string;
  /**
   * Whether your own routers carry traffic between subnets of different hosts and bridges.
   * @default - they do not: such a flow is a problem
   */
  readonly routes?: 'provided';
}

/** An address space cut into subnets. */
export class Network extends Declared {
  constructor(
    scope: Construct,
    id: string,
    /** What it was given. */
    readonly props: NetworkProps,
  ) {
    super(scope, id);
  }

  /** Adds a subnet. `id` is its name, a label that is unique in the system. */
  addSubnet(id: string, props: SubnetProps): Subnet {
    return new Subnet(this, id, props);
  }
}

/** One layer-2 segment of a network. */
export class Subnet extends Declared {
  /**
   * The KVM hosts that the subnet is on, at their own addresses in it: the gateway, or `hostAddresses` of a bridged subnet. What somebody does at a
   * host, such as a login in a machine of a NAT network, comes from there.
   */
  readonly hosts: KvmHosts;

  constructor(
    /** The network that it is part of. */
    readonly network: Network,
    id: string,
    /** What it was given. */
    readonly props: SubnetProps,
  ) {
    super(network, id);
    this.hosts = new KvmHosts(this);
  }

  /** Its name: the id. */
  get name(): string {
    return this.node.id;
  }
}

/** The KVM hosts themselves in one subnet, as an end of flows: {@link Subnet.hosts}. */
export class KvmHosts extends Declared {
  /** @internal */
  constructor(
    /** Where their addresses are. */
    readonly subnet: Subnet,
  ) {
    super(subnet, 'hosts');
  }

  /** What reports and tests call it: `kvm-hosts/<subnet>`. */
  get name(): string {
    return `kvm-hosts/${this.subnet.name}`;
  }
}
