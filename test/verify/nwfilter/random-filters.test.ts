import fc from 'fast-check';
import type { FilterDefinition, FilterRule } from '../../../src/verify/nwfilter/definition';
import { InterfaceFilter } from '../../../src/verify/nwfilter/interface-filter';
import { runs } from '../../runs';

/** A judge of single packets that knows no sets: it walks the chains as the kernel does. */
interface Packet {
  src: number;
  dst: number;
  protocol: number;
  srcPort: number;
  dstPort: number;
}

const CHAINS: Record<string, number> = { root: 0, ipv4: -700, 'ipv4-early': -710, arp: -500 };
const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17 };
const number = (text: string): number => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

function matches({ match }: FilterRule, packet: Packet): boolean {
  if (!match) return true;
  if (match.element === 'arp') return false;
  const a = match.attributes;
  const within = (value: number, first?: string, last?: string) =>
    first === undefined || (Number(first) <= value && value <= Number(last ?? first));
  const block = (value: number, text?: string, mask = '32') =>
    text === undefined || Math.floor(value / 2 ** (32 - Number(mask))) === Math.floor(number(text) / 2 ** (32 - Number(mask)));
  return (
    (a.protocol === undefined || PROTOCOLS[a.protocol] === packet.protocol) &&
    block(packet.src, a.srcipaddr, a.srcipmask) &&
    block(packet.dst, a.dstipaddr, a.dstipmask) &&
    within(packet.srcPort, a.srcportstart, a.srcportend) &&
    within(packet.dstPort, a.dstportstart, a.dstportend)
  );
}

function judge(filters: readonly FilterDefinition[], packet: Packet): boolean {
  const rulesOf = (chain: string) =>
    filters
      .filter((filter) => filter.chain === chain)
      .flatMap(({ entries }) => entries.filter((entry) => entry.kind === 'rule' && entry.direction === 'in') as FilterRule[])
      .sort((a, b) => a.priority - b.priority);
  const walk = (rules: readonly FilterRule[]): boolean | 'return' | undefined => {
    for (const rule of rules) {
      if (!matches(rule, packet)) continue;
      if (rule.action === 'accept') return true;
      if (rule.action === 'drop' || rule.action === 'reject') return false;
      if (rule.action === 'return') return 'return';
    }
    return undefined;
  };
  const stops = [
    ...rulesOf('root').map((rule, i) => ({ at: rule.priority, order: 1 + i, rules: [rule], root: true })),
    ...['ipv4-early', 'ipv4'].map((chain) => ({ at: CHAINS[chain] as number, order: 0, rules: rulesOf(chain), root: false })),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  for (const { rules, root } of stops) {
    const verdict = walk(rules);
    if (typeof verdict === 'boolean') return verdict;
    if (verdict === 'return' && root) return true;
  }
  return true;
}

const port = fc.integer({ min: 0, max: 7 });
const addressText = fc.integer({ min: 0, max: 7 }).map((last) => `10.0.0.${last}`);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const ipMatch = fc
  .record({
    protocol: optional(fc.constantFrom('tcp', 'udp')),
    src: optional(fc.tuple(addressText, optional(fc.integer({ min: 29, max: 32 })))),
    dst: optional(fc.tuple(addressText, optional(fc.integer({ min: 29, max: 32 })))),
    srcPorts: optional(fc.tuple(port, optional(port))),
    dstPorts: optional(fc.tuple(port, optional(port))),
  })
  .map(({ protocol, src, dst, srcPorts, dstPorts }) => {
    const attributes: Record<string, string> = {};
    if (protocol) attributes.protocol = protocol;
    for (const [side, block] of [['src', src] as const, ['dst', dst] as const]) {
      if (!block) continue;
      attributes[`${side}ipaddr`] = block[0];
      if (block[1] !== undefined) attributes[`${side}ipmask`] = `${block[1]}`;
    }
    for (const [side, range] of [['src', srcPorts] as const, ['dst', dstPorts] as const]) {
      if (!range || !protocol) continue;
      attributes[`${side}portstart`] = `${Math.min(range[0], range[1] ?? range[0])}`;
      if (range[1] !== undefined) attributes[`${side}portend`] = `${Math.max(range[0], range[1])}`;
    }
    return { element: 'ip', attributes };
  });

const rule: fc.Arbitrary<FilterRule> = fc.record({
  kind: fc.constant('rule' as const),
  action: fc.constantFrom('accept', 'drop', 'return', 'continue', 'reject'),
  direction: fc.constantFrom('in', 'in', 'in', 'out'),
  priority: fc.integer({ min: -720, max: -690 }),
  match: optional(fc.oneof({ weight: 9, arbitrary: ipMatch }, { weight: 1, arbitrary: fc.constant({ element: 'arp', attributes: {} }) })),
  place: fc.constant('somewhere'),
}) as fc.Arbitrary<FilterRule>;

const filters = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(CHAINS)), fc.array(rule, { maxLength: 6 })), { maxLength: 5 })
  .map((parts): FilterDefinition[] => [
    { name: 'top', chain: 'root', entries: parts.map((_, i) => ({ kind: 'reference', filter: `part${i}`, parameters: {} })) },
    ...parts.map(([chain, entries], i) => ({
      name: `part${i}`,
      chain,
      ...(chain !== 'root' && { priority: CHAINS[chain] as number }),
      entries,
    })),
  ]);

const small = fc.integer({ min: 0, max: 8 });
const packet: fc.Arbitrary<Packet> = fc.record({
  src: small.map((last) => number('10.0.0.0') + last),
  dst: small.map((last) => number('10.0.0.0') + last),
  protocol: fc.constantFrom(6, 17),
  srcPort: small,
  dstPort: small,
});

test('sets of packets agree with a judge of single packets', () => {
  fc.assert(
    fc.property(filters, fc.array(packet, { minLength: 20, maxLength: 20 }), (definitions, packets) => {
      const filter = InterfaceFilter.of('top', new Map(definitions.map((f) => [f.name, f])), '52:54:00:00:00:01');
      for (const one of packets) {
        const through = filter.through('in', {
          src: [one.src, one.src],
          dst: [one.dst, one.dst],
          protocol: [one.protocol, one.protocol],
          srcPorts: [one.srcPort, one.srcPort],
          dstPorts: [one.dstPort, one.dstPort],
        });
        expect(through.length > 0).toBe(judge(definitions, one));
      }
    }),
    runs(60),
  );
});
