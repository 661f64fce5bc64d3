import { InvalidSystemError, type Problem } from '../problem';
import * as problems from '../problems';
import { compareText } from '../values';
import { type Lock, type LockedMachine, own } from './lock';
import { checkLockShape, MARKER, parseJson } from './parse';

export interface RepairedLock {
  readonly lock: Lock;
  /** What could not keep what it held, in words, in order of names. What is still part of the system gets other values at the next synth. */
  readonly dropped: readonly string[];
}

/**
 * Mends a lock file after a merge of two branches.
 *
 * With conflict markers: the entries of both sides are kept; where both have an entry of the same name, ours stands (with the
 * volumes of both). A thing that is present on one side and removed on the other is kept as present: the next synth sees whether
 * the merged system has it.
 * Then no address and no MAC address may be held twice. What `before` holds stays; after it come entries that both sides have, those
 * of our side alone, then theirs, in the order of names. Whoever comes later is dropped, and the next synth plans it anew as if it had
 * just been added: right for machines that are not applied yet.
 * @param text the file as the merge left it
 * @param before the lock file of the side that is applied; with markers it also tells which side is ours @default - the first side
 * @throws InvalidSystemError when either side is no lock
 */
export function repair(text: string, before?: string): RepairedLock {
  const applied = before === undefined ? undefined : readSide(before);
  const stays: Rank = (entry, held) => (applied && holds(applied, entry, held) ? 0 : 1);
  if (!MARKER.test(text)) return settle(readSide(text), stays);
  const [first, second] = conflictSides(text).map(readSide) as [Lock, Lock];
  const swapped = applied !== undefined && agreement(second, applied) > agreement(first, applied);
  const [ours, theirs] = swapped ? [second, first] : [first, second];
  return settle(union(ours, theirs), (entry, held) => stays(entry, held) && (has(ours, entry) ? (has(theirs, entry) ? 1 : 2) : 3));
}

/** How many entries of a lock another one has just so. */
const agreement = (lock: Lock, other: Lock): number =>
  (Object.keys(PARTS) as Part[]).flatMap((part) =>
    Object.entries(PARTS[part](lock)).filter(([name, held]) => holds(other, `${part}/${name}`, held)),
  ).length;

/** The file as either side would have it. */
function conflictSides(text: string): readonly [string, string] {
  const sides: [string[], string[]] = [[], []];
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  const next = { '<': 'ours', '|': 'base', '=': 'theirs', '>': 'both' } as const;
  const after: Record<string, readonly string[]> = { '<': ['both'], '|': ['ours'], '=': ['ours', 'base'], '>': ['theirs'] };
  for (const line of text.split(/\r?\n/)) {
    if (MARKER.test(line)) {
      const mark = line.charAt(0) as keyof typeof next;
      if (!after[mark]?.includes(part))
        throw new InvalidSystemError([problems.lockMalformed(`The conflict marker "${line}" stands alone.`)]);
      part = next[mark];
    } else {
      if (part === 'both' || part === 'ours') sides[0].push(line);
      if (part === 'both' || part === 'theirs') sides[1].push(line);
    }
  }
  if (part !== 'both') throw new InvalidSystemError([problems.lockMalformed('A conflict has no end marker.')]);
  return [sides[0].join('\n'), sides[1].join('\n')];
}

function readSide(text: string): Lock {
  const found: Problem[] = [];
  const report = (problem: Problem): void => void found.push(problem);
  const parsed = parseJson(mendCommas(text), report);
  const lock = parsed && checkLockShape(parsed.json, report);
  if (!lock) throw new InvalidSystemError(found);
  return lock;
}

/** The entries that a conflict joins were the last of their object on one side and not on the other. No text of a lock spans lines. */
const mendCommas = (text: string): string => text.replace(/,(\s*\n\s*[}\]])/g, '$1').replace(/([}\]"\w])(\s*\n\s*")/g, '$1,$2');

/** `machines/order-db`, `removed.services/cart`: where an entry stands. */
type Entry = string;

