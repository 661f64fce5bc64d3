import type { ResolvedMachine, ResolvedPort } from '../../../model/resolved';
import { isEverywhere } from '../addresses';
import { isLeased } from '../network';
import type { LinuxFirewall } from './linux-firewall';
import { type InboundRule, inboundRules, portRange } from './rules';

const ZONE = 'isthmus';
const ZONE_FILE = `/etc/firewalld/zones/${ZONE}.xml`;

/** A zone of its own, made the default: every interface that no other zone claims belongs to it. */
export function firewalldFirewall(machine: ResolvedMachine): LinuxFirewall {
  const useZone = [
    // To set it once more would be an error.
    `[ "$(firewall-offline-cmd --get-default-zone)" = ${ZONE} ] || firewall-offline-cmd --set-default-zone=${ZONE}`,
    'systemctl enable firewalld.service',
  ];
  return {
    packages: ['firewalld'],
    files: [{ path: ZONE_FILE, content: zoneXml(machine), mode: '0644' }],
    command: 'firewall-offline-cmd',
    // Not waited for: its unit may be ordered after the one that runs this.
    early: [...useZone, 'systemctl --no-block try-restart firewalld.service'],
    late: ['firewall-offline-cmd --check-config', ...useZone, 'systemctl restart firewalld.service'],
  };
}

function zoneXml(machine: ResolvedMachine): string {
  const dhcp = isLeased(machine) ? ['<port port="68" protocol="udp"/>'] : [];
  const lines = [
    '<short>isthmus</short>',
    '<description>What this machine lets in. Coarse and stable: the exact rules of each flow are at the hypervisor.</description>',
    ...dhcp,
    '<protocol value="icmp"/>',
    '<protocol value="ipv6-icmp"/>',
    ...inboundRules(machine.guest.firewall).map(richRule),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<zone target="DROP">
${lines.map((line) => `  ${line}`).join('\n')}
</zone>
`;
}

const numbered = (port: ResolvedPort): string => `<port port="${portRange(port)}" protocol="${port.protocol}"/>`;

const ELEMENTS: { readonly [P in ResolvedPort['protocol']]: (port: ResolvedPort) => string } = {
  tcp: numbered,
  udp: numbered,
  sctp: numbered,
  icmp: () => '<protocol value="icmp"/>',
  vrrp: () => '<protocol value="vrrp"/>',
  any: () => '',
};

function richRule({ from, port }: InboundRule): string {
  const source = isEverywhere(from) ? '' : `<source address="${from}"/>`;
  return `<rule family="ipv4">${source}${ELEMENTS[port.protocol](port)}<accept/></rule>`;
}
