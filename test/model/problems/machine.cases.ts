import { Construct } from 'constructs';
import {
  AddressedBy,
  ApiGateway,
  DatabaseEngine,
  External,
  Forward,
  Gateway,
  GuestOs,
  Host,
  Image,
  LoadBalancer,
  Network,
  Port,
  Size,
  System,
  VirtualMachine,
} from '../../../src/model';
import { cluster, database, HTTP, legacy, machineProps, PACKAGES, REGISTRY, service, subnet, vm, type Yard, yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const balancer = (y: Yard, id: string, backends: LoadBalancer['props']['backends']): LoadBalancer =>
  new LoadBalancer(y.system, id, { ...machineProps(y), backends });

const labels = ['Web', 'web_1', '1web', 'web-', '', 'a.b', 'x'.repeat(64)];

export const MACHINE: readonly ProblemCase[] = [
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
    says: ['volume', '"db-main-data"', 'yard/db'],
    fix: ['Rename'],
    build: (y) => {
      vm(y, 'db', { dataDisks: [{ id: 'main-data', size: Size.gibibytes(1) }] });
      vm(y, 'db-main', { dataDisks: [{ id: 'data', size: Size.gibibytes(1) }] });
    },
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
  ...(['host', 'subnet', 'os', 'image', 'memory', 'cpus'] as const).map(
    (prop): ProblemCase => ({
      when: `a machine has no ${prop}`,
      code: 'MISSING_VALUE',
      path: 'yard/web',
      says: [`"${prop}"`],
      fix: [`Give "${prop}" a value`],
      build: (y) => vm(y, 'web', { [prop]: undefined }),
    }),
  ),
  {
    when: 'a construct has no props at all',
    code: 'MISSING_VALUE',
    path: 'yard/web',
    says: ['"props"'],
    fix: ['a value'],
    build: (y) => new VirtualMachine(y.system, 'web', wrong(undefined)),
  },
  {
    when: 'a load balancer has no backends',
    code: 'MISSING_VALUE',
    path: 'yard/lb',
    says: ['"backends"'],
    fix: ['a value'],
    build: (y) => balancer(y, 'lb', []),
  },
  {
    when: 'a flow leads to undefined',
    code: 'MISSING_VALUE',
    path: 'yard',
    says: ['"policy.allow to"'],
    fix: ['a value'],
    build: (y) => y.system.policy.allow(vm(y, 'web'), wrong(undefined), { because: 'test' }),
  },
  {
    when: 'nobody says whether the data of a retired volume are kept',
    code: 'MISSING_VALUE',
    path: 'yard',
    says: ['"retire.keepData"'],
    fix: ['a value'],
    before: (y) => vm(y, 'web'),
    build: (y) => y.system.retire('web', wrong({ because: 'test' })),
    with: ['VOLUME_GONE'],
  },
  {
    when: 'an external holds no block',
    code: 'MISSING_VALUE',
    path: 'External "none"',
    says: ['"cidrs"'],
    fix: ['a value'],
    build: (y) => y.system.policy.allow(External.cidrs([], { name: 'none' }), vm(y, 'web'), { because: 'test' }),
  },
  {
    when: 'memory is a number',
    code: 'INVALID_VALUE',
    path: 'yard/web',
    says: ['"memory" is 4', 'not a Size'],
    fix: ['a Size'],
    build: (y) => vm(y, 'web', { memory: wrong(4) }),
  },
  {
    when: 'a port is text',
    code: 'INVALID_VALUE',
    path: 'yard/web',
    says: ['"listens[1]" is "8080"'],
    fix: ['a Port'],
    build: (y) => vm(y, 'web', { listens: [HTTP, wrong('8080')] }),
  },
  {
    when: 'the subnet is named instead of given',
    code: 'INVALID_VALUE',
    path: 'yard/k8s',
    says: ['"nodes.subnet" is "lan"'],
    fix: ['a Subnet'],
    build: (y) => cluster(y, 'k8s', { nodes: { subnet: wrong('lan') } }),
  },
  {
    when: 'the isolation is unknown',
    code: 'INVALID_VALUE',
    path: 'yard/net/a',
    says: ['"isolation" is "HIGH"', '"standard" or "high"'],
    fix: ['"high"'],
    build: (y) => subnet(y, 'a', 5, { isolation: wrong('HIGH') }),
  },
  {
    when: 'a port of SSH is out of range',
    code: 'INVALID_VALUE',
    path: 'yard/kvm2',
    says: ['"ssh.port" is 70000'],
    fix: ['1 to 65535'],
    build: (y) => new Host(y.system, 'kvm2', { ssh: { user: 'root', address: 'kvm2', port: 70000 }, cpus: 8, memory: Size.gibibytes(8) }),
  },
  {
    when: 'the packages come from an address instead of an External',
    code: 'INVALID_VALUE',
    path: 'yard',
    says: ['"provisioning.packages" is "10.0.0.1"'],
    fix: ['an External'],
    build: () => yard({ provisioning: { packages: wrong('10.0.0.1') } }).system,
  },
  {
    when: 'a load balancer is its own backend',
    code: 'CIRCULAR_REFERENCE',
    path: 'yard/lb',
    says: ['"backends[1]"', 'yard/lb'],
    fix: ['Break the circle'],
    build: (y) => {
      const backends: [VirtualMachine | LoadBalancer] = [vm(y, 'web')];
      backends.push(balancer(y, 'lb', backends));
    },
  },
  {
    when: 'a host is of another system',
    code: 'FOREIGN_CONSTRUCT',
    path: 'yard/web',
    says: ['"host"', 'yard/kvm', 'another system'],
    fix: ['this system only'],
    build: (y) => vm(y, 'web', { host: yard().host }),
  },
  {
    when: 'a flow leads to another system',
    code: 'FOREIGN_CONSTRUCT',
    path: 'yard',
    says: ['"policy.allow to"', 'yard/db'],
    fix: ['this system only'],
    build: (y) => y.system.policy.allow(vm(y, 'web'), vm(yard(), 'db'), { because: 'test' }),
  },
  ...(
    [
      ['cpus', { cpus: 0 }, '0 is not'],
      ['cpus', { cpus: 1.5 }, '1.5 is not'],
      ['cpus', { cpus: Number.NaN }, 'NaN is not'],
      ['memory', { memory: Size.gibibytes(0) }, '0 GiB is not more than 0'],
      ['memory', { memory: Size.mebibytes(-512) }, '-512 MiB is not more than 0'],
      ['memory', { memory: Size.mebibytes(0.5) }, '0.5 MiB is not a whole number'],
      ['memory', { memory: Size.gibibytes(Number.NaN) }, 'NaN'],
      ['rootDisk', { rootDisk: Size.gibibytes(-20) }, '-20 GiB'],
      ['the disk "data"', { dataDisks: [{ id: 'data', size: Size.gibibytes(0) }] }, '0 GiB'],
    ] as const
  ).map(
    ([prop, props, says]): ProblemCase => ({
      when: `${prop} of a machine: ${says}`,
      code: 'INVALID_AMOUNT',
      path: 'yard/web',
      says: [prop, says],
      fix: ['greater than 0'],
      build: (y) => vm(y, 'web', props),
    }),
  ),
  {
    when: 'a host has no processors',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['cpus', '0 is not'],
    fix: ['greater than 0'],
    build: () => yard({}, { cpus: 0 }).system,
  },
  {
    when: 'the overcommit of a host is negative',
    code: 'INVALID_AMOUNT',
    path: 'yard/kvm',
    says: ['cpuOvercommit', '-1'],
    fix: ['greater than 0'],
    build: () => yard({}, { cpuOvercommit: -1 }).system,
  },
  ...[0, 65536, -1, 80.5, Number.NaN].map(
    (port): ProblemCase => ({
      when: `a machine listens on port ${port}`,
      code: 'INVALID_PORT',
      path: 'yard/web',
      says: [`tcp port ${port}`, '1 to 65535'],
      fix: ['Correct'],
      build: (y) => vm(y, 'web', { listens: [Port.tcp(port, 'web')] }),
    }),
  ),
  {
    when: 'a range of ports runs backwards',
    code: 'INVALID_PORT',
    path: 'yard/web',
    says: ['udp port range 200 to 100'],
    fix: ['Correct'],
    build: (y) => vm(y, 'web', { listens: [Port.udpRange(200, 100)] }),
  },
  {
    when: 'the port of a flow is named with capitals',
    code: 'INVALID_PORT',
    path: 'yard/web',
    says: ['"HTTP"', 'IANA'],
    fix: ['Correct'],
    build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'web'), { because: 'test', ports: [Port.tcp(8080, 'HTTP')] }),
  },
  {
    when: 'two ports have one name',
    code: 'PORT_CLASH',
    path: 'yard/web',
    says: ['tcp/80 "http"', 'tcp/8080 "http"'],
    fix: ['name of its own'],
    build: (y) => vm(y, 'web', { listens: [Port.tcp(80, 'http'), Port.tcp(8080, 'http')] }),
  },
  {
    when: 'a port lies in a range beside it',
    code: 'PORT_CLASH',
    path: 'yard/web',
    says: ['udp/10000-10100', 'udp/10050'],
    fix: ['every port once'],
    build: (y) => vm(y, 'web', { listens: [Port.udpRange(10000, 10100, 'media'), Port.udp(10050, 'control')] }),
  },
  {
    when: 'an image has no identity',
    code: 'IMAGE_WITHOUT_IDENTITY',
    path: 'yard/web',
    says: ['/images/a.qcow2'],
    fix: ["version: '…'", 'sha256'],
    build: (y) => vm(y, 'web', { image: Image.file('/images/a.qcow2', {}) }),
  },
  {
    when: 'the image of nodes has no identity, which is said once',
    code: 'IMAGE_WITHOUT_IDENTITY',
    path: 'yard/k8s',
    says: ['/images/a.qcow2'],
    fix: ['version'],
    build: (y) => cluster(y, 'k8s', { nodes: { image: Image.file('/images/a.qcow2', { version: '' }) } }),
  },
  ...(
    [
      [Image.file('images/a.qcow2', { version: '1' }), '"images/a.qcow2"', 'neither an absolute path'],
      [Image.url('ftp://example.org/a.img', { version: '1' }), '"ftp://example.org/a.img"', 'http or https'],
      [Image.file('/images/', { version: '1' }), '"/images/"', 'no file name'],
      [Image.file('/images/a.qcow2', { version: '1 beta' }), '"1 beta"', 'version'],
      [Image.file('/images/a.qcow2', { sha256: 'abcdef' }), '6 characters', '64 hexadecimal'],
    ] as const
  ).map(
    ([image, ...says]): ProblemCase => ({
      when: `an image ${says.join(', ')}`,
      code: 'INVALID_IMAGE',
      path: 'yard/web',
      says,
      fix: ['absolute path'],
      build: (y) => vm(y, 'web', { image }),
    }),
  ),
  {
    when: 'two images would be one volume',
    code: 'IMAGE_CLASH',
    path: 'yard/b',
    says: ['/new/a.qcow2', '/old/a.qcow2', 'yard/a', '"yard-a-1.qcow2"'],
    fix: ['another file name or version'],
    build: (y) => {
      vm(y, 'a', { image: Image.file('/old/a.qcow2', { version: '1' }) });
      vm(y, 'b', { image: Image.file('/new/a.qcow2', { version: '1' }) });
    },
  },
  {
    when: 'a machine has more disks than its bus has places',
    code: 'TOO_MANY_DISKS',
    path: 'yard/erp',
    says: ['6 disks', 'sata', 'takes 5'],
    fix: ['virtio'],
    build: (y) => legacy(y, 'erp', { dataDisks: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, size: Size.gibibytes(1) })) }),
  },
  {
    when: 'the id of a disk is too long',
    code: 'INVALID_DISK_ID',
    path: 'yard/web',
    says: ['"the-disk-of-records"'],
    fix: ['1 to 15'],
    build: (y) => vm(y, 'web', { dataDisks: [{ id: 'the-disk-of-records', size: Size.gibibytes(1) }] }),
  },
  {
    when: 'a guest that nothing configures should get its address by cloud-init',
    code: 'ADDRESSING_IMPOSSIBLE',
    path: 'yard/erp',
    says: ['cloud-init', 'nothing configures this guest'],
    fix: ['AddressedBy.IMAGE'],
    build: (y) => legacy(y, 'erp', { addressedBy: AddressedBy.CLOUD_INIT }),
  },
  {
    when: 'a guest that nothing configures stands in a bridged subnet',
    code: 'ADDRESSING_IMPOSSIBLE',
    path: 'yard/erp',
    says: ['DHCP', 'bridged subnet'],
    fix: ['AddressedBy.IMAGE'],
    build: (y) => legacy(y, 'erp', { subnet: subnet(y, 'a', 5, { forward: Forward.bridge('br0') }) }),
  },
  ...(
    [
      [DatabaseEngine.postgresql('9.6'), 'postgresql-9.6', 'it has: 15'],
      [DatabaseEngine.mysql('8.0'), 'mysql-8.0', 'none that is known'],
      [DatabaseEngine.postgresql('constructor'), 'postgresql-constructor', 'it has: 15'],
    ] as const
  ).map(
    ([engine, ...says]): ProblemCase => ({
      when: `Debian does not carry ${engine}`,
      code: 'ENGINE_UNAVAILABLE',
      path: 'yard/db',
      says: ['Debian 12', ...says],
      fix: ['preinstalled: true'],
      build: (y) => database(y, 'db', { engine }),
    }),
  ),
  ...['Orders', 'postgres', 'a b', ''].map(
    (name): ProblemCase => ({
      when: `a database is called "${name}"`,
      code: 'INVALID_DATABASE_NAME',
      path: 'yard/db',
      says: [`"${name}"`],
      fix: ['1 to 32'],
      build: (y) => database(y, 'db', { database: name }),
    }),
  ),
  {
    when: 'a backup has no time of day',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['"24:00"'],
    fix: ["daily: '02:00'"],
    build: (y) => database(y, 'db', { backup: { daily: '24:00', keep: 3 } }),
  },
  {
    when: 'a backup keeps no dump',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['keeping 0'],
    fix: ['from 1'],
    build: (y) => database(y, 'db', { backup: { daily: '02:00', keep: 0 } }),
  },
  {
    when: 'a database installs its engine from nowhere',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/db',
    says: ['database engine', 'declares no package repositories'],
    fix: ['provisioning', 'preinstalled: true'],
    build: () => {
      const y = yard({ provisioning: {} });
      database(y, 'db');
      return y.system;
    },
  },
  {
    when: 'a database in an isolated subnet installs its engine',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/db',
    says: ['database engine', 'nothing leaves the isolated subnet "a"'],
    fix: ['provisioning'],
    build: (y) => database(y, 'db', { subnet: subnet(y, 'a', 5, { forward: Forward.ISOLATED }) }),
  },
  {
    when: 'nodes have no image registry, which is said once',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/k8s',
    says: ['container images', 'declares no image registry'],
    fix: ['provisioning'],
    build: () => {
      const y = yard({ provisioning: { packages: PACKAGES } });
      cluster(y);
      return y.system;
    },
  },
  {
    when: 'nodes have no package repositories',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/k8s',
    says: ['containerd and the kubelet'],
    fix: ['provisioning'],
    build: () => {
      const y = yard({ provisioning: { registry: REGISTRY } });
      cluster(y);
      return y.system;
    },
  },
  {
    when: 'a database runs on Windows',
    code: 'GUEST_NOT_CONFIGURABLE',
    path: 'yard/db',
    says: ['The database', 'Windows Server 2022'],
    fix: ['LegacyVm'],
    build: (y) => database(y, 'db', { os: GuestOs.windowsServer2022() }),
    with: ['NO_SOFTWARE_SOURCE'],
  },
  {
    when: 'backends listen on different ports',
    code: 'BACKENDS_DIFFER',
    path: 'yard/lb',
    says: ['yard/web on tcp/8080', 'yard/db on tcp/5432'],
    fix: ['one load balancer for each'],
    build: (y) => balancer(y, 'lb', [vm(y, 'web'), database(y, 'db')]),
  },
  {
    when: 'a validation of the user fails',
    code: 'VALIDATION',
    path: 'yard/group',
    says: ['no machine on Fridays'],
    fix: ['your program'],
    build: (y) => new Construct(y.system, 'group').node.addValidation({ validate: () => ['no machine on Fridays'] }),
  },
  {
    when: 'a gateway answers for a host that is none',
    code: 'INVALID_DOMAIN',
    path: 'yard/k8s/api',
    says: ['"api_1.example"'],
    fix: ['RFC 1035'],
    build: (y) => {
      const k8s = cluster(y);
      new ApiGateway(k8s, 'api', { provider: Gateway.KONG, routes: { '/': service(k8s, 'a') }, hosts: ['*.example', 'api_1.example'] });
    },
  },
];
