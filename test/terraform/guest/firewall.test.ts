import { XMLParser } from 'fast-xml-parser';
import type { BaselineRule, ResolvedGuest, ResolvedMachine, ResolvedOs } from '../../../src/model/resolved';
import { renderWindowsFirewall } from '../../../src/terraform/guest';
import { machine, OS, postgresql, STATIC, ssh } from './machines';
import { readCloudInit } from './render';

const PLAIN = { kind: 'plain' } as const;
const NODE = { kind: 'cluster-node', cluster: 'k8s', distribution: { name: 'kubeadm' }, version: '1.34' } as const;
const range = { protocol: 'udp', from: 10000, to: 10100, name: 'media' } as const;
const any = { protocol: 'any', from: 0, to: 0, name: 'any' } as const;
const icmp = { protocol: 'icmp', from: 0, to: 0, name: 'icmp' } as const;
const sctp = { protocol: 'sctp', from: 3868, to: 3868, name: 'diameter' } as const;

const BASELINE: readonly BaselineRule[] = [
  { ports: [ssh], from: ['10.9.0.0/24'] },
  { ports: [postgresql, range], from: ['10.10.0.0/16', '192.0.2.0/24'] },
  { ports: [postgresql], from: ['10.10.0.0/16'] }, // said twice
  { ports: [icmp], from: ['10.10.0.0/16'] },
  { ports: [sctp], from: ['0.0.0.0/0'] },
  { ports: [any], from: ['10.10.30.0/24'] },
];

const early = (subject: ResolvedMachine): string => {
  const [[perInstance, once, , , , script = ''] = []] = readCloudInit(subject).userData.bootcmd;
  expect([perInstance, once]).toEqual(['cloud-init-per', 'instance']);
  return script;
};
const heredoc = (script: string): string => /<<'END'\n(.*?)END\n/s.exec(script)?.[1] ?? '';
const linux = (os: ResolvedOs, guest: Partial<ResolvedGuest> = {}): ResolvedMachine => machine(os, PLAIN, { firewall: BASELINE, ...guest });

describe('nftables', () => {
  const rules = (subject: ResolvedMachine): string[] =>
    heredoc(early(subject))
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => / accept$| drop$/.test(line) && !line.startsWith('fib '));

  test('drops what no rule lets in; replies, loopback and ICMP pass', () => {
    expect(heredoc(early(linux(OS.debian12)))).toContain('type filter hook input priority 0; policy drop;');
    expect(rules(linux(OS.debian12, { firewall: [] }))).toEqual([
      'ct state established,related accept',
      'ct state invalid drop',
      'iifname "lo" accept',
      'meta l4proto { icmp, icmpv6 } accept',
    ]);
  });

  // kube-proxy, port maps and Docker rewrite destinations at -100; what they send on passes the input hook by.
  test('the same rules are asked before packets for the machine can be sent on to others', () => {
    const chains = Object.fromEntries(
      [...heredoc(early(linux(OS.debian12))).matchAll(/chain (\w+) \{\n(.*?)\n {2}\}/gs)].map(([, name, body = '']) => [
        name,
        body.split('\n').map((line) => line.trim()),
      ]),
    );
    expect(chains.arriving).toEqual([
      'type filter hook prerouting priority -110; policy drop;',
      'fib daddr type != local accept',
      'jump baseline',
    ]);
    expect(chains.input).toEqual(['type filter hook input priority 0; policy drop;', 'jump baseline']);
    expect(Object.keys(chains)).toEqual(['baseline', 'arriving', 'input']);
  });

  test('one rule for each block and port of the baseline', () => {
    expect(rules(linux(OS.debian12)).slice(4)).toEqual([
      'ip saddr 10.9.0.0/24 tcp dport 22 accept',
      'ip saddr 10.10.0.0/16 tcp dport 5432 accept',
      'ip saddr 192.0.2.0/24 tcp dport 5432 accept',
      'ip saddr 10.10.0.0/16 udp dport 10000-10100 accept',
      'ip saddr 192.0.2.0/24 udp dport 10000-10100 accept',
      'meta nfproto ipv4 sctp dport 3868 accept',
      'ip saddr 10.10.30.0/24 accept',
    ]);
  });

  test('replaces its own table only', () => {
    const text = heredoc(early(linux(OS.debian12)));
    expect(text).not.toContain('flush ruleset');
    expect(text).toMatch(/table inet isthmus\ndelete table inet isthmus\ntable inet isthmus \{/);
  });

  test('answers of a DHCP server pass where there is one', () => {
    const rule = 'udp sport 67 udp dport 68 accept';
    expect(rules(linux(OS.debian12))).not.toContain(rule);
    expect(rules(linux(OS.debian12, { network: { ...STATIC, addressedBy: 'dhcp' } }))).toContain(rule);
  });

  test('is in force before sshd listens when the image has it, and in any case after the packages are there', () => {
    expect(early(linux(OS.debian12))).toMatch(/if command -v nft > \/dev\/null; then\n(.*\n)* {2}nft -f \/etc\/isthmus\/firewall\.nft\n/);
    expect(readCloudInit(linux(OS.debian12)).userData.runcmd).toEqual(
      expect.arrayContaining(['systemctl enable isthmus-firewall.service', 'systemctl reload-or-restart isthmus-firewall.service']),
    );
  });

  // What else is in the kernel belongs to kube-proxy, to network plug-ins, or to the user.
  test.each([
    ['Debian', OS.debian12],
    ['Ubuntu', OS.ubuntu2404],
    ['Enterprise Linux, as a node', OS.rhel9],
  ])('%s: a unit of its own that never touches the tables of others', (_, os) => {
    const node = machine(os, NODE, { firewall: BASELINE });
    const script = early(node);
    const [, unit = ''] = /cat > \/etc\/systemd\/system\/isthmus-firewall\.service <<'END'\n(.*?)END\n/s.exec(script) ?? [];
    const commands = unit.split('\n').filter((line) => line.startsWith('Exec'));
    expect(commands).toEqual([
      'ExecStart=/usr/sbin/nft -f /etc/isthmus/firewall.nft',
      'ExecReload=/usr/sbin/nft -f /etc/isthmus/firewall.nft',
      'ExecStop=/usr/sbin/nft delete table inet isthmus',
    ]);
    expect(unit.split('\n')).toEqual(
      expect.arrayContaining(['DefaultDependencies=no', 'Before=network-pre.target', 'WantedBy=sysinit.target']),
    );
    expect(`${script}${readCloudInit(node).userData.runcmd.join('\n')}`).not.toMatch(/flush|restart nftables|nftables\.conf/);
  });

  test("the distribution's own service, which drops every table when it stops, is ended before and can never be started", () => {
    const lines = early(linux(OS.debian12))
      .split('\n')
      .map((line) => line.trim());
    const positions = [
      'if systemctl is-active --quiet nftables.service; then systemctl stop nftables.service; fi',
      'systemctl mask nftables.service',
      'nft -f /etc/isthmus/firewall.nft',
    ].map((line) => lines.indexOf(line));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions[0]).toBeGreaterThan(0);
    expect(readCloudInit(linux(OS.debian12)).userData.runcmd).toContain('systemctl mask nftables.service');
  });

  test('cluster nodes have it on every distribution: firewalld would cut the pods off', () => {
    const node = machine(OS.rhel9, NODE, { firewall: BASELINE });
    expect(early(node)).toContain('cat > /etc/isthmus/firewall.nft');
    expect(readCloudInit(node).userData.packages).toContain('nftables');
    expect(readCloudInit(node).userData.packages).not.toContain('firewalld');
    expect(readCloudInit(node).userData.runcmd.join('\n')).toContain('systemctl mask firewalld.service');
  });
});

