import { kindOf } from '../../../kinds/machine';
import { exporterPorts } from '../../../kinds/monitoring';
import { portWithin } from '../../../values';
import type { Machine } from '../../../workload/machine';
import { byEnd } from '../../ends/draft-end';
import { coarse, type Judged, type Judgement, nodesToCome, none, onOwnNodes, type Point } from './point';

const BASELINES: { readonly [T in ReturnType<typeof kindOf>['opensTo']]: string } = {
  system: 'its own ports, from the blocks of the system as they were when it was created',
  senders: 'everything from its subnet and its pods, and ports that flows named when it was created, from their senders',
};

/** Firewall baseline inside the receiving machine, or inside the nodes that receive. */
export const guest: Point = {
  side: 'receiver',
  judge: (flow) => judgedInside(flow.to, flow),
};

const nowhere = (): undefined => undefined;

const judgedInside = byEnd<Judgement | undefined, Judged>({
  machine: ({ machine }, flow) => judgedBy(machine, flow),
  // Both are set up alike.
  pair: ({ balancer: { members } }, flow) => members[0] && judgedBy(members[0], flow),
  nodes: (nodes) => (onOwnNodes(nodes) ? coarse('every port, from the whole subnet of the nodes and from all of their pods') : undefined),
  pods: nowhere,
  subnet: nowhere,
  resolver: nowhere,
  'kvm-hosts': nowhere,
  outside: nowhere,
});

function judgedBy(machine: Machine, flow: Judged): Judgement {
  const exporters = exporterPorts(machine);
  if (flow.ports.every((port) => exporters.some((exporter) => portWithin(port, exporter))))
    return coarse('exporters, from who was to ask them when it was created');
  return machine.configured ? coarse(`${BASELINES[kindOf(machine).opensTo]}${nodesToCome(flow)}`) : none('nothing configures this guest');
}
