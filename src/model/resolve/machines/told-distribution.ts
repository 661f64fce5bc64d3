import * as problems from '../../problems';
import type { DistributionName, DistributionOf } from '../../resolved';
import { type Answers, type Subject, said } from './told-subject';

/** Nothing is noted of a cluster that kubeadm has made: locks of versions that knew nothing else have no word of it. */
const name = (noted: DistributionName | undefined): Subject<unknown> => ({
  prop: 'distribution',
  says: () => said(noted),
  byHand: 'nothing changes it in a cluster that is there',
  unsaid: 'none',
  refuses:
    ([before = 'kubeadm'], [now = 'kubeadm']) =>
    (cluster) =>
      problems.clusterFixed(cluster, 'distribution', before, now),
});

/** What nodes are told of their distribution. */
export const TOLD_DISTRIBUTIONS: { readonly [D in DistributionName]: Answers<DistributionOf<D>> } = {
  kubeadm: { name: name(undefined) },
  k3s: {
    name: name('k3s'),
    release: {
      prop: 'distribution.release',
      says: ({ release }) => [release],
      byHand: 'upgrade it as node_modules/isthmus/docs/clusters.md has it (`npx isthmus upgrade-node <node>`), servers first',
      unsaid: 'none',
    },
    binary: 'matters once',
    flannelBackend: {
      prop: 'distribution.flannelBackend',
      says: ({ flannelBackend }) => [flannelBackend],
      byHand: 'change flannel-backend in /etc/rancher/k3s/config.yaml of all servers, and start all nodes of the cluster anew',
      unsaid: 'none',
    },
    localStorage: {
      prop: 'distribution.localStorage',
      says: ({ localStorage }) => [localStorage ? 'yes' : 'no'],
      byHand: 'change what is disabled in /etc/rancher/k3s/config.yaml of all servers, and restart k3s.service there',
      unsaid: 'none',
    },
  },
};
