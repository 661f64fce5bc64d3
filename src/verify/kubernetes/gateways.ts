import type { Fields } from '../fields';

/** A port that a gateway listens on. */
export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** Secrets of its certificates, by name. */
  readonly certificates: readonly string[];
  /** Namespaces whose routes it takes: `Same`, `All` or `Selector`. */
  readonly routesFrom: string;
  /** Host that it is for; unset: all. */
  readonly host?: string;
}

/** What clients of a gateway meet. */
export interface GatewayObject {
  readonly name: string;
  readonly namespace: string;
  readonly gatewayClass: string;
  /** What says how its proxies are made, as JSON; empty: nothing. */
  readonly infrastructure: string;
  readonly listeners: readonly GatewayListener[];
}

/** Reads the spec of a Gateway (https://gateway-api.sigs.k8s.io/reference/spec, "GatewaySpec"). */
export function readGateway(name: string, namespace: string, spec: Fields): GatewayObject {
  const listeners = spec.list('listeners', (listener): GatewayListener => {
    const from = listener.object('allowedRoutes', (allowed) =>
      allowed.object('namespaces', (namespaces) => namespaces.optionalText('from')),
    );
    const certificates = listener.object('tls', (tls) => tls.list('certificateRefs', (secret) => secret.text('name'))) ?? [];
    const host = listener.optionalText('hostname');
    return {
      name: listener.text('name'),
      port: listener.required('port', listener.optionalInteger('port')),
      protocol: listener.text('protocol'),
      certificates,
      routesFrom: from ?? 'Same',
      ...(host !== undefined && { host }),
    };
  });
  return {
    name,
    namespace,
    gatewayClass: spec.text('gatewayClassName'),
    infrastructure: spec.whole('infrastructure'),
    listeners: listeners ?? [],
  };
}

/** Somebody's consent that objects of another namespace name its own. */
export interface ReferenceGrant {
  readonly namespace: string;
  /** As `kind namespace`. */
  readonly from: readonly string[];
  readonly to: readonly { readonly kind: string; readonly name?: string }[];
}

/** Reads the spec of a ReferenceGrant. */
export function readGrant(namespace: string, spec: Fields): ReferenceGrant {
  const from = spec.list('from', (who) => `${who.text('kind')} ${who.text('namespace')}`) ?? [];
  const to = spec.list('to', (whom) => {
    const name = whom.optionalText('name');
    return { kind: whom.text('kind'), ...(name !== undefined && { name }) };
  });
  return { namespace, from, to: to ?? [] };
}

/** Who answers for gateways. */
export interface GatewayClass {
  readonly name: string;
  readonly controller: string;
  /** Its controller makes no proxies for them. */
  readonly unmanaged: boolean;
}

export const readClass = (
  { name, annotations }: { readonly name: string; readonly annotations: Readonly<Record<string, string>> },
  spec: Fields,
): GatewayClass => ({
  name,
  controller: spec.optionalText('controllerName') ?? '',
  unmanaged: annotations['konghq.com/gatewayclass-unmanaged'] === 'true',
});
