'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.routingDefect = routingDefect;
exports.hostsBySubnet = hostsBySubnet;
const modeOf = (subnet) => subnet.props.forward?.mode ?? 'route';
/**
 * Why packets cannot get from one place to another, in words; undefined when they can.
 * libvirt's forward modes as measured with five networks on one host: only routed (and bridged) subnets can be entered
 * from another one; nothing leaves an isolated one; a NAT subnet can be left, but not entered.
 */
function routingDefect(from, to) {
  if (from.kind === 'subnet' && to.kind === 'subnet' && from.subnet === to.subnet) {
    return from.subnet.props.isolation === 'high'
      ? `machines of the subnet "${from.subnet.node.id}" are kept apart by Isolation.HIGH`
      : undefined;
  }
  if (from.kind === 'subnet' && modeOf(from.subnet) === 'isolated') return `nothing leaves the isolated subnet "${from.subnet.node.id}"`;
  if (to.kind === 'subnet' && modeOf(to.subnet) === 'isolated') return `nothing enters the isolated subnet "${to.subnet.node.id}"`;
  if (to.kind === 'subnet' && modeOf(to.subnet) === 'nat') return `nothing enters the NAT subnet "${to.subnet.node.id}" from outside of it`;
  if (from.kind === 'outside' || to.kind === 'outside') return undefined;
  if (sameRouter(from, to) || provided(from.subnet.network) || provided(to.subnet.network)) return undefined;
  return `no declared route joins the subnets "${from.subnet.node.id}" and "${to.subnet.node.id}": they are on different hosts or behind a bridge`;
}
/** One host routes between the libvirt networks that it has. */
function sameRouter(from, to) {
  if (modeOf(from.subnet) === 'bridge' || modeOf(to.subnet) === 'bridge') return false;
  return [...from.hosts].every((host) => to.hosts.size === 0 || to.hosts.has(host));
}
const provided = (network) => network.props.routes === 'provided';
/** Subnets with the hosts that have a machine in them. */
function hostsBySubnet(machines) {
  const hosts = new Map();
  for (const { props } of machines) {
    const names = hosts.get(props.subnet) ?? new Set();
    names.add(props.host.node.id);
    hosts.set(props.subnet, names);
  }
  return hosts;
}
