import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { ResolvedCluster } from '../../model/resolved';
import { AuthorizationPolicy, type MutualTls, PeerAuthentication } from '../imports/istio';
import { Annotation, becauseAnnotation } from '../names';
import type { CompiledMeshPolicy } from './mesh';
import type { CompiledNetworkPolicy, Peer, PolicyPort } from './network-policy';

/** Nothing in, nothing out, for every pod of a namespace that no other policy speaks of. */
export function addDefaultDeny(chart: Chart, namespace: string): void {
  new k8s.KubeNetworkPolicy(chart, `${namespace}-default-deny`, {
    metadata: { name: 'default-deny', namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

export function addNetworkPolicy(chart: Chart, policy: CompiledNetworkPolicy): k8s.KubeNetworkPolicy {
  const { name, direction, pods, because, notRepresentable } = policy;
  const peers = policy.peers.map(peerSpec);
  const ports = policy.ports.map(portSpec);
  return new k8s.KubeNetworkPolicy(chart, `${pods.selector.namespace}-${name}`, {
    metadata: {
      name,
      namespace: pods.selector.namespace,
      annotations: {
        ...becauseAnnotation(because),
        ...(notRepresentable.length > 0 && { [Annotation.NOT_REPRESENTABLE]: notRepresentable.join('; ') }),
      },
    },
    spec: {
      podSelector: { matchLabels: { ...pods.selector.labels } },
      ...(direction === 'egress'
        ? { policyTypes: ['Egress'], egress: [{ to: peers, ports }] }
        : { policyTypes: ['Ingress'], ingress: [{ from: peers, ports }] }),
    },
  });
}

function peerSpec(peer: Peer): k8s.NetworkPolicyPeer {
  if (peer.kind === 'pods') {
    return {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
      podSelector: { matchLabels: { ...peer.labels } },
    };
  }
  const { cidr, except } = peer.block;
  return { ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } };
}

const portSpec = ({ protocol, from, to }: PolicyPort): k8s.NetworkPolicyPort => ({
  protocol,
  port: k8s.IntOrString.fromNumber(from),
  ...(to !== from && { endPort: to }),
});

/** In the mesh, too, nobody may call anybody, and (under strict mutual TLS) nobody speaks plaintext. */
export function addMeshDefaults(chart: Chart, cluster: ResolvedCluster, namespace: string): void {
  new PeerAuthentication(chart, `${namespace}-mutual-tls`, {
    metadata: { name: 'default', namespace },
    spec: { mtls: mutualTls(cluster) },
  });
  new AuthorizationPolicy(chart, `${namespace}-allow-nothing`, { metadata: { name: 'allow-nothing', namespace }, spec: {} });
}

/** Without any rule there is no object: the namespace's default stands. */
export function addMeshPolicy(chart: Chart, { pods, cluster, rules, because, permissivePorts }: CompiledMeshPolicy): void {
  if (rules.length === 0) return;
  const {
    name,
    selector: { namespace, labels },
  } = pods;
  const selector = { matchLabels: labels };
  const metadata = { name, namespace, annotations: becauseAnnotation(because) };
  new AuthorizationPolicy(chart, `${name}-authorization`, { metadata, spec: { selector, action: 'ALLOW', rules } });
  if (cluster.mesh?.mtls !== 'strict' || permissivePorts.length === 0) return;
  const portLevelMtls = Object.fromEntries(permissivePorts.map((port): [string, MutualTls] => [String(port), { mode: 'PERMISSIVE' }]));
  // The workload's own mode is stated, too: in ambient mode port-level modes alone do not override the namespace's.
  new PeerAuthentication(chart, `${name}-mutual-tls`, {
    metadata: { name, namespace },
    spec: { selector, mtls: mutualTls(cluster), portLevelMtls },
  });
}

const mutualTls = (cluster: ResolvedCluster): MutualTls => ({ mode: cluster.mesh?.mtls === 'permissive' ? 'PERMISSIVE' : 'STRICT' });
