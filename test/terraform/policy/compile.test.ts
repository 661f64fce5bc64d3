import { InvalidSystemError } from '../../../src/model';
import { clientPorts } from '../../../src/model/values';
import { MAX_RULES } from '../../../src/terraform/policy';
import { ANY, aFlow, aMachine, block, end, ICMP, tcp, udp, WINDOWS_PORTS } from '../fixture';
import { compile, ipRules, machine, withoutRouter } from './rules';

const db = aMachine('db', 'data', '10.10.10.11');
const erp = aMachine('erp', 'legacy', '10.10.20.11', { clientPorts: clientPorts(() => [WINDOWS_PORTS]) });

describe('a filter', () => {
  it('has a fixed name and uuid, protects the MAC address, lets only its own addresses be announced, and drops the rest', () => {
    expect(compile(db, [])).toBe(
      [
        "<filter name='shop-db' chain='root'>",
        '  <uuid>00000000-0000-5000-8000-010010010011</uuid>',
        "  <filterref filter='no-mac-spoofing'/>",
        "  <rule action='accept' direction='out' priority='100'><arp arpsrcmacaddr='52:54:00:0a:0a:0b' arpsrcipaddr='10.10.10.11' comment='announces its own'/></rule>",
        "  <rule action='accept' direction='out' priority='100'><arp arpsrcmacaddr='52:54:00:0a:0a:0b' arpsrcipaddr='0.0.0.0' comment='probes'/></rule>",
        "  <rule action='accept' direction='in' priority='100'><arp/></rule>",
        "  <rule action='accept' direction='in' priority='300'><ip srcipaddr='10.10.10.1' dstipaddr='10.10.10.11' protocol='icmp' comment='ICMP: from the router: what it cannot deliver'/></rule>",
        "  <rule action='drop' direction='inout' priority='1000'/>",
        '</filter>',
        '',
      ].join('\n'),
    );
  });

  it('says why each rule is there, in text that survives XML', () => {
    const flow = aFlow(machine('erp'), machine('db'), [tcp(5432)], {
      source: ['10.10.20.11/32'],
      destination: ['10.10.10.11/32'],
      because: ["stock & <orders> 'é'\n"],
    });
    expect(compile(db, [flow])).toContain("comment='erp-to-db: stock &#38; &#60;orders&#62; &#39;&#233;&#39;'");
  });
});

