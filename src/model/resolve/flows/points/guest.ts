import { kindOf } from '../../../kinds/machine';
import { exporterPorts } from '../../../kinds/monitoring';
import { portWithin } from '../../../values';
import { machinesOf } from '../../ends/draft-end';
import { coarse, nodesToCome, none, onOwnNodes, type Point } from './point';

const BASELINES: { readonly [T in ReturnType<typeof kindOf>['opensTo']]: string } = {
  system: 'its own ports, from the blocks of the system as they were when it was created',
  senders: 'everything from its subnet and its pods, and ports that flows named when it was created, from their senders',
};

/** Firewall baseline inside the receiving machine, or inside the nodes that receive. */
export const guest: Point = {
  side: 'receiver',
  judge: (flow) => {
    const { to } = flow;
    if (to.is === 'nodes' && onOwnNodes(to)) return coarse('every port, from the whole subnet of the nodes and from all of their pods');
    const [machine] = machinesOf(to);
    if (!machine) return undefined;
    const exporters = exporterPorts(machine);
    if (flow.ports.every((port) => exporters.some((exporter) => portWithin(port, exporter))))
      return coarse('exporters, from who was to ask them when it was created');
    return machine.configured ? coarse(`${BASELINES[kindOf(machine).opensTo]}${nodesToCome(flow)}`) : none('nothing configures this guest');
  },
};
