import { v5 as uuidv5 } from 'uuid';
import { imageVolumeName } from '../guest/image';
import { type Lock, own } from '../lock/lock';
import * as problems from '../problems';
import type {
  GuestRole,
  MachineKind,
  ResolvedFlow,
  ResolvedGuest,
  ResolvedImage,
  ResolvedMachine,
  ResolvedPort,
  ResolvedVolume,
} from '../resolved';
import { Cidr, compareBlocks, comparePorts, formatIp, Port, portText, Size, shorten } from '../values';
import type { DatabaseVm } from '../workload/database-vm';
import type { ClusterNode } from '../workload/kubernetes-cluster';
import type { DataDiskProps, Machine } from '../workload/machine';
import { poolOf } from './check-hosts';
import { addressedBy, installs } from './check-machines';
import type { Inventory } from './inventory';
import type { Findings } from './report';
import { modeOf } from './routing';
import type { Space } from './space';

/** Namespace of the filters' UUIDs: any constant will do, it only must never change. */
const UUID_NAMESPACE = '6f1c1c0e-3f55-5a0b-9c3d-6a1d0d8a7f42';

export interface MachinePlan {
  readonly inventory: Inventory;
  readonly space: Space;
  readonly lock: Lock;
  readonly addresses: ReadonlyMap<Machine, { readonly address: string; readonly mac: string }>;
  readonly flows: readonly ResolvedFlow[];
  /** Blocks that new guests' own firewalls and routes are built with, sorted. */
  readonly baseline: readonly string[];
}

export function resolveMachines(machines: readonly Machine[], plan: MachinePlan, findings: Findings): readonly ResolvedMachine[] {
  checkDerivedNames(machines, plan.inventory.name, findings.problem);
  const senders = externalSenders(plan.flows);
  const backends = backendsByMachine(plan.flows);
  return machines.flatMap((machine) => {
    const place = plan.addresses.get(machine);
    warnClosedGuest(machine, plan, senders.get(machine.name) ?? [], findings);
    return place ? [resolveMachine(machine, place, plan, senders.get(machine.name) ?? [], backends.get(machine.name) ?? [])] : [];
  });
}

function resolveMachine(
  machine: Machine,
  { address, mac }: { address: string; mac: string },
  plan: MachinePlan,
  senders: readonly string[],
  backends: readonly ResolvedFlow[],
): ResolvedMachine {
  const { props } = machine;
  const { name: system } = plan.inventory;
  const objectName = `${system}-${machine.name}`;
  const space = plan.space.subnets.get(props.subnet);
  const high = props.subnet.props.isolation === 'high';
  const cluster = machine.kind === 'cluster-node' ? (machine as ClusterNode).cluster : undefined;
  const pods = cluster && plan.space.clusters.get(cluster)?.pods;
  const baseline = own(plan.lock.machines, machine.name)?.baseline ?? baselineOf(machine, plan, senders);
  return {
    kind: machine.kind,
    name: machine.name,
    objectName,
    host: props.host.node.id,
    pool: poolOf(machine),
    os: props.os.resolved,
    hardware: high ? { ...props.os.hardware, graphics: false } : props.os.hardware,
    cpus: props.cpus,
    memoryMiB: props.memory.toMebibytes,
    image: resolveImage(machine, system),
    root: {
      ...volume(machine, system, { id: 'root', size: props.rootDisk ?? defaultRootDisk(machine) }),
      protected: rootProtected(machine, plan.lock),
    },
    data: machine.dataDisks.map((disk) => ({ ...volume(machine, system, disk), protected: true, serial: shorten(disk.id, 20) })),
    nic: {
      mac,
      subnet: props.subnet.node.id,
      address,
      tap: shorten(objectName, 15),
      mtu: props.subnet.props.mtu ?? 1500,
      filter: { name: objectName, uuid: uuidv5(objectName, UUID_NAMESPACE) },
      speaksFor: [space?.services, pods]
        .filter((block) => cluster !== undefined && block !== undefined)
        .map(String)
        .sort(compareBlocks),
      portIsolated: high,
    },
    guest: resolveGuest(machine, plan, baseline, backends),
    listens: machine.listens.map((port) => port.resolved).sort(comparePorts),
    ...(cluster ? { cluster: cluster.node.id } : {}),
  };
}

