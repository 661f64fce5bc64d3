import { imageVolumeName } from '../../guest/image';
import { kindOf } from '../../kinds/machine';
import { addressingOf } from '../../kinds/machine/addressings';
import type { Lock, LockedMachine, RetiredVolume, Tombstone } from '../../lock/lock';
import { own } from '../../lock/lock';
import * as problems from '../../problems';
import type { ResolvedMachine, ResolvedRetirement } from '../../resolved';
import { compareText, formatIp, Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space, SubnetSpace } from '../addresses/space';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { poolOf } from '../machines/hosts';
import { type Decision, protectedVolumes, Retirements } from './retirements';

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

/**
 * Compares the system with what earlier runs decided, and says what the lock holds from now on.
 * Facts that the provider cannot change without a second machine or an empty disk are problems.
 */
export function nextLock(
  inventory: Inventory,
  space: Space,
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  services: ReadonlyMap<string, { readonly cluster: string; readonly address: string }>,
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
    checkReturns(machine, facts, before, report);
    current.set(machine.name, facts);
  }
  const machinesGone = buryMachines(inventory, before, current, retire);
  const volumesGone = buryVolumes(before, current, retire);
  retire.reportUnused(current, before);
  const retired = retirements(inventory.name, machinesGone, volumesGone);
  for (const { host, key } of retired)
    if (!inventory.hosts.some(({ node }) => node.id === host)) report(problems.retiredWithoutHost(inventory.root.node.path, key, host));
  const servicesGone = Object.entries({ ...before.removed.services, ...before.services }).filter(([name]) => !services.has(name));
  return {
    lock: {
      version: 1,
      system: inventory.name,
      machines: Object.fromEntries(current),
      services: Object.fromEntries(services),
      removed: { machines: machinesGone, services: Object.fromEntries(servicesGone), volumes: volumesGone },
    },
    retired,
  };
}

const FACTS = ['host', 'pool', 'subnet', 'address', 'gateway', 'image', 'os', 'machineType', 'engine'] as const;

function contradictions(machine: Machine, old: LockedMachine, now: LockedMachine, report: Report): void {
  const { path } = machine.node;
  const followed = new Set<(typeof FACTS)[number]>(old.subnet === now.subnet ? [] : ['address', 'gateway']);
  // DHCP tells a guest of another router by itself.
  if (addressingOf(machine).leased) followed.add('gateway');
  for (const fact of FACTS)
    if (old[fact] !== now[fact] && !followed.has(fact))
      report(problems.lockContradiction(path, fact, old[fact] ?? 'none', now[fact] ?? 'none'));
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = own(now.volumes, id);
    if (wanted && wanted.mebibytes < volume.mebibytes) {
      report(problems.volumeShrunk(path, id, `${Size.mebibytes(volume.mebibytes)}`, `${Size.mebibytes(wanted.mebibytes)}`));
    }
  }
}

/** What was retired may still lie in its pool, under the name that the new disk would get. */
function checkReturns({ node, name }: Machine, facts: LockedMachine, before: Lock, report: Report): void {
  if (own(before.removed.machines, name)?.retired) report(problems.machineReturned(node.path, name));
  for (const [key, { machine, volume }] of Object.entries(before.removed.volumes))
    if (machine === name && own(facts.volumes, volume)) report(problems.volumeReturned(node.path, key));
}

/** Machines that left now and before. A decision about a volume holds until another one is made. */
function buryMachines(
  { machineNames }: Inventory,
  before: Lock,
  current: ReadonlyMap<string, LockedMachine>,
  retire: Retirements,
): Record<string, Tombstone> {
  const buried: Record<string, Tombstone> = {};
  for (const [name, tombstone] of Object.entries(before.removed.machines)) {
    if (current.has(name)) continue;
    const decisions = Object.entries(tombstone.retired ?? {}).map(([id, old]) => [id, retire.about(name, id) ?? old] as const);
    buried[name] = withDecisions(tombstone, decisions);
  }
  for (const [name, old] of Object.entries(before.machines)) {
    if (machineNames.has(name)) continue;
    const decisions = protectedVolumes(old).map(([id, volume]) => [id, retire.decide(name, id, volume)] as const);
    buried[name] = withDecisions(
      old,
      decisions.flatMap(([id, decision]) => (decision ? [[id, decision] as const] : [])),
    );
  }
  return buried;
}

const withDecisions = (machine: LockedMachine, decisions: readonly (readonly [string, Decision])[]): Tombstone =>
  decisions.length === 0 ? machine : { ...machine, retired: Object.fromEntries(decisions) };

/** Protected disks that left machines that stay. A root disk that got data disks beside it stays where it is. */
function buryVolumes(before: Lock, current: ReadonlyMap<string, LockedMachine>, retire: Retirements): Record<string, RetiredVolume> {
  const buried: Record<string, RetiredVolume> = {};
  for (const [key, old] of Object.entries(before.removed.volumes)) buried[key] = { ...old, ...retire.about(old.machine, old.volume) };
  for (const [name, old] of Object.entries(before.machines)) {
    const now = current.get(name);
    if (!now) continue;
    for (const [id, volume] of protectedVolumes(old)) {
      if (own(now.volumes, id)) continue;
      const decision = retire.decide(name, id, volume);
      if (decision) buried[`${name}-${id}`] = { machine: name, volume: id, host: old.host, ...decision };
    }
  }
  return buried;
}

function retirements(
  system: string,
  machines: Readonly<Record<string, Tombstone>>,
  volumes: Readonly<Record<string, RetiredVolume>>,
): readonly ResolvedRetirement[] {
  const list: ResolvedRetirement[] = [];
  const add = (
    machine: string,
    id: string,
    { host, pool, image }: Pick<LockedMachine, 'host'> & Partial<LockedMachine>,
    decision: Decision,
  ): void => {
    const below =
      id === 'root' && pool !== undefined && image !== undefined ? { image: { pool, volumeName: imageVolumeName(system, image) } } : {};
    list.push({
      key: `${machine}-${id}`,
      volumeName: `${system}-${machine}-${id}.qcow2`,
      host,
      ...below,
      keepData: decision.keepData,
      because: decision.because,
    });
  };
  for (const [machine, tombstone] of Object.entries(machines))
    for (const [id, decision] of Object.entries(tombstone.retired ?? {})) add(machine, id, tombstone, decision);
  for (const { machine, volume, host, keepData, because } of Object.values(volumes)) add(machine, volume, { host }, { keepData, because });
  return list.sort((a, b) => compareText(a.key, b.key));
}
