import { DOMAINS } from '../../../capacity/domains';
import { machinesBehind, PairMember } from '../../../edge/load-balancer';
import { FailureDomain, type Host } from '../../../network/host';
import { append, asArray, groupBy } from '../../../values';
import { primaryOf } from '../../../workload/database-vm';
import type { Machine } from '../../../workload/machine';
import type { Inventory } from '../../inventory/inventory';
import { hostsFor } from './hosts';

/** What fails together with a host. */
export const domainOf = (by: FailureDomain, { name, props: { zone } }: Host): string => DOMAINS[by].of({ name, zone });

/** Whether the two are a pair for which there is but one host: that is told of the pair, and of nothing else that follows from it. */
const areCrampedPair = (machine: Machine, other: Machine, inventory: Pick<Inventory, 'hosts'>): boolean =>
  machine instanceof PairMember && machine.peer === other && hostsFor(machine, inventory).length === 1;

/** The one host that a standby and its primary may both be on: that is told of the standby, and of nothing else that follows from it. */
export function sharedHost(machine: Machine, inventory: Pick<Inventory, 'hosts'>): Host | undefined {
  const primary = primaryOf(machine);
  const [host, ...others] = hostsFor(machine, inventory);
  const [same, ...more] = primary ? hostsFor(primary, inventory) : [];
  return others.length === 0 && more.length === 0 && host === same ? host : undefined;
}

const areCrampedReplica = (machine: Machine, other: Machine, inventory: Pick<Inventory, 'hosts'>): boolean =>
  primaryOf(machine) === other && sharedHost(machine, inventory) !== undefined;

/** Machines that had better be far from each other. */
interface Group {
  /** What they must not share. Unset: they share it where there is no other room. */
  readonly by?: FailureDomain;
  /** Those that have a host, by the hosts and zones that they are in. */
  readonly there: Map<string, Machine[]>;
}

/** What keeps machines from each other: what one says of another, and that nodes of a cluster do not fail together. */
export class Distances {
  private readonly groups = new Map<Machine, Group[]>();

  constructor(inventory: Pick<Inventory, 'clusters' | 'hosts'>, machines: readonly Machine[]) {
    const known = new Set(machines);
    for (const machine of machines) {
      const { apartFrom = [], apartBy = FailureDomain.HOST } = machine.props;
      for (const other of asArray(apartFrom).flatMap(machinesBehind))
        if (
          known.has(other) &&
          other !== machine &&
          !areCrampedPair(machine, other, inventory) &&
          !areCrampedReplica(machine, other, inventory)
        )
          this.add({ by: apartBy }, [machine, other]);
    }
    for (const { nodes } of inventory.clusters) {
      const pools = [...groupBy(nodes, ({ group }) => group).values()];
      for (const pool of pools) {
        const by = pool[0]?.props.apartBy;
        this.add(by === undefined ? {} : { by }, pool);
      }
      // Pools do not fail together either, where there is room.
      if (pools.length > 1) this.add({}, nodes);
    }
  }

  settle(machine: Machine, host: Host): void {
    for (const { there } of this.groups.get(machine) ?? [])
      for (const domain of new Set(Object.values(FailureDomain).map((by) => domainOf(by, host)))) append(there, domain, machine);
  }

  /** A machine that is where this one then must not be. */
  conflict(machine: Machine, host: Host): { readonly other: Machine; readonly by: FailureDomain } | undefined {
    for (const { by, there } of this.groups.get(machine) ?? []) {
      const other = by && there.get(domainOf(by, host))?.find((each) => each !== machine);
      if (by && other) return { other, by };
    }
    return undefined;
  }

  /** Whether two of them must not be on one host. */
  partedWithin(unit: readonly Machine[]): boolean {
    const seen = new Set<Group>();
    return unit.some((machine) =>
      (this.groups.get(machine) ?? []).some((group) => {
        if (group.by === undefined) return false;
        const twice = seen.has(group);
        seen.add(group);
        return twice;
      }),
    );
  }

  /** How many of those that they had better be far from are in the zone of a host, and on it. */
  crowdOf(unit: readonly Machine[], host: Host): { readonly zone: number; readonly host: number } {
    const groups = new Set(unit.flatMap((machine) => this.groups.get(machine) ?? []));
    const near = (domain: FailureDomain): number =>
      [...groups].reduce((sum, { there }) => sum + (there.get(domainOf(domain, host))?.length ?? 0), 0);
    return { zone: near(FailureDomain.ZONE), host: near(FailureDomain.HOST) };
  }

  private add(group: Pick<Group, 'by'>, members: readonly Machine[]): void {
    const made: Group = { ...group, there: new Map() };
    for (const machine of members) append(this.groups, machine, made);
  }
}
