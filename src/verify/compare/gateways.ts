import type { ResolvedGateway } from '../../model/resolved';
import type { GatewayListener, GatewayObject, ReferenceGrant } from '../kubernetes/gateways';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';

/** What clients of gateways meet: where they listen, under which certificate, and which path of which host leads where. */
export function gatewayDifferences(model: Model): readonly Difference[] {
  return model.system.gateways.flatMap((gateway) => {
    const cluster = model.cluster(gateway.cluster);
    return cluster ? [...presence(gateway, cluster), ...routes(gateway, cluster), ...grants(gateway, cluster, model)] : [];
  });
}

type Say = (text: string) => Difference;

const saying = (kind: Difference['kind'], { name, namespace }: ResolvedGateway): Say => {
  const about = `${name}.${namespace}`;
  return (text) => ({ kind, about, text: `the gateway ${about} ${text}` });
};

function presence(gateway: ResolvedGateway, { gateways }: Cluster): readonly Difference[] {
  const missing = saying('missing', gateway);
  const found = gateways.find(({ name, namespace }) => name === gateway.name && namespace === gateway.namespace);
  if (!found) return [missing('is not there')];
  const other =
    found.gatewayClass === gateway.gatewayClass ? [] : [missing(`is of the class ${found.gatewayClass}, not ${gateway.gatewayClass}`)];
  return [...other, ...listeners(gateway, found)];
}

function listeners(gateway: ResolvedGateway, found: GatewayObject): readonly Difference[] {
  const [missing, tooWide] = [saying('missing', gateway), saying('too-wide', gateway)];
  const wanted = gateway.listeners.map(({ port, tlsSecret }) =>
    listenerText({
      port: port.from,
      protocol: tlsSecret === undefined ? 'HTTP' : 'HTTPS',
      certificates: tlsSecret === undefined ? [] : [tlsSecret],
    }),
  );
  const there = found.listeners.map(listenerText);
  return [
    ...wanted.filter((text) => !there.includes(text)).map((text) => missing(`does not listen for ${text}`)),
    ...there.filter((text) => !wanted.includes(text)).map((text) => tooWide(`listens for ${text}`)),
    ...found.listeners
      .filter(({ routesFrom }) => routesFrom !== 'Same')
      .map(({ port, routesFrom }) => tooWide(`takes routes of other namespaces at port ${port} (${routesFrom})`)),
  ];
}

function listenerText({ port, protocol, certificates, host }: Omit<GatewayListener, 'routesFrom'>): string {
  const under = certificates.length > 0 ? ` under ${certificates.join(' and ')}` : '';
  return `${protocol} at port ${port}${under}${host === undefined ? '' : `, for ${host} alone`}`;
}

function routes(gateway: ResolvedGateway, cluster: Cluster): readonly Difference[] {
  const hostsOf = (hosts: readonly string[]): readonly string[] => (hosts.length > 0 ? hosts : ['all hosts']);
  const wanted = hostsOf(gateway.hosts).flatMap((host) =>
    gateway.routes.map(({ path, service, namespace, port }) => `${path} of ${host} to ${namespace}/${service} at port ${port}`),
  );
  const own = cluster.routes.filter(({ gateways, namespace }) => gateways.includes(gateway.name) && namespace === gateway.namespace);
  const there = own.flatMap(({ hosts, rules }) =>
    hostsOf(hosts).flatMap((host) => rules.map(({ path, service, port }) => `${path} of ${host} to ${service} at port ${port}`)),
  );
  const [known, found] = [new Set(wanted), new Set(there)];
  return [
    ...[...known].filter((text) => !found.has(text)).map((text) => saying('missing', gateway)(`does not lead ${text}`)),
    ...[...found].filter((text) => !known.has(text)).map((text) => saying('too-wide', gateway)(`leads ${text}`)),
  ];
}

/** Services of other namespaces have to agree to be routed to, and only they do. */
function grants(gateway: ResolvedGateway, cluster: Cluster, model: Model): readonly Difference[] {
  const own = cluster.grants.filter(({ from }) => from.includes(`HTTPRoute ${gateway.namespace}`));
  const elsewhere = gateway.routes.filter(({ namespace }) => namespace !== gateway.namespace);
  const neighbours = model.system.gateways.filter(
    ({ cluster: name, namespace }) => name === gateway.cluster && namespace === gateway.namespace,
  );
  const wanted = new Set(neighbours.flatMap((each) => each.routes.map(({ namespace, service }) => `${namespace}/${service}`)));
  const lost = elsewhere.filter(({ namespace, service }) => !own.some((grant) => grant.namespace === namespace && covers(grant, service)));
  const excess = own.flatMap(({ namespace, to }) =>
    to
      .filter(({ kind, name }) => kind === 'Service' && (name === undefined || !wanted.has(`${namespace}/${name}`)))
      .map(({ name }) => ({ namespace, name })),
  );
  return [
    ...lost.map(({ namespace, service }) =>
      saying('missing', gateway)(`may not lead to ${namespace}/${service}: nothing there agrees to it`),
    ),
    ...excess.map(({ namespace, name = 'every Service' }) =>
      saying('too-wide', gateway)(`may be led to ${namespace}/${name} by other routes of its namespace: a grant is wider than the model`),
    ),
  ];
}

const covers = ({ to }: ReferenceGrant, service: string): boolean =>
  to.some(({ kind, name }) => kind === 'Service' && (name === undefined || name === service));
