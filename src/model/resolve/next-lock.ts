import type { Lock, LockedMachine, LockedVolume, RetiredVolume, Tombstone } from '../lock/lock';
import * as problems from '../problems';
import type { ResolvedMachine, ResolvedRetirement } from '../resolved';
import type { Retirement } from '../system';
import { compareText, Size } from '../values';
import type { DatabaseVm } from '../workload/database-vm';
import type { Machine } from '../workload/machine';
import { poolOf } from './check-hosts';
import type { Inventory } from './inventory';
import type { Report } from './report';

/** What the lock holds for a machine as the system describes it now. */
function lockedFacts(
  machine: Machine,
  address: string,
  mac: string,
  resolved: ResolvedMachine | undefined,
  baseline: readonly string[],
): LockedMachine {
  const { props } = machine;
  const volumes = resolved ? [resolved.root, ...resolved.data] : [];
  return {
    host: props.host.node.id,
    pool: poolOf(machine),
    subnet: props.subnet.node.id,
    address,
    mac,
    image: props.image.identity ?? '',
    os: props.os.resolved.id,
    machineType: props.os.hardware.machineType,
    ...(machine.kind === 'database' ? { engine: `${(machine as DatabaseVm).props.engine}` } : {}),
    volumes: Object.fromEntries(
      volumes.map((volume) => [volume.id, { mebibytes: volume.sizeBytes / Size.mebibytes(1).bytes, protected: volume.protected }]),
    ),
    baseline,
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
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  addresses: ReadonlyMap<Machine, { readonly address: string; readonly mac: string }>,
  services: ReadonlyMap<string, { readonly cluster: string; readonly address: string }>,
  before: Lock,
  report: Report,
): NextLock {
  const byName = new Map(resolved.map((machine) => [machine.name, machine]));
  const retire = new Retirements(inventory.retirements, inventory.root.node.path, report);
  const current: Record<string, LockedMachine> = {};
  for (const machine of machines) {
    const place = addresses.get(machine);
    if (!place) continue;
    const old = before.machines[machine.name];
    if (!old && before.removed.machines[machine.name]?.retired) report(problems.machineReturned(machine.node.path, machine.name));
    const facts = lockedFacts(machine, place.address, place.mac, byName.get(machine.name), byName.get(machine.name)?.guest.baseline ?? []);
    if (old) contradictions(machine.node.path, old, facts, report);
    current[machine.name] = facts;
  }
  const removed: Record<string, Tombstone> = {};
  for (const [name, tombstone] of Object.entries(before.removed.machines)) if (!(name in current)) removed[name] = tombstone;
  for (const [name, old] of Object.entries(before.machines))
    if (!inventory.machineNames.has(name)) removed[name] = { ...old, ...bury(name, old, retire) };
  const volumes = retiredVolumes(before, current, retire);
  retire.reportUnused(
    [
      ...Object.keys(current),
      ...Object.entries(current).flatMap(([name, { volumes: own }]) => Object.keys(own).map((id) => `${name}-${id}`)),
    ],
    before,
  );
  const serviceEntries = Object.fromEntries(services);
  const removedServices = Object.entries({ ...before.removed.services, ...before.services }).filter(([name]) => !services.has(name));
  return {
    lock: {
      version: 1,
      system: inventory.name,
      machines: current,
      services: serviceEntries,
      removed: { machines: removed, services: Object.fromEntries(removedServices), volumes },
    },
    retired: retirements(inventory.name, removed, volumes),
  };
}

function contradictions(path: string, old: LockedMachine, now: LockedMachine, report: Report): void {
  for (const fact of ['host', 'pool', 'subnet', 'address', 'image', 'os', 'machineType', 'engine'] as const) {
    if (fact === 'address' && old.subnet !== now.subnet) continue; // follows from the subnet
    if (old[fact] !== now[fact]) report(problems.lockContradiction(path, fact, old[fact] ?? 'none', now[fact] ?? 'none'));
  }
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = now.volumes[id];
    if (wanted && wanted.mebibytes < volume.mebibytes) {
      report(problems.volumeShrunk(path, id, `${Size.mebibytes(volume.mebibytes)}`, `${Size.mebibytes(wanted.mebibytes)}`));
    }
  }
}

