'use strict';
var __createBinding =
  (this && this.__createBinding) ||
  (Object.create
    ? (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        var desc = Object.getOwnPropertyDescriptor(m, k);
        if (!desc || ('get' in desc ? !m.__esModule : desc.writable || desc.configurable)) {
          desc = { enumerable: true, get: () => m[k] };
        }
        Object.defineProperty(o, k2, desc);
      }
    : (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        o[k2] = m[k];
      });
var __setModuleDefault =
  (this && this.__setModuleDefault) ||
  (Object.create
    ? (o, v) => {
        Object.defineProperty(o, 'default', { enumerable: true, value: v });
      }
    : (o, v) => {
        o['default'] = v;
      });
var __importStar =
  (this && this.__importStar) ||
  (() => {
    var ownKeys = (o) => {
      ownKeys =
        Object.getOwnPropertyNames ||
        ((o) => {
          var ar = [];
          for (var k in o) if (Object.hasOwn(o, k)) ar[ar.length] = k;
          return ar;
        });
      return ownKeys(o);
    };
    return (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== 'default') __createBinding(result, mod, k[i]);
      __setModuleDefault(result, mod);
      return result;
    };
  })();
Object.defineProperty(exports, '__esModule', { value: true });
exports.MARKER = void 0;
exports.parseLock = parseLock;
exports.parseJson = parseJson;
exports.checkLock = checkLock;
exports.checkLockShape = checkLockShape;
exports.findDuplicates = findDuplicates;
const problems = __importStar(require('../problems'));
const shape_1 = require('../shape');
const values_1 = require('../values');
const address = (0, shape_1.value)('an IPv4 address', (item) => typeof item === 'string' && (0, values_1.parseIp)(item) !== undefined);
const mac = (0, shape_1.value)('a MAC address', (item) => typeof item === 'string' && (0, values_1.isMac)(item));
const MACHINE = {
  host: shape_1.filled,
  pool: shape_1.filled,
  subnet: shape_1.filled,
  address,
  mac,
  image: shape_1.filled,
  os: shape_1.filled,
  machineType: shape_1.filled,
  engine: (0, shape_1.optional)(shape_1.filled),
  volumes: (0, shape_1.map)((0, shape_1.exactly)({ mebibytes: shape_1.count, protected: shape_1.flag })),
  baseline: (0, shape_1.list)(shape_1.filled),
};
const SERVICE = (0, shape_1.exactly)({ cluster: shape_1.filled, address });
const LOCK = (0, shape_1.exactly)({
  version: (0, shape_1.value)('1', (item) => item === 1),
  system: shape_1.filled,
  machines: (0, shape_1.map)((0, shape_1.exactly)(MACHINE)),
  services: (0, shape_1.map)(SERVICE),
  removed: (0, shape_1.exactly)({
    machines: (0, shape_1.map)(
      (0, shape_1.exactly)({
        ...MACHINE,
        retired: (0, shape_1.optional)((0, shape_1.map)((0, shape_1.exactly)({ keepData: shape_1.flag, because: shape_1.filled }))),
      }),
    ),
    services: (0, shape_1.map)(SERVICE),
    volumes: (0, shape_1.map)(
      (0, shape_1.exactly)({
        machine: shape_1.filled,
        volume: shape_1.filled,
        host: shape_1.filled,
        keepData: shape_1.flag,
        because: shape_1.filled,
      }),
    ),
  }),
});
/** Reads a lock file's text. Nothing in it is trusted; every defect is reported. */
function parseLock(content, report) {
  if (exports.MARKER.test(content)) {
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
exports.MARKER = /^(<{7}|\|{7}|={7}|>{7})( |$)/m;
/** The JSON of a lock file's text, in a box: what is in it may be anything. */
function parseJson(content, report) {
  try {
    return { json: JSON.parse(content) };
  } catch (error) {
    report(problems.lockMalformed(`The file is not JSON: ${error instanceof Error ? error.message : String(error)}.`));
    return undefined;
  }
}
/** Keys that JSON.parse would take the last of: what a merge without conflict leaves when both sides added the same name. */
function repeatedKeys(json) {
  const open = [];
  const twice = new Set();
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
function checkLock(value, report) {
  const lock = checkLockShape(value, report);
  if (!lock) return undefined;
  const duplicates = findDuplicates(lock);
  for (const { what, value: held, holders } of duplicates) report(problems.lockDuplicate(what, held, holders));
  return duplicates.length === 0 ? lock : undefined;
}
function checkLockShape(value, report) {
  let sound = true;
  LOCK(value, 'lock', {
    defect: (where, expected) => {
      sound = false;
      report(problems.lockMalformed(`${where} should be ${expected}.`));
    },
    refers: () => undefined,
  });
  return sound ? value : undefined;
}
function findDuplicates(lock) {
  const held = new Map();
  const hold = (what, value, holder) => {
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
