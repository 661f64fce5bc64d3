import {
  External,
  FlowWaiver,
  Host,
  type HostProps,
  Image,
  Listener,
  MeshMode,
  MeshProvider,
  Mtls,
  Network,
  ServiceMesh,
  Size,
  StoragePool,
  System,
  Volume,
} from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { gatewayOf } from '../../gateway-fixture';
import { cluster, existingCluster, foreignNamespace, HTTP, OFFICE, resolved, service, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const STRICT = { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI, mtls: Mtls.STRICT };

/** 250 characters. */
const LONG_DOMAIN = [...Array(3).fill('d'.repeat(63)), 'd'.repeat(58)].join('.');
const labels = ['Web', 'web_1', '1web', 'web-', '', 'a.b', 'x'.repeat(64)];

export const NAMES: readonly ProblemCase[] = [
  ...labels.map(
    (name): ProblemCase => ({
      when: `the name of a machine is "${name}"`,
      code: 'INVALID_NAME',
      path: 'yard/web',
      says: [`"${name}"`, 'RFC 1035'],
      fix: ['1 to 63'],
      build: (y) => vm(y, 'web', { name }),
    }),
  ),
  {
    when: 'the name of the system is no label',
    code: 'INVALID_NAME',
    path: 'My System',
    says: ['"My System"'],
    fix: ['lower-case'],
    build: () => new System('My System', { domain: 'my.internal' }),
  },
  {
    when: 'the domain is none',
    code: 'INVALID_DOMAIN',
    path: 'yard',
    says: ['"shop..internal"'],
    fix: ['dots between'],
    build: () => yard({ domain: 'shop..internal' }).system,
  },
  {
    when: 'a name and the domain together are longer than DNS takes',
    code: 'NAME_TOO_LONG',
    path: 'yard/web',
    says: [`web.${LONG_DOMAIN}`, '254 characters', '253'],
    fix: ['`domain`'],
    build: () => {
      const y = yard({ domain: LONG_DOMAIN });
      vm(y, 'web');
      return y.system;
    },
  },
  {
    when: 'the file name of an image is longer than a file name with the system before it',
    code: 'NAME_TOO_LONG',
    path: 'yard/web',
    says: [`"yard-${'d'.repeat(240)}-12.5.qcow2"`, '256 characters', '255'],
    fix: ['file name or version'],
    build: (y) => vm(y, 'web', { image: Image.file(`/images/${'d'.repeat(240)}.qcow2`, { version: '12.5' }) }),
  },
  ...(
    [
      ['INVALID_DOMAIN', 'is no name in DNS', { 'a b': '192.0.2.1' }, '"a b"', 'dots between'],
      ['INVALID_ADDRESS', 'is given no address', { 'a.example': 'b.example' }, 'hostnames.a.example: "b.example"', 'four numbers'],
      ['HOSTNAME_OUTSIDE', 'is given an address elsewhere', { 'a.example': '192.0.3.1' }, '"a.example" is 192.0.3.1', 'that has it'],
      ['NAME_CLASH', 'is the one of a machine', { 'web.yard.internal': '192.0.2.1' }, '"web.yard.internal"', 'another id'],
    ] as const
  ).map(
    ([code, what, hostnames, says, fix]): ProblemCase => ({
      when: `a host name of an External ${what}`,
      code,
      path: 'External "mirror"',
      says: [says],
      fix: [fix],
      build: (y) => {
        const web = vm(y, 'web');
        y.system.policy.allow(web, External.cidr('192.0.2.0/24', { name: 'mirror', hostnames }), { because: 'x', ports: [HTTP] });
      },
    }),
  ),
  {
    when: 'two Externals have the same host name',
    code: 'NAME_CLASH',
    path: 'External "b"',
    says: ['"nas.example"', 'External "a"'],
    fix: ['another id'],
    build: (y) => {
      const hosts = [
        External.address('192.0.2.1', { name: 'a', hostname: 'nas.example' }),
        External.address('192.0.2.2', { name: 'b', hostname: 'nas.example' }),
      ];
      y.system.policy.allow(vm(y, 'web'), hosts, { because: 'x', ports: [HTTP] });
    },
  },
  {
    when: 'a machine and a service have the same name',
    code: 'NAME_CLASH',
    path: 'yard/k8s/shop',
    says: ['"shop"', 'yard/shop'],
    fix: ['another id, or a `name`'],
    build: (y) => {
      vm(y, 'shop');
      service(cluster(y), 'shop');
    },
  },
  {
    when: 'a machine is called like a node of a cluster',
    code: 'NAME_CLASH',
    path: 'yard/web',
    says: ['"k8s-node-1"', 'yard/k8s/node-1'],
    fix: ['another id'],
    build: (y) => {
      cluster(y);
      vm(y, 'web', { name: 'k8s-node-1' });
    },
  },
  {
    when: 'subnets of two networks have the same id',
    code: 'NAME_CLASH',
    path: 'yard/other/lan',
    says: ['"lan"', 'yard/net/lan'],
    fix: ['another id'],
    build: (y) => new Network(y.system, 'other', { cidr: '10.9.0.0/16' }).addSubnet('lan', { cidr: '10.9.1.0/24' }),
  },
  {
    when: 'two disks of a machine have the same id',
    code: 'NAME_CLASH',
    path: 'yard/web',
    says: ['"data"'],
    fix: ['another id'],
    build: (y) =>
      vm(y, 'web', {
        dataDisks: [
          { id: 'data', size: Size.gibibytes(1) },
          { id: 'data', size: Size.gibibytes(2) },
        ],
      }),
  },
  {
    when: 'two externals of one name mean different blocks',
    code: 'NAME_CLASH',
    path: 'External "office"',
    says: ['"office"', '198.51.100.0/24'],
    fix: ['another id'],
    build: (y) => {
      const web = vm(y, 'web');
      y.system.policy.allow(External.cidr('198.51.100.0/24', { name: 'office' }), web, { because: 'test' });
      y.system.policy.allow(External.cidr('203.0.113.0/24', { name: 'office' }), web, { because: 'test' });
    },
  },
  {
    when: 'the volumes of two machines would have one name',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/db-main',
    says: ['Terraform resource', '"db-main-data"', 'yard/db'],
    fix: ['Rename'],
    build: (y) => {
      vm(y, 'db', { dataDisks: [{ id: 'main-data', size: Size.gibibytes(1) }] });
      vm(y, 'db-main', { dataDisks: [{ id: 'data', size: Size.gibibytes(1) }] });
    },
  },
  {
    when: 'the images of two hosts would have one name in Terraform',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/b',
    says: ['Terraform resource', '"kvm-ssd-default-yard-debian-12-12_5_qcow2"', 'yard/a'],
    fix: ['Rename'],
    build: () => {
      const y = yard({}, { pools: [StoragePool.existing('ssd-default')] });
      vm(y, 'a', { pool: 'ssd-default' });
      vm(y, 'b', { host: anotherHost(y, 'kvm-ssd'), pool: 'default', subnet: subnet(y, 'there', 6) });
      return y.system;
    },
  },
  {
    when: 'the pools of two hosts would have one name in Terraform',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/kvm2-a',
    says: ['Terraform resource of the pool', '"kvm2-a-b"', 'yard/kvm2'],
    fix: ['Rename'],
    build: (y) => {
      const owned = (name: string): Partial<HostProps> => ({ pool: StoragePool.owned(name, { path: '/srv/vms' }) });
      vm(y, 'a', { host: anotherHost(y, 'kvm2', owned('a-b')), subnet: subnet(y, 'there', 6) });
      vm(y, 'b', { host: anotherHost(y, 'kvm2-a', owned('b')), subnet: subnet(y, 'elsewhere', 7) });
    },
    with: ['IMAGE_CLASH'],
  },
  {
    when: 'a machine has the name of its subnet: a bridge and a tap device of one name',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/net/lan',
    says: ['network device', '"yard-lan"', 'yard/lan'],
    fix: ['Rename'],
    build: (y) => vm(y, 'lan'),
  },
  {
    when: "a workload's own account would be the one of all pods of its namespace",
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/default',
    says: ['ServiceAccount', '"default"', 'Kubernetes itself'],
    fix: ['Rename'],
    build: (y) => service(cluster(y), 'default'),
  },
  {
    when: 'a workload of a namespace that is there already would be the Service of the API server',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/kubernetes',
    says: ['Service of the namespace "default"', '"kubernetes"', 'Kubernetes itself'],
    fix: ['Rename'],
    build: (y) => {
      const k8s = cluster(y);
      service(k8s, 'kubernetes', { namespace: foreignNamespace(k8s, 'default') });
    },
  },
  {
    when: 'an image would be the volume of a disk',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/web',
    says: ['volume', '"yard-web-root.qcow2"', 'yard/web'],
    fix: ['Rename'],
    build: (y) => vm(y, 'web', { image: Image.file('/images/web.qcow2', { version: 'root' }) }),
  },
  {
    when: 'the versions of two images are told apart by what stands for a dot',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/b',
    says: ['Terraform resource', '"kvm-default-yard-debian-1_5f_2_qcow2"', 'yard/a'],
    fix: ['Rename'],
    build: (y) => {
      for (const [id, version] of Object.entries({ a: '1_2', b: '1.5f.2' }))
        vm(y, id, { image: Image.file('/images/debian.qcow2', { version }) });
    },
  },
  ...([true, false] as const).map(
    (keepData): ProblemCase => ({
      when: `a disk would take the place of one that leaves and ${keepData ? 'is kept' : 'may go'}`,
      code: 'DERIVED_NAME_HELD',
      path: 'yard/a',
      says: ['Terraform resource', '"a-b-data"', 'the disk "a-b/data"', 'has left'],
      fix: ['another name', 'npx isthmus lock release a-b'],
      before: (y) => vm(y, 'a-b', { dataDisks: disks('data') }),
      build: (y) => {
        vm(y, 'a', { dataDisks: disks('b-data') });
        y.system.retire('a-b', { keepData, because: 'gone' });
      },
    }),
  ),
  {
    when: 'a disk would take the place of one that left a machine which stays',
    code: 'DERIVED_NAME_HELD',
    path: 'yard/a-b',
    says: ['"a-b-data"', 'the disk "a/b-data"'],
    fix: ['npx isthmus lock release a/b-data'],
    before: () => undefined,
    edit: () => resolved(leaveDisk, resolved((y) => vm(y, 'a', { dataDisks: disks('b-data') })).lock).lock,
    build: (y) => {
      leaveDisk(y);
      vm(y, 'a-b', { dataDisks: disks('data') });
    },
  },
  {
    when: 'a disk would take the place of one that can be made again, and whose machine has left',
    code: 'DERIVED_NAME_HELD',
    path: 'yard/a',
    says: ['"a-b-root"', 'the disk "a-b/root"'],
    fix: ['npx isthmus lock release a-b'],
    before: (y) => vm(y, 'a-b', { stateless: true }),
    build: (y) => vm(y, 'a', { dataDisks: disks('b-root') }),
  },
  {
    when: 'a disk would take the place of one whose name is free, and which Terraform lets go of',
    code: 'DERIVED_NAME_HELD',
    path: 'yard/a',
    says: ['"a-b-data"', 'the disk "a-b/data"'],
    fix: ['Give it another name.'],
    before: () => undefined,
    edit: () => {
      const first = resolved((y) => vm(y, 'a-b', { dataDisks: disks('data') })).lock;
      return release(resolved((y) => y.system.retire('a-b', { keepData: true, because: 'gone' }), first).lock, 'a-b');
    },
    build: (y) => vm(y, 'a', { dataDisks: disks('b-data') }),
  },
  {
    when: 'two flows would have one id',
    code: 'DERIVED_NAME_CLASH',
    path: 'External "a.b"',
    says: ['flow', '"web-to-external-a-b"'],
    fix: ['Rename'],
    build: (y) => {
      const web = vm(y, 'web');
      for (const [name, block] of [
        ['a.b', '198.51.100.1'],
        ['a-b', '198.51.100.2'],
      ] as const)
        y.system.policy.allow(web, External.address(block, { name }), { because: 'test', ports: [HTTP] });
    },
  },
  {
    when: 'a gateway answers for a host that is none',
    code: 'INVALID_DOMAIN',
    path: 'yard/k8s/api',
    says: ['"api_1.example"'],
    fix: ['RFC 1035'],
    build: (y) => {
      const k8s = cluster(y);
      gatewayOf(k8s, 'api', { '/': service(k8s, 'a') }, { listeners: [Listener.http({ hostnames: ['*.example', 'api_1.example'] })] });
    },
  },
  {
    when: 'a microservice is called like the LoadBalancer Service of another one',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/a',
    says: ['Service of the namespace "yard" "a-external"', 'yard/k8s/a-external'],
    fix: ['Rename'],
    build: (y) => {
      const k8s = existingCluster(y);
      const [a] = [service(k8s, 'a'), service(k8s, 'a-external')];
      if (a) y.system.policy.allow(OFFICE, a, { because: 'test' });
    },
  },
  {
    when: 'claims of two workloads come to one name',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/a-b',
    says: ['PersistentVolumeClaim of the namespace "yard" "a-b-c"', 'yard/k8s/a'],
    fix: ['Rename'],
    build: (y) => {
      const k8s = existingCluster(y);
      const claim = (id: string) => ({ replicas: 1, volumes: { '/data': Volume.claim(id, { size: Size.gibibytes(1) }) } });
      service(k8s, 'a', claim('b-c'));
      service(k8s, 'a-b', claim('c'));
    },
  },
  {
    when: 'a machine that pods reach is called like the LoadBalancer Service of a microservice',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/a',
    says: ['Service of the namespace "yard" "a-external"', 'the machine "a-external"'],
    fix: ['Rename'],
    build: (y) => {
      const a = service(existingCluster(y), 'a');
      y.system.policy.allow(OFFICE, a, { because: 'test' });
      y.system.policy.allow(a, vm(y, 'a-external'), { because: 'test' });
    },
  },
  {
    when: 'routes of two gateways come to one name',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/a-b/c',
    says: ['HTTPRoute of the namespace "yard" "a-b-c"', 'yard/k8s/a/b-c'],
    fix: ['Rename'],
    build: (y) => {
      const k8s = existingCluster(y);
      gatewayOf(k8s, 'a', { '/b-c': service(k8s, 'web') });
      gatewayOf(k8s, 'a-b', { '/c': service(k8s, 'app') }, { listeners: [Listener.http({ hostnames: ['b.example'] })] });
    },
  },
  ...['default', 'allow-nothing'].map(
    (name): ProblemCase => ({
      when: `a microservice of a mesh is called "${name}", as what holds for its whole namespace is`,
      code: 'DERIVED_NAME_CLASH',
      path: `yard/k8s/${name}`,
      says: ['of the namespace "yard"', `"${name}"`],
      fix: ['Rename'],
      build: (y) => {
        const k8s = existingCluster(y);
        service(k8s, name, { mesh: new ServiceMesh(k8s, 'mesh', STRICT) });
      },
    }),
  ),
  {
    when: 'the LoadBalancer Service of a gateway has the name of a Service in the namespace of its proxies',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/k8s/gate',
    says: ['Service of the namespace "apps" "yard-gate"', 'yard/k8s/yard-gate'],
    fix: ['Rename'],
    with: ['NAMESPACE_TAKEN'],
    build: (y) => {
      const k8s = existingCluster(y, 'k8s', { namespace: 'apps' });
      const gate = gatewayOf(k8s, 'gate', { '/': service(k8s, 'yard-gate') }, { proxy: { namespace: 'apps' } });
      y.system.policy.allow(OFFICE, gate, { because: 'test', waive: [FlowWaiver.unenforcedAtDestination({ because: 'test' })] });
    },
  },
];

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));

const anotherHost = (y: Yard, id: string, props: Partial<HostProps> = {}): Host =>
  new Host(y.system, id, { uri: `qemu+tls://${id}/system`, cpus: 64, memory: Size.gibibytes(512), ...props });

function leaveDisk(y: Yard): void {
  vm(y, 'a');
  y.system.retire('a/b-data', { keepData: true, because: 'gone' });
}
