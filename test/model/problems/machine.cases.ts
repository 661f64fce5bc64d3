import { AddressedBy, Anyone, DatabaseEngine, Forward, GuestOs, Image, Isolation, LoadBalancer, Port, Size } from '../../../src/model';
import { cluster, database, legacy, machineProps, PACKAGES, REGISTRY, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const balancer = (y: Yard, id: string, backends: LoadBalancer['props']['backends']): LoadBalancer =>
  new LoadBalancer(y.system, id, { ...machineProps(y), backends });

/** What takes packages, each with what is said of it, and where. */
const IMAGE_BASED: readonly (readonly [what: string, says: string, path: string, build: ProblemCase['build']])[] = [
  ['database', 'The database', 'yard/db', (y) => database(y, 'db', { os: GuestOs.flatcar() })],
  [
    'load balancer',
    'The load balancer',
    'yard/lb',
    (y) => new LoadBalancer(y.system, 'lb', { ...machineProps(y), os: GuestOs.fedoraCoreOs(), backends: vm(y, 'web') }),
  ],
  ['node of a cluster', 'The cluster node', 'yard/k8s', (y) => cluster(y, 'k8s', { nodes: { os: GuestOs.fedoraCoreOs() } })],
];

export const MACHINE: readonly ProblemCase[] = [
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
    when: 'an IDE disk is given to a machine type without IDE',
    code: 'IMPOSSIBLE_HARDWARE',
    path: 'yard/web',
    says: ["machineType 'q35' with diskBus 'ide'", 'no IDE controller'],
    fix: ['withHardware'],
    build: (y) => vm(y, 'web', { os: GuestOs.debian12().withHardware({ diskBus: 'ide' }) }),
  },
  {
    when: 'secure boot is asked of the old machine type',
    code: 'IMPOSSIBLE_HARDWARE',
    path: 'yard/web',
    says: ["machineType 'pc' with firmware 'uefi-secure-boot'", 'system management mode'],
    fix: ['withHardware'],
    build: (y) => vm(y, 'web', { os: GuestOs.debian12().withHardware({ machineType: 'pc', firmware: 'uefi-secure-boot' }) }),
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
  ...(
    [
      [DatabaseEngine.postgresql('9.6'), 'postgresql-9.6 is older than 10'],
      [DatabaseEngine.postgresql('constructor'), 'postgresql-constructor has no version such as 16'],
      [DatabaseEngine.postgresql('16.2'), 'postgresql-16.2 has no version such as 16'],
      [DatabaseEngine.mysql('5.7'), 'mysql-5.7 is older than 8.0'],
      [DatabaseEngine.mysql('8'), 'mysql-8 has no version such as 8.4'],
      [DatabaseEngine.mariadb("10.11'; rm -rf /srv"), 'has no version such as 10.11'],
    ] as const
  ).map(
    ([engine, says]): ProblemCase => ({
      when: `an image is said to have ${engine}`,
      code: 'INVALID_ENGINE',
      path: 'yard/db',
      says: [says],
      fix: ['another version'],
      build: (y) => database(y, 'db', { engine, image: Image.file('/images/db.qcow2', { version: '1', preinstalled: true }) }),
    }),
  ),
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
      [DatabaseEngine.postgresql('17'), 'postgresql-17', 'it has: 15'],
      [DatabaseEngine.mysql('8.0'), 'mysql-8.0', 'none that is known'],
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
      build: (y) => database(y, 'db', { databases: { [name]: {} } }),
    }),
  ),
  ...['Orders', 'root', 'pg_orders', 'public', ''].map(
    (name): ProblemCase => ({
      when: `the owner of a database is called "${name}"`,
      code: 'INVALID_ROLE_NAME',
      path: 'yard/db',
      says: [`"${name}"`, '`owner`'],
      fix: ['1 to 32', 'pg_'],
      build: (y) => database(y, 'db', { databases: { app: { owner: name } } }),
    }),
  ),
  {
    when: 'a database is called as only its owner must not be, who has no name of their own',
    code: 'INVALID_ROLE_NAME',
    path: 'yard/db',
    says: ['"pg_orders"', 'called like its owner'],
    fix: ['pg_'],
    build: (y) => database(y, 'db', { databases: { pg_orders: {} } }),
  },
  {
    when: 'the SQL of a new database is more than a guest can be told',
    code: 'INITIAL_SQL_TOO_LARGE',
    path: 'yard/db',
    says: ['65539 bytes', '65536'],
    fix: ['a Job'],
    build: (y) => database(y, 'db', { databases: { app: { initialSql: `${'x'.repeat(65535)};\nü` } } }),
  },
  {
    when: 'the SQL of a new database has a character that is none of a text',
    code: 'FOREIGN_CHARACTER',
    path: 'yard/db',
    says: ['"databases.app.initialSql"', 'U+0000', 'position 7'],
    fix: ['Remove it'],
    build: (y) => database(y, 'db', { databases: { app: { initialSql: 'SELECT\0 1;' } } }),
  },
  ...[
    "CREATE ROLE reader LOGIN PASSWORD 'hunter2';",
    'alter role reader encrypted password  $pw$hunter2$pw$;',
    "CREATE USER reader IDENTIFIED BY 'hunter2';",
    'CREATE USER reader IDENTIFIED WITH caching_sha2_password BY "hunter2";',
    "CREATE USER reader IDENTIFIED VIA mysql_native_password USING PASSWORD('hunter2');",
    "SET PASSWORD = 'hunter2';",
    "CHANGE MASTER TO MASTER_PASSWORD='hunter2';",
    "CREATE USER MAPPING FOR app SERVER other OPTIONS (user 'app', password 'hunter2');",
    "CREATE SUBSCRIPTION s CONNECTION 'host=other user=app password=hunter2' PUBLICATION p;",
    "INSERT INTO users VALUES ('me', crypt('hunter2', gen_salt('bf')));",
    "SELECT dblink_connect('postgresql://app:hunter2@other/app');",
  ].map(
    (initialSql): ProblemCase => ({
      when: `the SQL of a new database holds a password: ${initialSql.split(' ').slice(0, 3).join(' ')} …`,
      code: 'SECRET_GIVEN',
      path: 'yard/db',
      says: ['"databases.app.initialSql"', 'a password'],
      fix: [initialSql.includes('://') ? 'Leave it out' : 'Secrets'],
      build: (y) => database(y, 'db', { databases: { app: { initialSql } } }),
    }),
  ),
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
    when: 'a highly isolated database installs its engine from the internet',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/db',
    says: ['database engine', 'no default route (Isolation.HIGH)', 'addresses of its source are not known'],
    fix: ['a subnet from which it can be reached'],
    build: () => {
      const y = yard({ provisioning: { packages: Anyone.ipv4() } });
      database(y, 'db', { subnet: subnet(y, 'apart', 5, { isolation: Isolation.HIGH }) });
      return y.system;
    },
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
    when: 'a Windows machine listens on SCTP',
    code: 'PROTOCOL_LACKING',
    path: 'yard/erp',
    says: ['sctp', '3868', 'Windows Server 2012'],
    fix: ['Linux'],
    build: (y) => legacy(y, 'erp', { listens: [Port.sctp(3868)] }),
  },
  ...(['to', 'from'] as const).map(
    (side): ProblemCase => ({
      when: `a flow ${side} a Windows machine is by SCTP`,
      code: 'PROTOCOL_LACKING',
      path: side === 'to' ? 'yard/erp' : 'yard/web',
      says: ['sctp/3868', 'erp', 'Windows Server 2012', '("signals")'],
      fix: ['ports', 'Linux'],
      build: (y) => {
        const [erp, web] = [legacy(y, 'erp'), vm(y, 'web')];
        y.system.policy.allow(side === 'to' ? web : erp, side === 'to' ? erp : web, { because: 'signals', ports: [Port.sctp(3868)] });
      },
    }),
  ),
  ...IMAGE_BASED.map(
    ([what, says, path, build]): ProblemCase => ({
      ...{ when: `a ${what} runs on what comes as a whole image`, code: 'IMAGE_BASED_GUEST', path, build },
      ...{ says: [says, 'packages', 'whole image'], fix: ['container'] },
    }),
  ),
  {
    when: 'backends listen on different ports',
    code: 'BACKENDS_DIFFER',
    path: 'yard/lb',
    says: ['yard/web on tcp/8080', 'yard/db on tcp/5432'],
    fix: ['one load balancer for each'],
    build: (y) => balancer(y, 'lb', [vm(y, 'web'), database(y, 'db')]),
  },
];
