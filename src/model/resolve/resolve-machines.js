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
exports.resolveMachines = resolveMachines;
const uuid_1 = require('uuid');
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const check_hosts_1 = require('./check-hosts');
const check_machines_1 = require('./check-machines');
/** Namespace of the filters' UUIDs: any constant will do, it only must never change. */
const UUID_NAMESPACE = '6f1c1c0e-3f55-5a0b-9c3d-6a1d0d8a7f42';
function resolveMachines(machines, plan, findings) {
  checkDerivedNames(machines, plan.inventory.name, findings.problem);
  const senders = externalSenders(plan.flows);
  const backends = backendsByMachine(plan.flows);
  return machines.flatMap((machine) => {
    const place = plan.addresses.get(machine);
    warnClosedGuest(machine, plan, senders.get(machine.name) ?? [], findings);
    return place ? [resolveMachine(machine, place, plan, senders.get(machine.name) ?? [], backends.get(machine.name) ?? [])] : [];
  });
}
function resolveMachine(machine, { address, mac }, plan, senders, backends) {
  const { props } = machine;
  const { name: system } = plan.inventory;
  const objectName = `${system}-${machine.name}`;
  const space = plan.space.subnets.get(props.subnet);
  const high = props.subnet.props.isolation === 'high';
  const cluster = machine.kind === 'cluster-node' ? machine.cluster : undefined;
  const pods = cluster && plan.space.clusters.get(cluster)?.pods;
  const baseline = plan.lock.machines[machine.name]?.baseline ?? baselineOf(machine, plan, senders);
  return {
    kind: machine.kind,
    name: machine.name,
    objectName,
    host: props.host.node.id,
    pool: (0, check_hosts_1.poolOf)(machine),
    os: props.os.resolved,
    hardware: high ? { ...props.os.hardware, graphics: false } : props.os.hardware,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    image: resolveImage(machine, system),
    root: volume(machine, system, { id: 'root', size: props.rootDisk ?? defaultRootDisk(machine) }),
    data: machine.dataDisks.map((disk) => volume(machine, system, disk)),
    nic: {
      mac,
      subnet: props.subnet.node.id,
      address,
      tap: (0, values_1.shorten)(objectName, 15),
      mtu: props.subnet.props.mtu ?? 1500,
      filter: { name: objectName, uuid: (0, uuid_1.v5)(objectName, UUID_NAMESPACE) },
      speaksFor: [space?.services, pods]
        .filter((block) => cluster !== undefined && block !== undefined)
        .map(String)
        .sort(values_1.compareBlocks),
      portIsolated: high,
    },
    guest: resolveGuest(machine, plan, baseline, backends),
    listens: machine.listens.map((port) => port.resolved).sort(values_1.comparePorts),
    ...(cluster ? { cluster: cluster.node.id } : {}),
  };
}
/** Nodes hold container images; others what their operating system wants. */
const defaultRootDisk = (machine) => (machine.kind === 'cluster-node' ? values_1.Size.gibibytes(50) : machine.props.os.rootDisk);
function volume(machine, system, disk) {
  const data = disk.id !== 'root';
  return {
    id: disk.id,
    volumeName: `${system}-${machine.name}-${disk.id}.qcow2`,
    key: `${machine.name}-${disk.id}`,
    sizeBytes: disk.size.bytes,
    protected: data || (!machine.stateless && machine.dataDisks.length === 0),
    ...(data ? { serial: (0, values_1.shorten)(disk.id, 20) } : {}),
  };
}
function resolveImage({ props: { image } }, system) {
  const [name, mark] = (image.identity ?? image.name).split('@');
  return { volumeName: `${system}-${name}-${mark}.${image.format}`, source: image.source, format: image.format };
}
/** A guest's own firewall is not touched after its creation: a sender from elsewhere that is allowed later stops there. */
function warnClosedGuest(machine, plan, senders, findings) {
  const baseline = plan.lock.machines[machine.name]?.baseline;
  if (!baseline || !machine.configured) return;
  const admitted = baseline.map((block) => values_1.Cidr.parse(block)).filter((cidr) => cidr instanceof values_1.Cidr);
  for (const sender of new Set(senders)) {
    const cidr = values_1.Cidr.parse(sender);
    if (!(cidr instanceof values_1.Cidr) || admitted.some((block) => block.contains(cidr))) continue;
    findings.warn({
      code: 'GUEST_FIREWALL_CLOSED',
      path: machine.node.path,
      message: `${sender} may reach it now, but the firewall inside the guest was set up for ${baseline.join(', ')} when it was created. Admit ${sender} there by hand, then add it to the machine's \`baseline\` in the lock.`,
    });
  }
}
/** Load balancers serve the world; others the system's own blocks and the senders they were created with. */
function baselineOf(machine, plan, senders) {
  if (machine.kind === 'load-balancer') return ['0.0.0.0/0'];
  return [...new Set([...plan.baseline, ...senders])].sort(values_1.compareBlocks);
}
function resolveGuest(machine, plan, baseline, backends) {
  const { inventory } = plan;
  const { provisioning = {}, admin } = inventory.root.props;
  const ssh = values_1.Port.tcp(22, 'ssh').resolved;
  const own = machine.listens.map((port) => port.resolved);
  const firewall = [
    ...(own.length > 0 ? [{ ports: own, from: baseline }] : []),
    ...(admin
      ? [
          {
            ports: [machine.props.os.resolved.family === 'linux' ? ssh : values_1.Port.tcp(3389, 'rdp').resolved],
            from: [...admin.from.blocks].sort(values_1.compareBlocks),
          },
        ]
      : []),
  ];
  return {
    configuredBy: machine.configured ? 'cloud-init' : 'none',
    hostname: machine.name,
    fqdn: `${machine.name}.${inventory.domain}`,
    network: guestNetwork(machine, plan, baseline),
    sshAuthorizedKeys: [...(admin?.sshAuthorizedKeys ?? [])].sort(),
    ntpServers: (provisioning.ntp?.blocks ?? []).filter((block) => block.endsWith('/32')).map((block) => block.replace('/32', '')),
    installs: (0, check_machines_1.installs)(machine),
    baseline,
    firewall: machine.kind === 'cluster-node' ? [{ ports: [ANY], from: baseline }, ...firewall.slice(1)] : firewall,
    role: ROLES[machine.kind](machine, baseline, backends),
  };
}
const ANY = { protocol: 'any', from: 0, to: 0, name: 'any' };
function guestNetwork(machine, plan, baseline) {
  const { subnet } = machine.props;
  const space = plan.space.subnets.get(subnet);
  const gateway = space ? (0, values_1.formatIp)(space.gateway) : '';
  const isolated = subnet.props.forward?.mode === 'isolated';
  const high = subnet.props.isolation === 'high';
  const { provisioning = {}, admin } = plan.inventory.root.props;
  const sources = [...Object.values(provisioning), admin?.from].flatMap((source) => source?.blocks ?? []);
  const targets = high && !isolated ? [...new Set([...baseline, ...sources])].sort(values_1.compareBlocks) : [];
  return {
    addressedBy: (0, check_machines_1.addressedBy)(machine),
    prefix: space?.cidr.prefix ?? 0,
    ...(high || isolated ? {} : { defaultGateway: gateway }),
    routes: targets.filter((to) => to !== '0.0.0.0/0').map((to) => ({ to, via: gateway })),
    nameservers: subnet.props.forward?.mode === 'bridge' ? (subnet.props.nameservers ?? []) : [gateway],
    searchDomain: plan.inventory.domain,
  };
}
const ROLES = {
  'virtual-machine': () => ({ kind: 'plain' }),
  legacy: () => ({ kind: 'plain' }),
  database: (machine, clients) => {
    const { engine, database = 'app', filesystem = 'xfs', backup, memory, cpus } = machine.props;
    return {
      kind: 'database',
      engine: engine.name,
      version: engine.version,
      port: engine.port.resolved.from,
      database,
      dataSerial: 'data',
      filesystem,
      clients,
      verifierVariable: `${machine.name.replace(/-/g, '_')}_verifier`,
      ...(backup ? { backup } : {}),
      memoryMiB: memory.toMebibytes,
      cpus,
    };
  },
  'cluster-node': (machine) => ({
    kind: 'cluster-node',
    cluster: machine.cluster.node.id,
    version: machine.cluster.facts.version,
  }),
  'load-balancer': (_machine, _clients, backends) => ({ kind: 'load-balancer', frontends: frontends(backends) }),
};
/** One frontend for each port, with all backends behind it. */
function frontends(flows) {
  const ports = new Map(flows.flatMap((flow) => flow.dialledPorts).map((port) => [(0, values_1.portText)(port), port]));
  return [...ports.values()].sort(values_1.comparePorts).map((port) => ({
    port,
    backends: flows.flatMap((flow) =>
      flow.destination.map(({ cidr }) => ({ name: flow.to.name, address: cidr.replace('/32', ''), port: port.from })),
    ),
  }));
}
function backendsByMachine(flows) {
  const map = new Map();
  for (const flow of flows)
    if (flow.origin === 'load-balancer-backend') map.set(flow.from.name, [...(map.get(flow.from.name) ?? []), flow]);
  return map;
}
/** Blocks outside the system that may open connections to a machine. */
function externalSenders(flows) {
  const map = new Map();
  for (const { from, to, source, origin } of flows) {
    if (to.kind !== 'machine' || origin !== 'declared' || (from.kind !== 'external' && from.kind !== 'anyone')) continue;
    map.set(to.name, [...(map.get(to.name) ?? []), ...source.blocks.map(({ cidr }) => cidr)]);
  }
  return map;
}
/** Names that are cut to a length, and keys that join two names, can meet. */
function checkDerivedNames(machines, system, report) {
  const holders = new Map();
  const hold = (what, name, path) => {
    const key = `${what} ${name}`;
    const other = holders.get(key);
    if (other !== undefined && other !== path) report(problems.derivedNameClash(path, what, name, other));
    else holders.set(key, path);
  };
  for (const machine of machines) {
    hold('tap device', (0, values_1.shorten)(`${system}-${machine.name}`, 15), machine.node.path);
    for (const id of ['root', 'cloudinit', ...machine.dataDisks.map((disk) => disk.id)])
      hold('volume', `${machine.name}-${id}`, machine.node.path);
  }
}