/** Nodes hold container images; others what their operating system wants. */
const defaultRootDisk = (machine: Machine): Size => (machine.kind === 'cluster-node' ? Size.gibibytes(50) : machine.props.os.rootDisk);

/** The root disk of a machine without data disks is its data. It does not cease to be when the machine gets a data disk. */
function rootProtected(machine: Machine, lock: Lock): boolean {
  const before = own(lock.machines, machine.name)?.volumes;
  return !machine.stateless && (machine.dataDisks.length === 0 || (before !== undefined && own(before, 'root')?.protected === true));
}

function volume(machine: Machine, system: string, disk: DataDiskProps): Omit<ResolvedVolume, 'protected'> {
  return {
    id: disk.id,
    volumeName: `${system}-${machine.name}-${disk.id}.qcow2`,
    key: `${machine.name}-${disk.id}`,
    sizeBytes: disk.size.bytes,
  };
}

function resolveImage({ props: { image } }: Machine, system: string): ResolvedImage {
  return { volumeName: imageVolumeName(system, image.identity ?? ''), source: image.source, format: image.format };
}

/** A guest's own firewall is not touched after its creation: a sender from elsewhere that is allowed later stops there. */
function warnClosedGuest(machine: Machine, plan: MachinePlan, senders: readonly string[], findings: Findings): void {
  const baseline = own(plan.lock.machines, machine.name)?.baseline;
  if (!baseline || !machine.configured) return;
  const admitted = baseline.map((block) => Cidr.parse(block)).filter((cidr) => cidr instanceof Cidr);
  for (const sender of new Set(senders)) {
    const cidr = Cidr.parse(sender);
    if (!(cidr instanceof Cidr) || admitted.some((block) => block.contains(cidr))) continue;
    findings.warn({
      code: 'GUEST_FIREWALL_CLOSED',
      path: machine.node.path,
      message: `${sender} may reach it now, but the firewall inside the guest was set up for ${baseline.join(', ')} when it was created. Admit ${sender} there by hand, then add it to the machine's \`baseline\` in the lock.`,
    });
  }
}

/** Load balancers serve the world; others the system's own blocks and the senders they were created with. */
function baselineOf(machine: Machine, plan: MachinePlan, senders: readonly string[]): readonly string[] {
  if (machine.kind === 'load-balancer') return ['0.0.0.0/0'];
  return [...new Set([...plan.baseline, ...senders])].sort(compareBlocks);
}

