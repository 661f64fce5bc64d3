import { ApiGateway } from '../../edge/api-gateway';
import type { Subnet } from '../../network/network';
import { Anyone, External } from '../../policy/external';
import type { Receiver, Sender } from '../../policy/policy';
import type { Endpoint } from '../../resolved';
import type { Port } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine } from '../../workload/machine';
import { Microservice } from '../../workload/microservice';
import { Pods } from '../../workload/pods';
import { nodeLocalDns } from '../clusters/cluster-dns';

/** An end of a flow before addresses are known. */
export interface End {
  readonly endpoint: Endpoint;
  /** Construct path, or the block's name. */
  readonly path: string;
  readonly machine?: Machine;
  readonly subnet?: Subnet;
  readonly external?: External;
  /** Its pods run in this cluster, or it stands for the cluster's nodes. */
  readonly cluster?: KubernetesCluster;
  readonly microservice?: Microservice;
  readonly gateway?: ApiGateway;
  readonly pods?: Pods;
  /** What it listens on, as senders dial it. */
  readonly listens: readonly Port[];
}

/** Whether the end consists of pods. */
export const isPods = (end: End): boolean => POD_KINDS.has(end.endpoint.kind);
const POD_KINDS: ReadonlySet<Endpoint['kind']> = new Set<Endpoint['kind']>([
  'microservice',
  'gateway',
  'pods',
  'cluster-dns',
  'mesh-control-plane',
]);

/** Whether the end is no part of the system. */
export const isOutside = ({ endpoint }: End): boolean => endpoint.kind === 'external' || endpoint.kind === 'anyone';

/** Between pods of one cluster, or from its nodes to its pods: no address of the plan is needed. */
export const withinCluster = (from: End, to: End): boolean =>
  (isPods(from) || from.endpoint.kind === 'cluster-nodes') && isPods(to) && from.cluster === to.cluster;

/** What pods ask the cache of their own node never leaves it. */
export function staysOnNode(from: End, to: End): boolean {
  if (!to.external || !isPods(from) || !from.cluster) return false;
  const own = nodeLocalDns(from.cluster);
  return own !== undefined && to.external.blocks.every((block) => own.blocks.includes(block));
}

export function endOf(peer: Sender | Receiver): End {
  if (peer instanceof Machine) return machineEnd(peer);
  if (peer instanceof Microservice)
    return {
      endpoint: { kind: 'microservice', name: peer.name },
      path: peer.node.path,
      cluster: peer.cluster,
      microservice: peer,
      listens: peer.listens,
    };
  if (peer instanceof ApiGateway)
    return {
      endpoint: { kind: 'gateway', name: peer.name },
      path: peer.node.path,
      cluster: peer.cluster,
      gateway: peer,
      listens: peer.listens,
    };
  if (peer instanceof Pods)
    return { endpoint: { kind: 'pods', name: peer.name }, path: peer.node.path, cluster: peer.cluster, pods: peer, listens: peer.listens };
  if (peer instanceof External) return externalEnd(peer);
  if (peer instanceof Anyone) return { endpoint: { kind: 'anyone', name: peer.name }, path: peer.name, listens: [] };
  return { endpoint: { kind: 'subnet', name: peer.node.id }, path: peer.node.path, subnet: peer, listens: [] };
}

export function machineEnd(machine: Machine): End {
  return {
    endpoint: { kind: 'machine', name: machine.name },
    path: machine.node.path,
    machine,
    subnet: machine.props.subnet,
    listens: machine.listens,
  };
}

export function externalEnd(external: External): End {
  return {
    endpoint: { kind: 'external', name: external.name },
    path: `External "${external.name}"`,
    external,
    listens: external.props.listens ?? [],
  };
}

export function resolverEnd(subnet: Subnet): End {
  return { endpoint: { kind: 'resolver', name: subnet.node.id }, path: subnet.node.path, subnet, listens: [] };
}

export function clusterEnd(kind: 'cluster-nodes' | 'cluster-dns' | 'mesh-control-plane', cluster: KubernetesCluster): End {
  const subnet = 'nodes' in cluster.facts ? cluster.facts.nodes.subnet : undefined;
  return {
    endpoint: { kind, name: cluster.node.id },
    path: cluster.node.path,
    cluster,
    subnet: kind === 'cluster-nodes' ? subnet : undefined,
    listens: [],
  };
}
