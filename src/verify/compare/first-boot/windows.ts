import { type CardNetwork, networksOf, type ResolvedMachine, type ResolvedWindowsSetup } from '../../../model/resolved';
import { callText, type WindowsGuest } from '../../guest/windows-setup';
import { addresses } from '../../sets/addresses';
import { type Difference, missing, tooWide } from '../difference';
import { compared } from './both';

/** What a Windows guest is told that the model does not say, and the other way: who gets in, where data goes, what is run, in which order. */
export function windowsDifferences(machine: ResolvedMachine, windows: WindowsGuest, setup: ResolvedWindowsSetup): readonly Difference[] {
  const { name, guest, objectName } = machine;
  const stated = statedSteps(machine, setup);
  const found = new Map(windows.steps);
  const steps = [...new Set([...stated.keys(), ...found.keys()])];
  const variables = [...new Set(setup.variables.map((variable) => variable.name))];
  const order = windows.order.filter((step) => step !== 'firewall' && stated.has(step)).join(', ');
  return [
    ...(windows.by === guest.configuredBy ? [] : [missing(name, `it is told what ${windows.by} reads`)]),
    ...(windows.instance === objectName ? [] : [missing(name, `it notes what is done under the name ${windows.instance}`)]),
    ...named(name, 'its name', setup.computerName, windows.computerName),
    ...named(
      name,
      'its time zone',
      setup.timeZone && { 'cloudbase-init': setup.timeZone.iana, unattend: setup.timeZone.windows }[windows.by],
      windows.timeZone,
    ),
    ...steps.flatMap((step) => compared(name, `it at "${step}"`, stated.get(step) ?? [], found.get(step) ?? [])),
    ...(order === [...stated.keys()].join(', ') ? [] : [missing(name, `its steps come in the order ${order}`)]),
    ...compared(
      name,
      'it the secret',
      variables.map((variable) => `${variable} as ${variable}`),
      [...windows.secrets].map(([as, variable]) => `${variable} as ${as}`),
    ),
    ...compared(name, 'its set-up the ending', ENDINGS[windows.by], windows.endings),
    ...compared(
      name,
      'it the setting',
      statedSettings(machine, setup, windows.by),
      [...windows.settings].map(([key, value]) => `${key} = ${value}`),
    ),
  ];
}

function named(name: string, what: string, stated: string | undefined, found: string | undefined): readonly Difference[] {
  return stated === found ? [] : [tooWide(name, `${what} is ${found ?? 'not said'}, not ${stated ?? 'left as it is'}`)];
}

/** How it goes on after a restart, and what is left when it is done. */
const ENDINGS: { readonly [B in WindowsGuest['by']]: readonly string[] } = {
  'cloudbase-init': ['function Restart-Setup { exit 1003 }', 'function Complete-Setup { }'],
  unattend: [
    'function Restart-Setup { Restart-Computer -Force; exit 0 }',
    "function Complete-Setup { Invoke-Program 'schtasks.exe' @('/Delete', '/F', '/TN', 'isthmus-setup') }",
  ],
};

/** Whether a guest is told the address of a card, and its routes. */
const WRITTEN: { readonly [A in CardNetwork['addressedBy']]: boolean } = { static: true, dhcp: false, image: false };

const FILE_SYSTEMS: { readonly [F in ResolvedWindowsSetup['disks'][number]['fileSystem']]: string } = { ntfs: 'NTFS', refs: 'ReFS' };

