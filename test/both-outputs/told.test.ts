import {
  type BackupProps,
  BackupTarget,
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  type DatabaseVmProps,
  Duration,
  External,
  Forward,
  GuestOs,
  Host,
  Image,
  InvalidSystemError,
  Isolation,
  KubernetesCluster,
  LoadBalancer,
  type Lock,
  Network,
  Port,
  type Resolution,
  Size,
  System,
  VirtualMachine,
} from '../../src/model';
import { renderCloudInit } from '../../src/terraform/guest';
import { AUTHORITY } from '../first-boot-fixture';
import { sshKey } from '../model/fixture';

/** Whatever of this somebody may edit. */
interface Facts {
  readonly domain: string;
  readonly keys: readonly string[];
  readonly admin: string;
  readonly packages: string;
  readonly ntp: string;
  readonly isolation: Isolation;
  readonly nameservers: readonly string[];
  readonly mtu: number;
  readonly os: GuestOs;
  readonly preinstalled: boolean;
  readonly databases: DatabaseVmProps['databases'];
  readonly roles: DatabaseVmProps['roles'];
  readonly backup: BackupProps;
  readonly tls: DatabaseTls;
  readonly filesystem: 'xfs' | 'ext4';
  readonly memory: number;
  readonly cpus: number;
  readonly listens: readonly Port[];
  readonly backends: number;
  readonly version: string;
  readonly pods: string;
}

const FACTS: Facts = {
  domain: 'old.internal',
  keys: [sshKey('a')],
  admin: '198.51.100.0/24',
  packages: '192.0.2.0/25',
  ntp: '192.0.2.129',
  isolation: Isolation.HIGH,
  nameservers: ['10.1.9.53'],
  mtu: 1500,
  os: GuestOs.debian12(),
  preinstalled: false,
  databases: { app: {} },
  roles: { reader: { reads: ['app'] } },
  backup: { daily: '02:00', keep: 14, to: BackupTarget.sftp({ user: 'backups', path: '/srv', hostKey: sshKey('vault') }) },
  tls: DatabaseTls.variables({ authority: AUTHORITY }),
  filesystem: 'xfs',
  memory: 4,
  cpus: 2,
  listens: [Port.tcp(80)],
  backends: 1,
  version: '1.33',
  pods: '10.244.0.0/16',
};

function depot(facts: Facts): System {
  const packages = External.cidr(facts.packages, { name: 'packages' });
  const system = new System('depot', {
    domain: facts.domain,
    admin: { from: External.cidr(facts.admin, { name: 'office' }), sshAuthorizedKeys: facts.keys },
    provisioning: {
      packages,
      registry: packages,
      ntp: External.address(facts.ntp, { name: 'time' }),
      backup: External.address('192.0.2.130', { name: 'vault' }),
    },
  });
  const host = new Host(system, 'kvm', { uri: 'qemu:///system', cpus: 64, memory: Size.gibibytes(512) });
  const net = new Network(system, 'net', { cidr: '10.1.0.0/16' });
  const image = Image.file('/images/debian-12.qcow2', { version: '12', preinstalled: facts.preinstalled });
  const common = { host, image, os: facts.os, cpus: facts.cpus, memory: Size.gibibytes(facts.memory) };
  const data = net.addSubnet('data', { cidr: '10.1.1.0/24', isolation: facts.isolation });
  const web = net.addSubnet('web', { cidr: '10.1.2.0/24', mtu: facts.mtu });
  const lan = net.addSubnet('lan', {
    cidr: '10.1.9.0/24',
    forward: Forward.bridge('br0'),
    gateway: '10.1.9.1',
    nameservers: facts.nameservers,
  });
  new DatabaseVm(system, 'db', {
    ...common,
    subnet: data,
    engine: DatabaseEngine.postgresql('15'),
    dataDisk: Size.gibibytes(10),
    databases: facts.databases,
    roles: facts.roles,
    filesystem: facts.filesystem,
    backup: facts.backup,
    tls: facts.tls,
  });
  const webs = [1, 2].map((n) => new VirtualMachine(system, `web-${n}`, { ...common, subnet: web, listens: facts.listens }));
  new VirtualMachine(system, 'bridged', { ...common, subnet: lan, listens: [] });
  const [first, second] = webs as [VirtualMachine, VirtualMachine];
  new LoadBalancer(system, 'lb', { ...common, subnet: web, backends: facts.backends > 1 ? [first, second] : [first] });
  new KubernetesCluster(system, 'k8s', {
    version: facts.version,
    podCidr: facts.pods,
    serviceCidr: '10.96.0.0/12',
    nodes: { ...common, subnet: net.addSubnet('nodes', { cidr: '10.1.4.0/24' }), count: 1 },
  });
  return system;
}

function resolvedWith(facts: Partial<Facts>, lock?: Lock): Resolution | readonly string[] {
  try {
    return depot({ ...FACTS, ...facts }).resolve(lock ? { lock } : {});
  } catch (error) {
    if (error instanceof InvalidSystemError) return error.problems.map(({ code }) => code);
    throw error;
  }
}

