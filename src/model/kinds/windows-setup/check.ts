import { X509Certificate } from 'node:crypto';
import { CONFIGURATORS } from '../../guest/configurators';
import type { WindowsDiskProps, WindowsSetupProps } from '../../guest/windows-setup';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isDomain, timeZoneDefect, windowsZone } from '../../values';
import type { Machine } from '../../workload/machine';
import { variableDefect } from '../first-boot/variables';
import {
  BUILT_IN_ACCOUNTS,
  isComputerName,
  isDomainAccount,
  isDrive,
  isFeature,
  isFolder,
  isLocalAccount,
  isOrganizationalUnit,
  isSystemFolder,
  isWindowsLocale,
} from './names';

type Bad = (prop: string, reason: string, fix: string) => void;

/** Checks what a Windows guest is told when it is first started. @param keys whether administrators have any for SSH */
export function checkWindowsSetup(machine: Machine, path: string, keys: boolean, report: Report): void {
  const { windowsSetup } = machine;
  const { os } = machine.props;
  if (windowsSetup === undefined) return;
  if (!machine.setsUpWindows) {
    const { title, windows } = os.resolved;
    const able = (windows?.setUpBy ?? []).map((by) => CONFIGURATORS[by].title);
    return report(problems.windowsSetupImpossible(path, title, CONFIGURATORS[windowsSetup.by].title, able));
  }
  const bad: Bad = (prop, reason, fix) => report(problems.invalidWindowsSetup(path, prop, reason, fix));
  const { props } = windowsSetup;
  checkNames(machine.name, props, bad);
  for (const [prop, name] of windowsVariables(props)) {
    const defect = variableDefect(name);
    if (defect) bad(prop, defect.reason, defect.fix);
  }
  checkAccounts(props, bad);
  checkDomain(props, bad);
  checkDisks(machine, props.disks ?? {}, bad);
  checkRemote(os.resolved.windows?.openSsh !== undefined, props, keys, bad);
  checkCommands(props, bad);
  if (props.virtioDrivers && props.virtioDrivers.props.sha256 === undefined)
    bad(
      'virtioDrivers',
      'drivers become part of the system, and nothing tells that they are the ones that were meant',
      'Give the image its `sha256`.',
    );
}

/** All variables, with the prop that names each. */
export function windowsVariables(props: WindowsSetupProps): readonly (readonly [prop: string, variable: string])[] {
  const { administratorPassword, administrators = {}, domain, serverCertificate, commands = [] } = props;
  return [
    ['administratorPassword', administratorPassword],
    ...Object.entries(administrators).map(([name, { password }]) => [`administrators.${name}.password`, password] as const),
    ...(domain ? [['domain.password', domain.password] as const] : []),
    ...(serverCertificate
      ? [['serverCertificate.pfx', serverCertificate.pfx] as const, ['serverCertificate.password', serverCertificate.password] as const]
      : []),
    ...commands.flatMap(({ props: { variables = {} } }, index) =>
      Object.entries(variables).map(([name, variable]) => [`commands[${index}].variables.${name}`, variable] as const),
    ),
  ];
}

function checkNames(machine: string, { computerName, timeZone, locale, features = [] }: WindowsSetupProps, bad: Bad): void {
  const name = computerName ?? machine;
  if (!isComputerName(name))
    bad(
      'computerName',
      `"${name}"${computerName === undefined ? ', which is the name of the machine,' : ''} is no name of a computer`,
      'Give it one of up to 15 letters, digits and hyphens, not of digits alone.',
    );
  if (timeZone !== undefined) {
    const defect = timeZoneDefect(timeZone) ?? (windowsZone(timeZone) === undefined ? 'Windows has no such zone' : undefined);
    if (defect !== undefined) bad('timeZone', `"${timeZone}": ${defect}`, 'Write a name such as Europe/Berlin.');
  }
  if (locale !== undefined && !isWindowsLocale(locale))
    bad('locale', `"${locale}" is no language with its region`, 'Write one such as de-DE.');
  for (const feature of features)
    if (!isFeature(feature))
      bad('features', `"${feature}" is no name of a feature`, 'Write one each, as Get-WindowsFeature has it: Web-Server.');
}

function checkAccounts({ administrators = {}, winRm = false }: WindowsSetupProps, bad: Bad): void {
  const names = Object.keys(administrators).map((name) => name.toLowerCase());
  for (const [name, { certificate }] of Object.entries(administrators)) {
    if (!isLocalAccount(name))
      bad('administrators', `"${name}" is no name of a local account`, 'Use 2 to 20 letters, digits and ._- with a letter in front.');
    else if (BUILT_IN_ACCOUNTS.includes(name.toLowerCase()))
      bad(
        'administrators',
        `"${name}" is an account that every Windows has`,
        'Give it another name; `administratorPassword` is for the built-in one.',
      );
    else if (names.filter((other) => other === name.toLowerCase()).length > 1)
      bad('administrators', `"${name}" is there twice, in large and small letters`, 'Windows does not tell them apart: leave one of them.');
    if (certificate === undefined) continue;
    if (!winRm)
      bad(`administrators.${name}.certificate`, 'nobody logs in by certificates without WinRM', 'Say `winRm: true`, or leave it out.');
    const defect = certificateDefect(name, certificate);
    if (defect)
      bad(
        `administrators.${name}.certificate`,
        defect,
        `Give one certificate for client authentication in PEM form, with the name ${name}@localhost.`,
      );
  }
}

