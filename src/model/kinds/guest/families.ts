import type { ResolvedOs } from '../../resolved';
import { Port } from '../../values';

/** What tells families of operating systems apart. */
interface Family {
  /** Whether cloud-init sets such a guest up when it is first started. */
  readonly setUp: boolean;
  /** Where administrators log in. */
  readonly login: Port;
}

export const FAMILIES: { readonly [F in ResolvedOs['family']]: Family } = {
  linux: { setUp: true, login: Port.tcp(22, 'ssh') },
  windows: { setUp: false, login: Port.tcp(3389, 'rdp') },
};
