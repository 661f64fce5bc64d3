import { sharedSource } from '../../../resolved';
import { asPods } from '../../ends/end-facts';
import { exactBut, NOT_GOVERNED, none, type Point, tunnelled } from './point';

/** NetworkPolicy of the receiver. */
export const podIngress: Point = {
  side: 'receiver',
  judge: (flow) => {
    const pods = asPods(flow.to);
    return pods && (pods.end.governed ? exactBut(tunnelled(flow) ?? sharedSource(flow)) : none(NOT_GOVERNED));
  },
};
