import { isRecord } from '../shape';
import { compareBlocks } from '../values';
import { diskId, type LockedHost, type LockedMachine, type LockedVolume, own, type RetiredVolume, sameContent, sharedPlaces } from './lock';
import { type MachineUnit, type Named, type Units, unlessEmpty } from './units';

export type SideName = 'ours' | 'theirs';

/** Three versions of one thing; unset where it is not known. */
export interface Versions<T> {
  readonly base?: T;
  readonly ours?: T;
  readonly theirs?: T;
}

/** What became of one thing: its value (unset: it is gone), or that both sides changed it and neither follows from the other. */
export type Outcome<T> = { readonly value?: T } | 'undecided';

type Finer<T> = (base: T, ours: T, theirs: T) => T | undefined;

/** What a merge makes of three versions: what only one side changed is as that side has it. */
export function decide<T>({ base, ours, theirs }: Versions<T>, finer: Finer<T> = () => undefined): Outcome<T> {
  if (sameContent(ours, theirs) || sameContent(theirs, base)) return { value: ours };
  if (sameContent(ours, base)) return { value: theirs };
  if (base === undefined || ours === undefined || theirs === undefined) return 'undecided';
  const value = finer(base, ours, theirs);
  return value === undefined ? 'undecided' : { value };
}

/** How the things of each part of a lock are joined. */
export const JOIN: { readonly [P in keyof Units]: (versions: Versions<Units[P][string]>) => Outcome<Units[P][string]> } = {
  hosts: joinHosts,
  subnets: (versions) => decide(versions),
  machines: (versions) => decide(versions, mergeMachines),
  cards: (versions) => decide(versions),
  pairs: (versions) => decide(versions),
  services: (versions) => decide(versions),
  workloads: (versions) => decide(versions),
  claims: (versions) => decide(versions),
  // None may be forgotten.
  adopted: ({ ours, theirs }) => ({ value: ours ?? theirs }),
};

/** What a lock says of a host must not go as long as either side has something on it; the next synth forgets what nothing needs. */
function joinHosts({ base, ours, theirs }: Versions<LockedHost>): Outcome<LockedHost> {
  if (!ours || !theirs) return { value: ours ?? theirs };
  const facts = mergeNamed(base ? factsOf(base) : {}, factsOf(ours), factsOf(theirs));
  const pools = mergeNamed(base?.pools ?? {}, { ...theirs.pools, ...ours.pools }, { ...ours.pools, ...theirs.pools });
  const [mine, other] = [ours.landmark ?? theirs.landmark, theirs.landmark ?? ours.landmark];
  const landmark = decide({ base: base?.landmark, ours: mine, theirs: other });
  // Where the sides know it again by two machines, the next synth finds one that is there.
  const known = landmark !== 'undecided' && landmark.value !== undefined && { landmark: landmark.value };
  // What both sides have, such as the connection, is there still.
  return facts && pools ? { value: { ...facts, pools, ...known } as LockedHost } : 'undecided';
}

/** What is said of a host itself, and not noted of what is on it. */
const factsOf = ({ pools: _pools, landmark: _landmark, ...facts }: LockedHost): Named<string> => facts;

/**
 * Of a machine only its disks and what was noted of its firewall may come from both sides. All else tells it from other machines:
 * one side may have released the name and given it to another one.
 */
function mergeMachines(base: MachineUnit, ours: MachineUnit, theirs: MachineUnit): MachineUnit | undefined {
  const [mine, other] = [ours.present, theirs.present];
  const before = base.present && mine && other && noted(base.present, mine, other);
  if (!before || !mine || !other) return undefined;
  if (!sameContent(identity(mine), identity(other)) || !sameContent(identity(mine), identity(before))) return undefined;
  const disks = mergeNamed(disksOf({ ...base, present: before }), disksOf(ours), disksOf(theirs));
  const [opened, firewall] = (['opened', 'firewall'] as const).map((part) =>
    mergeNamed(before[part] ?? {}, mine[part] ?? {}, other[part] ?? {}, mergeBlocks),
  );
  const told = mergeNamed(before.told ?? {}, mine.told ?? {}, other.told ?? {});
  if (!disks || !opened || !firewall || !told) return undefined;
  return {
    present: {
      ...mine,
      volumes: settled(
        Object.fromEntries(Object.entries(disks).flatMap(([id, { there }]) => (there ? [[id, there]] : []))),
        before.volumes,
      ),
      ...(mine.baseline && other.baseline ? { baseline: mergeBlocks(before.baseline ?? [], mine.baseline, other.baseline) } : {}),
      ...unlessEmpty({ opened, firewall, told }),
    },
    volumes: Object.fromEntries(
      Object.values(disks).flatMap(({ retired }) => (retired ? [[diskId(retired.machine, retired.volume), retired]] : [])),
    ),
  };
}

/** Of disks that were added on either side and have one place, none has it: the next synth places them anew. */
function settled(volumes: Named<LockedVolume>, before: Named<LockedVolume>): Named<LockedVolume> {
  const twice = sharedPlaces(volumes);
  return Object.fromEntries(
    Object.entries(volumes).map(([id, { place, ...volume }]) => [
      id,
      { ...volume, ...(place === undefined || (twice.has(place) && !own(before, id)) ? {} : { place }) },
    ]),
  );
}

/** What both sides have come to note of a thing of which the base, written by an earlier version, said nothing, was so all along. */
function noted<T extends object>(base: T, ours: T, theirs: T): T {
  const [mine, other] = [new Map<string, unknown>(Object.entries(ours)), new Map<string, unknown>(Object.entries(theirs))];
  const told = Object.entries(base).map(([key, value]) => {
    const [a, b] = [mine.get(key), other.get(key)];
    return [key, isRecord(value) && isRecord(a) && isRecord(b) ? noted(value, a, b) : value] as const;
  });
  const added = [...mine].filter(([key, value]) => !Object.hasOwn(base, key) && sameContent(value, other.get(key)));
  return Object.fromEntries([...told, ...added]) as T;
}

function identity({ volumes: _disks, baseline: _blocks, opened: _ports, firewall: _rules, told: _told, ...rest }: LockedMachine): object {
  return rest;
}

/** A disk of a machine. */
interface Disk {
  readonly there?: LockedVolume;
  readonly retired?: RetiredVolume;
}

function disksOf({ present, volumes }: MachineUnit): Named<Disk> {
  const there = Object.entries(present?.volumes ?? {}).map(([id, volume]) => [id, { there: volume }] as const);
  const retired = Object.values(volumes).map((volume) => [volume.volume, { retired: volume }] as const);
  const disks = new Map<string, Disk>(there);
  for (const [id, disk] of retired) disks.set(id, { ...disks.get(id), ...disk });
  return Object.fromEntries(disks);
}

/** Undefined when one of them cannot be decided. */
function mergeNamed<T>(base: Named<T>, ours: Named<T>, theirs: Named<T>, finer?: Finer<T>): Named<T> | undefined {
  const merged: [string, T][] = [];
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const verdict = decide({ base: own(base, name), ours: own(ours, name), theirs: own(theirs, name) }, finer);
    if (verdict === 'undecided') return undefined;
    if (verdict.value !== undefined) merged.push([name, verdict.value]);
  }
  return Object.fromEntries(merged);
}

/** What either side added is there, what either side took away is not. */
function mergeBlocks(base: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const stays = (block: string): boolean => !base.includes(block) || (ours.includes(block) && theirs.includes(block));
  return [...new Set([...ours, ...theirs])].filter(stays).sort(compareBlocks);
}
