import {
  atEnd,
  type DatabaseRole,
  type End,
  endKey,
  type KvmHostsEnd,
  type MachineEnd,
  type MachineKind,
  machineOf,
  type NodesEnd,
  nicsOf,
  type OutsideEnd,
  type PairEnd,
  type PodsEnd,
  type ResolvedMachine,
  type ResolvedSystem,
  type ResolverEnd,
  type SubnetEnd,
  thingKey,
  type WorkloadKind,
} from '../../model/resolved';
import { engineText } from '../databases';
import { listenerText, routeText } from '../gateway-text';
import { SystemIndex } from './behind-ends';
import { cardFacts, fact, listensFact, machineFacts, workloadFacts } from './facts';
import type { GraphFact, GraphNode } from './graph';
import { PLACE } from './places';

export function nodesOf(system: ResolvedSystem, ends: readonly End[]): readonly GraphNode[] {
  const index = new SystemIndex(system);
  return ends.map((end) => nodeOf(end, index));
}

type NodeFacts = Omit<GraphNode, 'id' | 'name'>;

const describe = atEnd<NodeFacts, SystemIndex>({
  machine: machineNode,
  pair: pairNode,
  pods: podsNode,
  nodes: nodesNode,
  subnet: subnetNode,
  resolver: resolverNode,
  'kvm-hosts': hostsNode,
  outside: outsideNode,
});

function nodeOf(end: End, index: SystemIndex): GraphNode {
  const { facts, ...rest } = describe(end, index);
  return { id: endKey(end), name: end.name, ...rest, facts: [...facts, ...(index.moving.get(thingKey(end)) ?? [])] };
}

const MACHINES: { readonly [K in MachineKind]: (machine: ResolvedMachine) => string } = {
  'virtual-machine': ({ os }) => os.title,
  database: ({ guest }) => engineText(guest.role as DatabaseRole),
  legacy: ({ os }) => os.title,
  'load-balancer': () => 'load balancer',
  'cluster-node': ({ cluster }) => `node of ${cluster}`,
};

/** A machine stands where its first network card is; each other card stands for it in the subnet that it is in. */
function machineNode(end: MachineEnd, { machines, pairOf }: SystemIndex): NodeFacts {
  const machine = machines.get(machineOf(end));
  const nic = machine && nicsOf(machine).find(({ name }) => name === end.name);
  if (!machine || !nic) throw new Error(`a flow ends at ${end.name}, which is no card of a machine`);
  const { kind, host } = machine;
  const pair = pairOf.get(machine.name);
  return {
    ...(nic === machine.nic
      ? {
          kind,
          what: MACHINES[kind](machine),
          ...(pair !== undefined && { partOf: endKey({ is: 'pair', name: pair }) }),
          facts: machineFacts(machine),
        }
      : {
          kind: 'card',
          what: `card of ${machine.name}`,
          partOf: endKey({ is: 'machine', name: machine.name }),
          facts: [fact('Machine', machine.name), ...cardFacts(nic)],
        }),
    address: nic.address,
    in: [PLACE.host(host), PLACE.subnet(nic.subnet)],
  };
}

/** What its clients use; its machines stand where they are. */
function pairNode({ name, members }: PairEnd, { pairs, subnets }: SystemIndex): NodeFacts {
  const { address, subnet = '' } = pairs.get(name) ?? {};
  return {
    kind: 'pair',
    what: 'pair of load balancers',
    ...(address !== undefined && { address }),
    in: placeInSubnet(subnet, subnets),
    facts: [fact('Machines', members.join(', '))],
  };
}

const WORKLOADS: { readonly [K in WorkloadKind]: string } = {
  microservice: 'service',
  'stateful-service': 'stateful service',
  'daemon-service': 'service on each node',
  job: 'job',
  'cron-job': 'scheduled job',
};

function workloadFactsOf({ of, name }: PodsEnd, { workloads }: SystemIndex): Omit<NodeFacts, 'kind' | 'in'> {
  const workload = workloads.get(name);
  if (!workload) throw new Error(`a flow ends at ${name}, which is no ${of}`);
  const { kind, virtualAddress } = workload;
  return { what: WORKLOADS[kind], ...(virtualAddress && { address: virtualAddress.address }), facts: workloadFacts(workload) };
}

