import { type EndKind, endKind, type MeshProviderName, type ResolvedCluster, type ResolvedSystem } from '../model/resolved';

/** What the mesh of each provider checks. */
const MESHES: { readonly [P in MeshProviderName]: string } = {
  istio:
    '*Mesh* is Istio’s AuthorizationPolicy in front of the receiving pods: it tells senders by their certificates, and senders outside of the mesh by their addresses. It changes live.',
};

/** What the mesh of each provider holds senders to. */
const SENDERS: { readonly [P in MeshProviderName]: string } = {
  istio:
    '*Mesh of the sender* is Istio’s proxy beside the sending pods, which is told of the hosts that they may call and lets them through to no others: it reads the name in a TLS handshake or a request, and connects to where that name leads. It changes live.',
};

/** Under which addresses pods leave the clusters of these names. */
const EGRESSES: { readonly [E in ResolvedCluster['podEgress']]: (clusters: readonly string[]) => string } = {
  masquerade: (clusters) =>
    `Pods of ${clusters.join(', ')} leave the cluster under the address of their node (masquerade). The pod egress of the sender tells pods apart exactly; everything behind the node sees nodes only, and admits all of them.`,
  native: () =>
    'Pods with native routing leave the cluster under their own addresses, which change: what lies behind admits the whole pod CIDR, and the pod egress of the sender tells pods apart exactly.',
};

/** What has to be said of ends whose names do not say it. */
const ENDS: { readonly [K in EndKind]?: string } = {
  anyone: '*anyone* is every IPv4 address outside of the system’s own networks, pods and services.',
};

/** What a reader of the matrix must know once. Only what the system has. */
export function legend(system: ResolvedSystem): readonly string[] {
  const { clusters, flows } = system;
  const has = (holds: boolean, ...lines: string[]): string[] => (holds ? lines : []);
  const cells = flows.flatMap((flow) => flow.enforcement);
  const points = new Set(cells.map(({ point }) => point));
  return [
    'Everything that is not listed here is denied: by the default-deny NetworkPolicies of each owned namespace, and by the last rule of each VM’s filter.',
    '**exact**: the point lets through this flow and nothing wider. **coarse**: it lets through the flow and somewhat more; the note says what. **none**: it does not check the flow; the note says why. A point that is not named does not see the flow.',
    ...has(
      cells.some(({ precision }) => precision === 'closed'),
      '**closed**: the point was set up before the flow came, and stops it until somebody opens it by hand; the note says what.',
    ),
    ...has(
      points.has('pod-egress') || points.has('pod-ingress'),
      '*Pod egress* and *pod ingress* are NetworkPolicies at the sending and the receiving pods. They change live.',
    ),
    ...has(points.has('mesh-egress'), ...new Set(clusters.flatMap(({ mesh }) => (mesh ? [SENDERS[mesh.provider]] : [])))),
    ...has(points.has('mesh'), ...new Set(clusters.flatMap(({ mesh }) => (mesh ? [MESHES[mesh.provider]] : [])))),
    ...has(
      points.has('hypervisor-egress') || points.has('hypervisor-ingress'),
      '*Hypervisor* is the libvirt filter on a VM’s network card (on those of a cluster’s nodes for its pods). It changes live, and the VM does not notice.',
      'Filters on network cards keep no connection state: replies are let through by addresses and ports. A receiver could therefore send, from the port of the flow only, to the ports that the sender’s connections come from: those that its system chooses from, less what it listens on itself. The notes have the numbers.',
      'With every flow its ends may exchange ICMP at the hypervisor: path MTU discovery needs it, and libvirt cannot tell its kinds apart.',
    ),
    ...has(
      points.has('guest') || points.has('application'),
      '*Guest firewall* and *application* (a database’s list of clients) are set when a VM is created and stay as they are: a second line that admits the system’s own blocks, so that a change of policy never touches a VM.',
    ),
    ...Object.entries(EGRESSES).flatMap(([egress, words]) => {
      const names = clusters.filter(({ podEgress }) => podEgress === egress).map(({ name }) => name);
      return has(names.length > 0, words(names));
    }),
    ...has(
      flows.some(({ exempt }) => exempt !== undefined),
      'Health checks need no rule: Kubernetes lets a node reach its own pods whatever the policies say. A rule for the nodes’ addresses would admit every masqueraded sender instead.',
    ),
    ...has(
      flows.some(({ plaintextPorts }) => plaintextPorts.length > 0),
      '**plaintext**: the sender is outside of the mesh, so the connection has no mutual TLS; that port of the receiver accepts plaintext, from the listed senders. Where a server speaks first, a sidecar cannot take both: then everybody’s connections to that port are plaintext.',
    ),
    ...new Set(flows.flatMap(({ from, to }) => [from, to].flatMap((end) => ENDS[endKind(end)] ?? []))),
  ];
}
