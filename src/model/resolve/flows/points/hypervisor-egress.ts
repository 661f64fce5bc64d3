import { matchEnd } from '../ends';
import { coarse, EXACT, onOwnNodes, type Point } from './point';

const STATELESS = coarse('replies are told by ports alone: the receiver may send from its own port to the client ports of the sender');

/** nwfilter of the sending machine, or of the nodes that carry its pods. */
export const hypervisorEgress: Point = {
  side: 'sender',
  judge: ({ from, way }) =>
    matchEnd(from, {
      machine: () => STATELESS,
      subnet: () => STATELESS,
      nodes: (nodes) => (onOwnNodes(nodes) ? EXACT : undefined),
      pods: (pods) =>
        way.by === 'network' && onOwnNodes(pods) ? coarse('the filters of the nodes stand for all pods of the cluster') : undefined,
      resolver: () => undefined,
      outside: () => undefined,
    }),
};
