import type { ResolvedMachine, ResolvedPort } from '../../../model/resolved';
import { isEverywhere } from '../addresses';
import { isLeased } from '../network';
import { ETC } from '../part';
import type { LinuxFirewall } from './linux-firewall';
import { type InboundRule, inboundRules, portRange } from './rules';

const RULES_FILE = `${ETC}/firewall.nft`;
const UNIT = 'isthmus-firewall.service';

/**
 * A table of its own, replaced as one, that a unit of its own puts in force: the tables of kube-proxy, of network plug-ins and of anybody
 * else stay as they are, whatever becomes of ours.
 */
export function nftablesFirewall(machine: ResolvedMachine): LinuxFirewall & { readonly unit: string } {
  return {
    unit: UNIT,
    packages: ['nftables'],
    files: [
      { path: RULES_FILE, content: nftablesRules(machine), mode: '0600' },
      { path: `/etc/systemd/system/${UNIT}`, content: UNIT_TEXT, mode: '0644' },
    ],
    command: 'nft',
    // Straight from the file, because units cannot be waited for while the system is still coming up.
    early: [...ALONE, `nft -f ${RULES_FILE}`, `systemctl enable ${UNIT}`],
    late: [...ALONE, `nft -c -f ${RULES_FILE}`, `systemctl enable ${UNIT}`, `systemctl reload-or-restart ${UNIT}`],
  };
}

/** Before the network, and until the machine is off. Stopping it takes our table away and nothing else. */
const UNIT_TEXT = `[Unit]
Description=What this machine lets in
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
ProtectSystem=full
ProtectHome=yes
ExecStart=/usr/sbin/nft -f ${RULES_FILE}
ExecReload=/usr/sbin/nft -f ${RULES_FILE}
ExecStop=/usr/sbin/nft delete table inet isthmus

[Install]
WantedBy=sysinit.target
`;

/**
 * The distributions' own service holds the whole ruleset: stopped or started anew, which an upgrade of its package does, it drops every
 * table of everybody. A firewall beside ours would drop what ours lets in.
 */
const ALONE = [
  'if systemctl is-active --quiet nftables.service; then systemctl stop nftables.service; fi',
  'systemctl mask nftables.service',
  'if systemctl cat firewalld.service > /dev/null 2>&1; then systemctl mask firewalld.service; systemctl --no-block stop firewalld.service; fi',
];

/** Destinations are rewritten at -100 (`dstnat`, nft(8)), by kube-proxy, port maps of network plug-ins and Docker alike; connections are known from -200 on. */
const BEFORE_DNAT = -110;

function nftablesRules(machine: ResolvedMachine): string {
  const dhcp = isLeased(machine) ? ['udp sport 67 udp dport 68 accept'] : [];
  const rules = [
    'ct state established,related accept',
    'ct state invalid drop',
    'iifname "lo" accept',
    // Words of nft's own: `ipv6-icmp` is looked up in /etc/protocols, which small images lack (package netbase).
    'meta l4proto { icmp, icmpv6 } accept',
    ...dhcp,
    ...inboundRules(machine.guest.firewall).map(nftablesRule),
  ];
  return `#!/usr/sbin/nft -f
# What this machine lets in. Coarse and stable: the exact rules of each flow are at the hypervisor.
table inet isthmus
delete table inet isthmus
table inet isthmus {
  chain baseline {
${rules.map((rule) => `    ${rule}`).join('\n')}
  }

  # Before packets are sent on (node ports, published ports of containers): none of these would come by the chain for input.
  chain arriving {
    type filter hook prerouting priority ${BEFORE_DNAT}; policy drop;
    fib daddr type != local accept
    jump baseline
  }

  chain input {
    type filter hook input priority 0; policy drop;
    jump baseline
  }
}
`;
}

const numbered = (port: ResolvedPort): string => ` ${port.protocol} dport ${portRange(port)}`;

const MATCHES: { readonly [P in ResolvedPort['protocol']]: (port: ResolvedPort) => string } = {
  tcp: numbered,
  udp: numbered,
  sctp: numbered,
  icmp: () => ' meta l4proto icmp',
  // By its number: as a word it is looked up in /etc/protocols, too.
  vrrp: () => ' ip protocol 112',
  any: () => '',
};

function nftablesRule({ from, port }: InboundRule): string {
  const source = isEverywhere(from) ? 'meta nfproto ipv4' : `ip saddr ${from}`;
  return `${source}${MATCHES[port.protocol](port)} accept`;
}
