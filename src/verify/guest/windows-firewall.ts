import { NotUnderstoodError, reading } from '../errors';
import { boxOf } from '../packets';
import { addresses, prefixOf } from '../sets/addresses';
import type { Box } from '../sets/boxes';
import { PROTOCOL_NUMBERS } from '../sets/transport';
import { EVERY_PACKET, type GuestFirewall, type Opening, packetsWith, portRange } from './firewall';

/** What a line of a script does. */
interface Line {
  readonly pattern: RegExp;
  /** What it opens; unset: nothing. */
  readonly opens?: (found: Readonly<Record<string, string>>) => readonly Box[];
  /** Without it, what is not named gets in. */
  readonly needed?: true;
}

/** The answers to what a machine has sent always get in: all these firewalls keep account of connections. */
const ANSWERS: readonly Opening[] = [{ box: boxOf(EVERY_PACKET), by: 'the Windows firewall lets answers in' }];

const COMMENT: Line = { pattern: /^(#|rem) / };
const ICMP = (): readonly Box[] => [packetsWith({ protocol: [1, 1] })];

/** PowerShell of Windows Server 2012 and later (module NetSecurity). */
const POWERSHELL: readonly Line[] = [
  COMMENT,
  { pattern: /^\$ErrorActionPreference = 'Stop'$/ },
  { pattern: /^\$before = / },
  { pattern: /^if \(-not \(Test-Path \$before\)\) \{ netsh advfirewall export \$before \| Out-Null \}$/ },
  {
    pattern: /^Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block -DefaultOutboundAction Allow$/,
    needed: true,
  },
  {
    pattern:
      /^Get-NetFirewallRule -Direction Inbound -Enabled True \| Where-Object \{ \$_\.Group -ne '@FirewallAPI\.dll,-25000' \} \| Disable-NetFirewallRule$/,
    needed: true,
  },
  { pattern: /^Get-NetFirewallRule -Group 'isthmus' -ErrorAction SilentlyContinue \| Remove-NetFirewallRule$/ },
  {
    pattern:
      /^New-NetFirewallRule -DisplayName '[^']*' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any -Protocol ICMPv4 \| Out-Null$/,
    opens: ICMP,
  },
  {
    pattern:
      /^New-NetFirewallRule -DisplayName '[^']*' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any -Protocol UDP -LocalPort 68 -RemotePort 67 \| Out-Null$/,
    opens: () => [packetsWith({ protocol: [17, 17], srcPorts: [67, 67], dstPorts: [68, 68] })],
  },
  {
    pattern:
      /^New-NetFirewallRule -DisplayName '[^']*' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any -Protocol (?<protocol>\w+)(?: -LocalPort (?<ports>[\d-]+))? -RemoteAddress (?<from>Any|'[\d./]+'(?:,'[\d./]+')*) \| Out-Null$/,
    opens: ({ protocol = '', ports, from = '' }) => boxes(protocol, ports, from.replaceAll("'", '')),
  },
];

/** netsh of Windows Server 2008. */
const ADVFIREWALL: readonly Line[] = [
  COMMENT,
  { pattern: /^@echo off$/ },
  { pattern: /^set "before=/ },
  { pattern: /^if not exist "%before%" netsh advfirewall export "%before%" \|\| exit \/b 1$/ },
  { pattern: /^netsh advfirewall set allprofiles state on \|\| exit \/b 1$/, needed: true },
  { pattern: /^netsh advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound \|\| exit \/b 1$/, needed: true },
  { pattern: /^netsh advfirewall firewall set rule name=all dir=in new enable=no \|\| exit \/b 1$/, needed: true },
  { pattern: /^netsh advfirewall firewall set rule group="@FirewallAPI\.dll,-25000" dir=in new enable=yes \|\| exit \/b 1$/ },
  { pattern: /^netsh advfirewall firewall delete rule name="[^"]*" > nul$/ },
  {
    pattern: /^netsh advfirewall firewall add rule name="[^"]*" dir=in action=allow profile=any protocol=icmpv4 \|\| exit \/b 1$/,
    opens: ICMP,
  },
  {
    pattern:
      /^netsh advfirewall firewall add rule name="[^"]*" dir=in action=allow profile=any protocol=(?<protocol>\w+)(?: localport=(?<ports>[\d-]+))? remoteip=(?<from>any|[\d./,]+) \|\| exit \/b 1$/,
    opens: ({ protocol = '', ports, from = '' }) => boxes(protocol, ports, from),
  },
];

