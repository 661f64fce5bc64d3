import { Sets } from '../../../capacity/sets';
import { cardsOf } from '../../../kinds/guest/cards';
import { forwardOf } from '../../../kinds/subnet';
import type { Host } from '../../../network/host';
import type { Subnet } from '../../../network/network';
import type { Machine } from '../../../workload/machine';
import { groundOf } from '../../ends/end-facts';
import { Ends } from '../../ends/ends';
import { meantBy } from '../../ends/migrations';
import type { Inventory } from '../../inventory/inventory';

/** Subnets whose network the system makes: it exists on one host. */
const ownSubnets = (machine: Machine): readonly Subnet[] =>
  cardsOf(machine).flatMap(({ subnet }) => (forwardOf(subnet).owned ? [subnet] : []));

/** Whether packets between two subnets have to stay on one host, which then routes between them. */
function needsOneHost(from: Subnet, to: Subnet): boolean {
  if (!forwardOf(from).owned || !forwardOf(to).owned) return false;
  const provided = [from, to].some(({ network }) => network.props.routes === 'provided');
  return forwardOf(from).hides || !provided;
}

/**
 * What binds machines to one host: a network that exists on one host alone, and networks between which that host routes, since nobody
 * says that others do.
 */
export class Bindings {
  /** Machines of one network of a host. */
  private readonly segments: Sets;
  /** Those, and others whose networks the same host has to route to. */
  private readonly realms: Sets;
  /** Hosts of machines that have one, by the subnets of their own that they stand in. */
  private readonly hosts = new Map<string, Set<Host>>();

  constructor(inventory: Inventory, machines: readonly Machine[]) {
    const names = machines.map(({ name }) => name);
    this.segments = new Sets(names);
    this.realms = new Sets(names);
    for (const machine of machines)
      for (const subnet of ownSubnets(machine)) {
        this.segments.join(machine.name, segment(subnet));
        this.realms.join(machine.name, segment(subnet));
        if (subnet.network.props.routes !== 'provided') this.realms.join(segment(subnet), `network ${subnet.network.node.id}`);
      }
    const ends = new Ends(inventory);
    for (const { from, to } of inventory.allowances)
      for (const sender of from.map((end) => groundOf(ends.of(end))))
        for (const receiver of to.flatMap((end) => meantBy(end, ends).map((meant) => groundOf(meant.to))))
          if (sender && receiver && needsOneHost(sender, receiver)) this.realms.join(segment(sender), segment(receiver));
  }

  /** A machine has got a host. */
  settle(machine: Machine, host: Host): void {
    for (const set of [this.segments.rootOf(machine.name), `realm ${this.realms.rootOf(machine.name)}`])
      this.hosts.set(set, (this.hosts.get(set) ?? new Set()).add(host));
  }

  /** Hosts that a machine has to be on one of, because of others. Undefined: any. */
  hostsFor(machine: Machine): ReadonlySet<Host> | undefined {
    if (ownSubnets(machine).length === 0) return undefined;
    return this.hosts.get(this.segments.rootOf(machine.name)) ?? this.hosts.get(`realm ${this.realms.rootOf(machine.name)}`);
  }

  /** Whether it can be anywhere, whatever else is there. */
  isFree = (machine: Machine): boolean => ownSubnets(machine).length === 0;

  /** What is placed as one: machines that nothing binds to a host yet are bound to each other. */
  unitOf(machine: Machine): string {
    if (ownSubnets(machine).length === 0) return machine.name;
    const realm = this.realms.rootOf(machine.name);
    return this.hosts.has(`realm ${realm}`) ? this.segments.rootOf(machine.name) : realm;
  }
}

const segment = ({ node }: Subnet): string => `subnet ${node.id}`;
