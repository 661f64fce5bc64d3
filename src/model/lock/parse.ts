import type { Report } from '../problem';
import * as problems from '../problems';
import { count, exactly, filled, flag, list, map, optional, type Shape, value } from '../shape';
import { Cidr, isMac, parseIp, parsePort } from '../values';
import type { Lock } from './lock';

const address = value('an IPv4 address', (item) => typeof item === 'string' && parseIp(item) !== undefined);
const block = value('a CIDR such as 10.0.0.0/24', (item) => Cidr.parse(item as string) instanceof Cidr);
const port = value('a port such as tcp/22', (item) => parsePort(item as string) !== undefined);
const mac = value('a MAC address', (item) => typeof item === 'string' && isMac(item));

const MACHINE: Readonly<Record<string, Shape>> = {
  host: filled,
  pool: filled,
  subnet: filled,
  address,
  mac,
  gateway: filled,
  image: filled,
  os: filled,
  machineType: filled,
  engine: optional(filled),
  volumes: map(exactly({ mebibytes: count, protected: flag })),
  baseline: list(block),
  opened: optional(map(list(block), port)),
};
const SERVICE = exactly({ cluster: filled, address });
const LOCK = exactly({
  version: value('1', (item) => item === 1),
  system: filled,
  machines: map(exactly(MACHINE)),
  services: map(SERVICE),
  removed: exactly({
    machines: map(exactly({ ...MACHINE, retired: optional(map(exactly({ keepData: flag, because: filled }))) })),
    services: map(SERVICE),
    volumes: map(exactly({ machine: filled, volume: filled, host: filled, keepData: flag, because: filled })),
  }),
});

/** Reads a lock file's text. Nothing in it is trusted; every defect is reported. */
export function parseLock(content: string, report: Report): Lock | undefined {
  if (MARKER.test(content)) {
    report(problems.lockMalformed('The file holds conflict markers of a merge.'));
    return undefined;
  }
  const parsed = parseJson(content, report);
  if (!parsed) return undefined;
  const twice = repeatedKeys(content);
  for (const key of twice) report(problems.lockMalformed(`The key "${key}" stands twice in one object.`));
  return twice.length === 0 ? checkLock(parsed.json, report) : undefined;
}

/** A line that git writes into a file whose sides it could not merge. */
export const MARKER = /^(<{7}|\|{7}|={7}|>{7})( |$)/m;

/** The JSON of a lock file's text, in a box: what is in it may be anything. */
export function parseJson(content: string, report: Report): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(content) };
  } catch (error) {
    report(problems.lockMalformed(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}.`));
    return undefined;
  }
}

/** Keys that JSON.parse would take the last of: what a merge without conflict leaves when both sides added the same name. */
function repeatedKeys(json: string): readonly string[] {
  const open: Set<string>[] = [];
  const twice = new Set<string>();
  for (const [token, key] of json.matchAll(/"((?:[^"\\]|\\.)*)"\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(key)) twice.add(key);
      keys?.add(key);
    }
  }
  return [...twice];
}

/** Checks a lock's shape, and that nothing in it is held twice. */
export function checkLock(value: unknown, report: Report): Lock | undefined {
  const lock = checkLockShape(value, report);
  if (!lock) return undefined;
  const duplicates = findDuplicates(lock);
  for (const { what, value: held, holders } of duplicates) report(problems.lockDuplicate(what, held, holders));
  return duplicates.length === 0 ? lock : undefined;
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
    refers: () => undefined,
  });
  return sound ? (value as Lock) : undefined;
}

export interface Duplicate {
  readonly what: 'address' | 'MAC address';
  readonly value: string;
  /** Names of the entries, sorted. */
  readonly holders: readonly string[];
}

export function findDuplicates(lock: Lock): readonly Duplicate[] {
  const held = new Map<string, { what: Duplicate['what']; value: string; holders: string[] }>();
  const hold = (what: Duplicate['what'], value: string, holder: string): void => {
    const key = `${what} ${value}`;
    const entry = held.get(key);
    if (entry) entry.holders.push(holder);
    else held.set(key, { what, value, holders: [holder] });
  };
  for (const [name, machine] of [...Object.entries(lock.machines), ...Object.entries(lock.removed.machines)]) {
    hold('address', machine.address, name);
    hold('MAC address', machine.mac, name);
  }
  for (const [name, service] of [...Object.entries(lock.services), ...Object.entries(lock.removed.services)])
    hold('address', service.address, name);
  return [...held.values()].filter((entry) => entry.holders.length > 1).map((entry) => ({ ...entry, holders: entry.holders.sort() }));
}
