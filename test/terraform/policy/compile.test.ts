import type { ResolvedFlow, ResolvedMachine, ResolvedSystem } from '../../../src/model/resolved';
import { FilterCompiler, FilterTooLargeError, MAX_RULES } from '../../../src/terraform/policy';
import { ANY, aCluster, aFlow, aMachine, aMicroservice, aSubnet, aSystem, block, end, ICMP, tcp, udp, WINDOWS_PORTS } from '../fixture';

const db = aMachine('db', 'data', '10.10.10.11');
const erp = aMachine('erp', 'legacy', '10.10.20.11');
const subnets = [aSubnet('data', '10.10.10.0/24'), aSubnet('legacy', '10.10.20.0/24'), aSubnet('nodes', '10.10.30.0/24')];
const machine = (name: string) => end('machine', name);

function compile(subject: ResolvedMachine, flows: ResolvedFlow[], facts: Partial<ResolvedSystem> = {}): string {
  return new FilterCompiler(aSystem({ subnets, machines: [subject], flows, ...facts })).compile(subject).xml;
}

/** The rules for IP packets as short text: action, direction, attributes without the comment. */
function ipRules(xml: string): string[] {
  return [...xml.matchAll(/<rule action='(\w+)' direction='(\w+)' priority='(\d+)'><ip(.*?)\/>/g)].map(
    ([, action, direction, priority, attributes = '']) =>
      `${priority} ${action} ${direction}${attributes.replace(/ comment='.*?'/, '').replaceAll("'", '')}`,
  );
}

