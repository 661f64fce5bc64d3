import type { ResolvedRoute } from '../../../model/resolved';
import { canonical } from '../../fields';
import type { AddOnObject } from '../../kubernetes/add-ons';
import { KINDS } from '../routes-of-gateways';
import type { Provider } from './provider';

const target = (kind: string, name: string): object => ({ group: 'gateway.networking.k8s.io', kind, name });

const UNITS = { second: 'Second', minute: 'Minute', hour: 'Hour' } as const;

export const ENVOY_GATEWAY: Provider = {
  answers: { controller: 'gateway.envoyproxy.io/gatewayclass-controller', unmanaged: false },
  redirectsByRoute: true,
  infrastructure: ({ name }) => canonical({ parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name } }),
  told: () => ({ annotations: [], filters: [] }),
  objects: (gateway) => {
    const { name, namespace, proxy, proxyProtocol, routes } = gateway;
    const kubernetes = { envoyService: { type: 'ClusterIP' }, envoyServiceAccount: { name: proxy.serviceAccount } };
    const object = (kind: string, own: string, says: AddOnObject['says']): AddOnObject => ({ kind, namespace, name: own, says });
    const spec = (value: object): AddOnObject['says'] => ({ spec: canonical(value) });
    return [
      object('EnvoyProxy', name, { provider: canonical({ type: 'Kubernetes', kubernetes }) }),
      ...(proxyProtocol
        ? [object('ClientTrafficPolicy', name, spec({ targetRefs: [target('Gateway', name)], proxyProtocol: { optional: false } }))]
        : []),
      ...routes.flatMap((route) => policies(route).map(([kind, said]) => object(kind, route.name, spec(said)))),
    ];
  },
};

function policies(route: ResolvedRoute): readonly (readonly [kind: string, says: object])[] {
  const { authentication, rateLimit, cors } = route;
  const targetRefs = [target(KINDS[route.kind], route.name)];
  const selectors = rateLimit?.together ? {} : { clientSelectors: [{ sourceCIDR: { type: 'Distinct', value: '0.0.0.0/0' } }] };
  const security = {
    ...(authentication && {
      apiKeyAuth: {
        credentialRefs: authentication.clients.map(({ secret }) => ({ group: '', kind: 'Secret', name: secret })),
        extractFrom: [{ headers: [authentication.header] }],
        sanitize: true,
      },
    }),
    ...(cors && {
      cors: {
        allowOrigins: cors.origins,
        allowMethods: cors.methods,
        ...(cors.headers.length > 0 && { allowHeaders: cors.headers }),
        ...(cors.exposedHeaders.length > 0 && { exposeHeaders: cors.exposedHeaders }),
        maxAge: `${cors.maxAgeSeconds}s`,
        allowCredentials: cors.credentials,
      },
    }),
  };
  return [
    ...(rateLimit
      ? [
          [
            'BackendTrafficPolicy',
            {
              targetRefs,
              rateLimit: { local: { rules: [{ ...selectors, limit: { requests: rateLimit.requests, unit: UNITS[rateLimit.unit] } }] } },
            },
          ] as const,
        ]
      : []),
    ...(authentication || cors ? [['SecurityPolicy', { targetRefs, ...security }] as const] : []),
  ];
}
