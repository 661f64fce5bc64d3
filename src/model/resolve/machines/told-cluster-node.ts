import * as problems from '../../problems';
import { type ClusterNodeRole, type DistributionName, NODE_PARTS, type NodePart, type ResolvedBringUp } from '../../resolved';
import { taintText } from '../../resolved/taints';
import { type Answers, type Subject, said } from './told-subject';

export const TOLD_CLUSTER_NODE: Answers<ClusterNodeRole> = {
  kind: 'is a fact of the lock',
  cluster: 'follows from its name',
  distribution: 'is told in parts',
  version: {
    prop: 'version',
    says: ({ version }) => [version],
    byHand: 'upgrade it as node_modules/isthmus/docs/clusters.md has it (`npx isthmus upgrade-node <node>`), control planes first',
    refuses: ([before = ''], [now = '']) => {
      const [from, to] = [minorOf(before), minorOf(now)];
      return to < from || to > from + 1
        ? (cluster, node) => problems.versionSkipped(cluster, node, before, now, `1.${to < from ? from : from + 1}`)
        : undefined;
    },
  },
  nodeLabels: {
    prop: 'nodes.labels',
    says: ({ nodeLabels = {} }) => Object.entries(nodeLabels).map(([key, value]) => `${key}=${value}`),
    byHand: 'label the node (`kubectl label nodes`), and write the same into the arguments of its kubelet',
  },
  nodeTaints: {
    prop: 'nodes.pools.taints',
    says: ({ nodeTaints = [] }) => nodeTaints.map(taintText),
    byHand: 'change them (`kubectl taint nodes`), and write the same into the arguments of its kubelet',
    unsaid: 'none',
  },
  imageRepository: {
    prop: 'nodes.imageRepository',
    says: ({ imageRepository }) => said(imageRepository),
    byHand: ({ distribution }) => BY_HAND[distribution.name].imageRepository,
    unsaid: 'none',
  },
  bringUp: 'is told in parts',
};

/** How it is done, by distribution. */
const BY_HAND: { readonly [D in DistributionName]: { readonly imageRepository: string; readonly certificateNames: string } } = {
  kubeadm: {
    imageRepository:
      "change the sandbox's image in /etc/containerd/config.toml, and imageRepository in the ConfigMap kube-system/kubeadm-config",
    certificateNames:
      'change certSANs in the ConfigMap kube-system/kubeadm-config, move /etc/kubernetes/pki/apiserver.{crt,key} away, `kubeadm init phase certs apiserver`, and restart the API server',
  },
  k3s: {
    imageRepository: 'change the mirror of docker.io in /etc/rancher/k3s/registries.yaml, and restart k3s.service',
    certificateNames: 'change tls-san in /etc/rancher/k3s/config.yaml, and restart k3s.service',
  },
};

const minorOf = (version: string): number => Number(version.split('.')[1]);

/** What a cluster is made with once and for all. */
const fixed = (prop: 'podCidr' | 'serviceCidr', says: Subject<ResolvedBringUp>['says']): Subject<ResolvedBringUp> => ({
  prop,
  says,
  byHand: 'nothing changes it in a cluster that is there',
  refuses: ([before], [now]) =>
    before === undefined || now === undefined ? undefined : (cluster) => problems.clusterFixed(cluster, prop, before, now),
});

/** Of the parts of nodes, as the lock notes them. */
export const PARTS: { readonly [P in NodePart]: string } = {
  first: 'make the cluster',
  'control-plane': 'join the control plane',
  worker: 'join as a worker',
};

export const TOLD_BRING_UP: Answers<ResolvedBringUp & { readonly distribution: DistributionName }> = {
  distribution: 'follows from what is noted',
  part: {
    prop: 'nodes.bringUp',
    says: ({ part }) => [PARTS[part]],
    byHand: 'make it part of the cluster, or set nodes.bringUp to BringUp.BY_HAND where it is already',
    unsaid: 'none',
  },
  apiServer: {
    prop: 'nodes.controlPlanes',
    says: ({ apiServer: { name, addresses } }) => addresses.map((address) => `${name} at ${address}`),
    byHand: 'write the addresses of all API servers, each on a line with that name, into its /etc/hosts',
  },
  certificateNames: {
    prop: 'nodes.apiServerNames',
    // Workers have no such certificate.
    says: ({ part, certificateNames }) => (NODE_PARTS[part].controlPlane ? certificateNames : []),
    byHand: ({ distribution }) => BY_HAND[distribution].certificateNames,
  },
  podCidr: fixed('podCidr', ({ podCidr }) => [podCidr]),
  serviceCidr: fixed('serviceCidr', ({ serviceCidr }) => [serviceCidr]),
  nodeBlock: 'follows from what is noted',
  maxPods: 'follows from what is noted',
  awaits: 'matters once',
  runsPods: 'matters once',
  secrets: 'follows from its name',
};