/** netsh of Windows Server 2003, the first of its kind. */
const FIRST: readonly Line[] = [
  COMMENT,
  { pattern: /^@echo off$/ },
  { pattern: /^netsh firewall show config / },
  { pattern: /^netsh firewall reset \|\| exit \/b 1$/, needed: true },
  { pattern: /^netsh firewall set service type=ALL mode=DISABLE profile=ALL \|\| exit \/b 1$/, needed: true },
  { pattern: /^netsh firewall set icmpsetting type=ALL mode=ENABLE profile=ALL \|\| exit \/b 1$/, opens: ICMP },
  { pattern: /^netsh firewall set opmode mode=ENABLE exceptions=ENABLE profile=ALL \|\| exit \/b 1$/, needed: true },
  {
    pattern:
      /^netsh firewall add portopening protocol=(?<protocol>\w+) port=(?<ports>\d+) name="[^"]*" mode=ENABLE scope=(?<from>ALL|CUSTOM addresses=[\d./,]+) profile=ALL \|\| exit \/b 1$/,
    opens: ({ protocol = '', ports, from = '' }) => boxes(protocol, ports, from.replace('CUSTOM addresses=', '')),
  },
];

function boxes(protocol: string, ports: string | undefined, from: string): readonly Box[] {
  const sources = /^(any|all)$/i.test(from) ? [EVERY_PACKET.src] : from.split(',').map(block);
  return sources.map((src) => packetsWith({ src, ...transport(protocol.toLowerCase(), ports) }));
}

function transport(protocol: string, ports: string | undefined): Parameters<typeof packetsWith>[0] {
  if (protocol === 'any' && ports === undefined) return {};
  if ((protocol !== 'tcp' && protocol !== 'udp') || ports === undefined) throw new NotUnderstoodError(`protocol "${protocol}"`);
  const number = PROTOCOL_NUMBERS[protocol];
  return { protocol: [number, number], dstPorts: portRange(ports) };
}

/** A block with its prefix length, or, as older programs want it, with its mask. */
function block(text: string): ReturnType<typeof addresses> {
  const [network = '', mask] = text.split('/');
  return addresses(mask === undefined ? network : `${network}/${prefixOf(mask)}`);
}

/**
 * Reads a script that sets up a Windows firewall: what it lets in once it has been run.
 *
 * @throws NotUnderstoodError for every line without a known meaning, and when one is missing that shuts the rest out
 */
export function readWindowsFirewall(script: string): GuestFirewall {
  const lines = script.split('\r\n').filter((line) => line !== '');
  const known = lines.some((line) => line.startsWith('netsh advfirewall'))
    ? ADVFIREWALL
    : lines.some((line) => line.startsWith('netsh firewall'))
      ? FIRST
      : POWERSHELL;
  const seen = new Set<Line>();
  const openings = lines.flatMap((line): readonly Opening[] => {
    const meaning = known.find(({ pattern }) => pattern.test(line));
    if (!meaning) throw new NotUnderstoodError(`"${line}"`);
    seen.add(meaning);
    const { opens, pattern } = meaning;
    return opens ? reading(`"${line}"`, () => opens(pattern.exec(line)?.groups ?? {}).map((box) => ({ box, by: line }))) : [];
  });
  const missing = known.find((line) => line.needed && !seen.has(line));
  if (missing) throw new NotUnderstoodError(`nothing in it does what ${missing.pattern.source} does`);
  const unsaid = lines.flatMap((line) => /^(?:#|rem) Not opened: (\w+(?: [\d-]+)?) from /.exec(line)?.[1] ?? []);
  return { name: 'the Windows firewall', openings, answers: ANSWERS, unsaid };
}
