import type { ApiGateway, ProxyProps } from '../../edge/api-gateway';
import type { ResolvedGateway, ResolvedPort } from '../../resolved';
import { inKeyOrder, Port } from '../../values';
import { KONG } from './kong';
import type { GatewayProfile } from './profile';

/** All providers of gateways. What one of them is stands in the file of its name. */
export const GATEWAYS: { readonly [P in ResolvedGateway['provider']]: GatewayProfile } = { kong: KONG };

/** Where a gateway's proxy runs: as its provider installs it, unless the user says otherwise. */
export function proxyOf({ props: { provider, proxy = {} } }: ApiGateway): Required<ProxyProps> {
  const said = Object.fromEntries(Object.entries(proxy).filter(([, value]) => value !== undefined));
  const found: Required<ProxyProps> = { ...GATEWAYS[provider].proxy, ...said };
  return { ...found, labels: inKeyOrder(found.labels) };
}

const HTTP = Port.tcp(80, 'http').resolved;
const HTTPS = Port.tcp(443, 'https').resolved;

/** What clients of a gateway dial, and what its proxy listens on behind it. */
export function listenersOf(gateway: ApiGateway): ResolvedGateway['listeners'] {
  const { httpPort, httpsPort } = proxyOf(gateway);
  const { tlsSecret } = gateway.props;
  const http = { port: HTTP, proxyPort: httpPort };
  return tlsSecret === undefined ? [http] : [http, { port: HTTPS, proxyPort: httpsPort, tlsSecret: tlsSecret.name }];
}

/** The port of a gateway's proxy behind one that clients dial. */
export function portBehind(gateway: ApiGateway, dialled: ResolvedPort): ResolvedPort {
  const { httpPort, httpsPort } = proxyOf(gateway);
  const behind = new Map([
    [HTTP.from, httpPort],
    [HTTPS.from, httpsPort],
  ]);
  const port = behind.get(dialled.from) ?? dialled.from;
  return { ...dialled, from: port, to: port };
}