const FIRST = depot(FACTS).resolve();

/** What each guest is told when it is first started. */
const told = ({ system }: Resolution): ReadonlyMap<string, string> =>
  new Map(system.machines.map((machine) => [machine.name, JSON.stringify(renderCloudInit(machine))]));

/** Edits, and what is said of them: by machine, the prop that it is about. */
const EDITS: readonly (readonly [keyof Facts, Partial<Facts>, readonly string[]])[] = [
  ['domain', { domain: 'new.internal' }, ['bridged domain', 'db domain', 'k8s-node-1 domain', 'lb domain', 'web-1 domain', 'web-2 domain']],
  [
    'keys',
    { keys: [sshKey('b')] },
    ['bridged', 'db', 'k8s-node-1', 'lb', 'web-1', 'web-2'].map((name) => `${name} admin.sshAuthorizedKeys`),
  ],
  [
    'admin',
    { admin: '203.0.113.0/24' },
    ['bridged', 'db', 'k8s-node-1', 'lb', 'web-1', 'web-2'].flatMap((name) => [
      `${name} admin.from`,
      ...(name === 'db' ? ['db routes'] : []),
    ]),
  ],
  ['packages', { packages: '192.0.2.64/26' }, []],
  ['ntp', { ntp: '192.0.2.130' }, []],
  ['isolation', { isolation: Isolation.STANDARD }, ['db defaultGateway', 'db routes']],
  ['nameservers', { nameservers: ['10.1.9.54'] }, ['bridged nameservers']],
  ['mtu', { mtu: 9000 }, ['lb mtu', 'web-1 mtu', 'web-2 mtu']],
  ['os', { os: GuestOs.debian12().withHardware({ guestAgent: false }) }, []],
  ['preinstalled', { preinstalled: true }, []],
  ['databases', { databases: { app: {}, shop: {} } }, ['db databases']],
  ['databases', { databases: { app: { owner: 'shopkeeper' } } }, ['db databases']],
  ['databases', { databases: { app: { initialSql: 'CREATE TABLE shelf (id int);' } } }, ['db databases']],
  ['roles', { roles: { reader: { writes: ['app'] } } }, ['db roles']],
  ['roles', { roles: { reader: { reads: ['app'] }, other: { reads: ['app'] } } }, ['db roles']],
  ['roles', { roles: { reader: { reads: ['app'], from: [External.cidr('10.9.0.0/24', { name: 'reports' })] } } }, ['db roles']],
  ['backup', { backup: { daily: '02:00', keep: 7 } }, ['db backup']],
  ['backup', { backup: { ...FACTS.backup, pointInTime: { within: Duration.minutes(5) } } }, ['db backup']],
  ['tls', { tls: DatabaseTls.selfSigned() }, ['db tls']],
  ['tls', { tls: DatabaseTls.variables({ authority: `${AUTHORITY}${AUTHORITY}` }) }, ['db tls']],
  ['memory', { memory: 8 }, ['db memory', 'lb memory']],
  ['cpus', { cpus: 4 }, ['db cpus']],
  ['listens', { listens: [Port.tcp(81)] }, []],
  ['backends', { backends: 2 }, ['lb backends']],
  ['version', { version: '1.34' }, ['k8s-node-1 version']],
];

const GUESTS = /^GUEST_/;

describe('what a guest is told once and an edit changes', () => {
  test.each(EDITS)('is never changed in silence: %s', (fact, edit, said) => {
    expect(edit[fact]).not.toEqual(FACTS[fact]);
    const next = resolvedWith(edit, FIRST.lock);
    if (!('system' in next)) throw new Error(next.join());
    const of = (path: string): string => path.replace('depot/', '').replace('/', '-');
    const warned = next.warnings.filter(({ code }) => GUESTS.test(code));
    const before = told(FIRST);
    const changed = [...told(next)].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    expect(changed.filter((name) => !warned.some(({ path }) => of(path) === name))).toEqual([]);
    const outdated = warned
      .filter(({ code }) => code === 'GUEST_OUTDATED')
      .map(({ path, message }) => `${of(path)} ${message.split(':')[0]}`);
    for (const each of said) expect(outdated).toContain(each);
    // Once, and until somebody says that it is done.
    expect(next.lock.machines.db?.told).toEqual(FIRST.lock.machines.db?.told);
  });

  test('is refused where a machine made anew would not take its disk', () => {
    expect(resolvedWith({ filesystem: 'ext4' }, FIRST.lock)).toEqual(['LOCK_CONTRADICTION']);
  });

  test('is refused where a cluster keeps what it was made with', () => {
    expect(resolvedWith({ pods: '10.245.0.0/16' }, FIRST.lock)).toEqual(['CLUSTER_FIXED']);
  });

  test('every fact is edited', () => {
    expect([...new Set(EDITS.map(([fact]) => fact)), 'filesystem', 'pods'].sort()).toEqual(Object.keys(FACTS).sort());
  });
});