const PODS: { readonly [O in PodsEnd['of']]: (end: PodsEnd, index: SystemIndex) => Omit<NodeFacts, 'kind' | 'in'> } = {
  microservice: workloadFactsOf,
  'stateful-service': workloadFactsOf,
  'daemon-service': workloadFactsOf,
  job: workloadFactsOf,
  'cron-job': workloadFactsOf,
  gateway: ({ name }, { gateways }) => {
    const gateway = gateways.get(name);
    const address = gateway?.virtualAddress;
    return {
      what: `${gateway?.provider} gateway`,
      ...(address && { address: address.address }),
      facts: [
        ...(address ? [fact('Virtual address', `${address.address} (${address.fqdn})`)] : []),
        ...(gateway?.listeners ?? []).map((listener) => fact(`Listener ${listener.name}`, listenerText(listener))),
        ...(gateway?.routes ?? []).map((route) => fact(`Route ${route.id}`, routeText(route))),
        listensFact([...new Map((gateway?.listeners ?? []).map(({ port }) => [port.from, port])).values()]),
        ...(gateway?.proxyProtocol ? [fact('Clients', 'told by PROXY protocol')] : []),
      ],
    };
  },
  pods: ({ name }, { pods }) => ({ what: 'pods of others', facts: [listensFact(pods.get(name)?.listens ?? [])] }),
  'cluster-dns': ({ name }, { clusters }) => ({ what: 'DNS of the cluster', facts: [listensFact(clusters.get(name)?.dns.ports ?? [])] }),
  'mesh-control-plane': ({ name }, { clusters }) => ({
    what: 'control plane of the mesh',
    facts: [listensFact(clusters.get(name)?.mesh?.controlPlane.ports ?? [])],
  }),
};

function podsNode(end: PodsEnd, index: SystemIndex): NodeFacts {
  const { cluster, selector } = end;
  const { facts, ...rest } = PODS[end.of](end, index);
  return {
    kind: end.of,
    ...rest,
    in: [PLACE.cluster(cluster), PLACE.namespace(cluster, selector.namespace)],
    facts: [...facts, fact('Pods with', labelsText(selector.labels))],
  };
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');

function nodesNode({ name }: NodesEnd, { clusters }: SystemIndex): NodeFacts {
  return {
    kind: 'nodes',
    what: 'all nodes',
    in: [PLACE.cluster(name)],
    facts: [fact('Addresses', clusters.get(name)?.nodeAddresses.join(', ') ?? '')],
  };
}

function subnetNode({ name }: SubnetEnd, { subnets }: SystemIndex): NodeFacts {
  const cidr = subnets.get(name)?.cidr;
  return {
    kind: 'subnet',
    what: 'every address',
    ...(cidr !== undefined && { address: cidr }),
    in: placeInSubnet(name, subnets),
    facts: [],
  };
}

function resolverNode({ name }: ResolverEnd, { subnets }: SystemIndex): NodeFacts {
  const servers: readonly GraphFact[] = [fact('Addresses', subnets.get(name)?.nameservers.join(', ') ?? '')];
  return { kind: 'resolver', what: 'name server', in: placeInSubnet(name, subnets), facts: servers };
}

function hostsNode({ name }: KvmHostsEnd, { subnets }: SystemIndex): NodeFacts {
  const own: readonly GraphFact[] = [fact('Addresses', subnets.get(name)?.hostAddresses.join(', ') ?? '')];
  return { kind: 'kvm-hosts', what: 'the KVM hosts themselves', in: placeInSubnet(name, subnets), facts: own };
}

/** Within a host where the subnet is on that alone. */
function placeInSubnet(name: string, subnets: SystemIndex['subnets']): readonly string[] {
  const hosts = subnets.get(name)?.hosts ?? [];
  return [...(hosts.length === 1 ? hosts.map(PLACE.host) : []), PLACE.subnet(name)];
}

const OUTSIDE: { readonly [O in OutsideEnd['of']]: string } = {
  external: 'outside of the system',
  host: 'outside of the system, wherever its name leads',
  anyone: 'every other address',
};

function outsideNode({ of, name }: OutsideEnd, { externals }: SystemIndex): NodeFacts {
  const external = externals.get(name);
  const blocks = external?.blocks ?? [];
  return {
    kind: of,
    what: OUTSIDE[of],
    ...(blocks[0] !== undefined && { address: blocks.length > 1 ? `${blocks[0]} and ${blocks.length - 1} more` : blocks[0] }),
    in: [PLACE.outside],
    facts: [
      ...(blocks.length > 0 ? [fact('Addresses', blocks.join(', '))] : []),
      ...(external?.host === undefined ? [] : [fact('Host', external.host)]),
      ...Object.entries(external?.hostnames ?? {}).map(([hostname, address]) => fact(hostname, address)),
    ],
  };
}
