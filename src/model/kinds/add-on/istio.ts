import type { AddOnValueMap, DistributionName, ResolvedMesh } from '../../resolved';
import { meshModeOf } from '../mesh';
import { ISTIO_SINCE, NATIVE_SIDECARS_SINCE } from '../mesh/istio';
import type { AddOnPart, AddOnProfile } from './profile';

/** Istio by its Helm charts `base`, `istiod`, `cni` and `ztunnel` (istio/istio, manifests/charts of 1.30.3). */
export const ISTIO_ADD_ON: AddOnProfile = {
  title: 'Istio',
  isPlugIn: false,
  stage: 60,
  enforces: false,
  oldest: ({ cluster: { mesh }, endingPods }) =>
    mesh && meshModeOf(mesh).beside && endingPods
      ? { version: NATIVE_SIDECARS_SINCE, because: 'ends the proxy of a pod that ends (sidecar.istio.io/nativeSidecar)' }
      : { version: ISTIO_SINCE, because: 'has security.istio.io/v1' },
  installable: { version: '1.24', because: 'has charts with profiles and `pilot.cni`' },
  read: '1.30.3',
  source: () => 'https://istio-release.storage.googleapis.com/charts',
  prefixed: false,
  byChart: true,
  joinsMesh: false,
  registries: ['registry.istio.io', 'docker.io'],
  needs: [],
  refuses: ({ cluster: { mesh } }) =>
    mesh ? [] : [{ why: 'has no mesh to install it for', instead: 'Describe a ServiceMesh of MeshProvider.ISTIO in the cluster.' }],
  namespace: ({ cluster: { mesh } }) => mesh?.namespace,
  // Its CNI plug-in and the proxies of nodes are at home on nodes.
  privileged: true,
  parts: ({ cluster: { mesh, distribution } }) => (mesh ? partsOf(mesh, distribution ? PLATFORMS[distribution.name] : {}) : []),
  ready: () => [],
  marks: () => [],
};

/** Where the CNI plug-in finds the runtime's folders (its chart, files/profile-platform-k3s.yaml). */
const PLATFORMS: { readonly [D in DistributionName]: AddOnValueMap } = { kubeadm: {}, k3s: { global: { platform: 'k3s' } } };

function partsOf(mesh: ResolvedMesh, platform: AddOnValueMap): readonly AddOnPart[] {
  const { beside } = meshModeOf(mesh);
  const profile: AddOnValueMap = beside ? {} : { profile: 'ambient' };
  const { namespace } = mesh;
  return [
    { by: 'helm', release: 'istio-base', chart: 'base', fixed: { ...profile, global: { istioNamespace: namespace } } },
    { by: 'helm', release: 'istiod', chart: 'istiod', fixed: { ...profile, ...controlPlane(mesh) } },
    { by: 'helm', release: 'istio-cni', chart: 'cni', fixed: { ...profile, ...platform } },
    ...(beside ? [] : [{ by: 'helm', release: 'ztunnel', chart: 'ztunnel', fixed: { ...profile, istioNamespace: namespace } } as const]),
  ];
}

function controlPlane({ namespace, trustDomain, clusterDomain, proxy }: ResolvedMesh): AddOnValueMap {
  return {
    global: {
      istioNamespace: namespace,
      proxy: {
        clusterDomain,
        // What nodes are counted to have room for.
        ...(proxy && { resources: { requests: { cpu: `${proxy.cpuMillis}m`, memory: `${proxy.memoryMiB}Mi` } } }),
      },
    },
    meshConfig: { trustDomain, outboundTrafficPolicy: { mode: 'ALLOW_ANY' } },
    pilot: { cni: { enabled: true } },
  };
}
