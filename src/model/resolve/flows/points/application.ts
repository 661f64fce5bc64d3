import { kindOf } from '../../../kinds/machine';
import { portWithin } from '../../../values';
import { machinesOf } from '../../ends/end-facts';
import { coarse, nodesToCome, type Point } from './point';

/** pg_hba and the like of the receiving machine. */
export const application: Point = {
  side: 'receiver',
  judge: (flow) => {
    const { to, ports } = flow;
    if (!machinesOf(to).some((machine) => kindOf(machine).listsClients(machine))) return undefined;
    const heard = ports.some((port) => to.listens.some(({ resolved }) => portWithin(port, resolved)));
    return heard ? coarse(`logins from the blocks of the system as they were when it was created${nodesToCome(flow)}`) : undefined;
  },
};
