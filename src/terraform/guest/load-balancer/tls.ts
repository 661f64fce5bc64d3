import type { BalancedTls, BalancedTlsRoute, LoadBalancerRole } from '../../../model/resolved';
import { hostWords, preciseHost } from './names';
import { health, indented, limits, servers, turns } from './sections';

/** Refuses whoever asks for a name that no route is for. */
const NOWHERE = 'isthmus-nowhere';

/**
 * How HAProxy tells connections apart by the name in the TLS handshake: where TLS ends here it knows the name by itself, and else it reads it
 * before it passes the connection on as it is.
 */
export function tlsSections({ port, certificates, routes }: BalancedTls, role: LoadBalancerRole): string {
  const ends = certificates.length > 0;
  const name = ends ? 'ssl_fc_sni,lower' : 'req.ssl_sni,lower';
  const rules = routes
    .flatMap((route) => (route.hostnames.length === 0 ? [undefined] : route.hostnames).map((hostname) => ({ route: route.name, hostname })))
    .sort((a, b) => preciseHost(a.hostname, b.hostname));
  const front = [
    `bind *:${port.from}${ends ? ` ssl${certificates.map((file) => ` crt ${file}`).join('')}` : ''}`,
    ...limits(role),
    ...(ends ? [] : ['tcp-request inspect-delay 5s', 'tcp-request content reject unless { req.ssl_hello_type 1 }']),
    ...rules.map(({ route, hostname }) => `use_backend ${route}${hostname === undefined ? '' : ` if { ${name} ${hostWords(hostname)} }`}`),
    `default_backend ${NOWHERE}`,
  ];
  return `
frontend isthmus-tls
${indented(front)}${routes.map((route) => routeSection(route)).join('')}
backend ${NOWHERE}
    tcp-request content reject
`;
}

const routeSection = (route: BalancedTlsRoute): string => `
backend ${route.name}
${indented([turns(route.backends), ...health(route), ...servers(route.backends, route)])}`;
