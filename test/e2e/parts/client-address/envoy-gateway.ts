import type { ResolvedSystem } from '../../../../src';
import { manifestsOf } from '../../../both-outputs/render';
import type { Place } from './yard';

interface Spec {
  readonly proxyProtocol?: { readonly optional: boolean };
  readonly rules?: readonly {
    readonly filters?: readonly { readonly requestRedirect?: { readonly scheme?: string; readonly statusCode?: number } }[];
  }[];
}

/**
 * What Envoy Gateway tells its proxies of what is written for it, as far as connections and the addresses of clients go: its own defaults
 * (internal/xds/translator/listener.go of v1.9.1), and what the product's objects say.
 */
export function envoyOf(system: ResolvedSystem, { certificate, key, service }: Place): object {
  const [gateway] = system.gateways;
  const manifests = [...manifestsOf(system).values()].flat();
  const specs = (kind: string): readonly Spec[] => manifests.filter((each) => each.kind === kind).map(({ spec }) => spec as Spec);
  const told = specs('ClientTrafficPolicy').find(({ proxyProtocol }) => proxyProtocol);
  const redirects = specs('HTTPRoute').flatMap(({ rules = [] }) =>
    rules.flatMap(({ filters = [] }) => filters.map((each) => each.requestRedirect)),
  );
  const sealing = redirects.find((redirect) => redirect?.scheme === 'https' && redirect.statusCode === 301);
  return {
    static_resources: {
      listeners: (gateway?.listeners ?? []).map(({ proxyPort, tlsSecret }) => ({
        name: `at-${proxyPort}`,
        address: at('0.0.0.0', proxyPort),
        listener_filters: told
          ? [
              {
                name: 'proxy-protocol',
                typed_config: {
                  '@type': `${EXTENSIONS}.filters.listener.proxy_protocol.v3.ProxyProtocol`,
                  allow_requests_without_proxy_protocol: told.proxyProtocol?.optional,
                },
              },
            ]
          : [],
        filter_chains: [
          {
            filters: [connections(tlsSecret === undefined && sealing !== undefined)],
            ...(tlsSecret !== undefined && {
              transport_socket: {
                name: 'tls',
                typed_config: {
                  '@type': `${EXTENSIONS}.transport_sockets.tls.v3.DownstreamTlsContext`,
                  common_tls_context: {
                    tls_certificates: [{ certificate_chain: { filename: certificate }, private_key: { filename: key } }],
                  },
                },
              },
            }),
          },
        ],
      })),
      clusters: [
        {
          name: 'service',
          connect_timeout: '5s',
          load_assignment: {
            cluster_name: 'service',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: at(service.address, service.port) } }] }],
          },
        },
      ],
    },
  };
}

const EXTENSIONS = 'type.googleapis.com/envoy.extensions';

const at = (address: string, port_value: number) => ({ socket_address: { address, port_value } });

const connections = (redirected: boolean) => ({
  name: 'requests',
  typed_config: {
    '@type': `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'requests',
    use_remote_address: true,
    http_filters: [{ name: 'router', typed_config: { '@type': `${EXTENSIONS}.filters.http.router.v3.Router` } }],
    route_config: {
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [
            { match: { prefix: '/' }, ...(redirected ? { redirect: { https_redirect: true } } : { route: { cluster: 'service' } }) },
          ],
        },
      ],
    },
  },
});
