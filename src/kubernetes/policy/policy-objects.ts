import type { Chart } from 'cdk8s';
import { isolationName, NAMESPACE_OBJECTS } from '../../model/resolved/object-names';
import { NetworkPolicy, type NetworkPolicyPeer, type NetworkPolicyPort } from '../imports/kubernetes';
import { Annotation, becauseAnnotation } from '../names';
import type { CompiledNetworkPolicy, Peer, PolicyPort } from './network-policy';

/** Nothing in, nothing out, for every pod of a namespace that no other policy speaks of. */
export function addDefaultDeny(chart: Chart, namespace: string): void {
  new NetworkPolicy(chart, `${namespace}-default-deny`, {
    metadata: { name: NAMESPACE_OBJECTS.denial, namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

/** The same for the pods of one workload, where the namespace is somebody else's. */
export function addIsolation(chart: Chart, workload: string, namespace: string, matchLabels: Readonly<Record<string, string>>): void {
  new NetworkPolicy(chart, 'isolation', {
    metadata: { name: isolationName(workload), namespace },
    spec: { podSelector: { matchLabels: { ...matchLabels } }, policyTypes: ['Ingress', 'Egress'] },
  });
}

export function addNetworkPolicy(chart: Chart, policy: CompiledNetworkPolicy): NetworkPolicy {
  const { name, direction, pods, because, notRepresentable } = policy;
  const peers = policy.peers.map(peerSpec);
  const ports = policy.ports.map(portSpec);
  return new NetworkPolicy(chart, `${pods.selector.namespace}-${name}`, {
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

const PEERS: { readonly [P in Peer as P['kind']]: (peer: P) => NetworkPolicyPeer } = {
  pods: ({ namespace, labels }) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: { ...labels } },
  }),
  block: ({ block: { cidr, except } }) => ({ ipBlock: { cidr, ...(except.length > 0 && { except: [...except] }) } }),
};

const peerSpec = (peer: Peer): NetworkPolicyPeer => (PEERS[peer.kind] as (peer: Peer) => NetworkPolicyPeer)(peer);

const portSpec = ({ protocol, from, to }: PolicyPort): NetworkPolicyPort => ({
  protocol,
  port: from,
  ...(to !== from && { endPort: to }),
});