/** The fate of a removed machine's volumes. */
function bury(name: string, old: LockedMachine, retire: Retirements): Pick<Tombstone, 'retired'> {
  const entries = protectedVolumes(old).map(([id, volume]) => [id, retire.take(name, id, volume)] as const);
  const known = entries.filter((entry): entry is readonly [string, Retirement] => entry[1] !== undefined);
  return known.length === 0 ? {} : { retired: Object.fromEntries(known.map(([id, { keepData, because }]) => [id, { keepData, because }])) };
}

const protectedVolumes = (machine: LockedMachine): readonly (readonly [string, LockedVolume])[] =>
  Object.entries(machine.volumes).filter(([, volume]) => volume.protected);

/** Protected disks that left machines that stay. A root disk that got data disks beside it stays where it is. */
function retiredVolumes(
  before: Lock,
  current: Readonly<Record<string, LockedMachine>>,
  retire: Retirements,
): Record<string, RetiredVolume> {
  const volumes: Record<string, RetiredVolume> = { ...before.removed.volumes };
  for (const [name, old] of Object.entries(before.machines)) {
    const now = current[name];
    if (!now) continue;
    for (const [id, volume] of protectedVolumes(old)) {
      if (id in now.volumes || id === 'root') continue;
      const decision = retire.take(name, id, volume);
      if (decision)
        volumes[`${name}-${id}`] = { machine: name, volume: id, host: old.host, keepData: decision.keepData, because: decision.because };
    }
  }
  return volumes;
}

function retirements(
  system: string,
  removed: Readonly<Record<string, Tombstone>>,
  volumes: Readonly<Record<string, RetiredVolume>>,
): readonly ResolvedRetirement[] {
  const list: ResolvedRetirement[] = [];
  const add = (machine: string, id: string, host: string, decision: { keepData: boolean; because: string }): void => {
    list.push({
      key: `${machine}-${id}`,
      volumeName: `${system}-${machine}-${id}.qcow2`,
      host,
      keepData: decision.keepData,
      because: decision.because,
    });
  };
  for (const [machine, tombstone] of Object.entries(removed))
    for (const [id, decision] of Object.entries(tombstone.retired ?? {})) add(machine, id, tombstone.host, decision);
  for (const retired of Object.values(volumes)) add(retired.machine, retired.volume, retired.host, retired);
  return list.sort((a, b) => compareText(a.key, b.key));
}

/** The user's calls of `retire`, each of which must mean something. */
class Retirements {
  private readonly used = new Set<Retirement>();

  constructor(
    private readonly calls: readonly Retirement[],
    private readonly path: string,
    private readonly report: Report,
  ) {}

  /** The decision about a volume; a problem when there is none. */
  take(machine: string, id: string, volume: LockedVolume): Retirement | undefined {
    const key = `${machine}-${id}`;
    const call = this.calls.find((candidate) => candidate.id === key) ?? this.calls.find((candidate) => candidate.id === machine);
    if (call) this.used.add(call);
    else this.report(problems.volumeGone(this.path, key, volume.mebibytes / 1024));
    return call;
  }

  reportUnused(present: readonly string[], before: Lock): void {
    const buried = new Set([...Object.keys(before.removed.machines), ...Object.keys(before.removed.volumes)]);
    for (const [name, tombstone] of Object.entries(before.removed.machines))
      for (const id of Object.keys(tombstone.volumes)) buried.add(`${name}-${id}`);
    const here = new Set(present);
    for (const call of this.calls) {
      if (!call.because?.trim()) this.report(problems.waiverWithoutReason(this.path, `retire ${call.id}`));
      if (here.has(call.id)) this.report(problems.retireInUse(this.path, call.id));
      else if (!this.used.has(call) && !buried.has(call.id))
        this.report(problems.retireUnknown(this.path, call.id, [...buried].sort(compareText)));
    }
  }
}
