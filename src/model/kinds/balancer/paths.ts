import type { BalancerRouteProps } from '../../edge/balancer-http';
import { PathMatch } from '../../edge/match';
import type { BalancedPath, ResolvedPathMatch } from '../../resolved';
import { asArray } from '../../values';

const COMPARED: { readonly [T in ResolvedPathMatch['type']]: boolean } = { prefix: true, literal: true, 'regular-expression': false };

/** Whether load balancers compare paths so: HAProxy's regular expressions are not those that gateways read. */
export const isCompared = (type: ResolvedPathMatch['type']): type is BalancedPath['type'] => COMPARED[type];

/** Paths that a route is for: every one, where none is said. */
export const pathsOf = ({ paths = PathMatch.prefix('/') }: BalancerRouteProps): readonly PathMatch[] => asArray(paths);
