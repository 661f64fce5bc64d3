import { isFiltered } from '../../../kinds/machine';
import { sharedSource } from '../../../resolved';
import { byEnd } from '../../ends/draft-end';
import { AS_FOUND, carriedByNodes, EXACT, exactBut, type Judged, type Judgement, none, type Point, unsaidByPorts } from './point';

const CROWDED = 'so many flows enter the cluster that its nodes let each sender reach the whole block of service addresses';

/** nwfilter of the receiving machine, or of the nodes that carry its pods. */
export const hypervisorIngress: Point = {
  side: 'receiver',
  judge: (flow) => judgedAt(flow.to, flow),
};

const judgedAt = byEnd<Judgement | undefined, Judged>({
  machine: ({ machine }, flow) => (isFiltered(machine) ? exactBut(sharedSource(flow), ...unsaidByPorts(flow)) : none(AS_FOUND)),
  pair: (_, flow) => exactBut(sharedSource(flow), ...unsaidByPorts(flow)),
  nodes: () => EXACT,
  pods: (pods, flow) =>
    carriedByNodes(pods, flow) ? exactBut(flow.crowded ? CROWDED : undefined, sharedSource(flow), ...unsaidByPorts(flow)) : undefined,
  subnet: () => undefined,
  resolver: () => undefined,
  'kvm-hosts': () => undefined,
  outside: () => undefined,
});