const withoutRouter = (rules: string[], gateway = '10.10.10.1') => rules.filter((rule) => !rule.includes(`srcipaddr=${gateway} `));

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
    replyPorts: WINDOWS_PORTS,
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
    replyPorts: { from: 1024, to: 65535 },
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

  it('is cut into blocks where exceptions differ, since one drop would shadow the other', () => {
    const other = aFlow(machine('db'), end('anyone', 'anyone'), [tcp(80)], {
      source: ['10.10.10.11/32'],
      destination: [block('10.0.0.0/8', ['10.128.0.0/9'])],
    });
    const rules = ipRules(compile(db, [publicEntry, other]));
    expect(rules.filter((rule) => rule.includes('drop'))).toEqual([]);
    expect(rules).toContain('300 accept out srcipaddr=10.10.10.11 dstipaddr=10.0.0.0 dstipmask=9 protocol=tcp dstportstart=80');
    expect(rules).toContain('300 accept in srcipaddr=128.0.0.0 srcipmask=1 dstipaddr=10.10.10.11 protocol=tcp dstportstart=443');
    expect(rules.filter((rule) => /srcipaddr=10\.(10|244)\.0\.0/.test(rule))).toEqual([]);
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

describe('a cluster node', () => {
  const node = aMachine('node-1', 'nodes', '10.10.30.11', {
    cluster: 'k8s',
    kind: 'cluster-node',
    nic: { speaksFor: ['10.10.30.192/26'] },
  });
  const nodes = ['10.10.30.11/32', '10.10.30.12/32'];
  const cluster = (podEgress: 'masquerade' | 'native') => ({
    clusters: [aCluster({ podEgress, nodes: ['node-1', 'node-2'] })],
    microservices: [aMicroservice('order')],
  });
  const order = end('microservice', 'order');

  it('may announce the virtual addresses it speaks for', () => {
    expect(compile(node, [], cluster('masquerade'))).toContain("arpsrcipaddr='10.10.30.192' arpsrcipmask='26'");
  });

  it('carries what its pods send under its own address', () => {
    const flow = aFlow(order, machine('db'), [tcp(5432)], { source: nodes, destination: ['10.10.10.11/32'] });
    const rules = ipRules(compile(node, [flow], cluster('masquerade'))).filter((rule) => rule.includes('tcp'));
    expect(rules).toEqual([
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
      '300 accept in srcipaddr=10.10.10.11 dstipaddr=10.10.30.11 protocol=tcp srcportstart=5432 dstportstart=32768 dstportend=60999',
    ]);
  });

  it('carries what its pods send under their own addresses with native routing', () => {
    const routed = { ...node, nic: { ...node.nic, speaksFor: ['10.244.0.0/16'] } };
    const flow = aFlow(order, machine('db'), [tcp(5432)], { source: ['10.244.0.0/16'], destination: ['10.10.10.11/32'] });
    expect(ipRules(compile(routed, [flow], cluster('native')))).toContain(
      '300 accept out srcipaddr=10.244.0.0 srcipmask=16 dstipaddr=10.10.10.11 protocol=tcp dstportstart=5432',
    );
  });

  it('lets in what is sent to the virtual address, at the port that senders dial', () => {
    const flow = aFlow(machine('erp'), order, [tcp(8080)], {
      dialledPorts: [tcp(80)],
      source: ['10.10.20.11/32'],
      destination: ['10.10.30.200/32'],
    });
    const rules = ipRules(compile(node, [flow], cluster('masquerade'))).filter((rule) => rule.includes('tcp'));
    expect(rules).toEqual([
      '300 accept in srcipaddr=10.10.20.11 dstipaddr=10.10.30.200 protocol=tcp dstportstart=80',
      '300 accept out srcipaddr=10.10.30.200 dstipaddr=10.10.20.11 protocol=tcp srcportstart=80 dstportstart=32768 dstportend=60999',
    ]);
  });

  it('says one rule for many services that call the same machine', () => {
    const services = ['a', 'b', 'c'].map((name) => aMicroservice(name));
    const flows = services.map(({ name }) =>
      aFlow(end('microservice', name), machine('db'), [tcp(5432)], { source: nodes, destination: ['10.10.10.11/32'] }),
    );
    const xml = compile(node, flows, { ...cluster('masquerade'), microservices: services });
    expect(ipRules(xml).filter((rule) => rule.includes('tcp'))).toHaveLength(2);
    expect(xml).toContain("comment='a-to-db: it is needed, b-to-db: it is needed, c-to-db: it is needed'");
  });

  it('carries nothing between pods of the cluster, nor between a node and its own pods', () => {
    const flows = [
      aFlow(order, end('microservice', 'user'), [tcp(8080)]),
      aFlow(end('cluster-nodes', 'k8s'), order, [tcp(8080)], { origin: 'kubelet-probe', source: nodes }),
    ];
    const facts = { ...cluster('masquerade'), microservices: [aMicroservice('order'), aMicroservice('user')] };
    expect(withoutRouter(ipRules(compile(node, flows, facts)), '10.10.30.1')).toEqual([]);
  });

  it('talks to the other nodes in every way, but not to itself', () => {
    const flow = aFlow(end('cluster-nodes', 'k8s'), end('cluster-nodes', 'k8s'), [ANY], {
      origin: 'node-to-node',
      source: nodes,
      destination: nodes,
    });
    expect(withoutRouter(ipRules(compile(node, [flow], cluster('masquerade'))), '10.10.30.1')).toEqual([
      '300 accept in srcipaddr=10.10.30.12 dstipaddr=10.10.30.11',
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.10.30.12',
    ]);
  });

  it('sends for all nodes of its cluster', () => {
    const flow = aFlow(end('cluster-nodes', 'k8s'), end('external', 'registry'), [tcp(443)], {
      source: nodes,
      destination: ['10.1.0.0/24'],
    });
    expect(ipRules(compile(node, [flow], cluster('masquerade')))).toContain(
      '300 accept out srcipaddr=10.10.30.11 dstipaddr=10.1.0.0 dstipmask=24 protocol=tcp dstportstart=443',
    );
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
    expect(() => compile(db, flows)).toThrow(FilterTooLargeError);
    expect(() => compile(db, flows)).toThrow(/Its flows need 2005 packet rules, more than the 2000/);
    expect(() => compile(db, flows.slice(0, MAX_RULES / 4 - 1))).not.toThrow();
  });
});
