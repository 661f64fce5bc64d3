import { type ApiGateway, portOf } from '../../edge/api-gateway';
import type { Certificate } from '../../edge/certificate';
import type { Listener } from '../../edge/listener';
import type { ResolvedCertificate, ResolvedListener, ResolvedPort } from '../../resolved';
import { append, compareText, shorten } from '../../values';
import { coversHost } from './hostnames';
import { providerOf } from './index';
import type { ByProtocol } from './profile';

/** One port and host name of a gateway, and the statement that asks for it. */
export interface GatewayListener {
  readonly listener: Listener;
  readonly hostname?: string;
}

/** A listener of a Gateway has one host name. */
export const listenersOf = ({ listeners }: ApiGateway): readonly GatewayListener[] =>
  listeners.flatMap((listener): GatewayListener[] => {
    const { hostnames = [] } = listener.props;
    return hostnames.length === 0 ? [{ listener }] : hostnames.map((hostname) => ({ listener, hostname }));
  });

/** Longest name of a listener (CRDs of Gateway API v1, `SectionName`). */
const LONGEST = 253;

export function listenerName({ listener, hostname }: GatewayListener): string {
  const port = listener.props.port === undefined ? '' : `-${listener.props.port}`;
  return shorten(`${listener.protocol}${port}${hostname === undefined ? '' : `-${hostname.replace('*', 'any')}`}`, LONGEST, 8);
}

const IS_TLS: ByProtocol<boolean> = { http: false, https: true };

/** Whether TLS ends at it. */
export const endsTls = ({ protocol }: Listener): boolean => IS_TLS[protocol];

const PROXY_PORTS: ByProtocol<'httpPort' | 'httpsPort'> = { http: 'httpPort', https: 'httpsPort' };

/** The port of a gateway's proxy behind that of a listener. */
const proxyPort = (gateway: ApiGateway, protocol: Listener['protocol'], port: number): number =>
  gateway.props.proxy?.[PROXY_PORTS[protocol]] ?? providerOf(gateway).portBehind(protocol, port);

/** The port of a gateway's proxy behind one that clients dial. */
export function portBehind(gateway: ApiGateway, dialled: ResolvedPort): ResolvedPort {
  const listener = gateway.listeners.find((each) => portOf(each) === dialled.from);
  const port = listener ? proxyPort(gateway, listener.protocol, dialled.from) : dialled.from;
  return { ...dialled, from: port, to: port };
}

/** Where HTTPS answers for all names of a listener that redirects. Undefined: nowhere. */
export function httpsFor(gateway: ApiGateway, { hostname }: GatewayListener): number | undefined {
  const found = listenersOf(gateway).filter((each) => endsTls(each.listener) && coversHost(each.hostname, hostname));
  return found.map(({ listener }) => portOf(listener)).sort((a, b) => a - b)[0];
}

/** The Secret that a certificate is kept in. */
export const secretNameOf = ({ given }: Certificate, gateway: ApiGateway): string =>
  given.issuer === undefined ? given.secret.name : (given.name ?? `${gateway.name}-tls`);

export function resolveListeners(gateway: ApiGateway): readonly ResolvedListener[] {
  const ports = new Map(gateway.listens.map(({ resolved }) => [resolved.from, resolved]));
  return listenersOf(gateway)
    .flatMap((each): ResolvedListener[] => {
      const { listener, hostname } = each;
      const { certificate, redirectToHttps } = listener.props;
      const port = ports.get(portOf(listener));
      const redirectsTo = redirectToHttps ? httpsFor(gateway, each) : undefined;
      if (!port) return [];
      return [
        {
          name: listenerName(each),
          protocol: listener.protocol,
          port,
          proxyPort: proxyPort(gateway, listener.protocol, port.from),
          ...(hostname !== undefined && { hostname }),
          ...(certificate && { tlsSecret: secretNameOf(certificate, gateway) }),
          ...(redirectsTo !== undefined && { redirectsTo }),
        },
      ];
    })
    .sort((a, b) => compareText(a.name, b.name));
}

/** Certificates that are made for a gateway, each for the host names of all listeners that show it. */
export function resolveCertificates(gateway: ApiGateway): readonly ResolvedCertificate[] {
  const hostnames = new Map<Certificate, string[]>();
  for (const { listener, hostname } of listenersOf(gateway))
    if (listener.props.certificate && hostname !== undefined) append(hostnames, listener.props.certificate, hostname);
  return [...hostnames]
    .flatMap(([certificate, names]): ResolvedCertificate[] => {
      const { issuer } = certificate.given;
      if (issuer === undefined) return [];
      const name = secretNameOf(certificate, gateway);
      return [{ name, issuer: { kind: issuer.kind, name: issuer.name }, hostnames: [...new Set(names)].sort(compareText) }];
    })
    .sort((a, b) => compareText(a.name, b.name));
}
