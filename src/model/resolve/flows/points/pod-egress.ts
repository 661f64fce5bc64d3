import { asPods } from '../../ends/end-facts';
import { exactBut, NOT_GOVERNED, namesUnseen, none, type Point, tunnelled } from './point';

/** NetworkPolicy of the sender. */
export const podEgress: Point = {
  side: 'sender',
  judge: (flow) => {
    const pods = asPods(flow.from);
    return pods && (pods.end.governed ? exactBut(tunnelled(flow), namesUnseen(flow)) : none(NOT_GOVERNED));
  },
};
