import { coarse, EXACT, exactBut, none, type Point, sharedSource } from './point';

/** Istio: "Protocol Selection". */
const NOT_MESHED = 'the mesh carries TCP only: UDP and SCTP pass it by';

/** AuthorizationPolicy of the receiver. */
export const mesh: Point = {
  side: 'receiver',
  judge: (flow) => {
    const { from, to, ports, identified, lookalike, way } = flow;
    if (to.is !== 'pods' || !to.end.governed || !to.end.mesh) return undefined;
    if (ports.every((port) => port.protocol !== 'tcp')) return none(NOT_MESHED);
    if (ports.some((port) => port.protocol !== 'tcp')) return coarse(NOT_MESHED);
    if (identified && from.is === 'pods' && from.end.account === undefined)
      return coarse('the service account of the sender is not known: every account of its namespace is let in');
    if (identified) return lookalike === undefined ? EXACT : coarse(`${lookalike} has the same service account`);
    if (way.by === 'cluster')
      return coarse('the sender is outside the mesh and has no identity there: every pod address is admitted in plaintext');
    return exactBut(sharedSource(flow));
  },
};
