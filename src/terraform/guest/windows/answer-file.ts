import { XMLBuilder } from 'fast-xml-parser';
import { networksOf, type ResolvedMachine, type ResolvedWindowsSetup } from '../../../model/resolved';
import { staticRoutes } from '../network';
import { renderWith, type Template, TerraformExpression } from '../template';
import { setUpProgram, type TwoParts } from './setup';
import { windowsMac } from './steps';

/** What Windows finds on a CD when an image that was generalised is started, as Terraform strings. */
export interface Unattended {
  /** `Unattend.xml`: Windows Setup looks for it at the root of drives (Microsoft, "Windows Setup Automation Overview": implicit answer file search order). */
  readonly answerFile: string;
  /** `install.ps1`: what the pass `specialize` runs. */
  readonly installer: string;
  /** `setup.ps1`. */
  readonly program: TwoParts;
}

/** Label of the CD. */
export const UNATTEND_LABEL = 'isthmus';

/** Attributes have it before their names. */
const ATTRIBUTE = '@';
const BUILDER = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: ATTRIBUTE, format: true, indentBy: '  ' });

const ADD = { [`${ATTRIBUTE}wcm:action`]: 'add' };

/** A component of 64-bit Windows (Microsoft, "Components": each says in which passes it is read, and the order of its settings). */
const component = (name: string, settings: Readonly<Record<string, Template>>): Template => ({
  '@name': name,
  '@processorArchitecture': 'amd64',
  '@publicKeyToken': '31bf3856ad364e35',
  '@language': 'neutral',
  '@versionScope': 'nonSxS',
  ...settings,
});

/** A password as answer files hide it: UTF-16 with the name of its element behind it, in base64. No text of it is part of the document. */
const hidden = (variable: string, element: string): Template => ({
  Value: new TerraformExpression(`textencodebase64(format("%s${element}", var.${variable}), "UTF-16LE")`),
  PlainText: 'false',
});

/** @param setup what the guest is told */
export function renderUnattended(machine: ResolvedMachine, setup: ResolvedWindowsSetup): Unattended {
  const { computerName, timeZone, locale, administratorPassword } = setup;
  const zone = timeZone ? { TimeZone: timeZone.windows } : {};
  const document: Template = {
    '?xml': { '@version': '1.0', '@encoding': 'utf-8' },
    unattend: {
      '@xmlns': 'urn:schemas-microsoft-com:unattend',
      '@xmlns:wcm': 'http://schemas.microsoft.com/WMIConfig/2002/State',
      settings: [
        {
          '@pass': 'specialize',
          component: [
            component('Microsoft-Windows-Shell-Setup', { ComputerName: computerName, ...zone }),
            ...network(machine),
            component('Networking-MPSSVC-Svc', {
              DomainProfile_EnableFirewall: 'true',
              PrivateProfile_EnableFirewall: 'true',
              PublicProfile_EnableFirewall: 'true',
            }),
            component('Microsoft-Windows-Deployment', {
              RunSynchronous: { RunSynchronousCommand: [{ ...ADD, Order: 1, Path: INSTALL, Description: 'isthmus' }] },
            }),
          ],
        },
        {
          '@pass': 'oobeSystem',
          component: [
            component('Microsoft-Windows-International-Core', {
              InputLocale: locale,
              SystemLocale: locale,
              UILanguage: locale,
              UserLocale: locale,
            }),
            component('Microsoft-Windows-Shell-Setup', {
              ...zone,
              OOBE: {
                HideEULAPage: 'true',
                HideLocalAccountScreen: 'true',
                HideOEMRegistrationScreen: 'true',
                HideOnlineAccountScreens: 'true',
                HideWirelessSetupInOOBE: 'true',
                ProtectYourPC: 3,
              },
              UserAccounts: { AdministratorPassword: hidden(administratorPassword, 'AdministratorPassword') },
            }),
          ],
        },
      ],
    },
  };
  return {
    answerFile: renderWith(
      document,
      (data) => BUILDER.build(data) as string,
      (expression) => `\${${expression}}`,
    ),
    installer: INSTALLER,
    program: setUpProgram(machine, setup, { head: [], functions: STARTED_BY_A_TASK }),
  };
}

