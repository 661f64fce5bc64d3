import { renderWindowsFirewall } from '../../../src/terraform/guest';
import { type GuestFirewall, through } from '../../../src/verify/guest/firewall';
import { readFirewalldZone } from '../../../src/verify/guest/firewalld';
import { readNftables } from '../../../src/verify/guest/nftables';
import { readWindowsFirewall } from '../../../src/verify/guest/windows-firewall';
import { addresses } from '../../../src/verify/sets/addresses';
import { machine, OS } from '../../terraform/guest/machines';

/** Whether a packet gets in, as one that opens a connection or as an answer. */
const lets = (
  firewall: GuestFirewall,
  src: string,
  protocol: number,
  port: number,
  what: 'openings' | 'answers' | 'redirectable' = 'openings',
  from = 40000,
) =>
  through(firewall[what] ?? [], {
    src: addresses(src),
    dst: addresses('10.0.0.9'),
    protocol: [protocol, protocol],
    srcPorts: [from, from],
    dstPorts: [port, port],
  }).length > 0;

const [ICMP, TCP, UDP, SCTP] = [1, 6, 17, 132] as const;

const nft = (...rules: readonly string[]) =>
  readNftables(`#!/usr/sbin/nft -f
# words
table inet isthmus
delete table inet isthmus
table inet isthmus {
  chain input {
    type filter hook input priority 0; policy drop;
${rules.map((rule) => `    ${rule}`).join('\n')}
  }
}
`);

