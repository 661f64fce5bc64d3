import type { network } from '@cdktf/provider-libvirt';
import type { ResolvedSubnet } from '../model/resolved';
import { escapeTemplate } from './guest';
import type { HostSide } from './host-side';
import { reference } from './names';
import type { Virsh, VirshSteps } from './virsh';
import { escapeXml } from './xml';

/** DNS names as the network is created with them. */
export function dnsHosts({ records }: ResolvedSubnet): network.NetworkDnsHost[] | undefined {
  const hosts = records.map(({ address, names }) => ({ ip: address, hostnames: names.map((hostname) => ({ hostname })) }));
  return hosts.length > 0 ? hosts : undefined;
}

/** DHCP reservations as the network is created with them. Nobody else gets an address: there is no range. */
export function dhcpHosts({ reservations }: ResolvedSubnet): network.NetworkIpsDhcp | undefined {
  const hosts = reservations.map(({ mac, address, name }) => ({ mac, ip: address, name }));
  return hosts.length > 0 ? { hosts } : undefined;
}

/** An entry of a network in libvirt's own spelling, which is also how `net-dumpxml` prints it. */
interface Entry {
  readonly name: string;
  readonly section: 'dns-host' | 'ip-dhcp-host';
  readonly xml: string;
  /** Finds another entry that stands in its place. */
  readonly key: string;
}

/** Makes names and reservations of networks change live: each is a step of its own, apart from its network. */
export class LiveEntries {
  private readonly steps: VirshSteps<'network' | 'section' | 'entry' | 'key'>;

  constructor(virsh: Virsh) {
    this.steps = virsh.steps('network-entry', {
      facts: ['network', 'section', 'entry', 'key'],
      triggers: { network: 'network', entry: 'entry' },
      create: { name: 'network_entry', text: ADD },
      destroy: DELETE,
    });
  }

  add({ host }: HostSide, subnet: ResolvedSubnet, resource: network.Network): void {
    for (const { name, section, xml, key } of [...dnsEntries(subnet), ...dhcpEntries(subnet)]) {
      // The name, not the id: a network that was made anew was made with its entries.
      this.steps.add(`${subnet.name}/${name}`, host, { network: reference(resource, 'name'), section, entry: escapeTemplate(xml), key });
    }
  }
}

function dnsEntries({ records }: ResolvedSubnet): Entry[] {
  return records.map(({ address, names }) => ({
    name: `dns/${address}`,
    section: 'dns-host',
    xml: `<host ip='${address}'>${names.map((each) => `<hostname>${escapeXml(each)}</hostname>`).join('')}</host>`,
    key: `<host ip='${address}'/>`,
  }));
}

function dhcpEntries({ reservations }: ResolvedSubnet): Entry[] {
  return reservations.map((reservation) => ({
    name: `dhcp/${reservation.name}`,
    section: 'ip-dhcp-host',
    xml: `<host mac='${reservation.mac}' name='${escapeXml(reservation.name)}' ip='${reservation.address}'/>`,
    key: `<host mac='${reservation.mac}'/>`,
  }));
}

const PRESENT = `present() { v net-dumpxml "$NETWORK" | tr -d '\\n' | sed 's/> *</></g' | grep -qF -e "$ENTRY"; }`;

/**
 * The entry is there already when the network was just created with it. An entry whose name is just being taken from
 * another address can be added only after that one was deleted, by another step of the same apply.
 */
const ADD = `${PRESENT}
present && exit 0
v net-update "$NETWORK" delete "$SECTION" "$KEY" --live --config >/dev/null 2>&1 || true
for attempt in 1 2 3 4 5 6 7 8 9; do
  v net-update "$NETWORK" add-last "$SECTION" "$ENTRY" --live --config >/dev/null 2>&1 && exit 0
  sleep 1
done
v net-update "$NETWORK" add-last "$SECTION" "$ENTRY" --live --config`;

const DELETE = `${PRESENT}
networks=$(v net-list --all --name)
printf '%s\\n' "$networks" | grep -qxF -e "$NETWORK" || exit 0
present || exit 0
v net-update "$NETWORK" delete "$SECTION" "$ENTRY" --live --config`;
