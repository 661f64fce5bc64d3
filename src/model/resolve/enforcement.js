'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.enforcementOf = enforcementOf;
exports.unenforcedReason = unenforcedReason;
const values_1 = require('../values');
const ends_1 = require('./ends');
const NOT_OWNED = 'its namespace is not one of this system';
const STATELESS = 'replies are told by ports alone: the receiver may send from its own port to the client ports of the sender';
const FRAGMENTS = 'only the first fragment of a large datagram carries ports';
const ALL_ICMP = 'every kind of ICMP passes, path MTU discovery needs it';
const exact = (point) => ({ point, precision: 'exact' });
const coarse = (point, why) => ({ point, precision: 'coarse', why });
const none = (point, why) => ({ point, precision: 'none', why });
/** Where a flow is checked on its way, and how well each place tells it from others. In the order that a packet meets them. */
function enforcementOf(origin, facts) {
  if (origin === 'kubelet-probe') return [none('pod-ingress', 'Kubernetes always lets a node reach its own pods')];
  return [...senderSide(facts), ...receiverSide(facts)];
}
function senderSide({ from, to }) {
  const points = [];
  if ((0, ends_1.isPods)(from)) points.push(from.microservice ? exact('pod-egress') : none('pod-egress', NOT_OWNED));
  if (from.machine) points.push(coarse('hypervisor-egress', STATELESS));
  if (from.subnet && from.endpoint.kind === 'subnet') points.push(coarse('hypervisor-egress', STATELESS));
  if (from.endpoint.kind === 'cluster-nodes' && (from.cluster?.nodes.length ?? 0) > 0) points.push(exact('hypervisor-egress'));
  if ((0, ends_1.isPods)(from) && !(0, ends_1.withinCluster)(from, to) && (from.cluster?.nodes.length ?? 0) > 0) {
    points.push(coarse('hypervisor-egress', 'the filters of the nodes stand for all pods of the cluster'));
  }
  return points;
}
function receiverSide(facts) {
  const { from, to, source, ports } = facts;
  const points = [];
  const coarseness = [
    source.coarse,
    ports.some((port) => port.protocol === 'udp') ? FRAGMENTS : undefined,
    ports.some((port) => port.protocol === 'icmp') ? ALL_ICMP : undefined,
  ].filter((why) => why !== undefined);
  const byAddress = (point) => (coarseness.length > 0 ? coarse(point, coarseness.join('; ')) : exact(point));
  if ((0, ends_1.isPods)(to) && !(0, ends_1.withinCluster)(from, to) && (to.cluster?.nodes.length ?? 0) > 0)
    points.push(byAddress('hypervisor-ingress'));
  if (to.endpoint.kind === 'cluster-nodes') points.push(exact('hypervisor-ingress'));
  if (to.microservice) {
    points.push(source.coarse ? coarse('pod-ingress', source.coarse) : exact('pod-ingress'));
    if (to.microservice.props.mesh) points.push(meshPoint(facts));
  } else if ((0, ends_1.isPods)(to)) {
    points.push(none('pod-ingress', NOT_OWNED));
  }
  if (to.machine) {
    points.push(byAddress('hypervisor-ingress'));
    points.push(
      facts.guarded
        ? coarse('guest', 'its own ports, from the blocks of the system as they were when it was created')
        : none('guest', 'nothing configures this guest'),
    );
    if (to.machine.kind === 'database' && ports.some((port) => to.listens.some((heard) => (0, values_1.portWithin)(port, heard.resolved))))
      points.push(coarse('application', 'logins from the blocks of the system as they were when it was created'));
  }
  return points;
}
function meshPoint({ from, to, source, identified }) {
  if (identified) return exact('mesh');
  if ((0, ends_1.withinCluster)(from, to))
    return coarse('mesh', 'the sender is outside the mesh and has no identity there: every pod address is admitted in plaintext');
  return source.coarse ? coarse('mesh', source.coarse) : exact('mesh');
}
/** Points that stand at the receiver. */
const AT_RECEIVER = new Set(['pod-ingress', 'mesh', 'hypervisor-ingress', 'guest', 'application']);
/** Why nothing checks the flow where it arrives; undefined when something does, or when it arrives outside the system. */
function unenforcedReason(to, points) {
  if (to.endpoint.kind === 'external' || to.endpoint.kind === 'anyone' || to.endpoint.kind === 'resolver') return undefined;
  const there = points.filter(({ point }) => AT_RECEIVER.has(point));
  if (there.some(({ precision }) => precision !== 'none')) return undefined;
  return there.map(({ why }) => why).join('; ') || 'no filter stands there';
}
