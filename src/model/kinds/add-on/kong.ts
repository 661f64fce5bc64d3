import type { AddOnValueMap, AddressBlock, ListenerProtocol, ResolvedGateway } from '../../resolved';
import { asksForExpressions, PROXY_ACCOUNT, PROXY_LABELS, RELEASE, redirects, trustedSenders } from '../gateway/kong';
import { meshModeOf } from '../mesh';
import type { AddOnProfile, AddOnUse, Since } from './profile';

/** Of Kong/charts: `charts/ingress` and the chart `kong` that it pins, by tags. */
const CHARTS = {
  // kong 2.41: controller 3.3, Kong 3.6.
  pinned: { version: '0.14', because: 'pins the versions of controller (3.3) and proxies' },
  // kong 2.47: Kong 3.9.
  redirects: { version: '0.18', because: 'brings Kong 3.9, whose plug-in `redirect` leaves paths as they were' },
} as const satisfies Record<string, Since>;

/** Kong by its Helm chart `ingress` (Kong/charts, ingress-0.24.0: Kong 3.9, controller 3.5), as the release `kong`. */
export const KONG_ADD_ON: AddOnProfile = {
  title: 'Kong',
  isPlugIn: false,
  stage: 70,
  enforces: false,
  oldest: ({ gateways }) => (gateways.kong.some(redirects) ? CHARTS.redirects : CHARTS.pinned),
  installable: CHARTS.pinned,
  read: '0.24.0',
  source: () => 'https://charts.konghq.com',
  prefixed: false,
  byChart: false,
  joinsMesh: true,
  registries: ['docker.io'],
  needs: ['gateway-api'],
  refuses: ({ gateways }) => {
    const [first, ...others] = gateways.kong;
    if (!first) return [{ why: 'has no gateway to install it for', instead: 'Describe an ApiGateway of GatewayProvider.KONG.' }];
    const other = others.find((each) => placeOf(each) !== placeOf(first) || portsOf([first, each]) === undefined);
    if (other)
      return [
        {
          why: `is one installation, and the gateways ${first.name} and ${other.name} name different places, classes or ports for its proxies, or only one of them PROXY protocol or a mesh`,
          instead: 'Say the same of both, or describe proxies that are there already: AddOn.existing(…).',
        },
      ];
    return standsElsewhere(first)
      ? [
          {
            why: `gives its proxies the labels of its chart and the service account ${PROXY_ACCOUNT}, and the gateway ${first.name} names others`,
            instead: 'Leave out `proxy.labels` and `proxy.serviceAccount`, or describe proxies that are there already: AddOn.existing(…).',
          },
        ]
      : [];
  },
  namespace: ({ gateways }) => gateways.kong[0]?.proxy.namespace,
  privileged: false,
  parts: (use) => {
    const [gateway] = use.gateways.kong;
    return gateway ? [{ by: 'helm', release: RELEASE, chart: 'ingress', ...valuesOf(gateway, use) }] : [];
  },
  ready: () => [],
  marks: () => [],
};

const standsElsewhere = ({ proxy }: ResolvedGateway): boolean =>
  proxy.serviceAccount !== PROXY_ACCOUNT || Object.entries(proxy.labels).some(([key, value]) => PROXY_LABELS[key] !== value);

/** What all of its gateways have to agree on. */
const placeOf = (gateway: ResolvedGateway): string => {
  const { proxy, gatewayClass, proxyProtocol, inMesh } = gateway;
  return JSON.stringify([proxy, gatewayClass, proxyProtocol, inMesh]);
};

/** The proxies' own ports, by protocol. Undefined: gateways name different ones. */
function portsOf(gateways: readonly ResolvedGateway[]): { readonly http?: number; readonly https?: number } | undefined {
  const named = new Map<ListenerProtocol, number>();
  for (const { protocol, proxyPort } of gateways.flatMap(({ listeners }) => listeners)) {
    if ((named.get(protocol) ?? proxyPort) !== proxyPort) return undefined;
    named.set(protocol, proxyPort);
  }
  return Object.fromEntries(named);
}

function valuesOf(gateway: ResolvedGateway, { gateways, senders, cluster }: AddOnUse): { fixed: AddOnValueMap; usual: AddOnValueMap } {
  const { proxyProtocol, inMesh } = gateway;
  const { http, https } = portsOf(gateways.kong) ?? {};
  const telling = proxyProtocol ? ['proxy_protocol'] : [];
  const env = {
    ...(gateways.kong.some(asksForExpressions) && { router_flavor: 'expressions' }),
    ...(proxyProtocol && { real_ip_header: 'proxy_protocol', ...believed(senders) }),
  };
  const beside = inMesh && cluster.mesh !== undefined && meshModeOf(cluster.mesh).beside;
  return {
    fixed: {
      gateway: {
        proxy: {
          // Who may call it from outside is told by a Service of the system's own.
          type: 'ClusterIP',
          http: { enabled: true, ...(http !== undefined && { containerPort: http }), parameters: telling },
          tls: {
            enabled: true,
            ...(https !== undefined && { containerPort: https }),
            // The chart's own parameter is `http2`: a list is replaced.
            parameters: ['http2', ...telling],
          },
        },
        ...(Object.keys(env).length > 0 && { env }),
        ...(inMesh && cluster.mesh && { podLabels: meshModeOf(cluster.mesh).inside }),
        ...(beside && { podAnnotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '' } }),
      },
    },
    usual: { gateway: { manager: { enabled: false } } },
  };
}

const believed = (senders: readonly AddressBlock[]): AddOnValueMap => {
  const value = trustedSenders(senders);
  return value === undefined ? {} : { nginx_proxy_set_real_ip_from: value };
};
