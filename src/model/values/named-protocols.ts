import { appProtocolOf } from './known-services';
import { PROTOCOLS } from './protocols';
import type { ResolvedPort } from './resolved-port';

/** Protocols whose clients say in clear whom they mean: by the name in a TLS handshake (SNI), or by the host of a request. */
export type NamedProtocol = 'tls' | 'http' | 'http2' | 'grpc';

/** As ports are named, or their `appProtocol` says (Istio: "Protocol Selection"; Kubernetes: "Service", application protocol). */
const SPOKEN: ReadonlyMap<string, NamedProtocol> = new Map([
  ['https', 'tls'],
  ['tls', 'tls'],
  ['http', 'http'],
  ['grpc-web', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['http2', 'http2'],
  ['kubernetes.io/h2c', 'http2'],
  ['grpc', 'grpc'],
]);

/** How whoever stands between both ends of a port can tell which host is meant. Undefined: it cannot. */
export function namedProtocolOf(port: ResolvedPort): NamedProtocol | undefined {
  if (!PROTOCOLS[port.protocol].connects || port.from !== port.to) return undefined;
  const spoken = appProtocolOf(port);
  if (spoken !== undefined) return SPOKEN.get(spoken);
  return [...SPOKEN].find(([name]) => port.name === name || port.name.startsWith(`${name}-`))?.[1];
}
