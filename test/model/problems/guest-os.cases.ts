import {
  BringUp,
  type CustomOsProps,
  DatabaseEngine,
  GuestOs,
  Image,
  LoadBalancer,
  Size,
  type VirtualMachineProps,
} from '../../../src/model';
import { cluster, database, existingCluster, legacy, machineProps, service, vm } from '../fixture';
import { type ProblemCase, wrong } from './case';

const own = (props: Partial<CustomOsProps>, like = GuestOs.debian12()): GuestOs => GuestOs.custom({ like, title: 'Own Linux', ...props });

const mistaken = (when: string, says: readonly string[], os: GuestOs, props: Partial<VirtualMachineProps> = {}): ProblemCase => ({
  when,
  code: 'INVALID_GUEST_OS',
  path: 'yard/web',
  says: ['Own Linux', ...says],
  fix: ['.'],
  build: (y) => (os.resolved.family === 'windows' ? legacy(y, 'web', { os }) : vm(y, 'web', { os, ...props })),
});

const malformed = (props: Readonly<Record<string, unknown>>, prop: string, ...says: string[]): ProblemCase => ({
  when: `a custom operating system has a ${prop} that is none`,
  code: 'INVALID_VALUE',
  path: 'yard/web',
  says: [`os.custom.${prop}`, ...says],
  fix: [`Give "os.custom.${prop}`],
  build: (y) => vm(y, 'web', { os: own(wrong(props)) }),
});

