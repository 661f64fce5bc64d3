import { EGRESSES } from '../cluster/egress';
import type { AddOnProfile } from './profile';

/** Cilium by its Helm chart (cilium/charts, cilium-1.20.0), beside kube-proxy. */
export const CILIUM: AddOnProfile = {
  title: 'Cilium',
  isPlugIn: true,
  stage: 10,
  enforces: true,
  oldest: ({ namesNodes }) =>
    namesNodes
      ? { version: '1.15', because: 'lets NetworkPolicies name nodes by their addresses (`policyCIDRMatchMode`)' }
      : { version: '1.14', because: 'is tried with Kubernetes 1.27' },
  installable: { version: '1.15', because: 'has a chart with `policyCIDRMatchMode` and `routingMode` as they are written here' },
  read: '1.20.0',
  source: () => 'https://helm.cilium.io',
  prefixed: false,
  byChart: false,
  joinsMesh: false,
  registries: ['quay.io'],
  needs: [],
  refuses: ({ cluster: { dns } }) =>
    dns.nodeLocal
      ? [
          {
            why: 'sends what pods ask of a node-local DNS to the pods of the Service, past the cache',
            instead: 'Leave out `dns.nodeLocal`; a CiliumLocalRedirectPolicy leads to the cache, whose pods `dns.labels` describe.',
          },
        ]
      : [],
  namespace: () => 'kube-system',
  privileged: true,
  parts: ({ cluster: { podCidr, podEgress, mesh, nodes }, mtu, namesNodes }) => {
    const { keepsAddress } = EGRESSES[podEgress];
    return [
      {
        by: 'helm',
        release: 'cilium',
        chart: 'cilium',
        fixed: {
          // Blocks that Kubernetes gives to nodes out of the cluster's CIDR.
          ipam: { mode: 'kubernetes' },
          k8s: { requireIPv4PodCIDR: true },
          kubeProxyReplacement: 'false',
          routingMode: 'tunnel',
          tunnelProtocol: 'vxlan',
          enableIPv4Masquerade: !keepsAddress,
          ...(keepsAddress && { ipv4NativeRoutingCIDR: podCidr }),
          ...(mtu !== undefined && { MTU: mtu }),
          policyEnforcementMode: 'default',
          ...(namesNodes && { policyCIDRMatchMode: ['nodes'] }),
          // Istio: "Platform-Specific Prerequisites", Cilium.
          ...(mesh && { cni: { exclusive: false }, socketLB: { hostNamespaceOnly: true }, bpf: { masquerade: false } }),
        },
        ...(nodes.length === 1 && { usual: { operator: { replicas: 1 } } }),
      },
    ];
  },
  ready: () => [{ for: 'condition=Ready', of: ['nodes', '--all'] }],
  marks: () => [],
};