/** Calls by step, in their order; those without any are not there. */
function statedSteps(machine: ResolvedMachine, setup: ResolvedWindowsSetup): ReadonlyMap<string, readonly string[]> {
  const { guest, nic: first } = machine;
  const { domain, serverCertificate: given, computerName } = setup;
  const commands = setup.commands.map(({ script, variables }, index): readonly [string, readonly string[]] => [
    `command ${index + 1}`,
    [callText('Invoke-Script', Object.fromEntries(variables.map(({ name, variable }) => [name, variable])), script.trimEnd())],
  ]);
  const certificate = given
    ? callText('certificate = Import-ServerCertificate', given.pfxVariable, given.passwordVariable)
    : callText('certificate = New-ServerCertificate', [...new Set([computerName, guest.fqdn])]);
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['drivers', setup.driverFolder === undefined ? [] : [callText('Install-VirtioDrivers', setup.driverFolder)]],
    [
      'network',
      networksOf(machine).map(({ nic, network }) => {
        const gateway = network.defaultGateway === undefined ? [] : [`0.0.0.0/0 ${network.defaultGateway}`];
        const [from, last] = addresses(`${nic.address}/${network.prefix}`);
        const beyond = network.routes.filter(({ to }) => addresses(to)[0] < from || addresses(to)[1] > last);
        const routes = WRITTEN[network.addressedBy] ? [...gateway, ...beyond.map(({ to, via }) => `${to} ${via}`)] : [];
        const suffix = nic === first ? guest.network.searchDomain : '';
        return callText('Set-Card', nic.mac.toUpperCase().replaceAll(':', '-'), `${nic.mtu}`, suffix, routes);
      }),
    ],
    ['time', guest.ntpServers.length === 0 ? [] : [callText('Set-TimeServers', domain ? 'all' : 'manual', guest.ntpServers)]],
    [
      'accounts',
      [
        callText('Set-AdministratorPassword', setup.administratorPassword),
        ...setup.administrators.map(({ name, passwordVariable }) => callText('Add-Administrator', name, passwordVariable)),
      ],
    ],
    [
      'remote administration',
      [
        callText('Enable-RemoteDesktop'),
        ...(given || setup.winRm ? [certificate] : []),
        ...(given ? [callText('Set-RemoteDesktopCertificate', '$certificate')] : []),
        setup.winRm ? callText('Enable-WinRm', '$certificate') : callText('Disable-WinRm'),
        ...setup.administrators.flatMap(({ name, passwordVariable, certificate: own }) =>
          own === undefined ? [] : [callText('Add-CertificateLogin', name, passwordVariable, own)],
        ),
        ...(setup.ssh ? [callText('Enable-Ssh', guest.sshAuthorizedKeys)] : []),
      ],
    ],
    [
      'disks',
      setup.disks.map(({ serial, place, fileSystem, label }) => callText('Mount-DataDisk', serial, place, FILE_SYSTEMS[fileSystem], label)),
    ],
    ['features', setup.features.length === 0 ? [] : [callText('Install-Features', setup.features)]],
    [
      'domain',
      domain
        ? [
            callText(
              'Join-Domain',
              ...[
                domain.name,
                domain.user,
                domain.passwordVariable,
                ...(domain.organizationalUnit === undefined ? [] : [domain.organizationalUnit]),
              ],
            ),
          ]
        : [],
    ],
    ['domain administrators', (domain?.administrators ?? []).map((name) => callText('Add-DomainAdministrator', name))],
    ...commands,
    ['CDs', setup.keepCdsReadable ? [] : [callText('Close-Cds')]],
  ];
  return new Map(steps.filter(([, calls]) => calls.length > 0));
}

const SHELL = 'oobeSystem/Microsoft-Windows-Shell-Setup';
const LANGUAGES = ['InputLocale', 'SystemLocale', 'UILanguage', 'UserLocale'];
const PROFILES = ['Domain', 'Private', 'Public'];
/** Pages that somebody would have to click through. */
const HIDDEN = [
  'HideEULAPage',
  'HideLocalAccountScreen',
  'HideOEMRegistrationScreen',
  'HideOnlineAccountScreens',
  'HideWirelessSetupInOOBE',
];

/** What an answer file says besides names, addresses and what is run. */
function statedSettings(machine: ResolvedMachine, setup: ResolvedWindowsSetup, by: WindowsGuest['by']): readonly string[] {
  return { 'cloudbase-init': [], unattend: answered(machine, setup) }[by];
}

function answered(machine: ResolvedMachine, { timeZone, locale, administratorPassword }: ResolvedWindowsSetup): readonly string[] {
  const { nameservers, searchDomain } = machine.guest.network;
  const first = networksOf(machine).find(({ network }) => WRITTEN[network.addressedBy])?.nic;
  const dns = 'specialize/Microsoft-Windows-DNS-Client/Interfaces/Interface[0]';
  const password = `textencodebase64(format("%sAdministratorPassword", var.${administratorPassword}), "UTF-16LE")`;
  return [
    ...(first && nameservers.length > 0
      ? [
          `${dns}/Identifier = ${first.mac.toUpperCase().replaceAll(':', '-')}`,
          `${dns}/DNSDomain = ${searchDomain}`,
          ...nameservers.map((server, index) => `${dns}/DNSServerSearchOrder/IpAddress[${index}] = ${server}`),
        ]
      : []),
    ...PROFILES.map((profile) => `specialize/Networking-MPSSVC-Svc/${profile}Profile_EnableFirewall = true`),
    'specialize/Microsoft-Windows-Deployment/RunSynchronous/RunSynchronousCommand/Order = 1',
    'specialize/Microsoft-Windows-Deployment/RunSynchronous/RunSynchronousCommand/Description = isthmus',
    ...LANGUAGES.map((language) => `oobeSystem/Microsoft-Windows-International-Core/${language} = ${locale}`),
    ...(timeZone ? [`${SHELL}/TimeZone = ${timeZone.windows}`] : []),
    ...HIDDEN.map((page) => `${SHELL}/OOBE/${page} = true`),
    `${SHELL}/OOBE/ProtectYourPC = 3`,
    `${SHELL}/UserAccounts/AdministratorPassword/Value = -known-when-applied ${password}-`,
    `${SHELL}/UserAccounts/AdministratorPassword/PlainText = false`,
  ];
}
