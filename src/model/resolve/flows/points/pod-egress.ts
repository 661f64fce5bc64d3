import { exactBut, NOT_GOVERNED, none, type Point, tunnelled } from './point';

/** NetworkPolicy of the sender. */
export const podEgress: Point = {
  side: 'sender',
  judge: (flow) => {
    if (flow.from.is !== 'pods') return undefined;
    return flow.from.end.governed ? exactBut(tunnelled(flow)) : none(NOT_GOVERNED);
  },
};
