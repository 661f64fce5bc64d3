import { MESHES } from '../../../kinds/mesh';
import { byWay, governedAt, podsAt, sharedSource } from '../../../resolved';
import { portText } from '../../../values';
import { coarse, EXACT, exactBut, type Judgement, none, type Point } from './point';

/** AuthorizationPolicy of the receiver. */
export const mesh: Point = {
  side: 'receiver',
  judge: (flow) => {
    const { from, to, ports, identified, plaintextPorts, lookalike, way } = flow;
    const receiver = governedAt(to.end)?.mesh;
    if (!receiver) return undefined;
    const { carries, bypass } = MESHES[receiver.provider];
    const carried = ports.filter(({ protocol }) => carries.includes(protocol));
    if (carried.length === 0) return none(bypass);
    if (carried.length < ports.length) return coarse(bypass);
    if (identified && plaintextPorts.length > 0)
      return coarse(
        `the server speaks first at ${plaintextPorts.map(portText).join(', ')}, which senders outside the mesh call, too: everybody does so in plaintext, and every pod address is admitted`,
      );
    if (identified && podsAt(from.end)?.account === undefined)
      return coarse('the service account of the sender is not known: every account of its namespace is let in');
    if (identified) return lookalike === undefined ? EXACT : coarse(`${lookalike} has the same service account`);
    return unidentified(way);
  },
};

/** Senders outside of the mesh, by their addresses. */
const unidentified = byWay<Judgement>({
  cluster: () => coarse('the sender is outside the mesh and has no identity there: every pod address is admitted in plaintext'),
  node: (way) => exactBut(sharedSource({ way })),
  network: (way) => exactBut(sharedSource({ way })),
});
