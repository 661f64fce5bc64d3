import { matchEnd } from '../../ends/draft-end';
import { EXACT, exactBut, onOwnNodes, type Point, sharedSource, unsaidByPorts } from './point';

const CROWDED = 'so many flows enter the cluster that its nodes let each sender reach the whole block of service addresses';

/** nwfilter of the receiving machine, or of the nodes that carry its pods. */
export const hypervisorIngress: Point = {
  side: 'receiver',
  judge: (flow) =>
    matchEnd(flow.to, {
      machine: () => exactBut(sharedSource(flow), ...unsaidByPorts(flow)),
      pair: () => exactBut(sharedSource(flow), ...unsaidByPorts(flow)),
      nodes: () => EXACT,
      pods: (pods) =>
        flow.way.by === 'network' && onOwnNodes(pods)
          ? exactBut(flow.crowded ? CROWDED : undefined, sharedSource(flow), ...unsaidByPorts(flow))
          : undefined,
      subnet: () => undefined,
      resolver: () => undefined,
      'kvm-hosts': () => undefined,
      outside: () => undefined,
    }),
};
