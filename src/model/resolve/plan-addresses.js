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
exports.AddressBook = void 0;
exports.planMachineAddresses = planMachineAddresses;
exports.reservedFor = reservedFor;
exports.planServiceAddresses = planServiceAddresses;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
/** Addresses in use, by whom: the names of machines and services, and what the lock keeps for removed ones. */
class AddressBook {
  holders = new Map();
  cursors = new Map();
  macs = new Set();
  constructor(lock) {
    const all = [...Object.entries(lock.machines), ...Object.entries(lock.removed.machines)];
    for (const [name, machine] of all) {
      this.hold(machine.address, name);
      this.macs.add(machine.mac);
    }
    for (const [name, service] of [...Object.entries(lock.services), ...Object.entries(lock.removed.services)])
      this.hold(service.address, name);
  }
  holderOf(address) {
    return this.holders.get(address);
  }
  claim(address, name) {
    this.holders.set(address, name);
  }
  /** The lowest free address of `block` that `usable` admits. */
  claimNext(block, name, usable) {
    const key = `${block}`;
    for (let address = this.cursors.get(key) ?? block.first; address <= block.last; address++) {
      if (this.holders.has(address) || !usable(address)) continue;
      this.cursors.set(key, address + 1);
      this.claim(address, name);
      return address;
    }
    this.cursors.set(key, block.last + 1);
    return undefined;
  }
  claimMac(name) {
    for (let attempt = 0; ; attempt++) {
      const mac = (0, values_1.macFor)(name, attempt);
      if (this.macs.has(mac)) continue;
      this.macs.add(mac);
      return mac;
    }
  }
  hold(address, name) {
    const ip = (0, values_1.parseIp)(address);
    if (ip !== undefined) this.holders.set(ip, name);
  }
}
exports.AddressBook = AddressBook;
/** Address and MAC of every machine: the lock's, the user's own, or the next free one, in the order of names. */
function planMachineAddresses(system, machines, space, lock, book, report) {
  const plan = new Map();
  const place = (machine, address, mac) => {
    plan.set(machine, { address, mac: mac ?? book.claimMac(`${system}/${machine.name}`) });
  };
  const pending = [];
  for (const machine of machines) {
    const before = lock.machines[machine.name] ?? returning(lock, machine);
    const stays = before !== undefined && before.subnet === machine.props.subnet.node.id;
    if (machine.props.address !== undefined) {
      const address = checkAddress(machine, space.subnets.get(machine.props.subnet), book, report);
      if (address !== undefined) {
        book.claim(address, machine.name);
        place(machine, (0, values_1.formatIp)(address), before?.mac);
      }
    } else if (stays) {
      checkLockedAddress(machine, before.address, space.subnets.get(machine.props.subnet), report);
      place(machine, before.address, before.mac);
    } else {
      pending.push(machine);
    }
  }
  for (const machine of pending) {
    const subnet = space.subnets.get(machine.props.subnet);
    if (!subnet) continue;
    const address = book.claimNext(subnet.cidr, machine.name, (ip) => reservedFor(subnet, ip) === undefined);
    if (address === undefined) report(problems.subnetFull(machine.node.path, `${subnet.cidr}`, subnet.cidr.size));
    else place(machine, (0, values_1.formatIp)(address));
  }
  return plan;
}
/** A removed machine without retired volumes that comes back gets its old address. */
function returning(lock, machine) {
  const tombstone = lock.removed.machines[machine.name];
  return tombstone?.retired ? undefined : tombstone;
}
function checkAddress(machine, subnet, book, report) {
  const path = machine.node.path;
  const text = machine.props.address;
  const address = (0, values_1.parseIp)(text);
  if (address === undefined) {
    report(problems.invalidAddress(path, 'address', text));
    return undefined;
  }
  if (!subnet) return undefined;
  if (!subnet.cidr.contains(address)) report(problems.addressOutsideSubnet(path, text, `${subnet.cidr}`));
  const reserved = reservedFor(subnet, address);
  if (reserved) report(problems.addressReserved(path, text, reserved));
  const holder = book.holderOf(address);
  if (holder !== undefined && holder !== machine.name) report(problems.addressTaken(path, text, `"${holder}"`));
  return address;
}
/** The user may have changed the subnet around a machine that exists. */
function checkLockedAddress(machine, text, subnet, report) {
  const address = (0, values_1.parseIp)(text);
  if (!subnet || address === undefined) return;
  if (!subnet.cidr.contains(address)) {
    report(problems.lockContradiction(machine.node.path, 'address', text, `the subnet ${subnet.cidr}`));
    return;
  }
  const reserved = reservedFor(subnet, address);
  if (reserved) report(problems.addressReserved(machine.node.path, text, `${reserved}, but the lock gave it to this machine before`));
}
/** Why a machine cannot have this address of the subnet. */
function reservedFor({ cidr, gateway, services }, address) {
  if (address === cidr.first) return `the network address of ${cidr}`;
  if (address === cidr.last) return `the broadcast address of ${cidr}`;
  if (address === gateway) return 'the gateway of the subnet';
  return services?.contains(address) ? `in the block reserved for services ${services}` : undefined;
}
/** Addresses for LoadBalancer Services, by name of the service, sorted by it. */
function planServiceAddresses(wanted, space, lock, book, report) {
  const plan = new Map();
  for (const { name, path, cluster, block, subnets } of wanted) {
    const before = lock.services[name] ?? lock.removed.services[name];
    const ip = before && before.cluster === cluster ? (0, values_1.parseIp)(before.address) : undefined;
    if (ip !== undefined && block.contains(ip)) {
      book.claim(ip, name);
      plan.set(name, (0, values_1.formatIp)(ip));
      continue;
    }
    const edges = new Set(subnets.flatMap((subnet) => space.subnets.get(subnet) ?? []).flatMap(({ cidr }) => [cidr.first, cidr.last]));
    const address = book.claimNext(block, name, (candidate) => !edges.has(candidate));
    if (address === undefined) report(problems.servicesExhausted(path, `${block}`));
    else plan.set(name, (0, values_1.formatIp)(address));
  }
  return plan;
}
