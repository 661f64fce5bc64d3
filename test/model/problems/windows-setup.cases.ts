import { Command, GuestOs, Image, Size, type VirtualMachineProps, WindowsSetup, type WindowsSetupProps } from '../../../src/model';
import { AUTHORITY, FILES_DISK } from '../../first-boot-fixture';
import { CLIENT } from '../../windows-fixture';
import { database, legacy, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const administratorPassword = 'win_administrator';
const windows = (y: Yard, props: Partial<WindowsSetupProps>, more: Partial<VirtualMachineProps> = {}) =>
  vm(y, 'web', {
    os: GuestOs.windowsServer2022(),
    memory: Size.gibibytes(4),
    dataDisks: [FILES_DISK],
    windowsSetup: WindowsSetup.unattend({ administratorPassword, ...props }),
    ...more,
  });

/** Props of which each is one mistake, with what is said of it. */
const WRONG: readonly (readonly [when: string, Partial<WindowsSetupProps>, ...says: string[]])[] = [
  ['the name of a computer is too long', { computerName: 'accounting-server-01' }, 'computerName', '"accounting-server-01"'],
  ['the name of a computer is a number', { computerName: '2022' }, '"2022"'],
  [
    'a variable has a name that Terraform does not take',
    { administratorPassword: 'Key-1' },
    'administratorPassword',
    'no name of a variable, and not repeated',
  ],
  ['a variable is called as that of a database', { administratorPassword: 'db_verifier' }, '"db_verifier"', 'verifiers'],
  [
    'a variable of a command has no name',
    { commands: [Command.script('a', { variables: { KEY: 'A' } })] },
    'commands[0].variables.KEY',
    'no name of a variable, and not repeated',
  ],
  ['a time zone does not exist', { timeZone: 'Europe/Atlantis' }, '"Europe/Atlantis"'],
  ['a disk is to be a device of DOS', { disks: { 'C:\\Data\\con.old': { disk: FILES_DISK.id } } }, '"C:\\Data\\con.old"'],
  ['a language has no region', { locale: 'german' }, '"german"'],
  ['a feature has a quotation mark', { features: ["Web-Server'"] }, '"Web-Server\'"'],
  [
    'an administrator is the built-in one',
    { administrators: { Administrator: { password: 'a_password' } } },
    '"Administrator"',
    'every Windows',
  ],
  ['an administrator has a backslash', { administrators: { 'CORP\\me': { password: 'a_password' } } }, '"CORP\\me"'],
  [
    'an administrator is there in large and small letters',
    { administrators: { me2: { password: 'a_password' }, ME2: { password: 'a_password' } } },
    '"me2"',
    'twice',
  ],
  ['a certificate is for nothing', { administrators: { operator1: { password: 'a_password', certificate: CLIENT } } }, 'without WinRM'],
  ['a certificate is none', { winRm: true, administrators: { operator1: { password: 'a_password', certificate: 'x' } } }, 'PEM'],
  [
    'a certificate is that of an authority',
    { winRm: true, administrators: { operator1: { password: 'a_password', certificate: AUTHORITY } } },
    'clients',
  ],
  [
    'a certificate is for another',
    { winRm: true, administrators: { operator2: { password: 'a_password', certificate: CLIENT } } },
    'somebody else',
  ],
  ['a domain has no dot', { domain: { name: 'corp', user: 'CORP\\joiner', password: 'a_password' } }, 'domain.name', '"corp"'],
  [
    'a domain is joined by a local account',
    { domain: { name: 'corp.example', user: 'joiner', password: 'a_password' } },
    'domain.user',
    '"joiner"',
  ],
  [
    'an organizational unit is no distinguished name',
    { domain: { name: 'corp.example', user: 'CORP\\joiner', password: 'a_password', organizationalUnit: 'Servers' } },
    '"Servers"',
  ],
  [
    'an administrator of a domain is a local one',
    { domain: { name: 'corp.example', user: 'CORP\\joiner', password: 'a_password', administrators: ['me'] } },
    'domain.administrators',
    '"me"',
  ],
  ['a disk has the letter of Windows', { disks: { 'C:': { disk: 'files' } } }, '"C:"'],
  ['a disk lies among the files of Windows', { disks: { 'C:\\Windows\\Data': { disk: 'files' } } }, 'C:\\Windows\\Data', "Windows' own"],
  ['a place names a disk that is not there', { disks: { 'E:': { disk: 'other' } } }, 'no data disk "other"', 'it has files'],
  ['a disk is in two places', { disks: { 'E:': { disk: 'files' }, 'F:': { disk: 'files' } } }, '"files"', '"E:"'],
  [
    'a folder is there in large and small letters',
    { disks: { 'C:\\Data': { disk: 'files' }, 'C:\\data': { disk: 'files' } } },
    '"c:\\data"',
  ],
  ['a volume has a name of nothing', { disks: { 'E:': { disk: 'files', label: '' } } }, 'label', '""'],
  ['nobody has a key for SSH', { ssh: true }, 'ssh', 'no keys'],
  ['drivers have no digest', { virtioDrivers: Image.file('/images/virtio-win.iso', { version: '1', format: 'iso' }) }, 'virtioDrivers'],
  ['a command is empty', { commands: [Command.run([])] }, 'commands[0]', 'runs nothing'],
  ['a command comes before packages', { commands: [Command.script('a', { beforePackages: true })] }, 'commands[0]', 'packages'],
  ['a program is given a quotation mark', { commands: [Command.run(['a', '"b"'])] }, 'commands[0]', 'quotation marks'],
  ['a command is told a variable of no name', { commands: [Command.script('a', { variables: { 'a-b': 'key' } })] }, '"a-b"'],
];

export const WINDOWS_SETUPS: readonly ProblemCase[] = [
  ...WRONG.map(
    ([when, props, ...says]): ProblemCase => ({
      ...{ when: `of Windows ${when}`, code: 'INVALID_WINDOWS_SETUP', path: 'yard/web', says, fix: [''] },
      build: (y) => windows(y, props),
      // One disk in two places is told of both.
      ...(when.startsWith('a folder is there') && { with: ['INVALID_WINDOWS_SETUP'] }),
    }),
  ),
  {
    when: 'there is no OpenSSH server for a Windows',
    code: 'INVALID_WINDOWS_SETUP',
    path: 'yard/web',
    says: ['ssh', 'no OpenSSH server'],
    fix: ['2019'],
    build: (y) => windows(y, { ssh: true }, { os: GuestOs.windowsServer2016() }),
  },
  {
    when: 'the name of a machine is too long for a computer',
    code: 'INVALID_WINDOWS_SETUP',
    path: 'yard/accounting-server-01',
    says: ['"accounting-server-01", which is the name of the machine,'],
    fix: ['15'],
    build: (y) =>
      vm(y, 'accounting-server-01', {
        os: GuestOs.windowsServer2022(),
        memory: Size.gibibytes(4),
        windowsSetup: WindowsSetup.cloudbaseInit({ administratorPassword }),
      }),
  },
  {
    when: 'two Windows guests are one computer in a domain',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/web',
    says: ['computer name "BOOKS"', 'yard/books'],
    fix: ['Rename'],
    build: (y) => {
      windows(y, { computerName: 'Books' });
      vm(y, 'books', {
        os: GuestOs.windowsServer2022(),
        memory: Size.gibibytes(4),
        windowsSetup: WindowsSetup.unattend({ administratorPassword: 'books_administrator' }),
      });
    },
  },
  {
    when: 'a Linux guest is told what Windows does',
    code: 'WINDOWS_SETUP_IMPOSSIBLE',
    path: 'yard/web',
    says: ['Debian 12', 'an answer file'],
    fix: ['firstBoot'],
    build: (y) => windows(y, {}, { os: GuestOs.debian12() }),
  },
  {
    when: 'a Windows is too old to be set up',
    code: 'WINDOWS_SETUP_IMPOSSIBLE',
    path: 'yard/web',
    says: ['Windows Server 2003'],
    fix: ['by hand'],
    build: (y) => windows(y, {}, { os: GuestOs.windowsServer2003() }),
  },
  {
    when: 'cloudbase-init is too new for a Windows',
    code: 'WINDOWS_SETUP_IMPOSSIBLE',
    path: 'yard/web',
    says: ['Windows Server 2012', 'cloudbase-init'],
    fix: ['an answer file'],
    build: (y) => windows(y, {}, { os: GuestOs.windowsServer2012(), windowsSetup: WindowsSetup.cloudbaseInit({ administratorPassword }) }),
  },
  {
    when: 'a machine that is taken as it is is set up as a Windows',
    code: 'UNKNOWN_PROP',
    path: 'yard/erp',
    says: ['"windowsSetup"'],
    fix: ['Remove it'],
    build: (y) => legacy(y, 'erp', wrong({ windowsSetup: WindowsSetup.unattend({ administratorPassword }) })),
  },
  {
    when: 'a database is set up as a Windows',
    code: 'UNKNOWN_PROP',
    path: 'yard/db',
    says: ['"windowsSetup"'],
    fix: ['Remove it'],
    build: (y) => database(y, 'db', wrong({ windowsSetup: WindowsSetup.unattend({ administratorPassword }) })),
  },
];
