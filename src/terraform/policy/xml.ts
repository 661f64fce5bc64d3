import type { PortRange } from '../../model/resolved';
import { type Cidr, compareText, formatIp, PROTOCOLS } from '../../model/values';
import { escapeXml } from '../xml';
import type { PacketRules } from './packets';
import type { PacketRule } from './rule';

/**
 * Priorities, first match wins (libvirt allows -1000 to 1000). `no-mac-spoofing` is a chain of its own that libvirt
 * asks before all of these.
 */
export const PRIORITY = { arp: 100, specific: 300, excepted: 400, broad: 500, rest: 1000 } as const;

/** What a filter says apart from packets of flows. */
export interface FilterFacts {
  readonly name: string;
  readonly uuid: string;
  readonly mac: string;
  /** Addresses and blocks the card may announce by ARP. */
  readonly announces: readonly Cidr[];
}

/** Bytes. libvirt keeps longer comments, but nobody reads them. */
const COMMENT_LENGTH = 200;

/**
 * The filter as libvirt XML, one rule to a line. Only rules that become ebtables rules: those hold on every path into the
 * machine, whereas libvirt's connection-tracking ones miss everything that the host routes or sends itself.
 */
export function filterXml({ name, uuid, mac, announces }: FilterFacts, rules: PacketRules): string {
  const lines = [
    ...announces.map((block) =>
      rule(
        'accept',
        'out',
        PRIORITY.arp,
        element('arp', [['arpsrcmacaddr', mac], ...address('arpsrcip', block), comment(['announces its own'])]),
      ),
    ),
    // Asking whether an address is free, before taking it (RFC 5227).
    rule('accept', 'out', PRIORITY.arp, element('arp', [['arpsrcmacaddr', mac], ['arpsrcipaddr', '0.0.0.0'], comment(['probes'])])),
    rule('accept', 'in', PRIORITY.arp, element('arp', [])),
    ...sorted(rules.specific).map((packets) => packetLine(packets, PRIORITY.specific)),
    ...rules.excepted.flatMap((block) => [
      rule('drop', 'in', PRIORITY.excepted, element('ip', [...address('srcip', block), comment(['not meant by anyone'])])),
      rule('drop', 'out', PRIORITY.excepted, element('ip', [...address('dstip', block), comment(['not meant by anyone'])])),
    ]),
    ...sorted(rules.broad).map((packets) => packetLine(packets, PRIORITY.broad)),
    // Everything else, IPv6 included: the model has IPv4 only.
    `  <rule action='drop' direction='inout' priority='${PRIORITY.rest}'/>`,
  ];
  return [
    `<filter name='${name}' chain='root'>`,
    `  <uuid>${uuid}</uuid>`,
    `  <filterref filter='no-mac-spoofing'/>`,
    ...lines,
    '</filter>',
    '',
  ].join('\n');
}

type Attribute = readonly [name: string, value: string | number];

const rule = (action: string, direction: string, priority: number, packets: string): string =>
  `  <rule action='${action}' direction='${direction}' priority='${priority}'>${packets}</rule>`;

const element = (name: string, attributes: readonly Attribute[]): string =>
  `<${name}${attributes.map(([key, value]) => ` ${key}='${value}'`).join('')}/>`;

/** What libvirt has no word for goes by its IP protocol number. */
const PROTOCOL_WORDS: { readonly [P in PacketRule['protocol']]?: string } = { vrrp: '112' };

function packetLine(packets: PacketRule, priority: number): string {
  const inward = packets.direction === 'in';
  const [source, target] = inward ? [packets.remote, packets.own] : [packets.own, packets.remote];
  const [sourcePorts, targetPorts] = inward ? [packets.remotePorts, packets.ownPorts] : [packets.ownPorts, packets.remotePorts];
  const protocol: Attribute[] = PROTOCOLS[packets.protocol].everything
    ? []
    : [['protocol', PROTOCOL_WORDS[packets.protocol] ?? packets.protocol]];
  const attributes = [
    ...address('srcip', source),
    ...address('dstip', target),
    ...protocol,
    ...ports('srcport', sourcePorts),
    ...ports('dstport', targetPorts),
    comment(packets.reasons, PREFIX[packets.part]),
  ];
  return rule('accept', packets.direction, priority, element('ip', attributes));
}

/** No mask for a single address, nothing at all for every address: libvirt takes /32 where no mask is given. */
function address(field: string, block: Cidr): Attribute[] {
  if (block.prefix === 0) return [];
  const single: Attribute = [`${field}addr`, formatIp(block.first)];
  return block.prefix === 32 ? [single] : [single, [`${field}mask`, block.prefix]];
}

function ports(field: string, range: PortRange | undefined): Attribute[] {
  if (!range) return [];
  const start: Attribute = [`${field}start`, range.from];
  return range.from === range.to ? [start] : [start, [`${field}end`, range.to]];
}

const PREFIX: Record<PacketRule['part'], string> = { opening: '', replies: 'replies: ', ICMP: 'ICMP: ' };

function comment(reasons: readonly string[], prefix = ''): Attribute {
  const text = `${prefix}${[...reasons].sort(compareText).join(', ')}`.replace(/\s+/g, ' ').trim();
  const escaped = escapeXml(text);
  if (escaped.length <= COMMENT_LENGTH) return ['comment', escaped];
  let shown = '';
  for (const character of text) {
    const next = escapeXml(character);
    if (shown.length + next.length > COMMENT_LENGTH) return ['comment', `${shown}...`];
    shown += next;
  }
  return ['comment', shown];
}

const PROTOCOL_ORDER = { any: 0, icmp: 1, tcp: 2, udp: 3, sctp: 4, vrrp: 5 } as const;

/** By peer, so that a reader finds all that is allowed with one of them in one place. */
function sorted(rules: readonly PacketRule[]): PacketRule[] {
  return [...rules].sort(
    (a, b) =>
      a.remote.first - b.remote.first ||
      a.remote.prefix - b.remote.prefix ||
      a.own.first - b.own.first ||
      a.own.prefix - b.own.prefix ||
      PROTOCOL_ORDER[a.protocol] - PROTOCOL_ORDER[b.protocol] ||
      servicePort(a) - servicePort(b) ||
      PART_ORDER[a.part] - PART_ORDER[b.part] ||
      compareText(a.direction, b.direction) ||
      compareText(JSON.stringify([a.ownPorts, a.remotePorts]), JSON.stringify([b.ownPorts, b.remotePorts])),
  );
}

const PART_ORDER: Record<PacketRule['part'], number> = { ICMP: 0, opening: 1, replies: 2 };

/** The port that is listened on, which both rules of a pair have in common; 0 where there are no ports. */
function servicePort({ direction, part, ownPorts, remotePorts }: PacketRule): number {
  const listensHere = (direction === 'in') === (part === 'opening');
  return (listensHere ? ownPorts : remotePorts)?.from ?? 0;
}
