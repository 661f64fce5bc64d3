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
exports.addressedBy = exports.installs = exports.INSTALLS = void 0;
exports.checkMachines = checkMachines;
exports.checkSize = checkSize;
exports.checkPorts = checkPorts;
const database_packages_1 = require('../guest/database-packages');
const problems = __importStar(require('../problems'));
const system_1 = require('../system');
const values_1 = require('../values');
const machine_1 = require('../workload/machine');
/** Checks every machine by itself; answers those that later passes can work with. */
function checkMachines(inventory, report) {
  return inventory.machines.filter((machine) => checkMachine(machine, report));
}
const BY_KIND = {
  'virtual-machine': () => undefined,
  legacy: () => undefined,
  'cluster-node': checkConfigurable,
  'load-balancer': (machine, report) => {
    checkConfigurable(machine, report);
    checkBackends(machine, report);
  },
  database: (machine, report) => {
    checkConfigurable(machine, report);
    checkDatabase(machine, report);
  },
};
/** What a kind of machine installs when its image does not bring it; undefined: nothing. */
exports.INSTALLS = {
  'virtual-machine': undefined,
  legacy: undefined,
  database: 'its database engine',
  'load-balancer': 'HAProxy',
  'cluster-node': 'containerd and the kubelet',
};
const installs = (machine) => exports.INSTALLS[machine.kind] !== undefined && !machine.props.image.props.preinstalled;
exports.installs = installs;
/** How the machine gets its address. */
const addressedBy = (machine) =>
  machine.props.addressedBy ?? (machine.configured ? machine_1.AddressedBy.CLOUD_INIT : machine_1.AddressedBy.DHCP);
exports.addressedBy = addressedBy;
function checkMachine(machine, report) {
  const { props, node } = machine;
  // The types ask for these; programs in plain JavaScript can still leave them out.
  const needed = ['host', 'subnet', 'os', 'image', 'memory'];
  const absent = needed.filter((prop) => props[prop] === undefined);
  for (const prop of absent) report(problems.missing(node.path, prop));
  if (absent.length > 0) return false;
  for (const prop of ['host', 'subnet']) {
    if (system_1.System.of(props[prop]) !== system_1.System.of(machine)) {
      report(problems.foreignConstruct(node.path, prop, props[prop].node.path));
      return false;
    }
  }
  if (!Number.isInteger(props.cpus) || props.cpus < 1)
    report(problems.invalidAmount(node.path, 'cpus', `${props.cpus} is not a whole number from 1`));
  checkSize(node.path, 'memory', props.memory, report);
  if (props.rootDisk) checkSize(node.path, 'rootDisk', props.rootDisk, report);
  checkDisks(machine, report);
  checkPorts(node.path, machine.listens, report);
  checkImage(machine, report);
  checkAddressing(machine, report);
  BY_KIND[machine.kind](machine, report);
  return props.image.identity !== undefined;
}
function checkSize(path, prop, size, report) {
  if (size.defect) report(problems.invalidAmount(path, prop, size.defect));
}
function checkPorts(path, ports, report) {
  const seen = new Map();
  for (const port of ports) {
    if (port.defect) report(problems.invalidPort(path, port.defect));
    const { name, protocol, from } = port.resolved;
    for (const key of [`name ${name}`, `${protocol}/${from}`]) {
      const other = seen.get(key);
      if (other) report(problems.portClash(path, `${other} "${other.resolved.name}"`, `${port} "${name}"`));
      else seen.set(key, port);
    }
  }
}
function checkDisks({ node, dataDisks }, report) {
  const ids = new Set(['root', 'cloudinit']);
  for (const disk of dataDisks) {
    checkSize(node.path, `the disk "${disk.id}"`, disk.size, report);
    if (!/^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/.test(disk.id)) {
      report(problems.invalidAmount(node.path, 'dataDisks', `"${disk.id}" is no disk id: 1 to 15 lower-case letters, digits and hyphens`));
    }
    if (ids.has(disk.id)) report(problems.nameClash(node.path, disk.id, 'another disk of the same machine'));
    ids.add(disk.id);
  }
}
function checkImage({ node, props: { image } }, report) {
  const { version, sha256 } = image.props;
  if (!/^(https?:\/\/\S+|\/\S+)$/.test(image.source))
    report(problems.invalidImage(node.path, image.source, 'is neither an absolute path nor an http or https URL'));
  if (image.identity === undefined) report(problems.imageWithoutIdentity(node.path, image.source));
  else if (version !== undefined && !/^[A-Za-z0-9._-]+$/.test(version))
    report(problems.invalidImage(node.path, image.source, `has the version "${version}"`));
  else if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    report(problems.invalidImage(node.path, image.source, `has a sha256 of ${sha256.length} characters, not 64 hexadecimal digits`));
}
function checkAddressing(machine, report) {
  const how = (0, exports.addressedBy)(machine);
  const bridged = machine.props.subnet.props.forward?.mode === 'bridge';
  if (how === machine_1.AddressedBy.CLOUD_INIT && !machine.configured) {
    report(problems.addressingImpossible(machine.node.path, 'cloud-init', 'nothing configures this guest'));
  }
  if (how === machine_1.AddressedBy.DHCP && bridged) {
    report(problems.addressingImpossible(machine.node.path, 'DHCP', 'a bridged subnet has no DHCP server of this system'));
  }
}
function checkConfigurable(machine, report) {
  const os = machine.props.os.resolved;
  const what = {
    'virtual-machine': 'The machine',
    legacy: 'The machine',
    database: 'The database',
    'load-balancer': 'The load balancer',
    'cluster-node': 'The cluster node',
  };
  if (os.family !== 'linux') report(problems.guestNotConfigurable(machine.node.path, what[machine.kind], os.title));
}
function checkDatabase({ node, props }, report) {
  const { engine, backup, os, image, database } = props;
  if (
    os.resolved.family === 'linux' &&
    !image.props.preinstalled &&
    !(0, database_packages_1.databasePackages)(os.resolved.id, engine.name, engine.version)
  ) {
    report(
      problems.engineUnavailable(
        node.path,
        `${engine}`,
        os.resolved.title,
        (0, database_packages_1.databaseVersions)(os.resolved.id, engine.name),
      ),
    );
  }
  if (database !== undefined && !/^[a-z_][a-z0-9_]{0,31}$/.test(database)) {
    report(
      problems.invalidAmount(
        node.path,
        'database',
        `"${database}" is no plain SQL name: 1 to 32 lower-case letters, digits and underscores`,
      ),
    );
  }
  if (!backup) return;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(backup.daily)) report(problems.invalidBackup(node.path, `"${backup.daily}" is no time of day`));
  if (!Number.isInteger(backup.keep) || backup.keep < 1)
    report(problems.invalidBackup(node.path, `keeping ${backup.keep} dumps keeps none`));
}
function checkBackends({ node, props }, report) {
  const backends = (0, values_1.asArray)(props.backends);
  const [first] = backends;
  if (!first) return report(problems.missing(node.path, 'backends'));
  const listOf = (ports) => ports.map(String).sort().join(', ') || 'none';
  for (const backend of backends.slice(1)) {
    if (listOf(backend.listens) !== listOf(first.listens)) {
      report(
        problems.backendsDiffer(
          node.path,
          `${first.node.path} on ${listOf(first.listens)}`,
          `${backend.node.path} on ${listOf(backend.listens)}`,
        ),
      );
    }
  }
}
