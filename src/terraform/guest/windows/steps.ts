import { networksOf, type ResolvedCommand, type ResolvedMachine, type ResolvedWindowsSetup } from '../../../model/resolved';
import { windowsFirewallLines } from '../firewall/windows';
import { staticRoutes } from '../network';
import { quoted, quotedLines, quotedList, quotedMap } from './quote';

/** Something that is done once, by the name under which the guest notes it. */
export interface WindowsStep {
  readonly name: string;
  /** Lines of PowerShell: calls of functions of the program, with literals. */
  readonly lines: readonly string[];
}

/** As Windows writes a MAC address. */
export const windowsMac = (mac: string): string => mac.toUpperCase().replaceAll(':', '-');

/** All that is done in a guest, in this order. Nothing is for steps that do nothing. */
export function windowsSteps(machine: ResolvedMachine, setup: ResolvedWindowsSetup): readonly WindowsStep[] {
  const steps: readonly WindowsStep[] = [
    { name: 'firewall', lines: windowsFirewallLines(machine) },
    { name: 'drivers', lines: setup.driverFolder === undefined ? [] : [`Install-VirtioDrivers ${quoted(setup.driverFolder)}`] },
    { name: 'network', lines: cards(machine) },
    { name: 'time', lines: time(machine, setup) },
    { name: 'accounts', lines: accounts(setup) },
    { name: 'remote administration', lines: remote(machine, setup) },
    { name: 'disks', lines: disks(setup) },
    { name: 'features', lines: setup.features.length === 0 ? [] : [`Install-Features ${quotedList(setup.features)}`] },
    { name: 'domain', lines: join(setup) },
    { name: 'domain administrators', lines: (setup.domain?.administrators ?? []).map((name) => `Add-DomainAdministrator ${quoted(name)}`) },
    ...setup.commands.map((command, index) => ({ name: `command ${index + 1}`, lines: [run(command)] })),
    { name: 'CDs', lines: setup.keepCdsReadable ? [] : ['Close-Cds'] },
  ];
  return steps.filter(({ lines }) => lines.length > 0);
}

/** What the documents that are read first do not say, or their readers do not do: cloudbase-init knows no routes but the default one. */
const cards = (machine: ResolvedMachine): readonly string[] =>
  networksOf(machine).map(({ nic, network }) => {
    const routes = (staticRoutes(nic, network) ?? []).map(({ to, via }) => `${to} ${via}`);
    const suffix = nic === machine.nic ? machine.guest.network.searchDomain : '';
    return `Set-Card ${quoted(windowsMac(nic.mac))} ${nic.mtu} ${quoted(suffix)} ${quotedList(routes)}`;
  });

/** A member of a domain asks its controllers, too: tickets are good for minutes. */
const time = ({ guest: { ntpServers } }: ResolvedMachine, { domain }: ResolvedWindowsSetup): readonly string[] =>
  ntpServers.length === 0 ? [] : [`Set-TimeServers ${quoted(domain ? 'all' : 'manual')} ${quotedList(ntpServers)}`];

const accounts = ({ administratorPassword, administrators }: ResolvedWindowsSetup): readonly string[] => [
  `Set-AdministratorPassword ${quoted(administratorPassword)}`,
  ...administrators.map(({ name, passwordVariable }) => `Add-Administrator ${quoted(name)} ${quoted(passwordVariable)}`),
];

function remote({ guest }: ResolvedMachine, setup: ResolvedWindowsSetup): readonly string[] {
  const { serverCertificate: given, winRm, ssh, administrators, computerName } = setup;
  const names = [...new Set([computerName, guest.fqdn])];
  const made = given
    ? `Import-ServerCertificate ${quoted(given.pfxVariable)} ${quoted(given.passwordVariable)}`
    : `New-ServerCertificate ${quotedList(names)}`;
  return [
    'Enable-RemoteDesktop',
    ...(given || winRm ? [`$certificate = ${made}`] : []),
    ...(given ? ['Set-RemoteDesktopCertificate $certificate'] : []),
    winRm ? 'Enable-WinRm $certificate' : 'Disable-WinRm',
    ...administrators.flatMap(({ name, passwordVariable, certificate }) =>
      certificate === undefined ? [] : [`Add-CertificateLogin ${quoted(name)} ${quoted(passwordVariable)} ${quotedLines(certificate)}`],
    ),
    ...(ssh ? [`Enable-Ssh ${quotedList(guest.sshAuthorizedKeys)}`] : []),
  ];
}

const FILE_SYSTEMS: { readonly [F in ResolvedWindowsSetup['disks'][number]['fileSystem']]: string } = { ntfs: 'NTFS', refs: 'ReFS' };

const disks = ({ disks: all }: ResolvedWindowsSetup): readonly string[] =>
  all.map(
    ({ serial, place, fileSystem, label }) =>
      `Mount-DataDisk ${quoted(serial)} ${quoted(place)} ${quoted(FILE_SYSTEMS[fileSystem])} ${quoted(label)}`,
  );

function join({ domain }: ResolvedWindowsSetup): readonly string[] {
  if (!domain) return [];
  const { name, user, passwordVariable, organizationalUnit: unit } = domain;
  return [['Join-Domain', ...[name, user, passwordVariable, ...(unit === undefined ? [] : [unit])].map(quoted)].join(' ')];
}

const run = ({ script, variables }: ResolvedCommand): string =>
  `Invoke-Script ${quotedMap(variables.map(({ name, variable }) => [name, variable] as const))} ${quotedLines(script.trimEnd())}`;
