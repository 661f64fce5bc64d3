import type { ResolvedMachine } from '../../../model/resolved';
import { isEverywhere } from '../addresses';
import type { PackageManager } from '../part';
import type { LinuxFirewall } from './linux';
import { type InboundRule, inboundRules, portRange } from './rules';

/** Where the service of each package manager's distributions reads its rules. */
const RULES_FILE = { apt: '/etc/nftables.conf', dnf: '/etc/sysconfig/nftables.conf' };

/** A table of its own, replaced as one: the tables of kube-proxy and the like stay as they are. */
export function nftablesFirewall(machine: ResolvedMachine, packages: PackageManager): LinuxFirewall {
  const path = RULES_FILE[packages];
  return {
    packages: ['nftables'],
    files: [{ path, content: nftablesRules(machine), mode: '0600' }],
    command: 'nft',
    // Straight from the file, because units cannot be waited for while the system is still coming up.
    early: [...WITHOUT_FIREWALLD, `nft -f ${path}`, 'systemctl enable nftables.service'],
    late: [...WITHOUT_FIREWALLD, `nft -c -f ${path}`, 'systemctl enable nftables.service', 'systemctl restart nftables.service'],
  };
}

/** Two firewalls would each drop what the other lets in. */
const WITHOUT_FIREWALLD = [
  'if systemctl cat firewalld.service > /dev/null 2>&1; then systemctl mask firewalld.service; systemctl --no-block stop firewalld.service; fi',
];

function nftablesRules(machine: ResolvedMachine): string {
  const dhcp = machine.guest.network.addressedBy === 'dhcp' ? ['udp sport 67 udp dport 68 accept'] : [];
  const rules = [
    'ct state established,related accept',
    'ct state invalid drop',
    'iifname "lo" accept',
    'meta l4proto { icmp, ipv6-icmp } accept',
    ...dhcp,
    ...inboundRules(machine.guest.firewall).map(nftablesRule),
  ];
  return `#!/usr/sbin/nft -f
# What this machine lets in. Coarse and stable: the exact rules of each flow are at the hypervisor.
table inet isthmus
delete table inet isthmus
table inet isthmus {
  chain input {
    type filter hook input priority 0; policy drop;
${rules.map((rule) => `    ${rule}`).join('\n')}
  }
}
`;
}

function nftablesRule({ from, port }: InboundRule): string {
  const source = isEverywhere(from) ? 'meta nfproto ipv4' : `ip saddr ${from}`;
  return port.protocol === 'any' ? `${source} accept` : `${source} ${port.protocol} dport ${portRange(port)} accept`;
}
