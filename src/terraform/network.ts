import { network } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedMachine, ResolvedSubnet, SubnetMode } from '../model/resolved';
import { dhcpHosts, dnsHosts, LiveEntries } from './dns';
import type { HostSide } from './host-side';
import { addressed, reference, terraformAddress } from './names';
import { TerraformData } from './terraform-data';
import type { Virsh, VirshSteps } from './virsh';

/** A subnet with what its network needs to know of its surroundings. */
export interface NetworkProps {
  readonly subnet: ResolvedSubnet;
  /** DNS domain of the system. */
  readonly domain: string;
  /** Names in the domain may be others', too. */
  readonly sharedDomain: boolean;
  /** The machines in the subnet. */
  readonly machines: readonly ResolvedMachine[];
}

/** What a network is that libvirt has for a subnet. Undefined: there is none, a bridge belongs to nobody here. */
interface Owned {
  readonly forward?: network.NetworkForward;
}

const OWNED: { readonly [M in SubnetMode]: Owned | undefined } = {
  route: { forward: { mode: 'route' } },
  nat: { forward: { mode: 'nat' } },
  isolated: {},
  bridge: undefined,
};

/**
 * Realises subnets on their hosts as libvirt networks.
 *
 * The provider cannot change a network (an update of anything but autostart fails and changes nothing), so each kind of
 * change has a way of its own:
 * - Names and DHCP reservations are ignored once the network exists, and change live by `virsh net-update`.
 * - Everything else is its *shape*. Another shape re-creates the network, which the plan shows. The apply stops before it
 *   touches the network as long as a machine is attached, because that machine would be cut off without a word; with the
 *   subnet's machines shut down, the next apply re-creates the network and starts them again. Domains never change.
 */
export class Networks {
  private readonly attached: VirshSteps<'network' | 'made'>;
  private readonly entries: LiveEntries;

  constructor(
    private readonly scope: Construct,
    virsh: Virsh,
  ) {
    this.attached = virsh.steps('network-in-use', { facts: ['network'], triggers: { network: 'made' }, destroy: REFUSE_WHILE_ATTACHED });
    this.entries = new LiveEntries(virsh);
  }

  /** Address of what a domain in a subnet depends on besides its network. */
  inUse(subnet: ResolvedSubnet): string | undefined {
    return OWNED[subnet.mode] && this.attached.address(subnet.name);
  }

  /** @returns undefined for an existing bridge, which belongs to nobody here */
  add(side: HostSide, props: NetworkProps): network.Network | undefined {
    const { subnet } = props;
    const owned = OWNED[subnet.mode];
    if (!owned) return undefined;
    const resource = renderNetwork(this.scope, side, props, owned);
    this.attached.add(subnet.name, side.host, { network: subnet.objectName, made: reference(resource, 'id') });
    this.entries.add(side, subnet, resource);
    return resource;
  }
}

function renderNetwork(scope: Construct, { provider }: HostSide, props: NetworkProps, { forward }: Owned): network.Network {
  const { subnet, domain, sharedDomain } = props;
  const options = dnsmasqOptions(props);
  // Who asks nobody else may as well answer for all of it.
  const claimed = !(sharedDomain && subnet.dnsForward);
  const shape = addressed(
    TerraformData.tfResourceType,
    `${subnet.name}-shape`,
    (id) =>
      new TerraformData(scope, id, {
        triggersReplace: {
          name: subnet.objectName,
          bridge: subnet.bridge,
          mode: subnet.mode,
          address: `${subnet.gateway}/${subnet.prefix}`,
          mtu: String(subnet.mtu),
          domain: claimed ? domain : `${domain} (shared)`,
          options: options.join(' '),
          ...(subnet.forwarders.length > 0 && { forwarders: subnet.forwarders.join(' ') }),
        },
      }),
  );
  return addressed(
    network.Network.tfResourceType,
    subnet.name,
    (id) =>
      new network.Network(scope, id, {
        provider,
        name: subnet.objectName,
        autostart: true,
        // One host, no loops: spanning tree would only swallow the first packets of each machine.
        bridge: { name: subnet.bridge, stp: 'off', delay: '0' },
        mtu: { size: subnet.mtu },
        forward,
        domain: { name: domain, localOnly: claimed ? 'yes' : undefined },
        dns: { enable: 'yes', host: dnsHosts(subnet), forwarders: forwarders(subnet) },
        dnsmasqOptions: options.length > 0 ? { option: options.map((value) => ({ value })) } : undefined,
        ips: [{ address: subnet.gateway, prefix: subnet.prefix, dhcp: dhcpHosts(subnet) }],
        lifecycle: {
          ignoreChanges: ['dns.host', 'ips[0].dhcp'],
          replaceTriggeredBy: [terraformAddress(shape)],
        },
      }),
  );
}

/** Whom its DNS asks; unset: whom the host asks. */
const forwarders = ({ forwarders }: ResolvedSubnet): network.NetworkDnsForwarders[] | undefined =>
  forwarders.length > 0 ? forwarders.map((addr) => ({ addr })) : undefined;

const REFUSE_WHILE_ATTACHED = `networks=$(v net-list --all --name)
printf '%s\\n' "$networks" | grep -qxF -e "$NETWORK" || exit 0
ports=$(v net-port-list "$NETWORK")
[ -z "$ports" ] || { echo "Machines are attached to network $NETWORK and would be cut off. Shut them down, then apply again." >&2; exit 1; }`;

/** What libvirt has no element for. */
function dnsmasqOptions({ subnet }: NetworkProps): string[] {
  const options: string[] = [];
  // The host's own resolver and names would be a way out, by tunnel, of a subnet that must not talk to the outside.
  if (!subnet.dnsForward) options.push('no-resolv', 'no-hosts');
  if (subnet.dhcpRoutes) {
    const routes = subnet.dhcpRoutes.map((to) => `${to},${subnet.gateway}`);
    // An option without a value is not sent: no default route. 249 is what Windows before 2008 reads in place of 121.
    options.push('dhcp-option=option:router');
    if (routes.length > 0) options.push(...[121, 249].map((code) => `dhcp-option=${code},${routes.join(',')}`));
  }
  return options;
}