export const GUEST_SYSTEMS: readonly ProblemCase[] = [
  mistaken('a custom Linux has a firewall of Windows', ['windows-firewall'], own({ firewall: 'windows-firewall' })),
  mistaken('a custom Windows has a firewall of Linux', ['nftables'], own({ firewall: 'nftables' }, GuestOs.windowsServer2022())),
  mistaken(
    'a custom Windows has an account that cloud-init would make',
    ['"administrator"'],
    own({ administrator: 'admin' }, GuestOs.windowsServer2022()),
  ),
  mistaken(
    'the security archive of apt is said for dnf',
    ['"securityOrigin"', 'dnf'],
    own({ securityOrigin: 'origin=Own' }, GuestOs.rhel9()),
  ),
  mistaken(
    'nobody says where an operating system with apt has its security updates',
    ['security updates'],
    own({ packages: 'apt' }, GuestOs.rhel9()),
  ),
  mistaken('client ports of an operating system run backwards', ['60999', '32768'], own({ clientPorts: { from: 60999, to: 32768 } })),
  mistaken('an operating system stays after its support for no reason', ['not said why'], own({}).afterSupport({ because: ' ' })),
  mistaken('a whole image has a package manager', ['whole image', '"packages"'], own({ packages: 'dnf' }, GuestOs.fedoraCoreOs())),
  mistaken('a whole image has a firewall that is not in it', ['nftables', 'firewalld'], own({ firewall: 'firewalld' }, GuestOs.flatcar())),
  mistaken(
    'the id of a custom operating system is that of a known one',
    ['"rhel-9"', 'Red Hat Enterprise Linux 9', 'Debian 12'],
    own({ id: 'rhel-9' }),
  ),
  mistaken(
    'packages of a custom operating system are called as for another package manager',
    ['postgresql, mariadb, redis, rabbitmq', 'Debian 12 for apt', 'zypper'],
    own({ packages: 'zypper' }),
  ),
  mistaken(
    'a root disk that nobody states is smaller than the least',
    ['5 GiB', '8 GiB'],
    own({ rootDisk: Size.gibibytes(5), minimumDisk: Size.gibibytes(8) }),
    { rootDisk: Size.gibibytes(9) },
  ),
  mistaken(
    'a root disk that nobody states is smaller than what it is like needs',
    ['1 GiB', '2 GiB'],
    own({ rootDisk: Size.gibibytes(1) }),
    { rootDisk: Size.gibibytes(9) },
  ),
  mistaken('nobody is let in but root', ['root'], own({ administrator: 'root' })),
  mistaken(
    'a custom Windows has a firewall that its set-up does not speak to',
    ['windows-firewall alone', 'netsh-advfirewall'],
    own({ firewall: 'netsh-advfirewall' }, GuestOs.windowsServer2022()),
  ),
  mistaken('client ports are among those of servers', ['begin at 80'], own({ clientPorts: { from: 80, to: 60999 } })),
  mistaken('a whole image is said to end', ['until the next one'], own({ supportedUntil: '2030-01-01' }, GuestOs.flatcar())),
  mistaken('a version of an engine is none', ['mysql 8', 'no version such as 8.4'], own({ engines: { mysql: { '8': ['mysql-server'] } } })),
  mistaken('a version of an engine is too old', ['9', 'older than 10'], own({ engines: { postgresql: { '9': ['postgresql9'] } } })),
  mistaken('an engine has no packages', ['no packages of valkey 8'], own({ engines: { valkey: { '8': [] } } })),
  {
    when: 'a load balancer is of a system whose HAProxy is not set up',
    code: 'NOT_SET_UP_ON_SYSTEM',
    path: 'yard/lb',
    says: ['HAProxy', 'SUSE Linux Enterprise Server 15', 'AppArmor'],
    fix: ['GuestOs.debian13()'],
    build: (y) =>
      new LoadBalancer(y.system, 'lb', { ...machineProps(y), os: GuestOs.sles15(), backends: service(existingCluster(y), 'web') }),
  },
  {
    when: 'nodes of kubeadm are of a system that nobody describes them for',
    code: 'NOT_SET_UP_ON_SYSTEM',
    path: 'yard/k8s',
    says: ['A node of kubeadm', 'SUSE'],
    fix: ['GuestOs.rocky9()'],
    build: (y) => cluster(y, 'k8s', { nodes: { os: GuestOs.sles15() } }),
  },
  {
    when: 'an engine is not set up on an operating system, though its image may have it',
    code: 'NOT_SET_UP_ON_SYSTEM',
    path: 'yard/db',
    says: ['The engine valkey-8', 'template'],
    fix: ['VirtualMachine'],
    build: (y) =>
      database(y, 'db', {
        os: GuestOs.sles15(),
        engine: DatabaseEngine.valkey('8'),
        image: Image.file('/images/sles.qcow2', { version: '15.7', preinstalled: true }),
      }),
  },
  malformed({ id: 'Own Linux' }, 'id', '"Own Linux"'),
  malformed({ administrator: 'root; reboot' }, 'administrator', '"root; reboot"'),
  malformed({ securityOrigin: 'origin=a"; };' }, 'securityOrigin', 'Origins-Pattern'),
  malformed({ supportedUntil: '2030-02-31' }, 'supportedUntil', '"2030-02-31"'),
  malformed({ packages: 'pacman' }, 'packages', '"pacman"'),
  malformed({ controlGroups: 3 }, 'controlGroups', '3'),
  malformed({ clientPorts: { from: 0, to: 70000 } }, 'clientPorts.from', '0'),
  malformed({ engines: { postgresql: { '16': ['a; reboot'] } } }, 'engines.postgresql.16[0]', '"a; reboot"'),
  malformed({ like: 'debian' }, 'like', '"debian"'),
  {
    when: 'a custom operating system has a prop that is none',
    code: 'UNKNOWN_PROP',
    path: 'yard/web',
    says: ['minimalMemory'],
    fix: ['minimumMemory'],
    build: (y) => vm(y, 'web', { os: own(wrong({ minimalMemory: Size.gibibytes(1) })) }),
  },
  {
    when: 'a machine has less memory than its operating system needs',
    code: 'BELOW_MINIMUM',
    path: 'yard/db',
    says: ['"memory"', '1 GiB', 'Red Hat Enterprise Linux 9', '1.5 GiB'],
    fix: ['1.5 GiB or more', 'minimumMemory', "'rhel-9'"],
    build: (y) => database(y, 'db', { os: GuestOs.rhel9(), memory: Size.gibibytes(1) }),
  },
  {
    when: 'a root disk is smaller than its operating system needs',
    code: 'BELOW_MINIMUM',
    path: 'yard/old',
    says: ['"rootDisk"', '20 GiB', '32 GiB'],
    fix: ['minimumDisk'],
    build: (y) => legacy(y, 'old', { rootDisk: Size.gibibytes(20) }),
  },
  {
    when: 'nodes have less memory than their operating system needs',
    code: 'BELOW_MINIMUM',
    path: 'yard/k8s',
    says: ['0.5 GiB', '1 GiB'],
    fix: ['minimumMemory'],
    build: (y) => cluster(y, 'k8s', { nodes: { os: GuestOs.ubuntu2404(), memory: Size.mebibytes(512), bringUp: BringUp.BY_HAND } }),
  },
];
