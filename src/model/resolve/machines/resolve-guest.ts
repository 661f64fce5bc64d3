import type { BaselineRule, GuestRole, MachineKind, ResolvedFlow, ResolvedGuest, ResolvedPort } from '../../resolved';
import { compareBlocks, comparePorts, formatIp, portsOverlap, portText } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';
import type { ClusterNode } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import { adminPorts } from '../flows/draft-implied';
import { modeOf } from '../network/routing';
import { type Baseline, openedBy, openedRules } from './baseline';
import { addressedBy, installs } from './check-machines';
import type { MachinePlan } from './resolve-machines';

/** Flows that a guest is set up for. */
export interface FlowsOf {
  /** Declared ones that end at it. */
  readonly into: readonly ResolvedFlow[];
  /** Those that it passes on as a load balancer. */
  readonly backends: readonly ResolvedFlow[];
}

/** What cloud-init sets up when the guest is first started. */
export function resolveGuest(machine: Machine, plan: MachinePlan, locked: Baseline | undefined, flows: FlowsOf): ResolvedGuest {
  const { inventory } = plan;
  const baseline = locked?.blocks ?? baselineOf(machine, plan, flows.into);
  const own = inbound(machine, plan, baseline);
  // A firewall that is open to the world is so for what it serves, not for what is beside it.
  const opened = locked?.opened ?? openedBy(flows.into, own, baseline.includes(EVERYWHERE) ? plan.baseline : baseline);
  const { provisioning, admin } = inventory;
  const administration = admin ? [{ ports: adminPorts(machine), from: [...admin.from.blocks].sort(compareBlocks) }] : [];
  return {
    configuredBy: machine.configured ? 'cloud-init' : 'none',
    hostname: machine.name,
    fqdn: `${machine.name}.${inventory.domain}`,
    network: guestNetwork(machine, plan, baseline),
    sshAuthorizedKeys: [...(admin?.sshAuthorizedKeys ?? [])].sort(),
    ntpServers: [...(provisioning.ntp?.blocks ?? [])]
      .filter((block) => block.endsWith('/32'))
      .sort(compareBlocks)
      .map((block) => block.replace('/32', '')),
    installs: installs(machine),
    baseline,
    opened,
    firewall: [...own, ...openedRules(opened), ...administration],
    role: ROLES[machine.kind](machine, baseline, flows.backends),
  };
}

const EVERYWHERE = '0.0.0.0/0';

/** Load balancers serve the world; others the system's own blocks and whom else they listen for when they are created. */
function baselineOf({ kind, listens }: Machine, plan: MachinePlan, into: readonly ResolvedFlow[]): readonly string[] {
  if (kind === 'load-balancer') return [EVERYWHERE];
  const heard = into.filter(({ ports }) => ports.some((port) => listens.some(({ resolved }) => portsOverlap(port, resolved))));
  const outside = heard.filter(({ from }) => from.kind === 'external' || from.kind === 'anyone');
  const senders = outside.flatMap(({ source }) => source.blocks.map(({ cidr }) => cidr));
  return [...new Set([...plan.baseline, ...senders])].sort(compareBlocks);
}

const ANY: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

/** The machine's own ports. A node's are everybody's, and its pods', which call its API server and kubelet by their own addresses. */
function inbound(machine: Machine, { space }: MachinePlan, baseline: readonly string[]): readonly BaselineRule[] {
  if (machine.kind === 'cluster-node') {
    const pods = space.clusters.get((machine as ClusterNode).cluster)?.pods;
    return [{ ports: [ANY], from: [...new Set([...baseline, ...(pods ? [pods.toString()] : [])])].sort(compareBlocks) }];
  }
  const ports = machine.listens.map((port) => port.resolved).sort(comparePorts);
  return ports.length > 0 ? [{ ports, from: baseline }] : [];
}

function guestNetwork(machine: Machine, plan: MachinePlan, baseline: readonly string[]): ResolvedGuest['network'] {
  const { subnet } = machine.props;
  const space = plan.space.subnets.get(subnet);
  const gateway = space ? formatIp(space.gateway) : '';
  const isolated = modeOf(subnet) === 'isolated';
  const high = subnet.props.isolation === 'high';
  const { provisioning, admin } = plan.inventory;
  const sources = [...Object.values(provisioning), admin?.from].flatMap((source) => source?.blocks ?? []);
  const bridged = modeOf(subnet) === 'bridge';
  const nameservers = bridged ? (subnet.props.nameservers ?? []) : [gateway];
  const resolvers = bridged ? nameservers.map((address) => `${address}/32`) : [];
  // A firewall that is open to the world says nothing of where the system's own blocks are.
  const blocks = baseline.includes(EVERYWHERE) ? plan.baseline : baseline;
  const targets = high && !isolated ? [...new Set([...blocks, ...sources, ...resolvers])].sort(compareBlocks) : [];
  return {
    addressedBy: addressedBy(machine),
    prefix: space?.cidr.prefix ?? 0,
    ...(high || isolated ? {} : { defaultGateway: gateway }),
    routes: targets.map((to) => ({ to, via: gateway })),
    nameservers,
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
      ...(backup ? { backup: { daily: backup.daily, keep: backup.keep } } : {}),
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
