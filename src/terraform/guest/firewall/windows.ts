import { CONFIGURATORS } from '../../../model/guest/configurators';
import type { ResolvedMachine, ResolvedOs, ResolvedPort } from '../../../model/resolved';
import { PROTOCOLS } from '../../../model/values';
import { isEverywhere, netmask } from '../addresses';
import { isLeased } from '../network';
import { inboundRules, portRange } from './rules';

/** The baseline of a Windows guest, for its administrator to run once on the console: nothing configures such a guest from outside. */
export interface WindowsFirewallScript {
  /** `<machine>-firewall.ps1` or `.cmd`. */
  readonly fileName: string;
  readonly content: string;
  /** Rules of the baseline that this Windows firewall has no words for, each with the reason. */
  readonly notRepresentable: readonly string[];
}

/** One port and all blocks that may reach it. */
interface Opening {
  readonly port: ResolvedPort;
  readonly from: readonly string[];
}

/** How one generation of Windows firewall is spoken to. */
interface Dialect {
  readonly ending: 'ps1' | 'cmd';
  readonly comment: string;
  /** Commands that make the profile drop what is not named, and switch earlier rules off. */
  readonly before: readonly string[];
  /** Commands for one opening, or why there are none. */
  readonly open: (opening: Opening, name: string) => readonly string[] | string;
}

/** How each protocol's ports are told, or why this firewall has no words for them. */
type PortWords = { readonly [P in ResolvedPort['protocol']]: ((port: ResolvedPort) => string) | { readonly none: string } };

const NO_SCTP = { none: 'this firewall knows no SCTP ports' };
const NO_VRRP = { none: 'no Windows machine is one of a pair' };
/** Each firewall lets ICMP in before any rule. */
const NO_MORE_ICMP = { none: 'all of ICMP is let in' };

const powershellPorts = (port: ResolvedPort): string => `-Protocol ${port.protocol.toUpperCase()} -LocalPort ${portRange(port)}`;

const POWERSHELL_PORTS: PortWords = {
  tcp: powershellPorts,
  udp: powershellPorts,
  sctp: NO_SCTP,
  vrrp: NO_VRRP,
  icmp: NO_MORE_ICMP,
  any: () => '-Protocol Any',
};

/** Windows Server 2012 and later: the NetSecurity module of PowerShell. */
const POWERSHELL: Dialect = {
  ending: 'ps1',
  comment: '#',
  before: [
    "$ErrorActionPreference = 'Stop'",
    '# The rules as they were: "netsh advfirewall import" brings them back.',
    "$before = Join-Path $env:ProgramData 'isthmus-firewall-before.wfw'",
    'if (-not (Test-Path $before)) { netsh advfirewall export $before | Out-Null }',
    'Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block -DefaultOutboundAction Allow',
    '# Every inbound rule but those of the group "Core Networking".',
    "Get-NetFirewallRule -Direction Inbound -Enabled True | Where-Object { $_.Group -ne '@FirewallAPI.dll,-25000' } | Disable-NetFirewallRule",
    "Get-NetFirewallRule -Group 'isthmus' -ErrorAction SilentlyContinue | Remove-NetFirewallRule",
    "New-NetFirewallRule -DisplayName 'isthmus icmp' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any -Protocol ICMPv4 | Out-Null",
  ],
  open: ({ port, from }, name) => {
    const words = POWERSHELL_PORTS[port.protocol];
    if (typeof words !== 'function') return words.none;
    const source = from.some(isEverywhere) ? 'Any' : from.map((block) => `'${block}'`).join(',');
    return [
      `New-NetFirewallRule -DisplayName '${name}' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any ${words(port)} -RemoteAddress ${source} | Out-Null`,
    ];
  },
};

const advfirewallPorts = (port: ResolvedPort): string => `protocol=${port.protocol} localport=${portRange(port)}`;

const ADVFIREWALL_PORTS: PortWords = {
  tcp: advfirewallPorts,
  udp: advfirewallPorts,
  sctp: NO_SCTP,
  vrrp: NO_VRRP,
  icmp: NO_MORE_ICMP,
  any: () => 'protocol=any',
};

/** Windows Server 2008 and 2008 R2: the firewall with advanced security, through netsh. */
const ADVFIREWALL: Dialect = {
  ending: 'cmd',
  comment: 'rem',
  before: [
    'rem The rules as they were: "netsh advfirewall import" brings them back.',
    'set "before=%ProgramData%\\isthmus-firewall-before.wfw"',
    'if not exist "%before%" netsh advfirewall export "%before%" || exit /b 1',
    'netsh advfirewall set allprofiles state on || exit /b 1',
    'netsh advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound || exit /b 1',
    'rem Every inbound rule but those of the group "Core Networking".',
    'netsh advfirewall firewall set rule name=all dir=in new enable=no || exit /b 1',
    'netsh advfirewall firewall set rule group="@FirewallAPI.dll,-25000" dir=in new enable=yes || exit /b 1',
    'netsh advfirewall firewall delete rule name="isthmus icmp" > nul',
    'netsh advfirewall firewall add rule name="isthmus icmp" dir=in action=allow profile=any protocol=icmpv4 || exit /b 1',
  ],
  open: ({ port, from }, name) => {
    const words = ADVFIREWALL_PORTS[port.protocol];
    if (typeof words !== 'function') return words.none;
    const source = from.some(isEverywhere) ? 'any' : from.join(',');
    return [
      `netsh advfirewall firewall delete rule name="${name}" > nul`,
      `netsh advfirewall firewall add rule name="${name}" dir=in action=allow profile=any ${words(port)} remoteip=${source} || exit /b 1`,
    ];
  },
};

