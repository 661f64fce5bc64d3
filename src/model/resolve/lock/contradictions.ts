import { addressingOf } from '../../kinds/guest/addressings';
import { firstCardOf } from '../../kinds/guest/cards';
import { pathOf } from '../../kinds/machine';
import type { Lock, LockedMachine, LockedVolume, Tombstone } from '../../lock/lock';
import { own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Machine } from '../../workload/machine';
import { checkShrunk } from './kept-data';

const HARDWARE = ['machineType', 'firmware', 'diskBus', 'nicModel', 'tpm'] as const;
export type LockedHardware = (typeof HARDWARE)[number];

const FACTS = [
  'host',
  'pool',
  'subnet',
  'address',
  'mac',
  'gateway',
  'image',
  'adopted',
  'os',
  ...HARDWARE,
  'vsockCid',
  'engine',
  'filesystem',
] as const satisfies readonly problems.LockedFact[];
type Fact = (typeof FACTS)[number];

/** Facts of machines of one kind alone: without one a machine is of another kind. */
const OF_A_KIND: ReadonlySet<Fact> = new Set(['engine', 'adopted']);

export function checkContradictions(machine: Machine, old: LockedMachine, now: LockedMachine, report: Report): void {
  const { path } = machine.node;
  // Nodes are described at their cluster, all at once.
  for (const { fact, before, after } of differences(machine, old, now))
    report(problems.lockContradiction(path, fact, before, after, pathOf(machine) !== path));
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = own(now.volumes, id);
    if (!wanted) continue;
    checkShrunk(path, id, volume, wanted, report);
    for (const { fact, before, after } of diskDifferences(old, volume, now, wanted))
      report(problems.diskChanged(path, id, fact, before, after));
  }
}

/** What a disk keeps as long as it is there, where it is said at the disk: what is said at the machine is compared with that. */
function diskDifferences(old: LockedMachine, was: LockedVolume, now: LockedMachine, is: LockedVolume): readonly DiskDifference[] {
  const facts: readonly (readonly [problems.DiskFact, string | undefined, string | undefined])[] = [
    ['pool', was.pool ?? old.pool, is.pool ?? now.pool],
    ['bus', was.bus ?? old.diskBus, is.bus ?? now.diskBus],
    ['existing', was.existing ?? 'a volume of its own', is.existing ?? 'a volume of its own'],
  ];
  // What neither says is the machine's, which is compared by itself. Locks of earlier versions know of no bus.
  const stated = facts.filter(([fact]) => was[fact] !== undefined || is[fact] !== undefined);
  return stated.flatMap(([fact, before, after]) =>
    before === after || before === undefined || after === undefined ? [] : [{ fact, before, after }],
  );
}

interface DiskDifference {
  readonly fact: problems.DiskFact;
  readonly before: string;
  readonly after: string;
}

const valueInWords = (value: string | number | boolean | undefined): string => (value === undefined ? 'none' : String(value));

interface Difference {
  readonly fact: Fact;
  readonly before: string;
  readonly after: string;
}

function differences(machine: Machine, old: LockedMachine, now: LockedMachine): readonly Difference[] {
  const followed = new Set<Fact>(old.subnet === now.subnet ? [] : ['address', 'mac', 'gateway']);
  if (old.os !== now.os) for (const fact of HARDWARE) followed.add(fact);
  // Nothing was made from an image.
  if (old.volumes.root?.existing !== undefined && now.volumes.root?.existing !== undefined) followed.add('image');
  if (old.engine === undefined || now.engine === undefined) followed.add('filesystem');
  // A vsock comes and goes; while it is there, programs of the host know it by its id.
  if (now.vsockCid === undefined) followed.add('vsockCid');
  // Locks of earlier versions do not have all of them.
  for (const fact of FACTS) if (old[fact] === undefined && !OF_A_KIND.has(fact)) followed.add(fact);
  // DHCP tells a guest of another router by itself.
  if (addressingOf(firstCardOf(machine)).leased) followed.add('gateway');
  const differing = FACTS.filter((fact) => old[fact] !== now[fact] && !followed.has(fact));
  return differing.map((fact) => ({ fact, before: valueInWords(old[fact]), after: valueInWords(now[fact]) }));
}

/**
 * A machine that left and comes back may be there still: whether an apply came in between is not known here. Then it must be what
 * it was, like one that never left.
 */
export function checkReturning(machine: Machine, tombstone: Tombstone | undefined, now: LockedMachine, report: Report): void {
  if (!tombstone) return;
  const { node, name } = machine;
  if (tombstone.retired) report(problems.machineReturned(node.path, name));
  else
    for (const { fact, before, after } of differences(machine, tombstone, now))
      report(problems.machineReturnedChanged(node.path, name, fact, before, after));
}

/** What was retired may still lie in its pool, under the name that the new disk would get. */
export function checkReturningDisks({ node, name }: Machine, facts: LockedMachine, before: Lock, report: Report): void {
  for (const [id, { machine, volume, released }] of Object.entries(before.removed.volumes))
    if (machine === name && !released && own(facts.volumes, volume)) report(problems.volumeReturned(node.path, id));
}
