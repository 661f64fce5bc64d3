import type { ResolvedCluster } from '../../resolved';
import { EGRESSES } from '../cluster/egress';
import type { AddOnProfile } from './profile';

const IMAGE = 'docker.io/cloudnativelabs/kube-router';
const CONTAINER = '{.spec.template.spec.containers[0]';

/** kube-router by its manifest for kubeadm (cloudnativelabs/kube-router, daemonset/kubeadm-kuberouter.yaml of v2.11.1). */
export const KUBE_ROUTER: AddOnProfile = {
  title: 'kube-router',
  isPlugIn: true,
  stage: 10,
  enforces: true,
  oldest: () => ({ version: '2.0', because: 'has the arguments that it is given here' }),
  installable: { version: '2.0', because: 'has the arguments that it is given here' },
  read: '2.11.1',
  source: (version) => `https://raw.githubusercontent.com/cloudnativelabs/kube-router/v${version}/daemonset`,
  prefixed: true,
  byChart: false,
  joinsMesh: false,
  registries: ['docker.io'],
  needs: [],
  refuses: () => [],
  namespace: () => undefined,
  privileged: true,
  parts: ({ cluster }, version) => [
    {
      by: 'kustomization',
      file: 'kubeadm-kuberouter.yaml',
      changes: {
        images: [{ name: IMAGE, newTag: `v${version}` }],
        patches: [
          {
            target: { group: 'apps', version: 'v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-router' },
            patch: JSON.stringify([{ op: 'replace', path: '/spec/template/spec/containers/0/args', value: argumentsFor(cluster) }]),
          },
        ],
      },
    },
  ],
  ready: () => [{ for: 'condition=Ready', of: ['nodes', '--all'] }],
  marks: ({ cluster }, version) => {
    const place = { resource: 'daemonsets.apps', namespace: 'kube-system', name: 'kube-router' };
    return [
      { ...place, path: `${CONTAINER}.image}`, value: `${IMAGE}:v${version}` },
      { ...place, path: `${CONTAINER}.args}`, value: JSON.stringify(argumentsFor(cluster)) },
    ];
  },
};

/**
 * The largest packets that pods can send it finds out by itself (`--auto-mtu`). Packets of pods to the block of Services it lets in to their node
 * before it asks any policy, and takes 10.96.0.0/12 for that block unless it is told (network_policy_controller.go of v2.1.0: allowTrafficToClusterIPRange).
 */
const argumentsFor = ({ podEgress, serviceCidr }: ResolvedCluster): readonly string[] => [
  '--run-router=true',
  '--run-firewall=true',
  '--run-service-proxy=false',
  '--bgp-graceful-restart=true',
  '--enable-overlay=true',
  '--overlay-type=subnet',
  `--service-cluster-ip-range=${serviceCidr}`,
  `--enable-pod-egress=${EGRESSES[podEgress].keepsAddress ? 'false' : 'true'}`,
];