function resolveGuest(machine: Machine, plan: MachinePlan, baseline: readonly string[], backends: readonly ResolvedFlow[]): ResolvedGuest {
  const { inventory } = plan;
  const { provisioning, admin } = inventory;
  const ssh = Port.tcp(22, 'ssh').resolved;
  const own = machine.listens.map((port) => port.resolved);
  const firewall = [
    ...(own.length > 0 ? [{ ports: own, from: baseline }] : []),
    ...(admin
      ? [
          {
            ports: [machine.props.os.resolved.family === 'linux' ? ssh : Port.tcp(3389, 'rdp').resolved],
            from: [...admin.from.blocks].sort(compareBlocks),
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
    installs: installs(machine),
    baseline,
    firewall: machine.kind === 'cluster-node' ? [{ ports: [ANY], from: baseline }, ...firewall.slice(1)] : firewall,
    role: ROLES[machine.kind](machine, baseline, backends),
  };
}

const ANY: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

function guestNetwork(machine: Machine, plan: MachinePlan, baseline: readonly string[]): ResolvedGuest['network'] {
  const { subnet } = machine.props;
  const space = plan.space.subnets.get(subnet);
  const gateway = space ? formatIp(space.gateway) : '';
  const isolated = modeOf(subnet) === 'isolated';
  const high = subnet.props.isolation === 'high';
  const { provisioning, admin } = plan.inventory;
  const sources = [...Object.values(provisioning), admin?.from].flatMap((source) => source?.blocks ?? []);
  const bridged = subnet.props.forward?.mode === 'bridge';
  const nameservers = bridged ? (subnet.props.nameservers ?? []) : [gateway];
  const resolvers = bridged ? nameservers.map((address) => `${address}/32`) : [];
  // Services of the system's own clusters lie in its networks.
  const services = [...plan.space.clusters.values()].flatMap(({ cluster, services }) =>
    'nodes' in cluster.facts || !services ? [] : [`${services}`],
  );
  // A firewall that is open to the world says nothing of where the system's own blocks are.
  const blocks = baseline.includes('0.0.0.0/0') ? plan.baseline : baseline;
  const targets = high && !isolated ? [...new Set([...blocks, ...sources, ...resolvers, ...services])].sort(compareBlocks) : [];
  return {
    addressedBy: addressedBy(machine),
    prefix: space?.cidr.prefix ?? 0,
    ...(high || isolated ? {} : { defaultGateway: gateway }),
    routes: targets.map((to) => ({ to, via: gateway })),
    nameservers: modeOf(subnet) === 'bridge' ? (subnet.props.nameservers ?? []) : [gateway],
    searchDomain: plan.inventory.domain,
  };
}

const ROLES: Record<MachineKind, (machine: Machine, clients: readonly string[], backends: readonly ResolvedFlow[]) => GuestRole> = {
  'virtual-machine': () => ({ kind: 'plain' }),
  legacy: () => ({ kind: 'plain' }),
  database: (machine, clients) => {
    const { engine, database = 'app', filesystem = 'xfs', backup, memory, cpus } = (machine as DatabaseVm).props;
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
    cluster: (machine as ClusterNode).cluster.node.id,
    version: (machine as ClusterNode).cluster.facts.version,
  }),
  'load-balancer': (_machine, _clients, backends) => ({ kind: 'load-balancer', frontends: frontends(backends) }),
};

/** One frontend for each port, with all backends behind it. */
function frontends(flows: readonly ResolvedFlow[]): Extract<GuestRole, { kind: 'load-balancer' }>['frontends'] {
  const ports = new Map(flows.flatMap((flow) => flow.dialledPorts).map((port) => [portText(port), port]));
  return [...ports.values()].sort(comparePorts).map((port) => ({
    port,
    backends: flows.flatMap((flow) =>
      flow.destination.map(({ cidr }) => ({ name: flow.to.name, address: cidr.replace('/32', ''), port: port.from })),
    ),
  }));
}

function backendsByMachine(flows: readonly ResolvedFlow[]): ReadonlyMap<string, ResolvedFlow[]> {
  const map = new Map<string, ResolvedFlow[]>();
  for (const flow of flows)
    if (flow.origin === 'load-balancer-backend') map.set(flow.from.name, [...(map.get(flow.from.name) ?? []), flow]);
  return map;
}

/** Blocks outside the system that may open connections to a machine. */
function externalSenders(flows: readonly ResolvedFlow[]): ReadonlyMap<string, string[]> {
  const map = new Map<string, string[]>();
  for (const { from, to, source, origin } of flows) {
    if (to.kind !== 'machine' || origin !== 'declared' || (from.kind !== 'external' && from.kind !== 'anyone')) continue;
    map.set(to.name, [...(map.get(to.name) ?? []), ...source.blocks.map(({ cidr }) => cidr)]);
  }
  return map;
}

/** Names that are cut to a length, and keys that join two names, can meet. */
function checkDerivedNames(machines: readonly Machine[], system: string, report: Findings['problem']): void {
  const holders = new Map<string, string>();
  const hold = (what: string, name: string, path: string): void => {
    const key = `${what} ${name}`;
    const other = holders.get(key);
    if (other !== undefined && other !== path) report(problems.derivedNameClash(path, what, name, other));
    else holders.set(key, path);
  };
  for (const machine of machines) {
    hold('tap device', shorten(`${system}-${machine.name}`, 15), machine.node.path);
    for (const id of ['root', 'cloudinit', ...machine.dataDisks.map((disk) => disk.id)])
      hold('volume', `${machine.name}-${id}`, machine.node.path);
  }
}
