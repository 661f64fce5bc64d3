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
exports.poolOf = void 0;
exports.resolveHosts = resolveHosts;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const check_machines_1 = require('./check-machines');
/** Memory that QEMU itself takes beside each guest's own, measured for guests with a few virtio devices. */
const OVERHEAD = values_1.Size.mebibytes(256);
const RESERVED = values_1.Size.gibibytes(2);
const CPU_OVERCOMMIT = 4;
function resolveHosts(inventory, machines, report) {
  return inventory.hosts.map((host) => {
    const own = machines.filter((machine) => machine.props.host === host);
    checkHost(host, report);
    checkCapacity(host, own, report);
    return resolveHost(host, own);
  });
}
function resolveHost(host, machines) {
  const { props } = host;
  const pools = new Map();
  for (const machine of machines) pools.set((0, exports.poolOf)(machine), undefined);
  if (props.pool && pools.has(props.pool.name)) pools.set(props.pool.name, props.pool.path);
  return {
    name: host.node.id,
    providerUri: props.uri ?? sshUri(host, 'provider'),
    virshUri: props.uri ?? sshUri(host, 'virsh'),
    virtualization: props.virtualization ?? 'kvm',
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    pools: [...pools]
      .sort(([a], [b]) => (0, values_1.compareText)(a, b))
      .map(([name, path]) => (path === undefined ? { name } : { name, path })),
  };
}
const poolOf = (machine) => machine.props.pool ?? machine.props.host.props.pool?.name ?? 'default';
exports.poolOf = poolOf;
/** The provider's own SSH transport and virsh's have different schemes and parameter names. */
function sshUri({ props: { ssh } }, dialect) {
  if (!ssh) return '';
  const query = new URLSearchParams();
  if (ssh.keyFile) query.set('keyfile', ssh.keyFile);
  if (ssh.knownHostsFile) query.set(dialect === 'provider' ? 'knownhosts' : 'known_hosts', ssh.knownHostsFile);
  const scheme = dialect === 'provider' ? 'qemu+sshcmd' : 'qemu+ssh';
  const port = ssh.port === undefined ? '' : `:${ssh.port}`;
  const parameters = [...query].map(([key, value]) => `${key}=${encodeURI(value)}`).join('&');
  return `${scheme}://${ssh.user}@${ssh.address}${port}/system${parameters ? `?${parameters}` : ''}`;
}
function checkHost({ node, props }, report) {
  if ((props.uri === undefined) === (props.ssh === undefined)) {
    report(
      problems.invalidHost(
        node.path,
        props.uri === undefined ? 'Neither `uri` nor `ssh` says how to reach it.' : 'Both `uri` and `ssh` say how to reach it.',
        'Give one of them.',
      ),
    );
  }
  if (props.uri !== undefined && /^qemu\+/.test(props.uri) && !/^qemu\+(tcp|tls):/.test(props.uri)) {
    report(
      problems.invalidHost(
        node.path,
        `The provider and virsh read "${props.uri}" differently.`,
        'Use `ssh: { user, address }` for SSH: it makes one URI for each.',
      ),
    );
  }
  if (!Number.isInteger(props.cpus) || props.cpus < 1)
    report(problems.invalidAmount(node.path, 'cpus', `${props.cpus} is not a whole number from 1`));
  (0, check_machines_1.checkSize)(node.path, 'memory', props.memory, report);
  if (props.reservedMemory) (0, check_machines_1.checkSize)(node.path, 'reservedMemory', props.reservedMemory, report);
  if (props.cpuOvercommit !== undefined && !(props.cpuOvercommit > 0))
    report(problems.invalidAmount(node.path, 'cpuOvercommit', `${props.cpuOvercommit} is not above 0`));
  if (props.pool?.path !== undefined && !props.pool.path.startsWith('/'))
    report(
      problems.invalidHost(
        node.path,
        `The pool's path "${props.pool.path}" is not absolute.`,
        'Write the absolute path of a directory of its own.',
      ),
    );
}
function checkCapacity(host, machines, report) {
  const { props, node } = host;
  const reserved = props.reservedMemory ?? RESERVED;
  const guests = machines.reduce((sum, machine) => sum + machine.props.memory.toMebibytes, 0);
  const overhead = machines.length * OVERHEAD.toMebibytes;
  const memory = props.memory.toMebibytes - reserved.toMebibytes;
  if (guests + overhead > memory) {
    const detail = `${machines.length} machines: ${values_1.Size.mebibytes(guests)} of guests and ${values_1.Size.mebibytes(overhead)} of overhead; ${props.memory} less ${reserved} reserved`;
    report(
      problems.hostOverCapacity(
        node.path,
        'memory',
        `${values_1.Size.mebibytes(guests + overhead)}`,
        `${values_1.Size.mebibytes(memory)}`,
        detail,
      ),
    );
  }
  const ratio = props.cpuOvercommit ?? CPU_OVERCOMMIT;
  const cpus = machines.reduce((sum, machine) => sum + machine.props.cpus, 0);
  if (cpus > props.cpus * ratio) {
    const detail = `${props.cpus} processors with an overcommit of ${ratio}; ${machines.map((machine) => `${machine.name} ${machine.props.cpus}`).join(', ')}`;
    report(problems.hostOverCapacity(node.path, 'virtual processors', `${cpus}`, `${props.cpus * ratio}`, detail));
  }
  const widest = machines.find((machine) => machine.props.cpus > props.cpus);
  if (widest)
    report(
      problems.hostOverCapacity(
        node.path,
        'virtual processors',
        `${widest.props.cpus}`,
        `${props.cpus}`,
        `${widest.name} alone has more than the host`,
      ),
    );
}
