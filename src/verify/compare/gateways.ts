import type { ResolvedGateway } from '../../model/resolved';
import { canonical } from '../fields';
import type { AddOnObject } from '../kubernetes/add-ons';
import type { GatewayListener, GatewayObject } from '../kubernetes/gateways';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import { ENVOY_GATEWAY } from './providers/envoy-gateway';
import { KONG } from './providers/kong';
import type { Provider } from './providers/provider';
import { found, type RouteWords, wanted, wantedRedirects } from './routes-of-gateways';

/** What clients of gateways meet: where they listen, under which certificate, and which path of which host leads where. */
export function gatewayDifferences(model: Model): readonly Difference[] {
  return model.system.gateways.flatMap((gateway) => {
    const cluster = model.cluster(gateway.cluster);
    return cluster
      ? [
          ...presence(gateway, cluster),
          ...classes(gateway, cluster, model),
          ...routes(gateway, cluster),
          ...addOns(gateway, cluster, model),
        ]
      : [];
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
  const made = PROVIDERS[gateway.provider].infrastructure(gateway);
  const elsewhere =
    found.infrastructure === made
      ? []
      : [missing(`has its proxies made by ${found.infrastructure || 'nobody'}, and not by ${made || 'nobody'}`)];
  return [...other, ...elsewhere, ...listeners(gateway, found)];
}

/** The class of a gateway whose proxies the system installs is its own, too. Another one may be anybody's. */
function classes(gateway: ResolvedGateway, { gatewayClasses }: Cluster, { system }: Model): readonly Difference[] {
  const { addOns = [] } = system.clusters.find(({ name }) => name === gateway.cluster) ?? {};
  if (!addOns.some(({ name, existing }) => name === gateway.provider && !existing)) return [];
  const { controller, unmanaged } = PROVIDERS[gateway.provider].answers;
  const missing = saying('missing', gateway);
  const found = gatewayClasses.find(({ name }) => name === gateway.gatewayClass);
  if (!found) return [missing(`has no GatewayClass ${gateway.gatewayClass}`)];
  return found.controller === controller && found.unmanaged === unmanaged
    ? []
    : [
        missing(
          `is of the class ${found.name}, which ${found.controller || 'nobody'} answers for${found.unmanaged === unmanaged ? '' : ' in another way'}`,
        ),
      ];
}

function listeners(gateway: ResolvedGateway, found: GatewayObject): readonly Difference[] {
  const [missing, tooWide] = [saying('missing', gateway), saying('too-wide', gateway)];
  const wanted = gateway.listeners.map(({ name, port, hostname, tlsSecret }) =>
    listenerText({
      name,
      port: port.from,
      protocol: tlsSecret === undefined ? 'HTTP' : 'HTTPS',
      certificates: tlsSecret === undefined ? [] : [tlsSecret],
      ...(hostname !== undefined && { host: hostname }),
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

function listenerText({ name, port, protocol, certificates, host }: Omit<GatewayListener, 'routesFrom'>): string {
  const under = certificates.length > 0 ? ` under ${certificates.join(' and ')}` : '';
  return `${protocol} at port ${port}${under}${host === undefined ? '' : `, for ${host} alone`} by the name ${name}`;
}

/** What the verifier knows of providers. */
const PROVIDERS: { readonly [P in ResolvedGateway['provider']]: Provider } = { kong: KONG, 'envoy-gateway': ENVOY_GATEWAY };

/** Every route as a whole: a condition or a step on the way that is missing or added is as much of a difference as another backend. */
function routes(gateway: ResolvedGateway, cluster: Cluster): readonly Difference[] {
  const provider = PROVIDERS[gateway.provider];
  const own = cluster.routes
    .filter(({ gateways, namespace }) => gateways.includes(gateway.name) && namespace === gateway.namespace)
    .map((route) => found(gateway.name, route));
  const [missing, tooWide] = [saying('missing', gateway), saying('too-wide', gateway)];
  const known = new Set<RouteWords>();
  const different = gateway.routes.flatMap((route) => {
    const want = wanted(gateway, route, provider.told(gateway, route));
    const there = own.find(({ kind, name }) => kind === want.kind && name === want.name);
    if (!there) return [missing(`has no ${want.kind} ${want.name}`)];
    known.add(there);
    return disagreements(want, there, gateway);
  });
  const redirects = provider.redirectsByRoute ? wantedRedirects(gateway) : [];
  const lost = redirects.flatMap((want) => {
    const there = own.find((each) => !known.has(each) && canonical(each.says) === canonical(want.says));
    if (there) known.add(there);
    return there ? [] : [missing(`has no route that ${want.says.join(', ')}`)];
  });
  return [
    ...different,
    ...lost,
    ...own.filter((each) => !known.has(each)).map(({ kind, name, says }) => tooWide(`has a ${kind} ${name} that ${says.join(', ')}`)),
  ];
}

function disagreements(want: RouteWords, there: RouteWords, gateway: ResolvedGateway): readonly Difference[] {
  const [known, said] = [new Set(want.says), new Set(there.says)];
  const named = `has the ${want.kind} ${want.name}, which`;
  return [
    ...[...known].filter((text) => !said.has(text)).map((text) => saying('missing', gateway)(`${named} has to be one that ${text}`)),
    ...[...said].filter((text) => !known.has(text)).map((text) => saying('too-wide', gateway)(`${named} ${text}`)),
  ];
}

/** Objects of the provider's own, and certificates: those that there have to be, with what they have to say, and no others. */
function addOns(gateway: ResolvedGateway, cluster: Cluster, model: Model): readonly Difference[] {
  const wantedOf = (each: ResolvedGateway): readonly AddOnObject[] => [
    ...PROVIDERS[each.provider].objects(each),
    ...each.certificates.map(
      ({ name, issuer, hostnames }): AddOnObject => ({
        kind: 'Certificate',
        namespace: each.namespace,
        name,
        says: { spec: canonical({ secretName: name, dnsNames: hostnames, issuerRef: { group: 'cert-manager.io', ...issuer } }) },
      }),
    ),
  ];
  const [missing, tooWide] = [saying('missing', gateway), saying('too-wide', gateway)];
  const key = ({ kind, namespace, name }: AddOnObject): string => `${kind} ${namespace}/${name}`;
  const there = new Map(cluster.addOns.map((object) => [key(object), object]));
  const lost = wantedOf(gateway).flatMap((object) => {
    const other = there.get(key(object));
    if (!other) return [missing(`has no ${key(object)}`)];
    const fields = new Set([...Object.keys(object.says), ...Object.keys(other.says)]);
    return [...fields]
      .filter((field) => object.says[field] !== other.says[field])
      .map((field) =>
        missing(`has the ${key(object)} say of ${field}: ${other.says[field] ?? 'nothing'}, and not ${object.says[field] ?? 'nothing'}`),
      );
  });
  // Those of all gateways together are told of the first.
  const here = model.system.gateways.filter(({ cluster: name }) => name === gateway.cluster);
  if (here[0] !== gateway) return lost;
  const known = new Set(here.flatMap(wantedOf).map(key));
  return [
    ...lost,
    ...[...there.keys()].filter((each) => !known.has(each)).map((each) => tooWide(`stands beside a ${each} that the model does not know`)),
  ];
}
