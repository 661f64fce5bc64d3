import type { ResolvedRoute, ResolvedRoutes, RouteKind } from '../../resolved';

/** One answer for each kind of route. */
export const byKind = <T>(route: ResolvedRoute, answers: { readonly [K in RouteKind]: (route: ResolvedRoutes[K]) => T }): T =>
  (answers[route.kind] as (route: ResolvedRoute) => T)(route);
