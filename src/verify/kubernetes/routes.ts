import type { Fields } from '../fields';
import type { Labels } from './selector';

/** A route of a gateway, as far as it says where its requests go and under which name. */
export interface Route {
  readonly name: string;
  readonly namespace: string;
  /** Names of the gateways that it belongs to. */
  readonly gateways: readonly string[];
  /** Services that it leads to, as `namespace/name`. */
  readonly services: readonly string[];
  /** Whether the receiver is told the Host that the client asked for. */
  readonly keepsHost: boolean;
}

/** Reads the spec of an HTTPRoute. */
export function readRoute(name: string, namespace: string, annotations: Labels, spec: Fields): Route {
  const gateways = spec.list('parentRefs', (parent) => parent.text('name')) ?? [];
  const services = spec.list('rules', (rule) =>
    rule.list('backendRefs', (backend) => `${backend.optionalText('namespace') ?? namespace}/${backend.text('name')}`),
  );
  return {
    name,
    namespace,
    gateways,
    services: (services ?? []).flatMap((backends) => backends ?? []),
    // Kong keeps it unless it is told not to.
    keepsHost: annotations['konghq.com/preserve-host'] !== 'false',
  };
}
