import { MESHES } from '../../../kinds/mesh';
import { portText } from '../../../values';
import { coarse, EXACT, exactBut, none, type Point, sharedSource } from './point';

/** AuthorizationPolicy of the receiver. */
export const mesh: Point = {
  side: 'receiver',
  judge: (flow) => {
    const { from, to, ports, identified, plaintextPorts, lookalike, way } = flow;
    if (to.is !== 'pods' || !to.end.governed || !to.end.mesh) return undefined;
    const { carries, bypass } = MESHES[to.end.mesh.provider];
    const carried = ports.filter(({ protocol }) => carries.includes(protocol));
    if (carried.length === 0) return none(bypass);
    if (carried.length < ports.length) return coarse(bypass);
    if (identified && plaintextPorts.length > 0)
      return coarse(
        `the server speaks first at ${plaintextPorts.map(portText).join(', ')}, which senders outside the mesh call, too: everybody does so in plaintext, and every pod address is admitted`,
      );
    if (identified && from.is === 'pods' && from.end.account === undefined)
      return coarse('the service account of the sender is not known: every account of its namespace is let in');
    if (identified) return lookalike === undefined ? EXACT : coarse(`${lookalike} has the same service account`);
    if (way.by === 'cluster')
      return coarse('the sender is outside the mesh and has no identity there: every pod address is admitted in plaintext');
    return exactBut(sharedSource(flow));
  },
};
