import { Port } from '../../values';
import type { MeshProfile } from './profile';

const MODES: MeshProfile['modes'] = {
  'sidecar-with-cni': {
    beside: true,
    // Istio's charts: `global.proxy.resources.requests`.
    proxy: { cpuMillis: 100, memoryMiB: 128 },
    asksControlPlane: true,
    tunnel: undefined,
    // Istio: "Server First Protocols" do not work with mTLS that is PERMISSIVE.
    waitsForClient: true,
    // Istio: "Traffic Management", mesh traffic by the Gateway API.
    sharesRequests: true,
    deafTo: undefined,
    // Istio: "Sidecar", outboundTrafficPolicy.
    deaf: undefined,
    // Istio: "Application Requirements", application UIDs.
    proxyUser: 1337,
    outside: { 'sidecar.istio.io/inject': 'false' },
    inside: { 'sidecar.istio.io/inject': 'true' },
    installation: 'with its CNI plug-in (sidecars without it are refused by restricted PodSecurity)',
  },
  ambient: {
    beside: false,
    proxy: undefined,
    asksControlPlane: false,
    // What comes by TLS comes to a port of the node's proxy.
    waitsForClient: false,
    // Istio: "Ambient and Kubernetes NetworkPolicy".
    tunnel: 'in ambient mode everything between pods of the mesh travels on port 15008',
    // Nothing above TCP without a waypoint (Istio: "Ambient data plane architecture").
    sharesRequests: false,
    // Istio: "Ambient and Istio APIs": VirtualServices and DestinationRules are read by waypoints.
    deafTo:
      'in ambient mode the proxies of the nodes carry connections as they are, and no waypoint, which would read them, is set up here',
    // Istio, issue 54281: ztunnel does not heed REGISTRY_ONLY.
    proxyUser: undefined,
    deaf: 'in ambient mode the proxies of the nodes let pods through to hosts that they were not told of',
    outside: { 'istio.io/dataplane-mode': 'none' },
    inside: { 'istio.io/dataplane-mode': 'ambient' },
    installation: 'in ambient mode',
  },
};

/** The first whose CRDs hold security.istio.io/v1 (release notes of Istio 1.22). */
export const ISTIO_SINCE = '1.22';
/** The first that heeds sidecar.istio.io/nativeSidecar (release notes of Istio 1.24). */
export const NATIVE_SIDECARS_SINCE = '1.24';

/** Istio, as `istioctl` and its Helm charts install it. */
export const ISTIO: MeshProfile = {
  namespace: 'istio-system',
  labels: { app: 'istiod' },
  // Configuration and certificates over mutual TLS (Istio: "Ports used by Istio").
  ports: [Port.tcp(15012, 'grpc-xds').resolved],
  // Istio: "Protocol Selection".
  carries: ['tcp'],
  bypass: 'the mesh carries TCP only: UDP and SCTP pass it by',
  modes: MODES,
  addOn: 'istio',
  prerequisites: ({ namespace, mode, trustDomain, clusterDomain }, cluster, pods) => {
    const text = `Cluster ${cluster}: Istio ${MODES[mode].beside && pods.some(({ ends }) => ends) ? NATIVE_SIDECARS_SINCE : ISTIO_SINCE} or later runs in the namespace ${namespace} ${MODES[mode].installation}, with its CRDs, the trust domain ${trustDomain}${MODES[mode].beside ? `, the domain ${clusterDomain} for the cluster's Services` : ''} and its default outbound policy ALLOW_ANY (NetworkPolicies hold what leaves).`;
    return [
      { text, proof: { is: 'api', cluster, groupVersion: 'security.istio.io/v1' } },
      { text, proof: { is: 'object', cluster, resource: 'deployments.apps', namespace, name: 'istiod' } },
    ];
  },
};
