import type { Problem } from '../problem';
import * as problems from '../problems';
import { isMac, parseIp } from '../values';
import type { Lock } from './lock';

type Shape = (value: unknown, where: string, report: (where: string, expected: string) => void) => void;

const text: Shape = (value, where, report) => {
  if (typeof value !== 'string' || value === '') report(where, 'text');
};
const flag: Shape = (value, where, report) => {
  if (typeof value !== 'boolean') report(where, 'true or false');
};
const amount: Shape = (value, where, report) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0) report(where, 'a whole number above 0');
};
const address: Shape = (value, where, report) => {
  if (typeof value !== 'string' || parseIp(value) === undefined) report(where, 'an IPv4 address');
};
const mac: Shape = (value, where, report) => {
  if (typeof value !== 'string' || !isMac(value)) report(where, 'a MAC address');
};
const list =
  (item: Shape): Shape =>
  (value, where, report) => {
    if (!Array.isArray(value)) return report(where, 'a list');
    for (const [index, element] of value.entries()) item(element, `${where}[${index}]`, report);
  };
const map =
  (item: Shape): Shape =>
  (value, where, report) => {
    if (!isRecord(value)) return report(where, 'an object');
    for (const [key, element] of Object.entries(value)) item(element, `${where}.${key}`, report);
  };
const object =
  (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape =>
  (value, where, report) => {
    if (!isRecord(value)) return report(where, 'an object');
    for (const [key, shape] of Object.entries(required)) shape(value[key], `${where}.${key}`, report);
    for (const [key, shape] of Object.entries(optional)) if (value[key] !== undefined) shape(value[key], `${where}.${key}`, report);
    for (const key of Object.keys(value))
      if (!(key in required) && !(key in optional)) report(`${where}.${key}`, 'nothing: the key is unknown');
  };

const MACHINE = {
  host: text,
  pool: text,
  subnet: text,
  address,
  mac,
  image: text,
  os: text,
  machineType: text,
  volumes: map(object({ mebibytes: amount, protected: flag })),
  baseline: list(text),
};
const SERVICE = object({ cluster: text, address });
const LOCK = object({
  version: (value, where, report) => {
    if (value !== 1) report(where, '1');
  },
  system: text,
  machines: map(object(MACHINE, { engine: text })),
  services: map(SERVICE),
  removed: object({
    machines: map(object(MACHINE, { engine: text, retired: map(object({ keepData: flag, because: text })) })),
    services: map(SERVICE),
    volumes: map(object({ machine: text, volume: text, host: text, keepData: flag, because: text })),
  }),
});

/** Reads a lock file's text. Nothing in it is trusted; every defect is reported. */
export function parseLock(content: string, report: (problem: Problem) => void): Lock | undefined {
  if (/^(<{7}|>{7}|={7})( |$)/m.test(content)) {
    report(problems.lockMalformed('The file holds conflict markers of a merge.'));
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    report(problems.lockMalformed(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}.`));
    return undefined;
  }
  return checkLock(value, report);
}

/** Checks a lock's shape, and that nothing in it is held twice. */
export function checkLock(value: unknown, report: (problem: Problem) => void): Lock | undefined {
  const defects: string[] = [];
  LOCK(value, 'lock', (where, expected) => defects.push(`${where} should be ${expected}`));
  if (defects.length > 0) {
    for (const defect of defects) report(problems.lockMalformed(`${defect}.`));
    return undefined;
  }
  const lock = value as Lock;
  const duplicates = findDuplicates(lock);
  for (const { what, value: held, holders } of duplicates) report(problems.lockDuplicate(what, held, holders));
  return duplicates.length === 0 ? lock : undefined;
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

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