/** Longest range that is opened port by port: more would be a list that nobody reviews. */
const MOST_PORTS = 64;

const firstPorts = (port: ResolvedPort): string => `protocol=${port.protocol.toUpperCase()}`;

const FIRST_PORTS: PortWords = {
  tcp: firstPorts,
  udp: firstPorts,
  sctp: NO_SCTP,
  vrrp: NO_VRRP,
  icmp: NO_MORE_ICMP,
  any: { none: 'this firewall opens single ports only' },
};

/** Windows Server 2003: the first Windows firewall. Single TCP and UDP ports, each with one list of senders. */
const FIRST_FIREWALL: Dialect = {
  ending: 'cmd',
  comment: 'rem',
  before: [
    'rem The rules as they were, to be read: this firewall cannot bring them back.',
    'netsh firewall show config verbose=ENABLE > "%SystemRoot%\\isthmus-firewall-before.txt"',
    'netsh firewall reset || exit /b 1',
    'netsh firewall set service type=ALL mode=DISABLE profile=ALL || exit /b 1',
    'netsh firewall set icmpsetting type=ALL mode=ENABLE profile=ALL || exit /b 1',
    'netsh firewall set opmode mode=ENABLE exceptions=ENABLE profile=ALL || exit /b 1',
  ],
  open: ({ port, from }, name) => {
    const words = FIRST_PORTS[port.protocol];
    if (typeof words !== 'function') return words.none;
    const count = port.to - port.from + 1;
    if (count > MOST_PORTS) return `this firewall opens ports one by one, and these are ${count}`;
    const scope = from.some(isEverywhere) ? 'scope=ALL' : `scope=CUSTOM addresses=${from.map(netmask).join(',')}`;
    return Array.from(
      { length: count },
      (_, index) =>
        `netsh firewall add portopening ${words(port)} port=${port.from + index} name="${name}" mode=ENABLE ${scope} profile=ALL || exit /b 1`,
    );
  },
};

/** The dialect of an operating system's firewall; undefined for the firewalls of Linux. */
const DIALECTS: Record<ResolvedOs['firewall'], Dialect | undefined> = {
  nftables: undefined,
  firewalld: undefined,
  'netsh-firewall': FIRST_FIREWALL,
  'netsh-advfirewall': ADVFIREWALL,
  'windows-firewall': POWERSHELL,
};

/**
 * The guest firewall baseline of a Windows machine as a script.
 * @returns undefined for a machine with another firewall
 */
export function renderWindowsFirewall(machine: ResolvedMachine): WindowsFirewallScript | undefined {
  const dialect = DIALECTS[machine.os.firewall];
  if (dialect === undefined || CONFIGURATORS[machine.guest.configuredBy].setsUp) return undefined;
  const { lines, notRepresentable } = rules(machine, dialect);
  const head = `${dialect.comment} What ${machine.guest.hostname} (${machine.os.title}) lets in. Replaces its inbound rules: run as administrator, on the console.`;
  const first = dialect.ending === 'cmd' ? ['@echo off'] : [];
  return {
    fileName: `${machine.name}-firewall.${dialect.ending}`,
    content: [...first, head, ...lines, ''].join('\r\n'),
    notRepresentable,
  };
}

/** The same as lines of PowerShell, for a guest that is set up: a server's answer to a machine without an address is none to a connection. */
export const windowsFirewallLines = (machine: ResolvedMachine): readonly string[] => [
  ...rules(machine, POWERSHELL).lines,
  ...(isLeased(machine) ? [DHCP_IN] : []),
];

const DHCP_IN =
  "New-NetFirewallRule -DisplayName 'isthmus dhcp' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any -Protocol UDP -LocalPort 68 -RemotePort 67 | Out-Null";

function rules(
  machine: ResolvedMachine,
  dialect: Dialect,
): { readonly lines: readonly string[]; readonly notRepresentable: readonly string[] } {
  const answers = openings(machine).map((opening) => ({ opening, answer: dialect.open(opening, `isthmus ${portText(opening.port)}`) }));
  const notRepresentable = answers.flatMap(({ opening, answer }) =>
    typeof answer === 'string' ? [`${portText(opening.port)} from ${opening.from.join(', ')}: ${answer}`] : [],
  );
  const lines = [
    ...dialect.before,
    ...answers.flatMap(({ answer }) => (typeof answer === 'string' ? [] : answer)),
    ...notRepresentable.map((text) => `${dialect.comment} Not opened: ${text}.`),
  ];
  return { lines, notRepresentable };
}

function openings(machine: ResolvedMachine): readonly Opening[] {
  const byPort = new Map<string, { port: ResolvedPort; from: string[] }>();
  for (const { port, from } of inboundRules(machine.guest.firewall)) {
    const opening = byPort.get(portText(port));
    if (opening) opening.from.push(from);
    else byPort.set(portText(port), { port, from: [from] });
  }
  return [...byPort.values()];
}

const portText = (port: ResolvedPort): string =>
  PROTOCOLS[port.protocol].everything ? port.protocol : `${port.protocol} ${portRange(port)}`;
