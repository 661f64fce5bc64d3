import { exactBut, NOT_GOVERNED, none, type Point, sharedSource, tunnelled } from './point';

/** NetworkPolicy of the receiver. */
export const podIngress: Point = {
  side: 'receiver',
  judge: (flow) => {
    if (flow.to.is !== 'pods') return undefined;
    return flow.to.end.governed ? exactBut(tunnelled(flow) ?? sharedSource(flow)) : none(NOT_GOVERNED);
  },
};