/** At most 259 characters (Microsoft, "Path" of RunSynchronousCommand). */
const INSTALL = `powershell.exe -NoProfile -ExecutionPolicy Bypass -Command "& (@([IO.DriveInfo]::GetDrives() | Where-Object { $_.IsReady -and $_.VolumeLabel -eq '${UNATTEND_LABEL}' })[0].Name + 'install.ps1')"`;

const TASK = 'isthmus-setup';
const START = 'powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File %ProgramData%\\isthmus\\setup.ps1';

/**
 * Windows Setup runs `SetupComplete.cmd` when it is done, and goes on only when that has ended, without a restart (Microsoft, "Add a custom script to Windows
 * Setup"): so it makes a task, which also goes on after restarts, and starts it.
 */
const INSTALLER = `$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramData 'isthmus'
New-Item -ItemType Directory -Path $folder -Force | Out-Null
& icacls.exe $folder '/inheritance:r' '/grant:r' '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '/q' | Out-Null
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
Copy-Item -Path (Join-Path $PSScriptRoot 'setup.ps1') -Destination (Join-Path $folder 'setup.ps1') -Force
$scripts = Join-Path $env:windir 'Setup\\Scripts'
New-Item -ItemType Directory -Path $scripts -Force | Out-Null
Add-Content -Path (Join-Path $scripts 'SetupComplete.cmd') -Encoding Ascii -Value @(
  '',
  'schtasks.exe /Create /F /TN ${TASK} /SC ONSTART /RU SYSTEM /RL HIGHEST /TR "${START}"',
  'schtasks.exe /Run /TN ${TASK}'
)
`;

const STARTED_BY_A_TASK = [
  'function Restart-Setup { Restart-Computer -Force; exit 0 }',
  `function Complete-Setup { Invoke-Program 'schtasks.exe' @('/Delete', '/F', '/TN', '${TASK}') }`,
];

/** Cards by their MAC addresses: settings in the order in which they have to be (Microsoft, "Interface"). */
function network(machine: ResolvedMachine): readonly Template[] {
  const { nameservers, searchDomain } = machine.guest.network;
  const found = networksOf(machine).flatMap(({ nic, network: facts }) => {
    const routes = staticRoutes(nic, facts);
    return routes ? [{ mac: windowsMac(nic.mac), address: `${nic.address}/${facts.prefix}`, routes }] : [];
  });
  const [first] = found;
  if (!first) return [];
  const interfaces = found.map(({ mac, address, routes }) => ({
    ...ADD,
    Ipv4Settings: { DhcpEnabled: 'false', RouterDiscoveryEnabled: 'false' },
    Ipv6Settings: { DhcpEnabled: 'false', RouterDiscoveryEnabled: 'false' },
    Identifier: mac,
    UnicastIpAddresses: { IpAddress: [{ ...ADD, '@wcm:keyValue': 1, '#text': address }] },
    Routes:
      routes.length === 0
        ? undefined
        : { Route: routes.map(({ to, via }, index) => ({ ...ADD, Identifier: index + 1, NextHopAddress: via, Prefix: to })) },
  }));
  const names = {
    ...ADD,
    Identifier: first.mac,
    DNSDomain: searchDomain,
    DNSServerSearchOrder: { IpAddress: nameservers.map((server, index) => ({ ...ADD, '@wcm:keyValue': index + 1, '#text': server })) },
  };
  return [
    component('Microsoft-Windows-TCPIP', { Interfaces: { Interface: interfaces } }),
    ...(nameservers.length === 0 ? [] : [component('Microsoft-Windows-DNS-Client', { Interfaces: { Interface: [names] } })]),
  ];
}
