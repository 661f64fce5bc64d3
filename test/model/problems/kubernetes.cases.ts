import {
  type ApiGateway,
  type ApiGatewayProps,
  Cpu,
  Isolation,
  MeshMode,
  MeshProvider,
  Pods,
  type PodsProps,
  Port,
  ServiceMesh,
  type ServiceMeshProps,
  Size,
  Taint,
  Toleration,
} from '../../../src/model';
import { gatewayOf } from '../../gateway-fixture';
import { cluster, existingCluster, foreignNamespace, HTTP, namespace, service, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const secondCluster = (y: Yard) =>
  existingCluster(y, 'other', {
    podCidr: '10.245.0.0/16',
    serviceCidr: '10.112.0.0/16',
    services: '172.16.10.0/28',
    nodeAddresses: ['172.16.1.11'],
  });

const mesh = (k8s: ReturnType<typeof cluster>, id = 'mesh', props: Partial<ServiceMeshProps> = {}): ServiceMesh =>
  new ServiceMesh(k8s, id, { provider: MeshProvider.ISTIO, mode: MeshMode.AMBIENT, ...props });

const gateway = (y: Yard, props: Partial<ApiGatewayProps> = {}): ApiGateway => {
  const k8s = cluster(y);
  return gatewayOf(k8s, 'gate', { '/': service(k8s, 'a') }, props);
};

const pods = (y: Yard, props: Partial<PodsProps> = {}, k8s = existingCluster(y)): Pods =>
  Pods.fromExisting(k8s, 'prometheus', { namespace: foreignNamespace(k8s, 'monitoring'), labels: { app: 'prometheus' }, ...props });

export const KUBERNETES: readonly ProblemCase[] = [
  {
    when: 'the mesh of a service is that of another cluster',
    code: 'WRONG_CLUSTER',
    path: 'yard/k8s/api',
    says: ['"mesh"', 'yard/other'],
    fix: ['same cluster'],
    build: (y) => service(existingCluster(y), 'api', { mesh: mesh(secondCluster(y)) }),
  },
  {
    when: 'a service runs as the proxies of its mesh do',
    code: 'INVALID_WORKLOAD',
    path: 'yard/k8s/api',
    says: ['runAs 1337', 'passes them by'],
    fix: ['another user'],
    build: (y) => {
      const k8s = existingCluster(y);
      service(k8s, 'api', { mesh: mesh(k8s, 'mesh', { mode: MeshMode.SIDECAR_WITH_CNI }), runAs: 1337 });
    },
  },
  {
    when: 'the mesh of a gateway is that of another cluster',
    code: 'WRONG_CLUSTER',
    path: 'yard/k8s/gate',
    says: ['yard/other'],
    fix: ['same cluster'],
    build: (y) => gateway(y, { mesh: mesh(secondCluster(y)) }),
  },
  {
    when: 'the mesh of pods is that of another cluster',
    code: 'WRONG_CLUSTER',
    path: 'yard/k8s/prometheus',
    says: ['yard/other'],
    fix: ['same cluster'],
    build: (y) => pods(y, { mesh: mesh(secondCluster(y)) }),
  },
  ...[-1, 0.5, 3].map(
    (controlPlanes): ProblemCase => ({
      when: `${controlPlanes} of two nodes run the control plane`,
      code: 'INVALID_CLUSTER',
      path: 'yard/k8s',
      says: [`${controlPlanes} of its 2 nodes`],
      fix: ['from 0 to 2'],
      build: (y) => cluster(y, 'k8s', { nodes: { controlPlanes } }),
    }),
  ),
  ...[-1, 0.5, 2].map(
    (spare): ProblemCase => ({
      when: `${spare} of two nodes may fail`,
      code: 'INVALID_CLUSTER',
      path: 'yard/k8s',
      says: [`${spare} of its 2 nodes`],
      fix: ['from 0 to 1'],
      build: (y) => cluster(y, 'k8s', { nodes: { spare } }),
    }),
  ),
  {
    when: 'nodes keep less than nothing for themselves',
    code: 'INVALID_AMOUNT',
    path: 'yard/k8s',
    says: ['nodes.reserved.cpu', '0 thousandths'],
    fix: [],
    build: (y) => cluster(y, 'k8s', { nodes: { reserved: { cpu: Cpu.millis(0) } } }),
  },
  {
    // 2048 MiB, less 1/64 of it, 100 that the kubelet keeps free and 512 for others: 1404; on the one node that is no control plane.
    when: 'nodes have no memory for all pods',
    code: 'CLUSTER_OVER_CAPACITY',
    path: 'yard/k8s',
    says: ['memory', 'ask for 1536 MiB', 'room for 1404 MiB on 1 node'],
    fix: ['Add 1 more'],
    build: (y) => service(cluster(y, 'k8s', { nodes: { spare: 0 } }), 'web', { replicas: 6 }),
  },
  {
    when: 'one of three nodes fails, and the others have no processors for all pods',
    code: 'CLUSTER_OVER_CAPACITY',
    path: 'yard/k8s',
    says: ['processors', 'ask for 4.5 cores', 'room for 1.5 cores on 2 nodes of which 1 may fail'],
    fix: ['Add 2 more'],
    build: (y) =>
      service(cluster(y, 'k8s', { nodes: { count: 3, spare: 1 } }), 'web', {
        replicas: 9,
        resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(64) },
      }),
  },
  {
    when: 'the nodes of one pool have no memory for the pods that run nowhere else',
    code: 'CLUSTER_OVER_CAPACITY',
    path: 'yard/k8s',
    says: ['memory', 'ask for 1536 MiB', 'room for 1404 MiB on 1 node'],
    fix: ['to a pool'],
    build: (y) => {
      const k8s = cluster(y, 'k8s', {
        nodes: { count: 4, spare: 0, pools: { batch: { count: 1, labels: { work: 'batch' }, taints: [Taint.of('dedicated')] } } },
      });
      service(k8s, 'web', { replicas: 6, placement: { nodes: { work: 'batch' }, tolerations: [Toleration.of('dedicated')] } });
    },
  },
  {
    when: 'a pod is larger than any node',
    code: 'POD_TOO_LARGE',
    path: 'yard/k8s/web',
    says: ['memory', 'asks for 4096 MiB', 'no node of k8s has more than 1404 MiB'],
    fix: ['resources'],
    with: ['CLUSTER_OVER_CAPACITY'],
    build: (y) => service(cluster(y, 'k8s', { nodes: { spare: 0 } }), 'web', { replicas: 1, resources: { memory: Size.gibibytes(4) } }),
  },
  {
    when: 'a cluster has two meshes',
    code: 'INVALID_CLUSTER',
    path: 'yard/k8s/second',
    says: ['yard/k8s/first'],
    fix: ['one mesh'],
    build: (y) => {
      const k8s = existingCluster(y);
      mesh(k8s, 'first');
      mesh(k8s, 'second');
    },
  },
  ...['v1.34', '1.34.2', 'latest'].map(
    (version): ProblemCase => ({
      when: `the version of a cluster is ${version}`,
      code: 'INVALID_CLUSTER',
      path: 'yard/k8s',
      says: [`"${version}"`],
      fix: ['1.34'],
      build: (y) => existingCluster(y, 'k8s', { version }),
    }),
  ),
  ...['1.20', '1.26'].map(
    (version): ProblemCase => ({
      when: `the version of a cluster is ${version}, which does not know all fields`,
      code: 'INVALID_CLUSTER',
      path: 'yard/k8s',
      says: [`Kubernetes ${version} does not know`, '1.27'],
      fix: ['Upgrade'],
      build: (y) => existingCluster(y, 'k8s', { version }),
    }),
  ),
  ...[0, 1.5, -1, 5001, Number.NaN, 1e9].map(
    (count): ProblemCase => ({
      when: `a cluster has ${count} nodes`,
      code: 'INVALID_CLUSTER',
      path: 'yard/k8s',
      says: [`${count} nodes`],
      fix: ['1 to 5000'],
      build: (y) => cluster(y, 'k8s', { nodes: { count } }),
    }),
  ),
  {
    when: 'nodes stand in a subnet whose machines are kept apart',
    code: 'INVALID_CLUSTER',
    path: 'yard/k8s',
    says: ['yard/net/a', 'Isolation.HIGH'],
    fix: ['another subnet'],
    build: (y) => cluster(y, 'k8s', { nodes: { subnet: subnet(y, 'a', 5, { isolation: Isolation.HIGH }) } }),
  },
  {
    when: 'an existing cluster has no nodes',
    code: 'MISSING_VALUE',
    path: 'yard/k8s',
    says: ['"nodeAddresses"'],
    fix: ['a value'],
    build: (y) => existingCluster(y, 'k8s', { nodeAddresses: [] }),
  },
  {
    when: "a service moves in with the gateway's proxy",
    code: 'NAMESPACE_TAKEN',
    path: 'yard/k8s/kong-namespace',
    says: ['"kong"', "the gateway's proxy"],
    fix: ['belongs to this system'],
    build: (y) => {
      const k8s = cluster(y);
      gatewayOf(k8s, 'gate', { '/': service(k8s, 'a', { namespace: namespace(k8s, 'kong') }) });
    },
  },
  {
    when: "a service moves in with the mesh's control plane",
    code: 'NAMESPACE_TAKEN',
    path: 'yard/k8s/istio-namespace',
    says: ['"istio"', "the mesh's control plane"],
    fix: ['belongs to this system'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'a', { namespace: namespace(k8s, 'istio'), mesh: mesh(k8s, 'mesh', { namespace: 'istio' }) });
    },
  },
  ...['*', 'a b', 'cluster..local'].map(
    (trustDomain): ProblemCase => ({
      when: `the trust domain of a mesh is ${trustDomain}`,
      code: 'INVALID_VALUE',
      path: 'yard/k8s/mesh',
      says: [`"trustDomain" is "${trustDomain}"`],
      fix: ['cluster.local'],
      build: (y) => mesh(existingCluster(y), 'mesh', { trustDomain }),
    }),
  ),
  {
    when: 'the class of a gateway cannot have the name',
    code: 'INVALID_OBJECT_NAME',
    path: 'yard/k8s/gate',
    says: ['proxy.gatewayClass', '"Kong Class"'],
    fix: ['lower-case'],
    build: (y) => gateway(y, { proxy: { gatewayClass: 'Kong Class' } }),
  },
  {
    when: 'pods are chosen by no labels',
    code: 'EMPTY_SELECTOR',
    path: 'yard/k8s/prometheus',
    says: ['labels', 'every pod'],
    fix: ['the labels'],
    build: (y) => pods(y, { labels: {} }),
  },
  {
    when: 'the proxies are chosen by no labels',
    code: 'EMPTY_SELECTOR',
    path: 'yard/k8s/gate',
    says: ['proxy.labels'],
    fix: ['the labels'],
    build: (y) => gateway(y, { proxy: { labels: {} } }),
  },
  ...(
    [
      ['app name', 'x', '"app name"'],
      ['app', 'a b', '"a b"'],
      ['Not_DNS/app', 'x', '"Not_DNS"'],
      ['app', 'x'.repeat(64), 'up to 63'],
    ] as const
  ).map(
    ([key, value, says]): ProblemCase => ({
      when: `pods are chosen by the label ${key}=${value}`,
      code: 'INVALID_LABEL',
      path: 'yard/k8s/prometheus',
      says: ['labels', says],
      fix: ['--show-labels', 'a value of up to 63'],
      build: (y) => pods(y, { labels: { [key]: value } }),
    }),
  ),
  {
    when: 'the service account of pods cannot have the name',
    code: 'INVALID_OBJECT_NAME',
    path: 'yard/k8s/prometheus',
    says: ['serviceAccount', '"me@home"'],
    fix: ['lower-case'],
    build: (y) => pods(y, { serviceAccount: 'me@home' }),
  },
  {
    when: 'a machine calls a service of a cluster without addresses for it',
    code: 'NO_SERVICE_ADDRESSES',
    path: 'yard/k8s/api',
    says: ['web', 'k8s'],
    fix: ['`services`'],
    build: (y) =>
      y.system.policy.allow(vm(y, 'web'), service(existingCluster(y, 'k8s', { services: undefined }), 'api'), { because: 'test' }),
    with: ['FLOW_NOT_ROUTABLE'],
  },
  {
    when: 'more services are called than there are addresses',
    code: 'SERVICES_EXHAUSTED',
    path: 'yard/k8s/c',
    says: ['172.16.9.0/31'],
    fix: ['Widen', 'npx isthmus lock release'],
    build: (y) => {
      const k8s = existingCluster(y, 'k8s', { services: '172.16.9.0/31' });
      y.system.policy.allow(
        vm(y, 'web'),
        ['a', 'b', 'c'].map((id) => service(k8s, id)),
        { because: 'test' },
      );
    },
  },
  {
    when: 'the pods of another system listen on ICMP',
    code: 'UNSUPPORTED_PROTOCOL',
    path: 'yard/k8s/prometheus',
    says: ['ICMP'],
    fix: ['Leave that port out'],
    build: (y) => pods(y, { listens: [HTTP, Port.icmp()] }),
  },
  ...(
    [
      ['the namespace of the DNS', 'INVALID_NAME', { namespace: 'kube system' }, '"kube system"', '1 to 63'],
      ['a label of the DNS', 'EMPTY_SELECTOR', { labels: {} }, 'dns.labels', 'labels of the pods'],
      ['the address of the DNS on the nodes', 'INVALID_ADDRESS', { nodeLocal: 'localhost' }, 'dns.nodeLocal', 'four numbers'],
      [
        'an address of the DNS on the nodes',
        'INVALID_CLUSTER',
        { nodeLocal: ['169.254.20.10', '8.8.8.8'] },
        '8.8.8.8 is neither',
        'their own node',
      ],
    ] as const
  ).map(
    ([what, code, dns, says, fix]): ProblemCase => ({
      when: `${what} is none`,
      code,
      path: 'yard/k8s',
      says: [says],
      fix: [fix],
      build: () => {
        const y = yard();
        existingCluster(y, 'k8s', { dns });
        return y.system;
      },
    }),
  ),
  {
    when: 'the namespace of MetalLB is no label',
    code: 'INVALID_NAME',
    path: 'yard/k8s',
    says: ['"metal lb"'],
    fix: ['1 to 63'],
    build: () => {
      const y = yard();
      existingCluster(y, 'k8s', { metallbNamespace: 'metal lb' });
      return y.system;
    },
  },
];
