import { Command, External, type FirstBootProps, GuestFile, GuestOs, Port, Repository, SecurityUpdates, Size } from '../../../src/model';
import { AUTHORITY, FILES_DISK } from '../../first-boot-fixture';
import { cluster, database, legacy, vm, yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const dataDisks = [FILES_DISK];

/** Of a server, which is no authority. */
const SERVER = `-----BEGIN CERTIFICATE-----
MIIBcDCCARagAwIBAgIURs95y3UqAUYz4l6tHHMkHhwfAaQwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDd2ViMCAXDTI2MTEyODExMTAzOVoYDzIxMjYxMTA0MTExMDM5
WjAOMQwwCgYDVQQDDAN3ZWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT4AmLt
hvr8OoWSvomjNB3bZDatfVXjEyIJfSAkm8p5vNdlVO51ZvnoqUxdJSxrM8BGF/Q+
xPjBtDo7TFBTxaDvo1AwTjAdBgNVHQ4EFgQUfH155VtJHqQB+ZaN77JW1vFTFHAw
HwYDVR0jBBgwFoAUfH155VtJHqQB+ZaN77JW1vFTFHAwDAYDVR0TAQH/BAIwADAK
BggqhkjOPQQDAgNIADBFAiAKlH86ON2XEo7sGsmLZL77k5urDcjR5nmM5H1lUGRr
6gIhAMGinppsSAvre9MjVS7bLhmDvfC1t6iEnS6yvEaptdQX
-----END CERTIFICATE-----
`;

/** Props of which each is one mistake, with what is said of it. */
const WRONG: readonly (readonly [when: string, FirstBootProps, ...says: string[]])[] = [
  ['a package has a blank in its name', { packages: ['nginx curl'] }, 'packages', '"nginx curl"'],
  ['a file has no absolute path', { files: { 'etc/app.conf': '' } }, '"etc/app.conf"'],
  ['a file has a path that a shell would read', { files: { '/etc/$(reboot)': '' } }, '"/etc/$(reboot)"'],
  ['a file lies in another', { files: { '/etc/app': '', '/etc/app/conf': '' } }, '"/etc/app" is a file', '"/etc/app/conf"'],
  [
    'a file lies on a disk that is mounted later',
    { files: { '/srv/files/a': '' }, mounts: { '/srv/files': { disk: 'files' } } },
    '/srv/files/a',
  ],
  ['a file has no permission bits', { files: { '/etc/a': GuestFile.text('', { mode: 99999 }) } }, '99999'],
  ['a file has no owner', { files: { '/etc/a': GuestFile.text('', { owner: 'a b' }) } }, '"a b"'],
  [
    'a variable has a name that Terraform does not take',
    { files: { '/etc/a': GuestFile.variable('Key-1') } },
    'no name of a variable, and not repeated',
  ],
  ['a command is empty', { commands: [Command.run([])] }, 'commands[0]', 'runs nothing'],
  ['a command is told a variable of no name', { commands: [Command.script('a', { variables: { 'a-b': 'key' } })] }, '"a-b"'],
  ['an account has a capital letter', { users: { Deploy: {} } }, '"Deploy"'],
  ['a group has a blank', { users: { deploy: { groups: ['a b'] } } }, '"a b"'],
  ['a shell is no path', { users: { deploy: { shell: 'bash' } } }, '"bash"'],
  ['sudo is given a wildcard', { users: { deploy: { sudo: ['/usr/bin/systemctl restart *'] } } }, '/usr/bin/systemctl restart *'],
  ['a time zone does not exist', { timeZone: 'Europe/Atlantis' }, '"Europe/Atlantis"'],
  ['a locale is none', { locale: 'german' }, '"german"'],
  ['a kernel setting is none', { sysctl: { swappiness: 1 } }, '"swappiness"'],
  ['a kernel setting has a value with a line break in words', { sysctl: { 'kernel.core_pattern': '|/bin/sh' } }, '"|/bin/sh"'],
  ['a mount names a disk that is not there', { mounts: { '/srv/a': { disk: 'other' } } }, 'no data disk "other"', 'it has files'],
  ['a disk is mounted twice', { mounts: { '/srv/a': { disk: 'files' }, '/srv/b': { disk: 'files' } } }, '"files"', '"/srv/a"'],
  ['options of a mount stand in one text', { mounts: { '/srv/a': { disk: 'files', options: ['noatime,exec'] } } }, '"noatime,exec"'],
  ['a service has no ending', { services: ['nginx'] }, '"nginx"'],
  ['a certificate is none', { certificates: { company: 'CN=Company' } }, 'certificates.company', 'PEM'],
  [
    'a repository is for another package manager',
    { repositories: { vendor: Repository.dnf({ url: 'http://192.0.2.9/' }) } },
    'for dnf',
    'Debian 12 has apt',
  ],
  ['a repository has no suite', { repositories: { vendor: Repository.apt({ url: 'http://192.0.2.9/', suites: [] }) } }, 'no suite'],
  [
    'a repository has a user in its address',
    { repositories: { vendor: Repository.apt({ url: 'http://me@192.0.2.9/', suites: ['a'] }) } },
    'http://***@192.0.2.9/',
  ],
  [
    'a repository has no key that is one',
    { repositories: { vendor: Repository.apt({ url: 'http://192.0.2.9/', suites: ['a'], key: 'ABCD' }) } },
    'vendor.key',
  ],
  ['the sources of the image go, and nothing comes', { onlyTheseRepositories: true }, 'nothing could be installed'],
  ['a proxy has no port', { proxy: { url: 'http://192.0.2.9' } }, '"http://192.0.2.9"'],
  ['updates have no time', { securityUpdates: SecurityUpdates.daily('4 am') }, '"4 am"'],
  ['nobody brings updates, without a reason', { securityUpdates: SecurityUpdates.elsewhere({ because: ' ' }) }, 'not said why'],
  ['an update leaves alone what is no package', { securityUpdates: SecurityUpdates.daily('04:00', { except: ['*'] }) }, '"*"'],
  ['cloud-init is told what a prop tells', { cloudConfig: { packages: ['a'] } }, 'cloudConfig.packages'],
  ['cloud-init is told commands that are no list', { cloudConfig: { runcmd: 'reboot' } }, 'cloudConfig.runcmd', 'no list'],
];

/** Props that would undo or hide what every guest has. */
const RESERVED: readonly (readonly [when: string, FirstBootProps, ...says: string[]])[] = [
  ["a file lies among the library's own", { files: { '/etc/isthmus/firewall.nft': '' } }, '/etc/isthmus/firewall.nft'],
  ['a file lies where the kernel shows things', { files: { '/proc/sys/vm/swappiness': '1' } }, '/proc/sys/vm/swappiness', 'kernel'],
  ['a file lies where nothing stays', { files: { '/run/app.conf': '' } }, '/run/app.conf', 'empty'],
  ["an account is the administrators'", { users: { debian: {} } }, '"debian"', 'Debian 12'],
  ['an account is that of a program', { users: { postgres: {} } }, '"postgres"'],
  ['an account is that of a program that keeps keys', { users: { valkey: {} } }, '"valkey"'],
  ['a variable is called as that of a database', { files: { '/etc/a': GuestFile.variable('db_verifier') } }, '"db_verifier"'],
  ['a kernel setting lets packets through', { sysctl: { 'net.ipv4.ip_forward': 1 } }, 'net.ipv4.ip_forward'],
  ['another firewall is installed', { packages: ['ufw'] }, 'ufw'],
  ['another firewall is started', { services: ['nftables.service'] }, 'nftables.service'],
  ['cloud-init is told to take passwords', { cloudConfig: { ssh_pwauth: true } }, '"ssh_pwauth"', 'password'],
  [
    'cloud-init is told to write over the firewall',
    { cloudConfig: { write_files: [{ path: '/etc/isthmus/firewall.nft' }] } },
    '/etc/isthmus',
  ],
  ['cloud-init is told to stop the firewall', { cloudConfig: { runcmd: [['nft', 'flush', 'ruleset']] } }, '"nft"'],
];

export const FIRST_BOOTS: readonly ProblemCase[] = [
  ...WRONG.map(([when, firstBoot, ...says]) => ({ when, code: 'INVALID_FIRST_BOOT', firstBoot, says, fix: [''] })),
  ...RESERVED.map(([when, firstBoot, ...says]) => ({ when, code: 'FIRST_BOOT_RESERVED', firstBoot, says, fix: ['Leave it out'] })),
].map(({ firstBoot, ...rest }): ProblemCase => ({ ...rest, path: 'yard/web', build: (y) => vm(y, 'web', { dataDisks, firstBoot }) }));

/** What a system that comes as a whole image does not do, with what is said of it. */
const ON_IMAGES: readonly (readonly [when: string, FirstBootProps, ...says: string[]])[] = [
  ['gets a package', { packages: ['nginx'] }, 'packages', 'nothing is installed'],
  ['gets a repository', { repositories: { vendor: Repository.dnf({ url: 'http://192.0.2.9/' }) } }, 'repositories', 'nothing is installed'],
  ['gets a configuration of cloud-init', { cloudConfig: { final_message: 'done' } }, 'cloudConfig', 'Ignition'],
  ['gets a locale that its image has not', { locale: 'de_DE.UTF-8' }, '"de_DE.UTF-8"', 'C.UTF-8 alone'],
  ['updates itself without a restart', { securityUpdates: SecurityUpdates.daily('04:00') }, 'securityUpdates', 'restart'],
  [
    'leaves a package alone',
    { securityUpdates: SecurityUpdates.daily('04:00', { reboot: true, except: ['nginx'] }) },
    'securityUpdates',
    'no package',
  ],
  ['gets a file in its image', { files: { '/usr/bin/app': '' } }, '"/usr/bin/app"', 'read only'],
  ['gets a folder in its root', { mounts: { '/data': { disk: 'files' } } }, '"/data"', 'read only'],
  ['gets a file of an account that nobody has made', { files: { '/etc/a': GuestFile.text('', { owner: 'root:www-data' }) } }, '"www-data"'],
];

export const FIRST_BOOTS_OF_OTHERS: readonly ProblemCase[] = [
  ...ON_IMAGES.map(
    ([when, firstBoot, ...says]): ProblemCase => ({
      when: `Fedora CoreOS ${when}`,
      code: 'INVALID_FIRST_BOOT',
      path: 'yard/web',
      says,
      fix: [''],
      build: (y) => vm(y, 'web', { os: GuestOs.fedoraCoreOs(), dataDisks, firstBoot }),
      ...(firstBoot.repositories && { with: ['INVALID_FIRST_BOOT'] }),
    }),
  ),
  {
    when: 'an apply is to wait for a machine without a guest agent',
    code: 'FIRST_BOOT_UNSEEN',
    path: 'yard/web',
    says: ['no QEMU guest agent'],
    fix: ['withHardware'],
    build: (y) => vm(y, 'web', { os: GuestOs.debian12().withHardware({ guestAgent: false }), waitForFirstBoot: {} }),
  },
  {
    when: 'an apply is to wait for a machine that nobody sets up',
    code: 'FIRST_BOOT_UNSEEN',
    path: 'yard/web',
    says: ['nothing sets up Windows Server 2012'],
    fix: ['Leave `waitForFirstBoot` out'],
    build: (y) => vm(y, 'web', { os: GuestOs.windowsServer2012(), waitForFirstBoot: { minutes: 60 } }),
  },
  {
    when: 'an apply is to wait for no time',
    code: 'INVALID_FIRST_BOOT_WAIT',
    path: 'yard/web',
    says: ['0 is not a whole number of minutes from 1 to 1440'],
    fix: ['30'],
    build: (y) => vm(y, 'web', { waitForFirstBoot: { minutes: 0 } }),
  },
  {
    when: 'the nodes of a cluster are to be waited for for half a minute, which is said once',
    code: 'INVALID_FIRST_BOOT_WAIT',
    path: 'yard/k8s',
    says: ['0.5 is not a whole number'],
    fix: ['30'],
    build: (y) => cluster(y, 'k8s', { nodes: { waitForFirstBoot: { minutes: 0.5 } } }),
  },
  {
    when: 'a machine that is taken as it is is waited for',
    code: 'UNKNOWN_PROP',
    path: 'yard/erp',
    says: ['"waitForFirstBoot"'],
    fix: ['Remove it'],
    with: ['FIRST_BOOT_UNSEEN'],
    build: (y) => legacy(y, 'erp', wrong({ os: GuestOs.debian12(), waitForFirstBoot: {} })),
  },
  {
    when: 'a Windows guest is told what to do at its first boot',
    code: 'FIRST_BOOT_IMPOSSIBLE',
    path: 'yard/web',
    says: ['Windows Server 2012'],
    fix: ['Linux'],
    build: (y) => vm(y, 'web', { os: GuestOs.windowsServer2012(), firstBoot: { packages: ['nginx'] } }),
  },
  {
    when: 'a machine that is taken as it is is told what to do at its first boot',
    code: 'UNKNOWN_PROP',
    path: 'yard/erp',
    says: ['"firstBoot"'],
    fix: ['Remove it'],
    build: (y) => legacy(y, 'erp', wrong({ os: GuestOs.debian12(), firstBoot: {} })),
  },
  {
    when: 'the data disk of a database is mounted elsewhere',
    code: 'INVALID_FIRST_BOOT',
    path: 'yard/db',
    says: ['no data disk "data"', 'none to mount'],
    fix: ['dataDisks'],
    build: (y) => database(y, 'db', { firstBoot: { mounts: { '/srv/data': { disk: 'data' } } } }),
  },
  {
    when: 'a node of a cluster gets swap, which is said once',
    code: 'FIRST_BOOT_RESERVED',
    path: 'yard/k8s',
    says: ['swap', 'kubelet'],
    fix: ['Leave it out'],
    build: (y) => cluster(y, 'k8s', { nodes: { firstBoot: { swap: Size.gibibytes(1) } } }),
  },
  {
    when: 'the certificate of a server stands for an authority',
    code: 'INVALID_FIRST_BOOT',
    path: 'yard/web',
    says: ['certificates.server', 'CN=web', 'no authority'],
    fix: ['authority'],
    build: (y) => vm(y, 'web', { firstBoot: { certificates: { server: SERVER } } }),
  },
  {
    when: 'a secret stands in a file',
    code: 'SECRET_GIVEN',
    path: 'yard/web',
    says: ['a secret'],
    fix: ['GuestFile.variable'],
    build: (y) => vm(y, 'web', { firstBoot: { files: { '/etc/key': `-----BEGIN ${'PRIVATE'} KEY-----\nb3BlbnNzaA\n` } } }),
  },
  {
    when: 'a proxy listens on a port that no flow is for',
    code: 'SOFTWARE_SOURCE_CLOSED',
    path: 'yard/web',
    says: ['http://192.0.2.9:3128', 'tcp/80 and tcp/443', 'tcp/3128'],
    fix: ['listens'],
    build: (y) => vm(y, 'web', { firstBoot: { packages: ['curl'], proxy: { url: 'http://192.0.2.9:3128' } } }),
  },
  {
    when: 'a repository has an address that no flow is for',
    code: 'SOFTWARE_SOURCE_CLOSED',
    path: 'yard/web',
    says: ['198.51.100.1', '"mirror" is at 192.0.2.0/25'],
    fix: ['provisioning.packages'],
    build: () => {
      const packages = External.cidr('192.0.2.0/25', { name: 'mirror', listens: [Port.tcp(8081)] });
      const y = yard({ provisioning: { packages } });
      const repositories = { vendor: Repository.apt({ url: 'http://198.51.100.1:8081/', suites: ['./'] }) };
      vm(y, 'web', { firstBoot: { packages: ['curl'], repositories, certificates: { company: AUTHORITY } } });
      return y.system;
    },
  },
  {
    when: 'a machine installs a package, and nobody says where from',
    code: 'NO_SOFTWARE_SOURCE',
    path: 'yard/web',
    says: ['packages (curl)', 'declares no package repositories'],
    fix: ['provisioning'],
    build: () => {
      const y = yard({ provisioning: {} });
      vm(y, 'web', { firstBoot: { packages: ['curl'] } });
      return y.system;
    },
  },
];
