import type { FilterDefinition } from '../../../src/verify/nwfilter/definition';
import { InterfaceFilter } from '../../../src/verify/nwfilter/interface-filter';
import { parseFilter } from '../../../src/verify/nwfilter/parse';
import { addresses } from '../../../src/verify/sets/addresses';
import { type IntervalSet, intervalSet } from '../../../src/verify/sets/intervals';

const MAC = '52:54:00:00:00:01';
const TCP = 6;
const UDP = 17;

const filterOf = (body: string, others: readonly string[] = [], parameters = {}) => {
  const definitions = [`<filter name='f' chain='root'>${body}</filter>`, ...others].map(parseFilter);
  const library = new Map(definitions.map((filter): [string, FilterDefinition] => [filter.name, filter]));
  return InterfaceFilter.of('f', library, MAC, parameters);
};

interface Question {
  from: string;
  to: string;
  protocol?: number;
  port: number;
}

/** Source ports from which packets pass. */
const sourcePorts = (filter: InterfaceFilter, direction: 'in' | 'out', { from, to, protocol = TCP, port }: Question): IntervalSet =>
  intervalSet(
    filter
      .through(direction, {
        src: addresses(from),
        dst: addresses(to),
        protocol: [protocol, protocol],
        srcPorts: [0, 65535],
        dstPorts: [port, port],
      })
      .map(({ srcPorts }) => srcPorts),
  );

const EVERY: IntervalSet = [[0, 65535]];
const NONE: IntervalSet = [];
const DROP = `<rule action='drop' direction='inout' priority='1000'/>`;

describe('direction', () => {
  const filter = filterOf(`
    <rule action='accept' direction='in' priority='200'><ip protocol='tcp' srcipaddr='10.0.0.2' dstportstart='5432'/></rule>${DROP}`);

  test('"in" is what the guest receives', () => {
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 5432 })).toEqual(EVERY);
    expect(sourcePorts(filter, 'out', { from: '10.0.0.2', to: '10.0.0.1', port: 5432 })).toEqual(NONE);
  });

  test('everything else is dropped', () => {
    expect(sourcePorts(filter, 'in', { from: '10.0.0.3', to: '10.0.0.1', port: 5432 })).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', protocol: UDP, port: 5432 })).toEqual(NONE);
  });

  test('"inout" is as written for what comes in and turned round for what goes out', () => {
    const both = filterOf(`
      <rule action='accept' direction='inout' priority='200'><ip protocol='tcp' srcipaddr='10.0.0.2' dstportstart='5432'/></rule>${DROP}`);
    expect(sourcePorts(both, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 5432 })).toEqual(EVERY);
    expect(sourcePorts(both, 'out', { from: '10.0.0.1', to: '10.0.0.2', port: 40000 })).toEqual([[5432, 5432]]);
    expect(sourcePorts(both, 'out', { from: '10.0.0.1', to: '10.0.0.3', port: 40000 })).toEqual(NONE);
  });
});