describe('a flow between machines', () => {
  const flow = aFlow(machine('erp'), machine('db'), [tcp(5432)], {
    source: ['10.10.20.11/32'],
    destination: ['10.10.10.11/32'],
    replyPorts: clientPorts(() => [WINDOWS_PORTS]),
  });

  it('is a pair at the receiver, replies bounded by both addresses and the client range, ICMP whole', () => {
    expect(withoutRouter(ipRules(compile(db, [flow])))).toEqual([
      '300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=icmp',
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.20.11 protocol=icmp',
      '300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.20.11 protocol=tcp srcportstart=5432 dstportstart=49152 dstportend=65535',
    ]);
  });

  it('is the mirrored pair at the sender', () => {
    expect(withoutRouter(ipRules(compile(erp, [flow])), '10.10.20.1')).toEqual([
      '300 accept in srcipaddr=10.10.10.11 dstipaddr=10.10.20.11 protocol=icmp',
      '300 accept out srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=icmp',
      '300 accept out srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
      '300 accept in srcipaddr=10.10.10.11 dstipaddr=10.10.20.11 protocol=tcp srcportstart=5432 dstportstart=49152 dstportend=65535',
    ]);
  });

  it('is nothing at anyone else', () => {
    expect(ipRules(compile(aMachine('other', 'data', '10.10.10.12'), [flow]))).toEqual([
      '300 accept in srcipaddr=10.10.10.1 dstipaddr=10.10.10.12 protocol=icmp',
    ]);
  });

  it('covers ranges, UDP, SCTP and ICMP alone', () => {
    const ports = [udp(4000, 4010), { ...tcp(132), protocol: 'sctp' as const }, ICMP];
    const rules = ipRules(compile(db, [{ ...flow, ports, dialledPorts: ports }]));
    expect(rules).toContain('300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=udp dstportstart=4000 dstportend=4010');
    expect(rules).toContain('300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=sctp dstportstart=132');
    expect(withoutRouter(ipRules(compile(db, [{ ...flow, ports: [ICMP], dialledPorts: [ICMP] }])))).toHaveLength(2);
  });

  it('knows a sender behind NAT by its own address on its own card', () => {
    const hidden = aFlow(machine('erp'), machine('db'), [tcp(5432)], { source: ['10.10.10.1/32'], destination: ['10.10.10.11/32'] });
    expect(ipRules(compile(erp, [hidden]))).toContain(
      '300 accept out srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
    expect(ipRules(compile(db, [hidden]))).toContain(
      '300 accept in srcipaddr=10.10.10.1 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
  });

  it('lets every machine of a sending subnet send under its own address only', () => {
    const wide = aFlow(end('subnet', 'legacy'), machine('db'), [tcp(5432)], { source: ['10.10.20.0/24'], destination: ['10.10.10.11/32'] });
    expect(ipRules(compile(erp, [wide]))).toContain(
      '300 accept out srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
    expect(ipRules(compile(db, [wide]))).toContain(
      '300 accept in srcipaddr=10.10.20.0 srcipmask=24 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
  });
});

describe('rules are as few as they can be', () => {
  const from = (name: string, source: string, ports: ReturnType<typeof tcp>[]) =>
    aFlow(machine(name), machine('db'), ports, { source: [source], destination: ['10.10.10.11/32'] });

  it('joins adjoining ports and keeps both reasons', () => {
    const xml = compile(db, [
      from('a', '10.10.20.11/32', [tcp(80), tcp(81, 90)]),
      { ...from('b', '10.10.20.11/32', [tcp(85, 99)]), origin: 'admin' },
    ]);
    const rules = ipRules(xml).filter((rule) => rule.includes('protocol=tcp') && rule.includes('accept in'));
    expect(rules).toEqual(['300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=80 dstportend=99']);
    expect(xml).toContain("dstportstart='80' dstportend='99' comment='a-to-db: it is needed, b-to-db: it is needed'");
  });

  it('does not join ports with a gap', () => {
    const rules = ipRules(compile(db, [from('a', '10.10.20.11/32', [tcp(80), tcp(82)])])).filter(
      (rule) => rule.includes('accept in') && rule.includes('tcp'),
    );
    expect(rules).toHaveLength(2);
  });

  it('drops what lies inside another rule, by address, port or protocol', () => {
    const inside = [from('a', '10.10.20.11/32', [tcp(80)]), from('net', '10.10.20.0/24', [tcp(80, 90)])];
    expect(ipRules(compile(db, inside))).toEqual(ipRules(compile(db, [from('net', '10.10.20.0/24', [tcp(80, 90)])])));
    const all = [from('a', '10.10.20.11/32', [tcp(80)]), from('net', '10.10.20.0/24', [ANY])];
    expect(withoutRouter(ipRules(compile(db, all)))).toEqual([
      '300 accept in srcipaddr=10.10.20.0 srcipmask=24 dstipaddr=10.10.10.11',
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.20.0 dstipmask=24',
    ]);
  });

  it('keeps what only overlaps', () => {
    const rules = ipRules(compile(db, [from('a', '10.10.20.11/32', [tcp(80)]), from('net', '10.10.20.0/24', [tcp(81)])]));
    expect(rules.filter((rule) => rule.includes('accept in') && rule.includes('tcp'))).toHaveLength(2);
  });

  it('does not depend on the order of flows', () => {
    const flows = [from('a', '10.10.20.11/32', [tcp(80)]), from('b', '10.10.20.12/32', [tcp(80)]), from('c', '10.10.20.11/32', [tcp(81)])];
    expect(compile(db, [...flows].reverse())).toBe(compile(db, flows));
  });
});

describe('anyone', () => {
  const except = ['10.10.0.0/16', '10.244.0.0/16', '10.244.7.0/24'];
  const publicEntry = aFlow(end('anyone', 'anyone'), machine('db'), [tcp(443)], {
    source: [block('0.0.0.0/0', except)],
    destination: ['10.10.10.11/32'],
    replyPorts: clientPorts(() => [{ from: 1024, to: 65535 }]),
  });

  it('is let in after the exceptions were dropped, those after what is allowed to them', () => {
    const neighbour = aFlow(machine('erp'), machine('db'), [tcp(443)], { source: ['10.10.20.11/32'], destination: ['10.10.10.11/32'] });
    const rules = withoutRouter(ipRules(compile(db, [publicEntry, neighbour]))).filter((rule) => !rule.includes('icmp'));
    expect(rules).toEqual([
      '300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=443',
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.20.11 protocol=tcp srcportstart=443 dstportstart=32768 dstportend=60999',
      '400 drop in srcipaddr=10.10.0.0 srcipmask=16',
      '400 drop out dstipaddr=10.10.0.0 dstipmask=16',
      '400 drop in srcipaddr=10.244.0.0 srcipmask=16',
      '400 drop out dstipaddr=10.244.0.0 dstipmask=16',
      '500 accept in dstipaddr=10.10.10.11 protocol=tcp dstportstart=443',
      '500 accept out srcipaddr=10.10.10.11 protocol=tcp srcportstart=443 dstportstart=1024 dstportend=65535',
    ]);
  });

  it('is let through where others are not: what is an exception of one alone stands among the rules of the others, before the drops', () => {
    const other = aFlow(machine('db'), end('anyone', 'anyone'), [tcp(80)], {
      source: ['10.10.10.11/32'],
      destination: [block('10.0.0.0/8', ['10.240.0.0/12'])],
    });
    const rules = withoutRouter(ipRules(compile(db, [publicEntry, other]))).filter((rule) => !rule.includes('icmp'));
    const web = rules.filter((rule) => rule.startsWith('300 accept in') && rule.includes('dstportstart=443'));
    expect(web.map((rule) => /srcipaddr=(\S+) srcipmask=(\d+)/.exec(rule)?.slice(1).join('/'))).toEqual([
      '10.240.0.0/14',
      '10.245.0.0/16',
      '10.246.0.0/15',
      '10.248.0.0/13',
    ]);
    expect(rules.filter((rule) => rule.startsWith('300 accept out') && rule.includes('dstportstart=80'))).toEqual([
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.0.0 dstipmask=16 protocol=tcp dstportstart=80',
    ]);
    expect(rules.filter((rule) => rule.startsWith('400'))).toEqual(
      ['10.10.0.0 srcipmask=16', '10.240.0.0 srcipmask=12'].flatMap((text) => [
        `400 drop in srcipaddr=${text}`,
        `400 drop out dstipaddr=${text.replace('src', 'dst')}`,
      ]),
    );
  });
});

describe('DHCP', () => {
  it('is let through from no address to everyone, and back', () => {
    const flow = aFlow(machine('db'), end('resolver', 'data'), [udp(67)], {
      origin: 'dhcp',
      source: ['10.10.10.11/32'],
      destination: ['10.10.10.1/32'],
    });
    expect(ipRules(compile(db, [flow])).filter((rule) => rule.includes('udp'))).toEqual([
      '300 accept out srcipaddr=10.10.10.11 dstipaddr=10.10.10.1 protocol=udp srcportstart=68 dstportstart=67',
      '300 accept in srcipaddr=10.10.10.1 dstipaddr=10.10.10.11 protocol=udp srcportstart=67 dstportstart=68',
      '300 accept in srcipaddr=10.10.10.1 dstipaddr=255.255.255.255 protocol=udp srcportstart=67 dstportstart=68',
      '300 accept out srcipaddr=0.0.0.0 dstipaddr=255.255.255.255 protocol=udp srcportstart=68 dstportstart=67',
    ]);
  });
});

describe('size', () => {
  it('refuses filters that libvirt could not apply in reasonable time', () => {
    const flow = (index: number) =>
      aFlow(machine(`m${index}`), machine('db'), [tcp(5432)], {
        source: [`172.16.${index >> 8}.${index & 255}/32`],
        destination: ['10.10.10.11/32'],
      });
    const flows = Array.from({ length: MAX_RULES / 4 + 1 }, (_, index) => flow(index));
    expect(() => compile(db, flows)).toThrow(InvalidSystemError);
    expect(() => compile(db, flows)).toThrow(/FILTER_TOO_LARGE at db\n {2}Its flows need 2005 packet rules, more than the 2000/);
    expect(() => compile(db, flows.slice(0, MAX_RULES / 4 - 1))).not.toThrow();
  });
});
