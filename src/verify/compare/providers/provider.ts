import type { ResolvedGateway, ResolvedRoute } from '../../../model/resolved';
import type { AddOnObject } from '../../kubernetes/add-ons';

/** What outputs have to tell one provider of gateways, as its own documentation asks for it. */
export interface Provider {
  /** On a route: annotations as `key: value`, and filters in words. */
  readonly told: (
    gateway: ResolvedGateway,
    route: ResolvedRoute,
  ) => { readonly annotations: readonly string[]; readonly filters: readonly string[] };
  /** Who answers for it, and whether its proxies are made by somebody else. */
  readonly answers: { readonly controller: string; readonly unmanaged: boolean };
  /** What a Gateway says of how its proxies are made, as JSON. Empty: nothing. */
  readonly infrastructure: (gateway: ResolvedGateway) => string;
  /** By objects of its own. */
  readonly objects: (gateway: ResolvedGateway) => readonly AddOnObject[];
  /** Routes of the Gateway API send clients from plain HTTP to HTTPS. */
  readonly redirectsByRoute: boolean;
}