describe('nftables', () => {
  test('what no rule accepts is dropped, answers included', () => {
    expect([lets(nft(), '10.0.0.1', TCP, 22), lets(nft(), '10.0.0.1', TCP, 22, 'answers')]).toEqual([false, false]);
  });

  test('answers pass by connection tracking, and nothing else does', () => {
    const firewall = nft('ct state established,related accept', 'ct state invalid drop', 'iifname "lo" accept');
    expect([lets(firewall, '10.0.0.1', TCP, 22), lets(firewall, '10.0.0.1', TCP, 22, 'answers')]).toEqual([false, true]);
  });

  test('addresses, protocols, ports and ranges narrow a rule', () => {
    const firewall = nft(
      'ip saddr 10.1.0.0/16 tcp dport 5432 accept',
      'meta nfproto ipv4 udp dport 1000-1010 accept',
      'ip saddr 10.3.0.0/24 accept',
    );
    expect(
      [
        ['10.1.2.3', TCP, 5432],
        ['10.2.2.3', TCP, 5432],
        ['10.1.2.3', UDP, 5432],
        ['10.1.2.3', TCP, 5433],
        ['192.0.2.1', UDP, 1005],
        ['192.0.2.1', UDP, 1011],
        ['10.3.0.1', SCTP, 7],
      ].map(([src, protocol, port]) => lets(firewall, src as string, protocol as number, port as number)),
    ).toEqual([true, false, false, false, true, false, true]);
  });

  test('sets and lists stand for each of their members; IPv6 rules say nothing of IPv4', () => {
    const firewall = nft('meta l4proto { icmp, icmpv6 } accept', 'tcp dport { 22, 80-81 } accept', 'ip6 saddr ::1 udp dport 53 accept');
    expect([lets(firewall, '10.0.0.1', ICMP, 0), lets(firewall, '10.0.0.1', TCP, 81), lets(firewall, '10.0.0.1', UDP, 53)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('the first rule that fits decides', () => {
    const firewall = nft('ip saddr 10.1.0.5 drop', 'ip saddr 10.1.0.0/16 tcp dport 22 accept', 'ip saddr 10.1.0.6 drop');
    expect(['10.1.0.5', '10.1.0.6', '10.1.0.7'].map((src) => lets(firewall, src, TCP, 22))).toEqual([false, true, true]);
  });

  test('a DHCP server’s answer, by both ports', () => {
    const firewall = nft('udp sport 67 udp dport 68 accept');
    expect([67, 1067].map((from) => lets(firewall, '10.0.0.1', UDP, 68, 'openings', from))).toEqual([true, false]);
  });

  describe('before destinations are rewritten', () => {
    const both = (baseline: string, arriving: string, head = 'prerouting priority -110') =>
      readNftables(`table inet a {
  chain baseline {
    ${baseline}
  }
  chain arriving {
    type filter hook ${head}; policy drop;
    ${arriving}
  }
  chain input {
    type filter hook input priority 0; policy drop;
    jump baseline
  }
}
`);
    const SSH = 'ct state established,related accept\n ip saddr 10.1.0.0/16 tcp dport 22 accept';
    const asked = (firewall: GuestFirewall) =>
      (['openings', 'redirectable', 'answers'] as const).map((what) =>
        [22, 30080].map((port) => lets(firewall, '10.1.2.3', TCP, port, what)),
      );

    test('without a chain there, everything gets to where packets are sent on', () => {
      expect(asked(nft('ip saddr 10.1.0.0/16 tcp dport 22 accept'))).toEqual([
        [true, false],
        [true, true],
        [true, false],
      ]);
    });

    test('with one, what it lets pass', () => {
      expect(asked(both(SSH, 'fib daddr type != local accept\n jump baseline'))).toEqual([
        [true, false],
        [true, false],
        [true, true],
      ]);
    });

    test('what it drops comes no further', () => {
      expect(asked(both(SSH, 'fib daddr type != local accept\n ip saddr 10.1.0.0/16 udp dport 22 accept'))).toEqual([
        [false, false],
        [false, false],
        [false, false],
      ]);
      expect(asked(both(SSH, 'ip saddr 10.1.2.0/24 accept\n jump baseline'))[0]).toEqual([true, false]);
    });

    test.each([
      ['a chain that is asked when destinations are others already', () => both(SSH, 'jump baseline', 'prerouting priority -100')],
      ['one that is asked before connections are known', () => both(SSH, 'jump baseline', 'prerouting priority -300')],
      ['addresses of another type', () => both(SSH, 'fib daddr type != broadcast accept\n jump baseline')],
      ['a jump to a chain that is not there', () => both(SSH, 'jump other')],
      ['a jump under a condition', () => both(SSH, 'ip saddr 10.0.0.0/8 jump baseline')],
      ['a chain that jumps to itself', () => both('jump baseline', 'jump baseline')],
    ])('%s is not understood, and said so', (_, read) => {
      expect(read).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
    });
  });

  test('a policy that accepts lets everything in', () => {
    const open = readNftables('table inet a {\n chain b {\n type filter hook input priority filter; policy accept;\n }\n}\n');
    expect(lets(open, '192.0.2.1', TCP, 1)).toBe(true);
  });

  test.each([
    ['a rule of unknown words', () => nft('ip saddr 10.0.0.0/8 limit rate 1/second accept')],
    ['a jump', () => nft('jump elsewhere')],
    ['another interface', () => nft('iifname "eth0" accept')],
    ['an unknown state', () => nft('ct state odd accept')],
    ['ports that are none', () => nft('tcp dport 70000 accept')],
    ['no chain for what comes in', () => readNftables('table inet a\n')],
    ['two of them', () => readNftables('table inet a {\n chain b {\n type filter hook input priority 0; policy drop;\n }\n}\n'.repeat(2))],
    [
      'a chain for what is forwarded',
      () => readNftables('table inet a {\n chain b {\n type filter hook forward priority 0; policy drop;\n }\n}\n'),
    ],
    ['a flush', () => readNftables('flush ruleset\n')],
    ['a block without an end', () => readNftables('table inet a {\n chain b {\n')],
  ])('%s is not understood, and said so', (_, read) => {
    expect(read).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
  });
});

describe('firewalld', () => {
  const zone = (inside: string, target = 'DROP') =>
    readFirewalldZone(`<?xml version="1.0" encoding="utf-8"?><zone target="${target}"><short>x</short>${inside}</zone>`);

  test('ports, protocols and rich rules open, and answers pass', () => {
    const firewall = zone(
      '<port port="68" protocol="udp"/><protocol value="icmp"/><protocol value="ipv6-icmp"/>' +
        '<rule family="ipv4"><source address="10.1.0.0/16"/><port port="5432" protocol="tcp"/><accept/></rule>' +
        '<rule family="ipv4"><source address="10.3.0.0/24"/><accept/></rule><rule family="ipv4"><port port="80-81" protocol="tcp"/><accept/></rule>',
    );
    expect([
      lets(firewall, '192.0.2.1', UDP, 68),
      lets(firewall, '192.0.2.1', ICMP, 0),
      lets(firewall, '10.1.0.1', TCP, 5432),
      lets(firewall, '10.2.0.1', TCP, 5432),
      lets(firewall, '10.3.0.1', SCTP, 9),
      lets(firewall, '192.0.2.1', TCP, 81),
      lets(firewall, '192.0.2.1', TCP, 9, 'answers'),
    ]).toEqual([true, true, true, false, true, true, true]);
  });

  test.each([
    ['a zone that refuses politely', () => zone('', 'default')],
    ['a zone that accepts', () => zone('', 'ACCEPT')],
    ['a service by name', () => zone('<service name="ssh"/>')],
    ['a rule that drops', () => zone('<rule family="ipv4"><source address="10.1.0.0/16"/><drop/></rule>')],
    ['a rule with a condition more', () => zone('<rule family="ipv4"><source address="10.1.0.0/16" invert="true"/><accept/></rule>')],
    ['no XML', () => readFirewalldZone('<zone target="DROP">')],
  ])('%s is not understood, and said so', (_, read) => {
    expect(read).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
  });
});

describe.each([
  ['2003', OS.windows2003],
  ['2008 R2', OS.windows2008],
  ['2012', OS.windows2012],
])('Windows Server %s', (_, os) => {
  const port = { protocol: 'tcp', from: 8080, to: 8080, name: 'http' } as const;
  const firewall = [
    { ports: [port], from: ['10.10.0.0/16', '192.0.2.0/24'] },
    { ports: [{ ...port, from: 9000, to: 9000 }], from: ['0.0.0.0/0'] },
    { ports: [{ ...port, protocol: 'sctp' as const }], from: ['10.10.0.0/16'] },
  ];
  const script = renderWindowsFirewall(machine(os, { kind: 'plain' }, { firewall }))?.content ?? '';

  test('opens what the script names, from where it says, and ICMP', () => {
    const read = readWindowsFirewall(script);
    expect([
      lets(read, '10.10.3.4', TCP, 8080),
      lets(read, '192.0.2.4', TCP, 8080),
      lets(read, '10.11.3.4', TCP, 8080),
      lets(read, '10.11.3.4', TCP, 9000),
      lets(read, '10.10.3.4', UDP, 8080),
      lets(read, '10.10.3.4', ICMP, 0),
      lets(read, '10.10.3.4', TCP, 1, 'answers'),
    ]).toEqual([true, true, false, true, false, true, true]);
    expect(read.unsaid).toEqual(['sctp 8080']);
  });

  test('each line is needed or known: one that goes, or one more, is said', () => {
    const lines = script.split('\r\n');
    // What shuts the rest out, in each generation's words.
    const shutting = lines.filter((line) =>
      /Block|blockinbound|all?profiles state on|new enable=no|reset|mode=DISABLE|opmode|Disable-/.test(line),
    );
    expect(shutting.length).toBeGreaterThan(1);
    for (const line of shutting) expect(() => readWindowsFirewall(script.replace(`${line}\r\n`, ''))).toThrow('nothing in it does what');
    expect(() => readWindowsFirewall(`${script}Set-NetFirewallProfile -All -Enabled False\r\n`)).toThrow(
      '"Set-NetFirewallProfile -All -Enabled False"',
    );
  });
});
