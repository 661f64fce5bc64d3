import type { SubnetMode } from '../resolved';

/** Why no packets pass a subnet's border, in words; undefined when they do. */
type Barrier = (subnet: string) => string | undefined;

/** What tells ways apart in which subnets are joined to the rest of the world: libvirt's forward modes, as measured with five networks on one host. */
export interface ForwardFacts {
  /**
   * The system makes its network: the host is its router, and tells its machines names and addresses. Else it is a bridge that the
   * hosts have, and all this is the affair of others, who may stand in it, too.
   */
  readonly owned: boolean;
  readonly left: Barrier;
  readonly entered: Barrier;
  /** Elsewhere its machines are seen under an address of their host. */
  readonly hides: boolean;
  /** What the mode does to senders so that no filter could tell them apart exactly. Unset: nothing. */
  readonly blurs: string | undefined;
}

const open: Barrier = () => undefined;

export const FORWARDS: { readonly [M in SubnetMode]: ForwardFacts } = {
  route: { owned: true, left: open, entered: open, hides: false, blurs: undefined },
  nat: {
    owned: true,
    left: open,
    entered: (subnet) => `nothing enters the NAT subnet "${subnet}" from outside of it`,
    hides: true,
    blurs: 'hides them',
  },
  isolated: {
    owned: true,
    left: (subnet) => `nothing leaves the isolated subnet "${subnet}"`,
    entered: (subnet) => `nothing enters the isolated subnet "${subnet}"`,
    hides: false,
    blurs: 'lets nothing in',
  },
  bridge: { owned: false, left: open, entered: open, hides: false, blurs: undefined },
};
