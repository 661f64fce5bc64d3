import { imageVolumeKey, imageVolumeName } from '../../guest/image';
import { isPoolType, type KindOfPool, POOLS } from '../../kinds/pool';
import { diskVolumeName } from '../../kinds/pool/choice';
import type { RetiredData } from '../../lock/kept-data';
import { diskId, type Lock, type LockedMachine, own, type RetiredVolume, type Tombstone } from '../../lock/lock';
import { disksOf } from '../../lock/release';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedRetirement } from '../../resolved';
import { compareText } from '../../values';
import { heritage } from '../addresses/plan-pairs';
import type { Inventory } from '../inventory/inventory';
import type { Retirements } from './retirements';

/** Machines that left now and before. A decision about a volume holds until another one is made. */
export function buryMachines(
  { machineNames, pairs }: Inventory,
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
    // What became a pair has handed its address on, and is not there any more.
    const isHeritage = pairs.some((pair) => pair.name === name) && heritage(name, before) !== undefined;
    if (machineNames.has(name) || isHeritage) continue;
    const decisions = Object.entries(old.volumes).map(([id, volume]) => [id, retire.decide(name, id, volume)] as const);
    buried[name] = withDecisions(
      old,
      decisions.flatMap(([id, said]) => (said ? [[id, said] as const] : [])),
    );
  }
  return buried;
}

const withDecisions = (machine: LockedMachine, decisions: readonly (readonly [string, RetiredData])[]): Tombstone =>
  decisions.length === 0 ? machine : { ...machine, retired: Object.fromEntries(decisions) };

/**
 * Protected disks that left machines that stay, and those whose names are free again. A root disk that got data disks beside it stays
 * where it is.
 */
export function buryVolumes(before: Lock, current: ReadonlyMap<string, LockedMachine>, retire: Retirements): Record<string, RetiredVolume> {
  const buried: Record<string, RetiredVolume> = {};
  const isBack = ({ machine, volume }: RetiredVolume): boolean => own(current.get(machine)?.volumes ?? {}, volume) !== undefined;
  for (const [id, old] of Object.entries(before.removed.volumes)) {
    if (!old.released) buried[id] = { ...old, ...retire.about(old.machine, old.volume) };
    else if (!isBack(old)) buried[id] = old;
  }
  for (const [name, old] of Object.entries(before.machines)) {
    const now = current.get(name);
    if (!now) continue;
    for (const [volume, locked] of Object.entries(old.volumes)) {
      if (own(now.volumes, volume)) continue;
      const said = retire.decide(name, volume, locked);
      if (said) buried[diskId(name, volume)] = { machine: name, volume, host: old.host, pool: locked.pool ?? old.pool, ...said };
    }
  }
  return buried;
}

/** What Terraform has to be told of the disks that left. */
export function retiredVolumes(
  { name: system, hosts, root }: Inventory,
  { machines, volumes }: Pick<Lock['removed'], 'machines' | 'volumes'>,
  pools: Lock['hosts'],
  report: Report,
): readonly ResolvedRetirement[] {
  const here = new Set(hosts.map(({ node }) => node.id));
  const disks = [...Object.values(volumes), ...Object.entries(machines).flatMap(([name, tombstone]) => disksOf(name, tombstone))];
  return disks
    .filter((disk) => {
      if (!here.has(disk.host) && !disk.released)
        report(problems.retiredWithoutHost(root.node.path, diskId(disk.machine, disk.volume), disk.host));
      return here.has(disk.host);
    })
    .map((disk) => retirement(system, disk, kindOfPool(pools, disk)))
    .sort((a, b) => compareText(a.key, b.key));
}

/** As the lock has it: what lay in a pool may be all that is left of it in the system. */
const kindOfPool = (hosts: Lock['hosts'], { host, pool }: RetiredVolume): KindOfPool => {
  const type = own(own(hosts, host)?.pools ?? {}, pool)?.type;
  return POOLS[type !== undefined && isPoolType(type) ? type : 'directory'];
};

function retirement(
  system: string,
  { machine, volume, host, pool, image, keepData, because }: RetiredVolume,
  { ending, layers }: KindOfPool,
): ResolvedRetirement {
  return {
    key: `${machine}-${volume}`,
    volumeName: diskVolumeName(system, machine, volume, ending),
    host,
    ...(image === undefined || !layers ? {} : { image: imageBelow(host, pool, imageVolumeName(system, image)) }),
    keepData,
    because,
  };
}

const imageBelow = (host: string, pool: string, volumeName: string): ResolvedRetirement['image'] => ({
  key: imageVolumeKey(host, pool, volumeName),
  volumeName,
});
