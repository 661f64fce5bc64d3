import type { Action, Direction, FilterDefinition, FilterLibrary, FilterRule } from './definition';

/** One rule in short: action, direction, priority, then the protocol element and its attributes. */
type ShortRule = readonly [Action, Direction | 'inout', number, string?, Readonly<Record<string, string>>?];

/** The filters that libvirt brings along and that a filter of a system may refer to (libvirt 9.0, `virsh nwfilter-dumpxml`). */
const CHAINS: Readonly<Record<string, { chain: string; priority: number; rules: readonly ShortRule[] }>> = {
  'no-mac-spoofing': {
    chain: 'mac',
    priority: -800,
    rules: [
      ['return', 'out', 500, 'mac', { srcmacaddr: '$MAC' }],
      ['drop', 'out', 500, 'mac'],
    ],
  },
  'no-ip-spoofing': {
    chain: 'ipv4-ip',
    priority: -710,
    rules: [
      ['return', 'out', 100, 'ip', { srcipaddr: '0.0.0.0', protocol: 'udp' }],
      ['return', 'out', 500, 'ip', { srcipaddr: '$IP' }],
      ['drop', 'out', 1000],
    ],
  },
  'no-arp-mac-spoofing': {
    chain: 'arp-mac',
    priority: -520,
    rules: [
      ['return', 'out', 350, 'arp', { arpsrcmacaddr: '$MAC' }],
      ['drop', 'out', 1000],
    ],
  },
  'no-arp-ip-spoofing': {
    chain: 'arp-ip',
    priority: -510,
    rules: [
      ['return', 'out', 400, 'arp', { arpsrcipaddr: '$IP' }],
      ['drop', 'out', 1000],
    ],
  },
  'no-ip-multicast': { chain: 'ipv4', priority: -700, rules: [['drop', 'out', 500, 'ip', { dstipaddr: '224.0.0.0', dstipmask: '4' }]] },
  'no-other-l2-traffic': { chain: 'root', priority: 0, rules: [['drop', 'inout', 1000]] },
  'allow-arp': { chain: 'arp', priority: -500, rules: [['accept', 'inout', 500]] },
  'allow-ipv4': { chain: 'ipv4', priority: -700, rules: [['accept', 'inout', 500]] },
  'allow-incoming-ipv4': { chain: 'ipv4', priority: -700, rules: [['accept', 'in', 500]] },
  'allow-dhcp': {
    chain: 'ipv4',
    priority: -700,
    rules: [
      [
        'accept',
        'out',
        100,
        'ip',
        { srcipaddr: '0.0.0.0', dstipaddr: '255.255.255.255', protocol: 'udp', srcportstart: '68', dstportstart: '67' },
      ],
      ['accept', 'in', 100, 'ip', { protocol: 'udp', srcportstart: '67', dstportstart: '68' }],
    ],
  },
};

const REFERENCES: Readonly<Record<string, readonly string[]>> = { 'no-arp-spoofing': ['no-arp-mac-spoofing', 'no-arp-ip-spoofing'] };

const rule = (filter: string, [action, direction, priority, element, attributes = {}]: ShortRule): FilterRule => ({
  kind: 'rule',
  action,
  direction,
  priority,
  ...(element && { match: { element, attributes } }),
  place: `libvirt's "${filter}" (${action} ${direction}, priority ${priority})`,
});

function definitions(): readonly FilterDefinition[] {
  const chains = Object.entries(CHAINS).map(([name, { chain, priority, rules }]) => ({
    name,
    chain,
    priority,
    entries: rules.map((short) => rule(name, short)),
  }));
  const groups = Object.entries(REFERENCES).map(([name, filters]) => ({
    name,
    chain: 'root',
    entries: filters.map((filter) => ({ kind: 'reference' as const, filter, parameters: {} })),
  }));
  return [...chains, ...groups];
}

export const BUILT_IN_FILTERS: FilterLibrary = new Map(definitions().map((filter) => [filter.name, filter]));
