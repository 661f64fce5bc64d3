import type {
  BalancedHttp,
  BalancedRoute,
  BalancedServer,
  BalancedTls,
  LoadBalancerRole,
  PairRole,
  ResolvedHealthCheck,
} from '../../resolved';
import { portText } from '../../values';
import { type Answers, type Subject, said } from './told-subject';

/** `10.1.0.2 in turn with 10.1.0.4, priority 150, taken back`. */
const pairText = ({ virtualAddress, peer, priority, preempt }: PairRole): readonly string[] => [
  `${virtualAddress} in turn with ${peer}`,
  `priority ${priority}`,
  ...(preempt ? ['taken back'] : []),
];

const HAPROXY_BY_HAND = 'change /etc/haproxy/haproxy.cfg and reload haproxy.service';

/** What is written for HAProxy where a user says it, and else is as HAProxy has it. */
const inHaproxy = (prop: string, says: Subject<LoadBalancerRole>['says']): Subject<LoadBalancerRole> => ({
  prop,
  says,
  byHand: HAPROXY_BY_HAND,
  unsaid: 'none',
});

const serverText = ({ name, address, port, proxyProtocol, weight }: BalancedServer): string =>
  `${name} at ${address}:${port}${proxyProtocol ? ' by PROXY protocol' : ''}${weight === undefined ? '' : ` (${weight} %)`}`;

/** `http (tcp 80) sent to https (tcp 443)`, then each route. */
const httpTexts = ({ port, tls, routes }: BalancedHttp): readonly string[] => [
  tls && !tls.servesPlainHttp ? `${portText(port)} sent to ${portText(tls.port)}` : portText(port),
  ...(tls ? tls.certificates.map((file) => `${portText(tls.port)} with ${file}`) : []),
  ...routes.flatMap((route) => [
    `${requestText(route)} to ${route.backends.map(serverText).join(', ') || 'nobody'}`,
    ...(route.healthCheck ? [`${route.name}: ${checkTexts(route.healthCheck).join(' ')}`] : []),
  ]),
];

/** `https (tcp 443)`, then each route. */
const tlsTexts = ({ port, certificates, routes }: BalancedTls): readonly string[] => [
  ...(certificates.length > 0 ? certificates.map((file) => `${portText(port)} with ${file}`) : [`${portText(port)} passed on as it is`]),
  ...routes.flatMap(({ name, hostnames, backends, healthCheck }) => [
    `${name}: ${hostnames.join(', ') || 'every name'} to ${backends.map(serverText).join(', ') || 'nobody'}`,
    ...(healthCheck ? [`${name}: ${checkTexts(healthCheck).join(' ')}`] : []),
  ]),
];

/** Which requests a route is for, with its name. */
const requestText = ({ name, hostnames, paths }: BalancedRoute): string =>
  `${name}: ${hostnames.join(', ') || 'every host name'} ${paths.map(({ type, value }) => `${type} ${value}`).join(', ')}`;

const checkTexts = ({ path, statuses, port }: ResolvedHealthCheck): readonly string[] => [
  path,
  ...(statuses ?? []).map(String),
  ...said(port, (at) => `at port ${at}`),
];

const inSeconds = (seconds: number): string => `${seconds} s`;

export const TOLD_LOAD_BALANCER: Answers<LoadBalancerRole> = {
  kind: 'is a fact of the lock',
  pair: {
    prop: 'pair',
    says: ({ pair }) => (pair ? pairText(pair) : []),
    byHand: 'change /etc/keepalived/keepalived.conf and reload keepalived.service',
    unsaid: 'none',
  },
  healthCheck: inHaproxy('healthCheck', ({ healthCheck }) => (healthCheck ? checkTexts(healthCheck) : [])),
  connections: inHaproxy('limits.connections', ({ connections }) => said(connections)),
  perClient: inHaproxy('limits.perClient', ({ perClient: { connections, rate } = {}, http }) => [
    ...said(connections, (most) => `${most} at a time`),
    ...said(rate, ({ most, seconds }) => `${most}${http ? ' requests' : ''} in ${seconds} s`),
  ]),
  connectSeconds: inHaproxy('timeouts.connect', ({ connectSeconds }) => said(connectSeconds, inSeconds)),
  idleSeconds: inHaproxy('timeouts.idle', ({ idleSeconds }) => said(idleSeconds, inSeconds)),
  memoryMiB: { prop: 'memory', says: ({ memoryMiB }) => [`${memoryMiB} MiB`], byHand: 'change `maxconn` in /etc/haproxy/haproxy.cfg' },
  frontends: {
    prop: 'backends',
    says: ({ frontends }) =>
      frontends.flatMap(({ port, backends }) => backends.map((server) => `${portText(port)} to ${serverText(server)}`)),
    byHand: HAPROXY_BY_HAND,
  },
  http: inHaproxy('http', ({ http }) => (http ? httpTexts(http) : [])),
  tls: inHaproxy('tls', ({ tls }) => (tls ? tlsTexts(tls) : [])),
};
