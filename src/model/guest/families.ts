import type { ResolvedGuest, ResolvedOs, ResolvedPort } from '../resolved';
import { Port } from '../values';

/** What tells families of operating systems apart. */
interface Family {
  /** Who sets such a guest up, unless it is taken as it is. */
  readonly configuredBy: (os: ResolvedOs) => ResolvedGuest['configuredBy'];
  /** Where administrators log in. */
  readonly login: Port;
  /** What its network has not. */
  readonly lacks: readonly ResolvedPort['protocol'][];
}

export const FAMILIES: { readonly [F in ResolvedOs['family']]: Family } = {
  linux: {
    configuredBy: ({ imageBased }) => (imageBased === undefined ? 'cloud-init' : 'ignition'),
    login: Port.tcp(22, 'ssh'),
    lacks: [],
  },
  windows: { configuredBy: () => 'none', login: Port.tcp(3389, 'rdp'), lacks: ['sctp'] },
};
