import type { Problem, Report } from '../problem';
import * as problems from '../problems';
import { isRecord } from '../shape';
import { compareText, onOneLine } from '../values';
import {
  digestOf,
  diskId,
  type Lock,
  type LockedAddress,
  type LockedCard,
  type LockedMachine,
  type LockedPair,
  sharedPlaces,
} from './lock';
import { LOCK } from './lock-shape';
import { isOld } from './upgrade';

/** Reads a lock file's text. Nothing in it is trusted; every defect is reported. */
export function parseLock(content: string, report: Report): Lock | undefined {
  const read = readLockText(content, report);
  if (read && isOld(read.lock)) {
    report(problems.lockOld());
    return undefined;
  }
  const lock = read && checkLock(read.lock, report);
  if (!lock || read.digest === digestOf(lock)) return lock;
  report(problems.lockEdited());
  return undefined;
}

/** A lock file's text, taken apart. */
export interface LockText {
  /** What is in it may be anything. */
  readonly lock: unknown;
  /** Digest that the file bears, if it does. */
  readonly digest: unknown;
}

/** As {@link parseLock}, without looking at what is in it. */
export function readLockText(content: string, report: Report): LockText | undefined {
  const defect = (what: string): undefined => report(problems.lockMalformed(what)) as undefined;
  if (MARKER.test(content)) return defect('The file holds conflict markers of a merge.');
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    return defect(`The file is not JSON: ${onOneLine(error instanceof Error ? error.message : String(error))}.`);
  }
  const twice = repeatedKeys(content);
  for (const key of twice) defect(`The key "${key}" stands twice in one object.`);
  return twice.length === 0 ? withoutDigest(json) : undefined;
}

/** A line that git writes into a file whose sides it could not merge. */
const MARKER = /^(<{7}|\|{7}|={7}|>{7})( |$)/m;

function withoutDigest(json: unknown): LockText {
  if (!isRecord(json)) return { lock: json, digest: undefined };
  const { digest, ...lock } = json;
  return { lock, digest };
}

/** Keys that JSON.parse would take the last of. */
function repeatedKeys(json: string): readonly string[] {
  const open: Set<string>[] = [];
  const twice = new Set<string>();
  for (const [token, quoted] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (quoted !== undefined) {
      // With and without escapes one key can be written in several ways.
      const key = JSON.parse(quoted) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) twice.add(key);
      keys?.add(key);
    }
  }
  return [...twice];
}

/**
 * Checks a lock's shape, and that nothing in it is held twice.
 * @param value a lock, also one that was read from a file as JSON
 */
export function checkLock(value: unknown, report: Report): Lock | undefined {
  const lock = checkLockShape(withoutDigest(value).lock, report);
  if (!lock) return undefined;
  const contradictions = contradictionsIn(lock).map(problems.lockMalformed);
  const defects = contradictions.length > 0 ? contradictions : findDuplicates(lock).map(duplicateProblem);
  for (const defect of defects) report(defect);
  return defects.length === 0 ? lock : undefined;
}

export const duplicateProblem = ({ what, value: held, holders }: Duplicate): Problem =>
  problems.lockDuplicate(
    what,
    held,
    holders.map((holder) => holder.name),
  );

function contradictionsIn({ machines, cards = {}, pairs = {}, services, claims = {}, removed }: Lock): readonly string[] {
  const both = (there: object, gone: object): readonly string[] => Object.keys(gone).filter((key) => Object.hasOwn(there, key));
  return [
    ...[
      ...both(machines, removed.machines),
      ...both(cards, removed.cards ?? {}),
      ...both(pairs, removed.pairs ?? {}),
      ...both(services, removed.services),
      ...both(claims, removed.claims ?? {}),
    ].map((key) => `"${key}" is there and removed at once.`),
    ...both(machines, pairs).map((key) => `"${key}" is one machine and a pair at once.`),
    ...Object.entries(machines)
      .flatMap(([key, { volumes }]) => [...sharedPlaces(volumes)].map((shared) => [key, shared] as const))
      .map(([key, shared]) => `Two disks of "${key}" have the place ${shared}.`),
    ...Object.entries(removed.volumes)
      .filter(([key, { machine, volume }]) => key !== diskId(machine, volume))
      .map(([key, { machine, volume }]) => `lock.removed.volumes.${key} speaks of the disk "${diskId(machine, volume)}".`),
  ];
}

export function checkLockShape(value: unknown, report: Report): Lock | undefined {
  let sound = true;
  LOCK(value, 'lock', {
    defect: (where, expected) => {
      sound = false;
      report(problems.lockMalformed(`${where} should be ${expected}.`));
    },
    foreign: (where, { name }) => {
      sound = false;
      report(problems.lockMalformed(`${where} has the character ${name}, which no synth has written.`));
    },
    secret: (where) => {
      sound = false;
      report(problems.lockMalformed(`${where} holds a private key, which no synth has written.`));
    },
    object: (where) => {
      sound = false;
      report(problems.lockMalformed(`${where} holds what an object becomes in a text, which no synth has written.`));
    },
    unknown: () => undefined,
    refused: () => undefined,
    refers: () => undefined,
  });
  return sound ? (value as Lock) : undefined;
}

/** Whose an address is. */
export interface Holder {
  readonly part: 'machines' | 'cards' | 'pairs' | 'services';
  readonly name: string;
}

export interface Duplicate {
  readonly what: 'address' | 'MAC address' | 'vsock context id';
  readonly value: string;
  /** Sorted by name. */
  readonly holders: readonly Holder[];
}

type Held = readonly (readonly [what: Duplicate['what'], value: string])[];

const address = (held: { readonly address: string }): Held => [['address', held.address]];
const card = (held: { readonly address: string; readonly mac: string }): Held => [...address(held), ['MAC address', held.mac]];

/** What nothing else may hold that is there, or has left. On one host each context id is one machine's. */
export const HELD: {
  readonly machines: (held: LockedMachine) => Held;
  readonly cards: (held: LockedCard) => Held;
  readonly pairs: (held: LockedPair) => Held;
  readonly services: (held: LockedAddress) => Held;
} = {
  machines: (held) => [
    ...card(held),
    ...(held.vsockCid === undefined ? [] : [['vsock context id', `${held.vsockCid} of ${held.host}`] as const]),
  ],
  cards: card,
  pairs: address,
  services: address,
};

/** Addresses and context ids that are held twice, by what is there or by what has left. */
export function findDuplicates({ machines, cards, pairs, services, removed }: Lock): readonly Duplicate[] {
  const held = new Map<string, { what: Duplicate['what']; value: string; holders: Holder[] }>();
  const hold = <T>(part: Holder['part'], of: (thing: T) => Held, ...things: readonly (Readonly<Record<string, T>> | undefined)[]): void => {
    for (const [name, thing] of things.flatMap((each) => Object.entries(each ?? {})))
      for (const [what, value] of of(thing)) {
        const key = `${what} ${value}`;
        const entry = held.get(key);
        if (entry) entry.holders.push({ part, name });
        else held.set(key, { what, value, holders: [{ part, name }] });
      }
  };
  hold('machines', HELD.machines, machines, removed.machines);
  hold('cards', HELD.cards, cards, removed.cards);
  hold('pairs', HELD.pairs, pairs, removed.pairs);
  hold('services', HELD.services, services, removed.services);
  const twice = [...held.values()].filter(({ holders }) => holders.length > 1);
  return twice.map(({ holders, ...entry }) => ({ ...entry, holders: holders.sort((a, b) => compareText(a.name, b.name)) }));
}
