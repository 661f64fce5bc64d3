import { exactBut, NOT_GOVERNED, namesUnseen, none, type Point, tunnelled } from './point';

/** NetworkPolicy of the sender. */
export const podEgress: Point = {
  side: 'sender',
  judge: (flow) => {
    if (flow.from.is !== 'pods') return undefined;
    return flow.from.end.governed ? exactBut(tunnelled(flow), namesUnseen(flow)) : none(NOT_GOVERNED);
  },
};
