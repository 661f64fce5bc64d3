import type { ResolvedSubnet } from '../resolved';

/** What tells degrees apart to which a subnet's machines are kept from everything else. */
interface IsolationFacts {
  /** Machines of the subnet cannot talk to each other, and have no graphics console. */
  readonly apart: boolean;
  /** They have a default route, and are told names of the outside world. */
  readonly outward: boolean;
}

export const ISOLATIONS: { readonly [I in ResolvedSubnet['isolation']]: IsolationFacts } = {
  standard: { apart: false, outward: true },
  high: { apart: true, outward: false },
};
