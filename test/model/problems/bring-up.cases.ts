import { BringUp, GuestOs, type NodesProps } from '../../../src/model';
import { cluster, type Yard } from '../fixture';
import type { ProblemCase } from './case';

const nodes =
  (props: Partial<NodesProps>) =>
  (y: Yard): unknown =>
    cluster(y, 'k8s', { nodes: props });

const path = 'yard/k8s';

export const BRING_UPS: readonly ProblemCase[] = [
  {
    when: 'a cluster that makes itself has nobody to make it',
    code: 'NOBODY_MAKES_CLUSTER',
    path,
    says: ['nodes.bringUp'],
    fix: ['nodes.controlPlanes', 'BringUp.BY_HAND'],
    build: nodes({ bringUp: BringUp.KUBEADM, controlPlanes: 0 }),
  },
  {
    when: 'two nodes hold etcd',
    code: 'EVEN_CONTROL_PLANES',
    path,
    says: ['2 nodes', 'as 1 do'],
    fix: ['1 or 3'],
    build: nodes({ count: 3, controlPlanes: 2 }),
  },
  {
    when: 'nine nodes hold etcd',
    code: 'TOO_MANY_CONTROL_PLANES',
    path,
    says: ['9 nodes', '7 at most'],
    fix: ['3 or 5'],
    build: nodes({ count: 9, controlPlanes: 9 }),
  },
  {
    when: 'there are more nodes than blocks of pods',
    code: 'NO_POD_BLOCKS',
    path,
    says: ['/25', '10.244.0.0/22', 'room for 8', '9'],
    fix: ['Widen podCidr'],
    build: (y) => cluster(y, 'k8s', { podCidr: '10.244.0.0/22', nodes: { count: 9 } }),
  },
  {
    when: 'nodes start with control groups that the kubelet does not take',
    code: 'OLD_CONTROL_GROUPS',
    path,
    says: ['Red Hat Enterprise Linux 8', '1.35'],
    fix: ['Rocky Linux 9'],
    build: (y) => cluster(y, 'k8s', { version: '1.35', nodes: { os: GuestOs.rhel8() } }),
  },
  {
    when: 'a name of API servers is an address of the web',
    code: 'INVALID_API_SERVER_NAME',
    path,
    says: ['https://k8s.example.com'],
    fix: ['without https://'],
    build: nodes({ apiServerNames: ['https://k8s.example.com'] }),
  },
  {
    when: 'a repository of images is one image',
    code: 'INVALID_IMAGE_REPOSITORY',
    path,
    says: ['registry.example/pause:3.10'],
    fix: ['registry.example/kubernetes'],
    build: nodes({ imageRepository: 'registry.example/pause:3.10' }),
  },
  {
    when: 'the addresses of pods change under a cluster that is there',
    code: 'CLUSTER_FIXED',
    path,
    says: ['podCidr', '10.244.0.0/16', '10.240.0.0/16'],
    fix: ['Write 10.244.0.0/16', 'lock init'],
    before: (y) => cluster(y),
    build: (y) => cluster(y, 'k8s', { podCidr: '10.240.0.0/16' }),
  },
  {
    when: 'a minor version is left out',
    code: 'VERSION_SKIPPED',
    path,
    says: ['1.32', '1.34', 'k8s-node-1'],
    fix: ['Write 1.33', 'lock renew k8s-node-1'],
    before: (y) => cluster(y, 'k8s', { version: '1.32', nodes: { count: 1 } }),
    build: (y) => cluster(y, 'k8s', { version: '1.34', nodes: { count: 1 } }),
  },
  {
    when: 'a cluster is to go back to an earlier version',
    code: 'VERSION_SKIPPED',
    path,
    says: ['1.34', '1.33'],
    fix: ['Write 1.34'],
    before: (y) => cluster(y, 'k8s', { version: '1.34', nodes: { count: 1 } }),
    build: (y) => cluster(y, 'k8s', { version: '1.33', nodes: { count: 1 } }),
  },
];
