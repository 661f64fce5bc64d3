import { BringUp, type CustomOsProps, GuestOs, Size } from '../../../src/model';
import { cluster, database, legacy, vm } from '../fixture';
import { type ProblemCase, wrong } from './case';

const own = (props: Partial<CustomOsProps>, like = GuestOs.debian12()): GuestOs => GuestOs.custom({ like, title: 'Own Linux', ...props });

const mistaken = (when: string, says: readonly string[], os: GuestOs): ProblemCase => ({
  when,
  code: 'INVALID_GUEST_OS',
  path: 'yard/web',
  says: ['Own Linux', ...says],
  fix: ['.'],
  build: (y) => (os.resolved.family === 'windows' ? legacy(y, 'web', { os }) : vm(y, 'web', { os })),
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
