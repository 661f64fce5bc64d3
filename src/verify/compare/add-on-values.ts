import {
  type AddOnName,
  destinationOf,
  type End,
  endKey,
  type ResolvedAddOn,
  type ResolvedCluster,
  type ResolvedGateway,
  type ResolvedHttpMatch,
  type ResolvedSystem,
  sourceOf,
} from '../../model/resolved';
import { address, addresses } from '../sets/addresses';
import { covers } from '../sets/intervals';
import { addressesOf } from './values';

/** A value that an installer has to be given: the file, the keys that lead there, and what stands there. Undefined: whatever it is. */
export type WantedValue = readonly [file: string, keys: string, value: unknown];

/** What the model takes for granted of an add-on. */
interface Known {
  readonly system: ResolvedSystem;
  readonly cluster: ResolvedCluster;
  readonly addOn: ResolvedAddOn;
  /** Gateways of the cluster that it has the proxies of. */
  readonly gateways: readonly ResolvedGateway[];
}

const onSubnet = ({ system, cluster }: Known): number | undefined => {
  const node = system.machines.find(({ name }) => cluster.nodes.includes(name));
  return system.subnets.find(({ name }) => name === node?.nic.subnet)?.mtu;
};

const MASQUERADES: { readonly [E in ResolvedCluster['podEgress']]: boolean } = { masquerade: true, native: false };

const isBeside: { readonly [M in NonNullable<ResolvedCluster['mesh']>['mode']]: boolean } = { 'sidecar-with-cni': true, ambient: false };

/** Whether rules for pods of a cluster name one of its nodes. */
function namesNodes({ system, cluster }: Known): boolean {
  const blocks = system.flows
    .filter(({ exempt }) => exempt === undefined)
    .flatMap((flow) => [...(isOfIts(flow.from, cluster) ? destinationOf(flow) : []), ...(isOfIts(flow.to, cluster) ? sourceOf(flow) : [])]);
  const named = addressesOf(blocks);
  return cluster.nodeAddresses.map(address).some((node) => covers(named, [[node, node]]));
}

const isOfIts = (end: End, { name }: ResolvedCluster): boolean => 'governed' in end && end.governed && end.cluster === name;

/** Blocks that connections to gateways come from, as nginx takes them. */
function trusted({ system, gateways }: Known): string | undefined {
  const keys = new Set(gateways.map(({ name }) => endKey({ is: 'pods', of: 'gateway', name })));
  const blocks = system.flows.filter(({ to }) => keys.has(endKey(to))).flatMap(sourceOf);
  const byAddress = (a: string, b: string): number => addresses(a)[0] - addresses(b)[0] || addresses(b)[1] - addresses(a)[1];
  const cidrs = [...new Set(blocks.map(({ cidr }) => cidr))].sort(byAddress);
  return cidrs.length === 0 ? undefined : cidrs.join('; set_real_ip_from ');
}

/** Labels and annotations by which proxies of a gateway are part of a mesh. */
const JOINED: { readonly [M in NonNullable<ResolvedCluster['mesh']>['mode']]: readonly (readonly [keys: string, value: string])[] } = {
  'sidecar-with-cni': [
    ['podLabels sidecar.istio.io/inject', 'true'],
    ['podAnnotations traffic.sidecar.istio.io/includeInboundPorts', ''],
  ],
  ambient: [['podLabels istio.io/dataplane-mode', 'ambient']],
};

/** Kinds of matches that Kong's traditional router does by half. */
const asksForExpressions = ({ routes }: ResolvedGateway): boolean =>
  routes.some(
    (route) =>
      !PLAIN[route.kind] ||
      (route.matches as readonly Partial<ResolvedHttpMatch>[]).some(
        ({ method, headers = [], queryParams = [] }) => method !== undefined || headers.length > 0 || queryParams.length > 0,
      ),
  );
/** Whether requests of it go by host name and path where nothing else is said. */
const PLAIN: { readonly [K in ResolvedGateway['routes'][number]['kind']]: boolean } = { http: true, grpc: false };

/** Where runtimes have their folders elsewhere than others. */
const PLATFORMS: { readonly [D in NonNullable<ResolvedCluster['distribution']>['name']]: string | undefined } = {
  kubeadm: undefined,
  k3s: 'k3s',
};

