import { EGRESSES } from '../cluster/egress';
import type { AddOnProfile } from './profile';

/** What VXLAN takes of a packet, over IPv4 (RFC 7348, section 5, with the outer Ethernet and IP headers). */
const VXLAN_BYTES = 50;

/**
 * Calico by the Helm charts of its operator, `tigera-operator` and `crd.projectcalico.org.v1` (projectcalico/calico, charts of v3.32.1;
 * fields of `installation` by its API `operator.tigera.io/v1`).
 */
export const CALICO: AddOnProfile = {
  title: 'Calico',
  isPlugIn: true,
  stage: 10,
  enforces: true,
  oldest: () => ({ version: '3.26', because: 'is tried with Kubernetes 1.27' }),
  installable: { version: '3.32', because: 'has its definitions in a chart of their own' },
  read: '3.32.1',
  source: () => 'https://docs.tigera.io/calico/charts',
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: ['quay.io'],
  needs: [],
  refuses: () => [],
  namespace: () => 'tigera-operator',
  privileged: true,
  parts: ({ cluster: { podCidr, podEgress }, mtu }) => [
    { by: 'definitions', release: 'calico-crds', chart: 'crd.projectcalico.org.v1', values: {} },
    {
      by: 'helm',
      release: 'calico',
      chart: 'tigera-operator',
      fixed: {
        installation: {
          enabled: true,
          cni: { type: 'Calico', ipam: { type: 'Calico' } },
          calicoNetwork: {
            // Between nodes packets are wrapped: no router, and no other node, has to know where pods are.
            bgp: 'Disabled',
            ...(mtu !== undefined && { mtu: mtu - VXLAN_BYTES }),
            ipPools: [
              {
                name: 'default-ipv4-ippool',
                cidr: podCidr,
                encapsulation: 'VXLAN',
                natOutgoing: EGRESSES[podEgress].keepsAddress ? 'Disabled' : 'Enabled',
              },
            ],
          },
        },
      },
    },
  ],
  ready: () => [
    { for: 'create', of: ['tigerastatus/calico'] },
    { for: 'condition=Available', of: ['tigerastatus/calico'] },
    { for: 'condition=Ready', of: ['nodes', '--all'] },
  ],
  marks: () => [],
};
