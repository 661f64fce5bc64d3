import { takesTlsToo } from '../../../model/kinds/mesh';
import {
  type AddressBlock,
  byWay,
  type PodsEnd,
  podsAt,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMesh,
  type ResolvedPort,
} from '../../../model/resolved';
import type { AuthorizationRule, AuthorizationSource, MutualTls } from '../../imports/istio';
import { distinct } from '../../names';
import { singlePorts, transportPorts } from '../../ports';
import type { SystemIndex } from '../../system-index';

type PlaintextMode = Exclude<MutualTls['mode'], 'STRICT'>;

/** What the mesh enforces in front of one group of pods. */
export interface CompiledMeshPolicy {
  readonly pods: PodsEnd;
  readonly mesh: ResolvedMesh;
  /** Nothing is said for their whole namespace: it is not this system's. */
  readonly alone: boolean;
  /** ALLOW rules, one per sender and way to tell it from others. */
  readonly rules: readonly AuthorizationRule[];
  /** Reasons of the flows behind the rules. */
  readonly because: readonly string[];
  /** Ports that take plaintext because somebody outside of the mesh calls them, and whether they take TLS beside it. */
  readonly plaintextPorts: ReadonlyMap<number, PlaintextMode>;
}

/**
 * AuthorizationPolicies and port-level PeerAuthentications for a group of pods that is in the mesh and in one of the system's own
 * namespaces. Only TCP passes the mesh's proxies; other protocols are left to NetworkPolicies. Probes need no rule: beside a sidecar they
 * are answered by its agent (ports 15020 and 15021 are not captured), in ambient mode they bypass the node's proxy.
 *
 * What leaves for addresses outside of the mesh passes through its proxies by their default (`outboundTrafficPolicy: ALLOW_ANY`) and is held
 * to its address and port by the sender's NetworkPolicy. Proxies are told of those alone whose pods are held to names (`scope.ts`).
 */
export function compileMeshPolicy(pods: PodsEnd, index: SystemIndex): CompiledMeshPolicy {
  const flows = index.flows.into(pods).filter(({ ports }) => tcpPorts(ports).length > 0);
  return {
    pods,
    mesh: index.meshOf(pods),
    alone: !index.isOwn(pods),
    rules: distinct(flows.flatMap((flow) => rulesOf(flow, pods, index))),
    because: distinct(flows.flatMap((flow) => flow.because)),
    plaintextPorts: plaintextModes(flows, pods),
  };
}

/** A rule's port is a number: ranges are written out. */
const tcpPorts = (ports: readonly ResolvedPort[]): number[] =>
  singlePorts(transportPorts(ports).ports.filter(({ protocol }) => protocol === 'TCP')).map(({ port }) => port);

/** Plaintext shows no identity: what is carried so is told by its address. */
function rulesOf({ from, way, ports, plaintextPorts }: ResolvedFlow, receiver: PodsEnd, index: SystemIndex): AuthorizationRule[] {
  const plaintext = tcpPorts(plaintextPorts);
  const sealed = tcpPorts(ports).filter((port) => !plaintext.includes(port));
  const rule = (sources: AuthorizationSource[], numbers: readonly number[]): AuthorizationRule[] =>
    numbers.length === 0 ? [] : [{ from: sources.map((source) => ({ source })), to: [{ operation: { ports: numbers.map(String) } }] }];
  const sender = podsAt(from);
  const known = sender ? rule([identityOf(sender, index.meshOf(receiver).trustDomain)], sealed) : [];
  return [...known, ...rule(addressesOf(way, index.clusterOf(receiver)), plaintext)];
}

function identityOf({ account, selector: { namespace } }: PodsEnd, trustDomain: string): AuthorizationSource {
  return account === undefined ? { namespaces: [namespace] } : { principals: [`${trustDomain}/ns/${namespace}/sa/${account}`] };
}

const addressesOf = byWay<AuthorizationSource[], ResolvedCluster>({
  // Pods without a proxy have no identity and no lasting address; which of them may call is the NetworkPolicy's to say. Pods with an
  // identity have that CIDR too, and in ambient mode NetworkPolicies do not tell their ports apart: they are held to their own rules.
  cluster: (_, { podCidr }) => [{ ipBlocks: [podCidr], notPrincipals: ['*'] }],
  // Nothing outside of the node sees it, and no receiver in a mesh.
  node: () => [],
  network: ({ source: { blocks } }) => blocksOf(blocks),
});

function blocksOf(blocks: readonly AddressBlock[]): AuthorizationSource[] {
  const whole = blocks.filter(({ except }) => except.length === 0).map(({ cidr }) => cidr);
  const pierced = blocks.filter(({ except }) => except.length > 0);
  return [
    ...(whole.length > 0 ? [{ ipBlocks: whole }] : []),
    ...pierced.map(({ cidr, except }) => ({ ipBlocks: [cidr], notIpBlocks: except })),
  ];
}

/** How proxies are told to take plaintext where it is sent: beside TLS, where they can tell the two apart. */
function plaintextModes(flows: readonly ResolvedFlow[], { mesh }: PodsEnd): ReadonlyMap<number, PlaintextMode> {
  const modes = flows.flatMap(({ plaintextPorts }) =>
    plaintextPorts.flatMap((port) => {
      const mode = mesh && takesTlsToo(mesh, port) ? 'PERMISSIVE' : 'DISABLE';
      return tcpPorts([port]).map((number): [number, PlaintextMode] => [number, mode]);
    }),
  );
  return new Map(
    [...modes.filter(([, mode]) => mode === 'PERMISSIVE'), ...modes.filter(([, mode]) => mode === 'DISABLE')].sort(([a], [b]) => a - b),
  );
}
