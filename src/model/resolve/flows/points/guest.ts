import { coarse, none, type Point } from './point';

/** Firewall baseline inside the receiving machine. */
export const guest: Point = {
  side: 'receiver',
  judge: ({ to }) => {
    if (to.is !== 'machine') return undefined;
    return to.machine.configured
      ? coarse('its own ports, from the blocks of the system as they were when it was created')
      : none('nothing configures this guest');
  },
};
