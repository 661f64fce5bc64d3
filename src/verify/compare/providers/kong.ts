import type { ResolvedGateway, ResolvedRoute } from '../../../model/resolved';
import { canonical } from '../../fields';
import type { AddOnObject } from '../../kubernetes/add-ons';
import { nameOf } from './names';
import type { Provider } from './provider';

const CLASS = 'kong';

/** Plug-ins of a route, by the ending of their names. */
function plugins(gateway: ResolvedGateway, route: ResolvedRoute): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const { authentication, rateLimit, cors } = route;
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  if (authentication) {
    found.set('clients', {
      plugin: 'acl',
      config: { allow: [nameOf(gateway.name, route.id, 'clients')], hide_groups_header: true },
    });
    found.set('keys', {
      plugin: 'key-auth',
      config: {
        key_names: [authentication.header],
        key_in_header: true,
        key_in_query: false,
        key_in_body: false,
        hide_credentials: true,
        run_on_preflight: false,
      },
    });
  }
  if (cors)
    found.set('cors', {
      plugin: 'cors',
      config: {
        origins: cors.origins,
        methods: cors.methods,
        ...(cors.headers.length > 0 && { headers: cors.headers }),
        ...(cors.exposedHeaders.length > 0 && { exposed_headers: cors.exposedHeaders }),
        max_age: cors.maxAgeSeconds,
        credentials: cors.credentials,
        preflight_continue: false,
      },
    });
  if (rateLimit)
    found.set('rate-limit', {
      plugin: 'rate-limiting',
      config: { [rateLimit.unit]: rateLimit.requests, limit_by: rateLimit.together ? 'service' : 'ip', policy: 'local' },
    });
  return found;
}

const says = (object: Readonly<Record<string, unknown>>): AddOnObject['says'] =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, canonical(value)]));

export const KONG: Provider = {
  answers: { controller: 'konghq.com/kic-gateway-controller', unmanaged: true },
  redirectsByRoute: false,
  infrastructure: () => '',
  told: (gateway, route) => {
    const own = gateway.listeners.filter(({ name }) => route.listeners.includes(name));
    const sealed = own.every(({ tlsSecret }) => tlsSecret !== undefined);
    const redirected = gateway.listeners.some(({ redirectsTo }) => redirectsTo !== undefined);
    return {
      annotations: sealed
        ? [`konghq.com/protocols: ${PROTOCOLS[route.kind]}`, ...(redirected ? ['konghq.com/https-redirect-status-code: 301'] : [])]
        : [],
      filters: [...plugins(gateway, route).keys()].map(
        (use) =>
          `ExtensionRef ${canonical({ group: 'configuration.konghq.com', kind: 'KongPlugin', name: nameOf(gateway.name, route.id, use) })}`,
      ),
    };
  },
  objects: (gateway) => [
    ...gateway.routes.flatMap((route) =>
      [...plugins(gateway, route)].map(([use, object]) => ({
        kind: 'KongPlugin',
        namespace: gateway.namespace,
        name: nameOf(gateway.name, route.id, use),
        says: { ...says(object), class: CLASS },
      })),
    ),
    ...clients(gateway),
  ],
};

const PROTOCOLS: { readonly [K in ResolvedRoute['kind']]: string } = { http: 'https', grpc: 'grpcs' };

/** Each client, with its keys and the groups that it is in; and what makes it one of them. */
function clients({ name, namespace, routes }: ResolvedGateway): readonly AddOnObject[] {
  const credentials = new Map<string, string[]>();
  const groups: AddOnObject[] = [];
  for (const { id, authentication } of routes) {
    if (!authentication) continue;
    const group = nameOf(name, id, 'clients');
    groups.push({
      kind: 'Secret',
      namespace,
      name: group,
      says: { credential: 'acl', ...says({ type: 'Opaque', data: { group: Buffer.from(group).toString('base64') } }) },
    });
    for (const client of authentication.clients)
      credentials.set(client.name, [...(credentials.get(client.name) ?? []), client.secret, group]);
  }
  const consumers = [...credentials].map(([client, own]) => {
    const username = nameOf(name, client);
    return {
      kind: 'KongConsumer',
      namespace,
      name: username,
      says: { ...says({ username, credentials: [...new Set(own)].sort() }), class: CLASS },
    };
  });
  return [...groups, ...consumers];
}