describe('order', () => {
  test('the lower priority decides, wherever it stands', () => {
    const filter = filterOf(`
      <rule action='accept' direction='in' priority='300'><ip protocol='tcp' dstportstart='1' dstportend='100'/></rule>
      <rule action='drop' direction='in' priority='200'><ip protocol='tcp' dstportstart='22'/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 23 })).toEqual(EVERY);
  });

  test('negative priorities come first and 500 is the default', () => {
    const filter = filterOf(`
      <rule action='drop' direction='in' priority='501'><ip protocol='tcp' dstportstart='80'/></rule>
      <rule action='accept' direction='in'><ip protocol='tcp'/></rule>
      <rule action='drop' direction='in' priority='-1'><ip protocol='tcp' dstportstart='22'/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 80 })).toEqual(EVERY);
  });

  test('among equal priorities the document order decides', () => {
    const rules = [`<rule action='accept' direction='in'><ip protocol='tcp'/></rule>`, `<rule action='drop' direction='in'><ip/></rule>`];
    const question = { from: '10.0.0.2', to: '10.0.0.1', port: 22 };
    expect(sourcePorts(filterOf(rules.join('')), 'in', question)).toEqual(EVERY);
    expect(sourcePorts(filterOf([...rules].reverse().join('')), 'in', question)).toEqual(NONE);
  });

  test('what no rule decides passes', () => {
    const filter = filterOf(
      `<rule action='drop' direction='in' priority='200'><ip protocol='tcp' srcportstart='1000' srcportend='1999'/></rule>`,
    );
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual([
      [0, 999],
      [2000, 65535],
    ]);
    expect(sourcePorts(filter, 'out', { from: '10.0.0.1', to: '10.0.0.2', port: 22 })).toEqual(EVERY);
  });

  test('"reject" drops, "continue" decides nothing', () => {
    const filter = filterOf(`
      <rule action='continue' direction='in' priority='1'><ip/></rule>
      <rule action='reject' direction='in' priority='2'><ip protocol='tcp' dstportstart='22'/></rule>
      <rule action='accept' direction='in' priority='3'><ip/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 23 })).toEqual(EVERY);
  });
});

describe('chains', () => {
  const chain = (name: string, body: string, priority?: number) =>
    `<filter name='${name}' chain='${name}'${priority === undefined ? '' : ` priority='${priority}'`}>${body}</filter>`;
  const question = { from: '10.0.0.2', to: '10.0.0.1', port: 22 };

  test('a chain comes at its priority, before root rules of the same one', () => {
    const drops = chain('ipv4', `<rule action='drop' direction='in'><ip protocol='tcp' dstportstart='22'/></rule>`, 100);
    const accept = (priority: number) => `<rule action='accept' direction='in' priority='${priority}'><ip/></rule>`;
    expect(sourcePorts(filterOf(`<filterref filter='ipv4'/>${accept(99)}`, [drops]), 'in', question)).toEqual(EVERY);
    expect(sourcePorts(filterOf(`<filterref filter='ipv4'/>${accept(100)}`, [drops]), 'in', question)).toEqual(NONE);
  });

  test('"return" leaves the chain but not the filter', () => {
    const returns = chain(
      'ipv4',
      `<rule action='return' direction='in' priority='1'><ip protocol='tcp' dstportstart='20' dstportend='23'/></rule>
       <rule action='drop' direction='in' priority='2'/>`,
    );
    const filter = filterOf(
      `<filterref filter='ipv4'/><rule action='drop' direction='in' priority='5'><ip protocol='tcp' dstportstart='22'/></rule>`,
      [returns],
    );
    expect(sourcePorts(filter, 'in', question)).toEqual(NONE);
    expect(sourcePorts(filter, 'in', { ...question, port: 23 })).toEqual(EVERY);
    expect(sourcePorts(filter, 'in', { ...question, port: 24 })).toEqual(NONE);
  });

  test('rules of several filters with the same chain are sorted together', () => {
    const first = `<filter name='one' chain='ipv4'><rule action='accept' direction='in' priority='20'><ip/></rule></filter>`;
    const second = `<filter name='two' chain='ipv4'><rule action='drop' direction='in' priority='10'><ip/></rule></filter>`;
    expect(sourcePorts(filterOf(`<filterref filter='one'/><filterref filter='two'/>`, [first, second]), 'in', question)).toEqual(NONE);
  });

  test('an ARP chain never sees IPv4', () => {
    const arp = chain('arp', `<rule action='drop' direction='inout'/>`);
    const filter = filterOf(`<filterref filter='arp'/>`, [arp]);
    expect(sourcePorts(filter, 'in', question)).toEqual(EVERY);
    expect(filter.passages('in', 'arp')).toEqual([]);
  });

  test('two chains for the same frames at the same priority have no defined order', () => {
    const [a, b] = [chain('ipv4-a', `<rule action='drop' direction='in'/>`), chain('ipv4-b', `<rule action='accept' direction='in'/>`)];
    expect(() => filterOf(`<filterref filter='ipv4-a'/><filterref filter='ipv4-b'/>`, [a, b])).toThrow(/order is not defined/);
  });
});

describe('addresses and ports', () => {
  test.each([
    [`srcipaddr='10.0.0.0' srcipmask='24'`, true, false],
    [`srcipaddr='10.0.0.77' srcipmask='255.255.255.0'`, true, false],
    [`srcipaddr='10.0.0.0' srcipmask='23'`, true, true],
    [`srcipaddr='10.0.0.9'`, true, false],
    [`srcipaddr='0.0.0.0' srcipmask='0'`, true, true],
  ])('%s', (attributes, near, far) => {
    const filter = filterOf(`<rule action='accept' direction='in' priority='200'><ip protocol='tcp' ${attributes}/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.9', to: '10.0.5.1', port: 22 }).length > 0).toBe(near);
    expect(sourcePorts(filter, 'in', { from: '10.0.1.9', to: '10.0.5.1', port: 22 }).length > 0).toBe(far);
  });

  test('source ports are answered exactly, also from several rules', () => {
    const filter = filterOf(`
      <rule action='accept' direction='in' priority='200'><ip protocol='tcp' srcportstart='1000' srcportend='2000'/></rule>
      <rule action='drop' direction='in' priority='250'><ip protocol='tcp' srcportstart='2500'/></rule>
      <rule action='accept' direction='in' priority='300'><ip protocol='tcp' srcportstart='1500' srcportend='3000' dstportstart='22'/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual([
      [1000, 2499],
      [2501, 3000],
    ]);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 23 })).toEqual([[1000, 2000]]);
  });

  test('a stateless reply rule without a bound on the client port is a way in from the server port', () => {
    const open = filterOf(
      `<rule action='accept' direction='in'><ip protocol='tcp' srcipaddr='10.0.0.2' srcportstart='8080'/></rule>${DROP}`,
    );
    const bounded = filterOf(
      `<rule action='accept' direction='in'><ip protocol='tcp' srcipaddr='10.0.0.2' srcportstart='8080' dstportstart='32768' dstportend='60999'/></rule>${DROP}`,
    );
    const ssh = { from: '10.0.0.2', to: '10.0.0.1', port: 22 };
    expect(sourcePorts(open, 'in', ssh)).toEqual([[8080, 8080]]);
    expect(sourcePorts(bounded, 'in', ssh)).toEqual(NONE);
    expect(sourcePorts(bounded, 'in', { ...ssh, port: 40000 })).toEqual([[8080, 8080]]);
  });

  test('ICMP has a protocol and no ports', () => {
    const filter = filterOf(`<rule action='accept' direction='in'><ip protocol='icmp'/></rule>${DROP}`);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', protocol: 1, port: 0 })).toEqual(EVERY);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(NONE);
  });

  test('a rule that asks for a certain Ethernet address is not certain', () => {
    const filter = filterOf(`<rule action='accept' direction='in'><ip srcmacaddr='52:54:00:00:00:02'/></rule>${DROP}`);
    const all = {
      src: addresses('10.0.0.2'),
      dst: addresses('10.0.0.1'),
      protocol: [TCP, TCP],
      srcPorts: [0, 65535],
      dstPorts: [22, 22],
    } as const;
    expect(filter.through('in', all).map(({ certain }) => certain)).toEqual([false]);
  });
});

describe('spoofing', () => {
  test("libvirt's own filters hold the guest to its addresses", () => {
    const filter = filterOf(
      `<filterref filter='no-mac-spoofing'/><filterref filter='no-ip-spoofing'/><filterref filter='no-arp-spoofing'/>`,
      [],
      {
        IP: ['10.0.0.1', '10.0.0.50'],
      },
    );
    const question = { to: '10.0.0.2', port: 22 };
    expect(sourcePorts(filter, 'out', { ...question, from: '10.0.0.1' })).toEqual(EVERY);
    expect(sourcePorts(filter, 'out', { ...question, from: '10.0.0.50' })).toEqual(EVERY);
    expect(sourcePorts(filter, 'out', { ...question, from: '10.0.0.51' })).toEqual(NONE);
    const own = 0x525400000001;
    const macs = filter.passages('out', 'ipv4').map(({ box }) => box[0]);
    expect(macs.length).toBeGreaterThan(0);
    expect(macs.every((interval) => String(interval) === String([own, own]))).toBe(true);
    expect(filter.passages('out', 'arp').map(({ box }) => [box[3], box[4]])).toEqual([
      [
        [own, own],
        [0x0a000001, 0x0a000001],
      ],
      [
        [own, own],
        [0x0a000032, 0x0a000032],
      ],
    ]);
    expect(sourcePorts(filter, 'in', { from: '10.0.0.2', to: '10.0.0.1', port: 22 })).toEqual(EVERY);
  });

  test('an address that libvirt would have to learn is not understood', () => {
    expect(() => filterOf(`<filterref filter='no-ip-spoofing'/>`)).toThrow(/variable \$IP has no stated value/);
  });

  test('IPv6 and other frames are seen', () => {
    const filter = filterOf(`
      <rule action='accept' direction='inout' priority='10'><mac protocolid='arp'/></rule>
      <rule action='accept' direction='in' priority='20'><ipv6/></rule>
      <rule action='accept' direction='out' priority='20'><mac protocolid='0x8035'/></rule>${DROP}`);
    const passing = (['in', 'out'] as const).flatMap((direction) =>
      (['ipv4', 'arp', 'ipv6', 'other'] as const)
        .filter((plane) => filter.passages(direction, plane).length > 0)
        .map((plane) => `${direction} ${plane}`),
    );
    expect(passing).toEqual(['in arp', 'in ipv6', 'out arp', 'out other']);
  });
});

describe('what is not known is named', () => {
  test.each([
    [`<rule action='accept' direction='in'><tcp dstportstart='22'/></rule>`, /<tcp> rules are not known/],
    [`<rule action='accept' direction='in'><all/></rule>`, /<all> rules are not known/],
    [`<rule action='accept' direction='in'><ip dstport='22'/></rule>`, /unknown attribute "dstport" of <ip>/],
    [`<rule action='accept' direction='in'><ip match='no' srcipaddr='10.0.0.1'/></rule>`, /unknown attribute "match"/],
    [`<rule action='accept' direction='in'><ip protocol='icmp' type='8'/></rule>`, /unknown attribute "type"/],
    [`<rule action='accept' direction='in'><ip dstportstart='22'/></rule>`, /ports without a protocol/],
    [`<rule action='accept' direction='in'><ip protocol='icmp' dstportstart='22'/></rule>`, /ports without a protocol/],
    [`<rule action='accept' direction='in'><ip protocol='tcp' dstportend='22'/></rule>`, /"dstportend" without "dstportstart"/],
    [`<rule action='accept' direction='in'><ip protocol='tcp' dstportstart='22' dstportend='21'/></rule>`, /port range from 22 to 21/],
    [`<rule action='accept' direction='in'><ip protocol='tpc'/></rule>`, /"tpc" is not a number/],
    [`<rule action='accept' direction='in'><ip srcipaddr='10.0.0'/></rule>`, /"10.0.0" is not an IPv4 address/],
    [`<rule action='accept' direction='in'><ip srcipaddr='10.0.0.0' srcipmask='255.0.255.0'/></rule>`, /netmask "255.0.255.0" has gaps/],
    [`<rule action='accept' direction='in'><ip srcipmask='24'/></rule>`, /"srcipmask" without "srcipaddr"/],
    [`<rule action='accept' direction='in'><ip srcipaddr='$PEER'/></rule>`, /variable \$PEER has no stated value/],
    [`<rule action='accept' direction='in'><arp gratuitous='true'/></rule>`, /unknown attribute "gratuitous"/],
    [`<rule action='accept' direction='in'><ip/><ip/></rule>`, /more than one protocol element/],
    [`<rule action='permit' direction='in'><ip/></rule>`, /unknown action "permit"/],
    [`<rule action='accept' direction='from'><ip/></rule>`, /unknown direction "from"/],
    [`<rule action='accept' direction='in' prio='1'><ip/></rule>`, /unknown attribute "prio" of <rule>/],
    [`<rules/>`, /unknown element <rules>/],
    [`<filterref filter='nope'/>`, /nwfilter "nope" is not defined/],
    [`<filterref filter='f'/>`, /refers to itself/],
    [`<rule action='accept' direction='in'><ip></rule>`, /not well-formed/],
  ])('%s', (body, message) => {
    expect(() => filterOf(body)).toThrow(message);
  });

  test('a chain of an unknown protocol', () => {
    expect(() => InterfaceFilter.of('g', new Map([['g', parseFilter(`<filter name='g' chain='vlan'/>`)]]), MAC)).toThrow(
      /unknown chain "vlan"/,
    );
  });
});
