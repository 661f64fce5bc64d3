import { coarse, none, onOwnNodes, type Point } from './point';

/** Firewall baseline inside the receiving machine, or inside the nodes that receive. */
export const guest: Point = {
  side: 'receiver',
  judge: ({ to }) => {
    if (to.is === 'nodes' && onOwnNodes(to))
      return coarse('every port, from the blocks of the system as they were when each node was created');
    if (to.is !== 'machine') return undefined;
    return to.machine.configured
      ? coarse('its own ports, from the blocks of the system as they were when it was created')
      : none('nothing configures this guest');
  },
};
