import type { Guest } from '../../hypervisor/guest';
import type { Question, RunProbe } from '../../network/probe';
import { OUTSIDE, PORTS } from '../../systems/packets';
import type { Whom } from './model-flows';

/** Someone who sends and listens: a machine of the system or a peer outside. */
export interface Party extends Whom {
  readonly dial: RunProbe;
  /** What its listener has written: a line for each packet. */
  readonly heard: () => Promise<string>;
}

export interface Machine extends Party {
  readonly mac: string;
  readonly guest: Guest;
}

/** Everyone listens on every port, allowed or not. */
export const LISTEN = PORTS.map(({ port, protocol }) => `${port}/${protocol}`);

export const isOutside = ({ name }: Whom): boolean => name in OUTSIDE;

/** One peer has the addresses of all outsiders: each must be told which to use. */
export const fromOutside = (sender: Whom): Pick<Question, 'from'> => (isOutside(sender) ? { from: sender.address } : {});
