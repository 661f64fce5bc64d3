import { FORWARDS, type ForwardFacts } from '../../network/forwards';
import { ISOLATIONS } from '../../network/isolations';
import type { Subnet } from '../../network/network';
import type { ResolvedSubnet, SubnetMode } from '../../resolved';

export const modeOf = (subnet: Subnet): SubnetMode => subnet.props.forward?.mode ?? 'route';

/** How a subnet is joined to the rest of the world. */
export const forwardOf = (subnet: Subnet): ForwardFacts => FORWARDS[modeOf(subnet)];

export const degreeOf = (subnet: Subnet): ResolvedSubnet['isolation'] => subnet.props.isolation ?? 'standard';

/** How far its machines are kept from everything else. */
export const isolationOf = (subnet: Subnet): (typeof ISOLATIONS)[ResolvedSubnet['isolation']] => ISOLATIONS[degreeOf(subnet)];
