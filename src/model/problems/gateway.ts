import type { Problem } from '../problem';
import { shown } from '../shape';

export const invalidListener = (path: string, listener: string, message: string, fix: string): Problem => ({
  code: 'INVALID_LISTENER',
  path,
  message: `Listener ${listener}: ${message}.`,
  fix,
});

/** @param hostname unset: every name */
export const listenersOverlap = (path: string, port: number, one: string, other: string): Problem => ({
  code: 'LISTENERS_OVERLAP',
  path,
  message: one === other ? `Two listeners at port ${port} are for ${one}.` : `Listeners at port ${port}: ${one}, and ${other}.`,
  fix: 'Leave out one of them, or give each host names or a port of its own.',
});

export const redirectWithoutTls = (path: string, listener: string, hostname: string): Problem => ({
  code: 'REDIRECT_WITHOUT_TLS',
  path,
  message: `Listener ${listener} sends everybody to HTTPS, and no listener takes HTTPS for ${hostname}.`,
  fix: 'Add Listener.https({ certificate: … }) for the same host names, or leave out `redirectToHttps`.',
});

export const hostnameTwice = (path: string, hostname: string, other: string, why: string): Problem => ({
  code: 'HOSTNAME_TWICE',
  path,
  message: `${hostname}: ${other} answers for it, too. ${why}`,
  fix: 'Let one gateway have the listener and all routes of a host name.',
});

export const certificateMissesHost = (path: string, certificate: string, hostname: string, has: string, fix: string): Problem => ({
  code: 'CERTIFICATE_MISSES_HOST',
  path,
  message: `The certificate ${shown(certificate)} cannot cover ${hostname}: ${has}.`,
  fix,
});

export const invalidRoute = (path: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_ROUTE',
  path,
  message: `${reason}.`,
  fix,
});

export const weightsNotWhole = (path: string, weights: readonly string[], sum: string): Problem => ({
  code: 'WEIGHTS_NOT_WHOLE',
  path,
  message: `backends: ${weights.join(', ')} come to ${sum} percent.`,
  fix: 'Give each of several backends a `weight` in whole percent, so that all come to 100.',
});

export const routeShadowed = (path: string, match: string, hostname: string, other: string): Problem => ({
  code: 'ROUTE_SHADOWED',
  path,
  message: `${match} of ${hostname} is that of the route ${other}, too: one of them never gets a request.`,
  fix: 'Leave out one, or tell them apart by host name, path, method, headers or parameters; to share requests, list several `backends`.',
});

export const routeUnreached = (path: string, hostname: string, listeners: string): Problem => ({
  code: 'ROUTE_UNREACHED',
  path,
  message: `${hostname}: no listener of its gateway takes requests for it; there are ${listeners}.`,
  fix: 'Add the host name to a listener, or leave it out of the route.',
});

export const gatewayCannot = (path: string, provider: string, why: string, fix: string): Problem => ({
  code: 'GATEWAY_CANNOT',
  path,
  message: `${provider} ${why}.`,
  fix,
});

export const senderWithoutProxyProtocol = (path: string, sender: string): Problem => ({
  code: 'PROXY_PROTOCOL_MISSING',
  path,
  message: `${sender} reaches it, and does not tell the client's address first (PROXY protocol), without which the gateway takes nothing.`,
  fix: 'Let a LoadBalancer of this system pass its connections on, or leave out `proxyProtocol`.',
});

export const gatewayClassTwice = (path: string, gatewayClass: string, title: string, other: { path: string; title: string }): Problem => ({
  code: 'GATEWAY_CLASS_TWICE',
  path,
  message: `Its GatewayClass "${gatewayClass}" is the one of ${other.path} too, and one controller answers for a class: ${title} here, ${other.title} there.`,
  fix: 'Give one of them a class of its own (`proxy.gatewayClass`).',
});

export const proxyProtocolDiffers = (path: string, other: string, ports: readonly number[]): Problem => ({
  code: 'PROXY_PROTOCOL_DIFFERS',
  path,
  message: `Its proxies are those of ${other}, and at ${ports.join(' and ')} they take PROXY protocol from everybody or from nobody.`,
  fix: 'Set `proxyProtocol` on both or on neither, or give one of them ports of its own (`proxy.httpPort`, `proxy.httpsPort`).',
});