describe('firewalld', () => {
  const zone = (subject: ResolvedMachine): Record<string, unknown> =>
    new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name, _path, _leaf, isAttribute) => !isAttribute && ['rule', 'protocol', 'port'].includes(name),
    }).parse(heredoc(early(subject))).zone;

  test('a zone of its own that drops what no rule lets in', () => {
    expect(early(linux(OS.rhel8))).toContain('cat > /etc/firewalld/zones/isthmus.xml');
    expect(zone(linux(OS.rhel8))).toMatchObject({ target: 'DROP', protocol: [{ value: 'icmp' }, { value: 'ipv6-icmp' }] });
    expect(readCloudInit(linux(OS.rhel8)).userData.runcmd).toContain(
      '[ "$(firewall-offline-cmd --get-default-zone)" = isthmus ] || firewall-offline-cmd --set-default-zone=isthmus',
    );
  });

  test('one rich rule for each block and port of the baseline', () => {
    const accept = (source: string | undefined, port?: string, protocol?: string): object => ({
      family: 'ipv4',
      ...(source ? { source: { address: source } } : {}),
      ...(port ? { port: [{ port, protocol }] } : {}),
      accept: '',
    });
    expect(zone(linux(OS.rhel8)).rule).toEqual([
      accept('10.9.0.0/24', '22', 'tcp'),
      accept('10.10.0.0/16', '5432', 'tcp'),
      accept('192.0.2.0/24', '5432', 'tcp'),
      accept('10.10.0.0/16', '10000-10100', 'udp'),
      accept('192.0.2.0/24', '10000-10100', 'udp'),
      accept(undefined, '3868', 'sctp'),
      accept('10.10.30.0/24'),
    ]);
    expect(zone(linux(OS.rhel8))).not.toHaveProperty('port');
  });

  test('answers of a DHCP server pass where there is one', () => {
    expect(zone(linux(OS.rhel8, { network: { ...STATIC, addressedBy: 'dhcp' } }))).toMatchObject({
      port: [{ port: '68', protocol: 'udp' }],
    });
  });

  test('is never waited for while the system comes up', () => {
    expect(early(linux(OS.rhel8))).not.toMatch(/systemctl (restart|start|try-restart) /);
    expect(readCloudInit(linux(OS.rhel8)).userData.runcmd).toContain('systemctl restart firewalld.service');
  });
});

