import type { Network, Subnet } from '../../network/network';
import type { SubnetMode } from '../../resolved';
import type { Machine } from '../../workload/machine';

/** Where a flow's end stands, as far as routing is concerned. */
export type Site = { readonly kind: 'subnet'; readonly subnet: Subnet; readonly hosts: ReadonlySet<string> } | { readonly kind: 'outside' };

export const modeOf = (subnet: Subnet): SubnetMode => subnet.props.forward?.mode ?? 'route';

/**
 * Why packets cannot get from one place to another, in words; undefined when they can.
 * libvirt's forward modes as measured with five networks on one host: only routed (and bridged) subnets can be entered
 * from another one; nothing leaves an isolated one; a NAT subnet can be left, but not entered. A filter elsewhere can tell its
 * machines only on the same host, which gives them its own address in the receiver's subnet.
 */
export function routingDefect(from: Site, to: Site): string | undefined {
  if (from.kind === 'subnet' && to.kind === 'subnet' && from.subnet === to.subnet) {
    return from.subnet.props.isolation === 'high'
      ? `machines of the subnet "${from.subnet.node.id}" are kept apart by Isolation.HIGH`
      : undefined;
  }
  if (from.kind === 'subnet' && modeOf(from.subnet) === 'isolated') return `nothing leaves the isolated subnet "${from.subnet.node.id}"`;
  if (to.kind === 'subnet' && modeOf(to.subnet) === 'isolated') return `nothing enters the isolated subnet "${to.subnet.node.id}"`;
  if (to.kind === 'subnet' && modeOf(to.subnet) === 'nat') return `nothing enters the NAT subnet "${to.subnet.node.id}" from outside of it`;
  if (from.kind === 'outside' || to.kind === 'outside') return undefined;
  if (sameRouter(from, to)) return undefined;
  if (modeOf(from.subnet) === 'nat') return hidden(from.subnet);
  if (provided(from.subnet.network) || provided(to.subnet.network)) return undefined;
  return `no declared route joins the subnets "${from.subnet.node.id}" and "${to.subnet.node.id}": they are on different hosts or behind a bridge`;
}

/** Beyond its own host a NAT subnet's machines are seen under an address of the host that nobody declared. */
export const hidden = (subnet: Subnet): string =>
  `machines of the NAT subnet "${subnet.node.id}" leave their host under an address of it that the system does not know`;

/** One host routes between the libvirt networks that it has. */
function sameRouter(from: Site & { kind: 'subnet' }, to: Site & { kind: 'subnet' }): boolean {
  if (modeOf(from.subnet) === 'bridge' || modeOf(to.subnet) === 'bridge') return false;
  return [...from.hosts].every((host) => to.hosts.size === 0 || to.hosts.has(host));
}

const provided = (network: Network): boolean => network.props.routes === 'provided';

/** Subnets with the hosts that have a machine in them. */
export function hostsBySubnet(machines: readonly Machine[]): ReadonlyMap<Subnet, ReadonlySet<string>> {
  const hosts = new Map<Subnet, Set<string>>();
  for (const { props } of machines) {
    const names = hosts.get(props.subnet) ?? new Set();
    names.add(props.host.node.id);
    hosts.set(props.subnet, names);
  }
  return hosts;
}