const PEM = /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n?$/;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

function certificateDefect(name: string, pem: string): string | undefined {
  if (!PEM.test(pem)) return 'it is no certificate in PEM form';
  try {
    const { subjectAltName = '', keyUsage = [] } = new X509Certificate(pem) as X509Certificate & { readonly keyUsage?: readonly string[] };
    if (!keyUsage.includes(CLIENT_AUTHENTICATION)) return 'it is not for the authentication of clients';
    // As OpenSSL writes it, with one blank or colon more or less by version.
    const names = subjectAltName.split(', ').flatMap((each) => /^othername: ?UPN:{1,2}(.+)$/.exec(each)?.[1] ?? []);
    return names.includes(`${name}@localhost`) ? undefined : 'it is for somebody else';
  } catch {
    return 'it is no certificate in PEM form';
  }
}

function checkDomain({ domain }: WindowsSetupProps, bad: Bad): void {
  if (!domain) return;
  const { name, user, organizationalUnit: unit, administrators = [] } = domain;
  if (!isDomain(name) || !name.includes('.'))
    bad('domain.name', `"${name}" is no DNS name of a domain`, 'Write it in lower-case letters, such as corp.example.');
  const account = 'Write CORP\\name, or name@corp.example.';
  if (!isDomainAccount(user)) bad('domain.user', `"${user}" is no account of a domain`, account);
  for (const each of administrators)
    if (!isDomainAccount(each)) bad('domain.administrators', `"${each}" is no account of a domain`, account);
  if (unit !== undefined && !isOrganizationalUnit(unit))
    bad('domain.organizationalUnit', `"${unit}" is no distinguished name`, 'Write one such as OU=Servers,DC=corp,DC=example.');
}

function checkDisks(machine: Machine, disks: Readonly<Record<string, WindowsDiskProps>>, bad: Bad): void {
  const known = machine.dataDisks.map(({ id }) => id);
  const used = new Map<string, string>();
  for (const [place, { disk, label }] of Object.entries(disks)) {
    if (isSystemFolder(place)) bad('disks', `"${place}" is a folder of Windows' own`, 'Take a drive letter, or a folder such as C:\\Data.');
    else if (!isDrive(place) && !isFolder(place))
      bad('disks', `"${place}" is neither a drive letter nor a folder that is taken`, 'Write one such as E: or C:\\Data.');
    if (!known.includes(disk))
      bad(
        `disks["${place}"]`,
        `the machine has no data disk "${disk}": it has ${known.join(', ') || 'none'}`,
        'Name the id of one of its `dataDisks`.',
      );
    const other = used.get(disk);
    if (other !== undefined) bad(`disks["${place}"]`, `the disk "${disk}" is at "${other}" too`, 'Put each disk into one place.');
    used.set(disk, place);
    if (label !== undefined && !/^[A-Za-z0-9 ._-]{1,32}$/.test(label))
      bad(`disks["${place}"].label`, `"${label}" is no name of a volume that is taken`, 'Use 1 to 32 letters, digits, blanks and ._-.');
  }
  const places = Object.keys(disks).map((place) => place.toLowerCase());
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined)
    bad('disks', `"${twice}" is there twice, in large and small letters`, 'Windows does not tell them apart: leave one of them.');
}

function checkRemote(hasSsh: boolean, { ssh = false }: WindowsSetupProps, keys: boolean, bad: Bad): void {
  if (!ssh) return;
  if (!hasSsh) bad('ssh', 'there is no OpenSSH server for this Windows', 'Leave it out: Windows Server 2019 and later have one.');
  else if (!keys)
    bad('ssh', 'nobody could log in: the system has no keys of administrators', 'Give `admin.sshAuthorizedKeys` to the System.');
}

function checkCommands({ commands = [] }: WindowsSetupProps, bad: Bad): void {
  for (const [index, { words, script, props }] of commands.entries()) {
    const prop = `commands[${index}]`;
    if ((script ?? words?.[0] ?? '').trim() === '')
      bad(prop, 'it runs nothing', "Write Command.run(['C:\\\\app\\\\setup.exe', '/quiet']) or Command.script('…').");
    if (words?.some((word) => word.includes('"')))
      bad(
        prop,
        'Windows PowerShell loses quotation marks on their way to programs',
        'Use Command.script, and quote them as the program wants it.',
      );
    if (props.beforePackages)
      bad(prop, 'no packages are installed that it could come before', 'Leave `beforePackages` out: commands run last, in their order.');
    for (const name of Object.keys(props.variables ?? {}))
      if (!/^[A-Z_][A-Z0-9_]*$/.test(name))
        bad(
          `${prop}.variables`,
          `"${name}" is no name of an environment variable`,
          'Use capital letters, digits and underscores, such as LICENCE_KEY.',
        );
  }
}
