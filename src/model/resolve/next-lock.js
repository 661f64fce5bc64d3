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
exports.nextLock = nextLock;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const check_hosts_1 = require('./check-hosts');
/** What the lock holds for a machine as the system describes it now. */
function lockedFacts(machine, address, mac, resolved, baseline) {
  const { props } = machine;
  const volumes = resolved ? [resolved.root, ...resolved.data] : [];
  return {
    host: props.host.node.id,
    pool: (0, check_hosts_1.poolOf)(machine),
    subnet: props.subnet.node.id,
    address,
    mac,
    image: props.image.identity ?? '',
    os: props.os.resolved.id,
    machineType: props.os.hardware.machineType,
    ...(machine.kind === 'database' ? { engine: `${machine.props.engine}` } : {}),
    volumes: Object.fromEntries(
      volumes.map((volume) => [volume.id, { mebibytes: volume.sizeBytes / values_1.Size.mebibytes(1).bytes, protected: volume.protected }]),
    ),
    baseline,
  };
}
/**
 * Compares the system with what earlier runs decided, and says what the lock holds from now on.
 * Facts that the provider cannot change without a second machine or an empty disk are problems.
 */
function nextLock(inventory, machines, resolved, addresses, services, before, report) {
  const byName = new Map(resolved.map((machine) => [machine.name, machine]));
  const retire = new Retirements(inventory.root._retirements, inventory.root.node.path, report);
  const current = {};
  for (const machine of machines) {
    const place = addresses.get(machine);
    if (!place) continue;
    const old = before.machines[machine.name];
    if (!old && before.removed.machines[machine.name]?.retired) report(problems.machineReturned(machine.node.path, machine.name));
    const facts = lockedFacts(machine, place.address, place.mac, byName.get(machine.name), byName.get(machine.name)?.guest.baseline ?? []);
    if (old) contradictions(machine.node.path, old, facts, report);
    current[machine.name] = facts;
  }
  const present = new Set(inventory.machines.map((machine) => machine.name));
  const removed = {};
  for (const [name, tombstone] of Object.entries(before.removed.machines)) if (!(name in current)) removed[name] = tombstone;
  for (const [name, old] of Object.entries(before.machines)) if (!present.has(name)) removed[name] = { ...old, ...bury(name, old, retire) };
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
function contradictions(path, old, now, report) {
  for (const fact of ['host', 'pool', 'subnet', 'address', 'image', 'os', 'machineType', 'engine']) {
    if (fact === 'address' && old.subnet !== now.subnet) continue; // follows from the subnet
    if (old[fact] !== now[fact]) report(problems.lockContradiction(path, fact, old[fact] ?? 'none', now[fact] ?? 'none'));
  }
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = now.volumes[id];
    if (wanted && wanted.mebibytes < volume.mebibytes) {
      report(
        problems.volumeShrunk(path, id, `${values_1.Size.mebibytes(volume.mebibytes)}`, `${values_1.Size.mebibytes(wanted.mebibytes)}`),
      );
    }
  }
}
/** The fate of a removed machine's volumes. */
function bury(name, old, retire) {
  const entries = protectedVolumes(old).map(([id, volume]) => [id, retire.take(name, id, volume)]);
  const known = entries.filter((entry) => entry[1] !== undefined);
  return known.length === 0 ? {} : { retired: Object.fromEntries(known.map(([id, { keepData, because }]) => [id, { keepData, because }])) };
}
const protectedVolumes = (machine) => Object.entries(machine.volumes).filter(([, volume]) => volume.protected);
/** Protected disks that left machines that stay. A root disk that got data disks beside it stays where it is. */
function retiredVolumes(before, current, retire) {
  const volumes = { ...before.removed.volumes };
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
function retirements(system, removed, volumes) {
  const list = [];
  const add = (machine, id, host, decision) => {
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
  return list.sort((a, b) => (0, values_1.compareText)(a.key, b.key));
}
/** The user's calls of `retire`, each of which must mean something. */
class Retirements {
  calls;
  path;
  report;
  used = new Set();
  constructor(calls, path, report) {
    this.calls = calls;
    this.path = path;
    this.report = report;
  }
  /** The decision about a volume; a problem when there is none. */
  take(machine, id, volume) {
    const key = `${machine}-${id}`;
    const call = this.calls.find((candidate) => candidate.id === key) ?? this.calls.find((candidate) => candidate.id === machine);
    if (call) this.used.add(call);
    else this.report(problems.volumeGone(this.path, key, volume.mebibytes / 1024));
    return call;
  }
  reportUnused(present, before) {
    const buried = new Set([...Object.keys(before.removed.machines), ...Object.keys(before.removed.volumes)]);
    for (const [name, tombstone] of Object.entries(before.removed.machines))
      for (const id of Object.keys(tombstone.volumes)) buried.add(`${name}-${id}`);
    const here = new Set(present);
    for (const call of this.calls) {
      if (!call.because?.trim()) this.report(problems.waiverWithoutReason(this.path, `retire ${call.id}`));
      if (here.has(call.id)) this.report(problems.retireInUse(this.path, call.id));
      else if (!this.used.has(call) && !buried.has(call.id))
        this.report(problems.retireUnknown(this.path, call.id, [...buried].sort(values_1.compareText)));
    }
  }
}