describe('Windows', () => {
  const script = (
    os: ResolvedOs,
    firewall: readonly BaselineRule[] = BASELINE,
  ): { lines: string[]; notRepresentable: readonly string[] } => {
    const rendered = renderWindowsFirewall(machine(os, PLAIN, { firewall }));
    if (rendered === undefined) throw new Error('no script');
    return { lines: rendered.content.split('\r\n'), notRepresentable: rendered.notRepresentable };
  };
  const opening = (lines: readonly string[], word: string): string[] =>
    lines.filter((line) => line.includes(word) && !line.includes('isthmus icmp'));

  test('Linux has none', () => {
    expect(renderWindowsFirewall(machine(OS.debian12, PLAIN))).toBeUndefined();
    expect(renderWindowsFirewall(machine(OS.rhel8, PLAIN))).toBeUndefined();
  });

  test.each([
    ['2003', OS.windows2003, 'database-vm-firewall.cmd'],
    ['2008 R2', OS.windows2008, 'database-vm-firewall.cmd'],
    ['2012', OS.windows2012, 'database-vm-firewall.ps1'],
  ])('Windows Server %s has a script of its kind', (_, os, fileName) => {
    expect(renderWindowsFirewall(machine(os, PLAIN))?.fileName).toBe(fileName);
  });

  test('2012 and later: PowerShell, one rule for each port with all its senders', () => {
    const { lines, notRepresentable } = script(OS.windows2012);
    const rule = (name: string, words: string): string =>
      `New-NetFirewallRule -DisplayName 'isthmus ${name}' -Group 'isthmus' -Direction Inbound -Action Allow -Profile Any ${words} | Out-Null`;
    expect(lines).toContain('Set-NetFirewallProfile -All -Enabled True -DefaultInboundAction Block -DefaultOutboundAction Allow');
    expect(opening(lines, 'New-NetFirewallRule')).toEqual([
      rule('tcp 22', "-Protocol TCP -LocalPort 22 -RemoteAddress '10.9.0.0/24'"),
      rule('tcp 5432', "-Protocol TCP -LocalPort 5432 -RemoteAddress '10.10.0.0/16','192.0.2.0/24'"),
      rule('udp 10000-10100', "-Protocol UDP -LocalPort 10000-10100 -RemoteAddress '10.10.0.0/16','192.0.2.0/24'"),
      rule('any', "-Protocol Any -RemoteAddress '10.10.30.0/24'"),
    ]);
    expect(notRepresentable).toEqual(['sctp 3868 from 0.0.0.0/0: this firewall knows no SCTP ports']);
    expect(lines).toContain('# Not opened: sctp 3868 from 0.0.0.0/0: this firewall knows no SCTP ports.');
  });

  test('2008: netsh advfirewall, each command checked', () => {
    const { lines } = script(OS.windows2008);
    expect(lines).toContain('netsh advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound || exit /b 1');
    expect(opening(lines, 'add rule')).toEqual(
      [
        ['tcp 22', 'protocol=tcp localport=22 remoteip=10.9.0.0/24'],
        ['tcp 5432', 'protocol=tcp localport=5432 remoteip=10.10.0.0/16,192.0.2.0/24'],
        ['udp 10000-10100', 'protocol=udp localport=10000-10100 remoteip=10.10.0.0/16,192.0.2.0/24'],
        ['any', 'protocol=any remoteip=10.10.30.0/24'],
      ].map(
        ([name, words]) =>
          `netsh advfirewall firewall add rule name="isthmus ${name}" dir=in action=allow profile=any ${words} || exit /b 1`,
      ),
    );
  });

  test('2003: single ports with masks; what it has no words for is said', () => {
    const few = { ...range, to: 10001 };
    const { lines, notRepresentable } = script(OS.windows2003, [...BASELINE, { ports: [few], from: ['0.0.0.0/0'] }]);
    expect(opening(lines, 'portopening')).toEqual(
      [
        ['TCP', 22, 'tcp 22', 'scope=CUSTOM addresses=10.9.0.0/255.255.255.0'],
        ['TCP', 5432, 'tcp 5432', 'scope=CUSTOM addresses=10.10.0.0/255.255.0.0,192.0.2.0/255.255.255.0'],
        ['UDP', 10000, 'udp 10000-10001', 'scope=ALL'],
        ['UDP', 10001, 'udp 10000-10001', 'scope=ALL'],
      ].map(
        ([protocol, port, name, scope]) =>
          `netsh firewall add portopening protocol=${protocol} port=${port} name="isthmus ${name}" mode=ENABLE ${scope} profile=ALL || exit /b 1`,
      ),
    );
    expect(notRepresentable).toEqual([
      'udp 10000-10100 from 10.10.0.0/16, 192.0.2.0/24: this firewall opens ports one by one, and these are 101',
      'sctp 3868 from 0.0.0.0/0: this firewall knows no SCTP ports',
      'any from 10.10.30.0/24: this firewall opens single ports only',
    ]);
  });
});