/** What the verifier knows of add-ons. */
export const WANTED: { readonly [N in AddOnName]: (known: Known) => readonly WantedValue[] } = {
  calico: (known) => {
    const { cluster } = known;
    const [file, network] = ['10-calico.values.yaml', 'installation calicoNetwork'];
    const mtu = onSubnet(known);
    const natOutgoing = MASQUERADES[cluster.podEgress] ? 'Enabled' : 'Disabled';
    const pool = { name: 'default-ipv4-ippool', cidr: cluster.podCidr, encapsulation: 'VXLAN', natOutgoing };
    return [
      [file, `${network} ipPools`, [pool]],
      [file, `${network} mtu`, mtu === undefined ? undefined : mtu - 50],
      [file, `${network} bgp`, 'Disabled'],
      [file, 'installation enabled', true],
      [file, 'installation cni', { type: 'Calico', ipam: { type: 'Calico' } }],
    ];
  },
  'cert-manager': () => [['40-cert-manager.values.yaml', 'crds', { enabled: true, keep: true }]],
  cilium: (known) => {
    const { cluster } = known;
    const file = '10-cilium.values.yaml';
    return [
      [file, 'ipam mode', 'kubernetes'],
      [file, 'enableIPv4Masquerade', MASQUERADES[cluster.podEgress]],
      [file, 'policyEnforcementMode', 'default'],
      [file, 'kubeProxyReplacement', 'false'],
      [file, 'MTU', onSubnet(known)],
      [file, 'k8s requireIPv4PodCIDR', true],
      [file, 'routingMode', 'tunnel'],
      [file, 'tunnelProtocol', 'vxlan'],
      [file, 'ipv4NativeRoutingCIDR', MASQUERADES[cluster.podEgress] ? undefined : cluster.podCidr],
      [file, 'policyCIDRMatchMode', namesNodes(known) ? ['nodes'] : undefined],
      [file, 'cni exclusive', cluster.mesh && false],
      [file, 'socketLB hostNamespaceOnly', cluster.mesh && true],
      [file, 'bpf masquerade', cluster.mesh && false],
    ];
  },
  'envoy-gateway': () => [
    ['70-envoy-gateway.values.yaml', 'config envoyGateway gateway controllerName', 'gateway.envoyproxy.io/gatewayclass-controller'],
    // Definitions and a policy that the standard channel of the Gateway API has under the same names.
    ['70-envoy-gateway.values.yaml', 'crds enabled', false],
  ],
  'external-secrets': () => [
    ['50-external-secrets.values.yaml', 'installCRDs', true],
    ['50-external-secrets.values.yaml', 'processClusterStore', true],
    ['50-external-secrets.values.yaml', 'scopedRBAC', false],
  ],
  flannel: () => [],
  'gateway-api': () => [],
  istio: ({ cluster: { mesh, distribution } }) => {
    if (!mesh) return [];
    const file = '60-istiod.values.yaml';
    const profile = isBeside[mesh.mode] ? undefined : 'ambient';
    return [
      ['60-istio-base.values.yaml', 'global istioNamespace', mesh.namespace],
      ['60-istio-base.values.yaml', 'profile', profile],
      [file, 'profile', profile],
      [file, 'global istioNamespace', mesh.namespace],
      [file, 'global proxy clusterDomain', mesh.clusterDomain],
      [file, 'meshConfig trustDomain', mesh.trustDomain],
      [file, 'meshConfig outboundTrafficPolicy mode', 'ALLOW_ANY'],
      [file, 'pilot cni enabled', true],
      ['60-istio-cni.values.yaml', 'profile', profile],
      ['60-istio-cni.values.yaml', 'global platform', distribution && PLATFORMS[distribution.name]],
      ...(profile === undefined
        ? []
        : ([
            ['60-ztunnel.values.yaml', 'istioNamespace', mesh.namespace],
            ['60-ztunnel.values.yaml', 'profile', profile],
          ] as const)),
      ...(mesh.proxy
        ? [[file, 'global proxy resources requests', { cpu: `${mesh.proxy.cpuMillis}m`, memory: `${mesh.proxy.memoryMiB}Mi` }] as const]
        : []),
    ];
  },
  kong: (known) => {
    const file = '70-kong.values.yaml';
    const { gateways, cluster } = known;
    const flavor = gateways.some(asksForExpressions) ? 'expressions' : undefined;
    return gateways.flatMap(({ listeners, proxyProtocol, inMesh }): readonly WantedValue[] => [
      [file, 'gateway proxy type', 'ClusterIP'],
      [file, 'gateway proxy http enabled', true],
      [file, 'gateway proxy tls enabled', true],
      [file, 'gateway env router_flavor', flavor],
      [file, 'gateway env nginx_proxy_set_real_ip_from', proxyProtocol ? trusted(known) : undefined],
      ...(inMesh && cluster.mesh ? JOINED[cluster.mesh.mode] : []).map(([keys, value]): WantedValue => [file, `gateway ${keys}`, value]),
      [file, 'gateway proxy http parameters', proxyProtocol ? ['proxy_protocol'] : []],
      [file, 'gateway proxy tls parameters', proxyProtocol ? ['http2', 'proxy_protocol'] : ['http2']],
      [file, 'gateway env real_ip_header', proxyProtocol ? 'proxy_protocol' : undefined],
      ...listeners.map(
        ({ tlsSecret, proxyPort }): WantedValue => [
          file,
          `gateway proxy ${tlsSecret === undefined ? 'http' : 'tls'} containerPort`,
          proxyPort,
        ],
      ),
    ]);
  },
  'kube-router': ({ addOn, cluster }) => {
    const file = '10-kube-router/kustomization.yaml';
    const egress = `--enable-pod-egress=${MASQUERADES[cluster.podEgress]}`;
    const args = [
      '--run-router=true',
      '--run-firewall=true',
      '--run-service-proxy=false',
      '--bgp-graceful-restart=true',
      '--enable-overlay=true',
      '--overlay-type=subnet',
      `--service-cluster-ip-range=${cluster.serviceCidr}`,
      egress,
    ];
    return [
      [file, 'images 0', { name: 'docker.io/cloudnativelabs/kube-router', newTag: `v${addOn.version}` }],
      [file, 'apiVersion', 'kustomize.config.k8s.io/v1beta1'],
      [file, 'kind', 'Kustomization'],
      [file, 'patches 0 target', { group: 'apps', version: 'v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-router' }],
      [file, 'patches 0 patch', JSON.stringify([{ op: 'replace', path: '/spec/template/spec/containers/0/args', value: args }])],
    ];
  },
  metallb: () => [
    ['20-metallb.values.yaml', 'speaker enabled', true],
    ['20-metallb.values.yaml', 'controller enabled', true],
    ['20-metallb.values.yaml', 'crds enabled', true],
  ],
};