const PARTS = {
  machines: (lock: Lock) => lock.machines,
  services: (lock: Lock) => lock.services,
  'removed.machines': (lock: Lock) => lock.removed.machines,
  'removed.services': (lock: Lock) => lock.removed.services,
};
type Part = keyof typeof PARTS;

/** What an entry holds that nobody else may have. */
interface Held {
  readonly address: string;
  readonly mac?: string;
}

/** Whose values stay: the lowest first. */
type Rank = (entry: Entry, held: Held) => number;

const entryOf = (lock: Lock, entry: Entry): Held | undefined => {
  const [part, name] = entry.split('/') as [Part, string];
  return own<Held>(PARTS[part](lock), name);
};

const has = (lock: Lock, entry: Entry): boolean => entryOf(lock, entry) !== undefined;

const holds = (lock: Lock, entry: Entry, { address, mac }: Held): boolean => {
  const held = entryOf(lock, entry);
  return held !== undefined && held.address === address && held.mac === mac;
};

function union(ours: Lock, theirs: Lock): Lock {
  if (ours.system !== theirs.system) throw new InvalidSystemError([problems.lockOfOtherSystem(ours.system, theirs.system)]);
  const machines = { ...theirs.machines, ...ours.machines };
  for (const [name, machine] of Object.entries(ours.machines)) machines[name] = withVolumesOf(machine, own(theirs.machines, name));
  const services = { ...theirs.services, ...ours.services };
  const volumes = Object.entries({ ...theirs.removed.volumes, ...ours.removed.volumes });
  return {
    version: 1,
    system: ours.system,
    machines,
    services,
    removed: {
      machines: absent({ ...theirs.removed.machines, ...ours.removed.machines }, machines),
      services: absent({ ...theirs.removed.services, ...ours.removed.services }, services),
      volumes: Object.fromEntries(
        volumes.filter(([, { machine, volume }]) => own(own(machines, machine)?.volumes ?? {}, volume) === undefined),
      ),
    },
  };
}

const withVolumesOf = (machine: LockedMachine, other: LockedMachine | undefined): LockedMachine => ({
  ...machine,
  volumes: { ...other?.volumes, ...machine.volumes },
});

const absent = <T>(removed: Readonly<Record<string, T>>, present: object): Record<string, T> =>
  Object.fromEntries(Object.entries(removed).filter(([name]) => !Object.hasOwn(present, name)));

/** Lets every address and MAC address have one holder. What became of retired volumes is never dropped: a disk hangs on it. */
function settle(lock: Lock, rankOf: Rank): RepairedLock {
  const candidates = (Object.keys(PARTS) as Part[]).flatMap((part) =>
    Object.entries(PARTS[part](lock)).map(([name, held]) => {
      const kept = part === 'removed.machines' && own(lock.removed.machines, name)?.retired !== undefined;
      return { part, name, held, rank: kept ? -1 : rankOf(`${part}/${name}`, held) };
    }),
  );
  candidates.sort((a, b) => a.rank - b.rank || compareText(a.name, b.name) || compareText(a.part, b.part));
  const holders = new Map<string, string>();
  const dropped: string[] = [];
  const gone = new Set<Entry>();
  for (const { part, name, held } of candidates) {
    const facts = [['address', held.address] as const, ...('mac' in held ? [['MAC address', held.mac] as const] : [])];
    const taken = facts.find(([what, value]) => holders.has(`${what} ${value}`));
    if (taken) {
      const [what, value] = taken;
      dropped.push(`${name} (the ${what} ${value} stays with ${holders.get(`${what} ${value}`)})`);
      gone.add(`${part}/${name}`);
    } else {
      for (const [what, value] of facts) holders.set(`${what} ${value}`, name);
    }
  }
  const kept = <T>(part: Part, entries: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !gone.has(`${part}/${name}`)));
  return {
    lock: {
      ...lock,
      machines: kept('machines', lock.machines),
      services: kept('services', lock.services),
      removed: {
        ...lock.removed,
        machines: kept('removed.machines', lock.removed.machines),
        services: kept('removed.services', lock.removed.services),
      },
    },
    dropped: dropped.sort(compareText),
  };
}
