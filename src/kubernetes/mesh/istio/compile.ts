import { type PodsEnd, type ResolvedFlow, type ResolvedMesh, sharesMesh, sourceOf } from '../../../model/resolved';
import type { AuthorizationRule, AuthorizationSource } from '../../imports/istio';
import { distinct } from '../../names';
import { singlePorts, transportPorts } from '../../ports';
import type { SystemIndex } from '../../system-index';

/** What the mesh enforces in front of one group of pods. */
export interface CompiledMeshPolicy {
  readonly pods: PodsEnd;
  readonly mesh: ResolvedMesh;
  /** ALLOW rules, one per sender. */
  readonly rules: readonly AuthorizationRule[];
  /** Reasons of the flows behind the rules. */
  readonly because: readonly string[];
  /** Ports that take plaintext because somebody outside of the mesh calls them. */
  readonly permissivePorts: readonly number[];
}

/**
 * AuthorizationPolicies and port-level PeerAuthentications for a group of pods that is in the mesh and in one of the system's own
 * namespaces. Only TCP passes the mesh's proxies; other protocols are left to NetworkPolicies. Probes need no rule: beside a sidecar they
 * are answered by its agent (ports 15020 and 15021 are not captured), in ambient mode they bypass the node's proxy.
 *
 * Nothing is written for targets outside of the mesh: virtual machines are known to it by their Service and EndpointSlice, and what
 * leaves for other addresses passes through the mesh by its default (`outboundTrafficPolicy: ALLOW_ANY`) and is held to its address and
 * port by the sender's NetworkPolicy. A ServiceEntry per CIDR would add no restriction (ztunnel does not read it as one), but its TCP
 * listener can displace the HTTP listener of a Service that has the same port.
 */
export function compileMeshPolicy(pods: PodsEnd, index: SystemIndex): CompiledMeshPolicy {
  const flows = index.flows.into(pods).filter((flow) => tcpPorts(flow).length > 0);
  const rules = flows.map(
    (flow): AuthorizationRule => ({
      from: sourcesOf(flow, pods, index).map((source) => ({ source })),
      to: [{ operation: { ports: tcpPorts(flow).map(String) } }],
    }),
  );
  return {
    pods,
    mesh: index.meshOf(pods),
    rules: distinct(rules),
    because: distinct(flows.flatMap((flow) => flow.because)),
    permissivePorts: distinct(flows.filter((flow) => flow.plaintext).flatMap(tcpPorts)).sort((a, b) => a - b),
  };
}

/** A rule's port is a number: ranges are written out. */
const tcpPorts = (flow: ResolvedFlow): number[] =>
  singlePorts(transportPorts(flow.ports).ports.filter(({ protocol }) => protocol === 'TCP')).map(({ port }) => port);

function sourcesOf(flow: ResolvedFlow, receiver: PodsEnd, index: SystemIndex): AuthorizationSource[] {
  const { from: sender } = flow;
  if (sender.is === 'pods' && sharesMesh(sender, receiver)) {
    const { account, selector } = sender;
    if (account === undefined) return [{ namespaces: [selector.namespace] }];
    return [{ principals: [`${index.meshOf(receiver).trustDomain}/ns/${selector.namespace}/sa/${account}`] }];
  }
  // Pods without a proxy have no identity and no lasting address; which of them may call is the NetworkPolicy's to say. Pods with an
  // identity have that CIDR too, and in ambient mode NetworkPolicies do not tell their ports apart: they are held to their own rules.
  if (flow.way.by === 'cluster') return [{ ipBlocks: [index.clusterOf(receiver).podCidr], notPrincipals: ['*'] }];
  const blocks = sourceOf(flow);
  const whole = blocks.filter(({ except }) => except.length === 0).map(({ cidr }) => cidr);
  const pierced = blocks.filter(({ except }) => except.length > 0);
  return [
    ...(whole.length > 0 ? [{ ipBlocks: whole }] : []),
    ...pierced.map(({ cidr, except }) => ({ ipBlocks: [cidr], notIpBlocks: except })),
  ];
}
