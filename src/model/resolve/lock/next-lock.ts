import { kindOf, pathOf } from '../../kinds/machine';
import { addressingOf } from '../../kinds/machine/addressings';
import type { Lock, LockedMachine, Tombstone } from '../../lock/lock';
import { own } from '../../lock/lock';
import * as problems from '../../problems';
import type { ResolvedHost, ResolvedMachine, ResolvedRetirement } from '../../resolved';
import { formatIp, Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space, SubnetSpace } from '../addresses/space';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { poolOf } from '../machines/hosts';
import { buryMachines, buryVolumes, retiredVolumes } from './bury';
import { lockedHosts } from './hosts';
import { Retirements } from './retirements';

/** What the lock holds for a machine as the system describes it now. */
function lockedFacts(machine: Machine, { nic, guest, root, data }: ResolvedMachine, subnet: SubnetSpace): LockedMachine {
  const { props } = machine;
  return {
    host: props.host.node.id,
    pool: poolOf(machine),
    subnet: nic.subnet,
    address: nic.address,
    mac: nic.mac,
    gateway: `${formatIp(subnet.gateway)}/${subnet.cidr.prefix}`,
    image: props.image.identity ?? '',
    os: props.os.resolved.id,
    machineType: props.os.hardware.machineType,
    ...kindOf(machine).locked(machine),
    volumes: Object.fromEntries(
      [root, ...data].map((volume) => [volume.id, { mebibytes: volume.sizeBytes / Size.mebibytes(1).bytes, protected: volume.protected }]),
    ),
    baseline: guest.baseline,
    ...(Object.keys(guest.opened).length > 0 ? { opened: guest.opened } : {}),
  };
}

export interface NextLock {
  readonly lock: Lock;
  readonly retired: readonly ResolvedRetirement[];
}

/** What the lock keeps besides machines. */
export interface Surroundings {
  readonly hosts: readonly ResolvedHost[];
  readonly services: ReadonlyMap<string, { readonly cluster: string; readonly address: string }>;
  /** What the networks of subnets without default route are made with. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Compares the system with what earlier runs decided, and says what the lock holds from now on.
 * Facts that the provider cannot change without a second machine or an empty disk are problems.
 */
export function nextLock(
  inventory: Inventory,
  space: Space,
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  { hosts, services, routes }: Surroundings,
  before: Lock,
  report: Report,
): NextLock {
  const byName = new Map(resolved.map((machine) => [machine.name, machine]));
  const retire = new Retirements(inventory.retirements, inventory.root.node.path, report);
  const current = new Map<string, LockedMachine>();
  for (const machine of machines) {
    const now = byName.get(machine.name);
    const subnet = space.subnets.get(machine.props.subnet);
    if (!now || !subnet) continue;
    const facts = lockedFacts(machine, now, subnet);
    const old = own(before.machines, machine.name);
    if (old) contradictions(machine, old, facts, report);
    else checkReturning(machine, own(before.removed.machines, machine.name), facts, report);
    checkReturningDisks(machine, facts, before, report);
    current.set(machine.name, facts);
  }
  const servicesGone = Object.entries({ ...before.removed.services, ...before.services }).filter(([name]) => !services.has(name));
  const removed = {
    machines: buryMachines(inventory, before, current, retire),
    services: Object.fromEntries(servicesGone),
    volumes: buryVolumes(before, current, retire),
  };
  retire.reportUnused(current, before);
  const now = {
    version: 2 as const,
    system: inventory.name,
    subnets: Object.fromEntries([...routes].map(([name, list]) => [name, { routes: list }])),
    machines: Object.fromEntries(current),
    services: Object.fromEntries(services),
    removed,
  };
  return {
    lock: { ...now, hosts: lockedHosts(inventory, hosts, now, before, report) },
    retired: retiredVolumes(inventory, removed, report),
  };
}

const FACTS = ['host', 'pool', 'subnet', 'address', 'gateway', 'image', 'os', 'machineType', 'engine'] as const;

function contradictions(machine: Machine, old: LockedMachine, now: LockedMachine, report: Report): void {
  const { path } = machine.node;
  // Nodes are described at their cluster, all at once.
  for (const { fact, before, after } of differences(machine, old, now))
    report(problems.lockContradiction(path, fact, before, after, pathOf(machine) !== path));
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = own(now.volumes, id);
    if (wanted && wanted.mebibytes < volume.mebibytes) {
      report(problems.volumeShrunk(path, id, `${Size.mebibytes(volume.mebibytes)}`, `${Size.mebibytes(wanted.mebibytes)}`));
    }
  }
}

interface Difference {
  readonly fact: string;
  readonly before: string;
  readonly after: string;
}

function differences(machine: Machine, old: LockedMachine, now: LockedMachine): readonly Difference[] {
  const followed = new Set<(typeof FACTS)[number]>(old.subnet === now.subnet ? [] : ['address', 'gateway']);
  // DHCP tells a guest of another router by itself.
  if (addressingOf(machine).leased) followed.add('gateway');
  const differing = FACTS.filter((fact) => old[fact] !== now[fact] && !followed.has(fact));
  return differing.map((fact) => ({ fact, before: old[fact] ?? 'none', after: now[fact] ?? 'none' }));
}

/**
 * A machine that left and comes back may be there still: whether an apply came in between is not known here. Then it must be what
 * it was, like one that never left.
 */
function checkReturning(machine: Machine, tombstone: Tombstone | undefined, now: LockedMachine, report: Report): void {
  if (!tombstone) return;
  const { node, name } = machine;
  if (tombstone.retired) report(problems.machineReturned(node.path, name));
  else
    for (const { fact, before, after } of differences(machine, tombstone, now))
      report(problems.machineReturnedChanged(node.path, name, fact, before, after));
}

/** What was retired may still lie in its pool, under the name that the new disk would get. */
function checkReturningDisks({ node, name }: Machine, facts: LockedMachine, before: Lock, report: Report): void {
  for (const [id, { machine, volume, released }] of Object.entries(before.removed.volumes))
    if (machine === name && !released && own(facts.volumes, volume)) report(problems.volumeReturned(node.path, id));
}
