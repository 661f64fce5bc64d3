import { type End, endKey, type ResolvedFlow } from '../../model/resolved';
import { selects } from '../kubernetes/selector';
import type { OutsideHost } from '../kubernetes/traffic';
import type { Difference } from './difference';
import type { Model } from './model';
import type { FoundPods } from './pod-groups';
import { isExact } from './points/point';

/** Flows to a name that the proxies of their sender are said to hold it to. */
export const isNamed = (flow: ResolvedFlow): boolean => isExact(flow, 'mesh-egress');

const LEAVES: { readonly [Is in End['is']]: boolean } = {
  outside: true,
  pods: true,
  subnet: true,
  resolver: true,
  'kvm-hosts': true,
  nodes: true,
  // By their Services.
  machine: false,
  pair: false,
};

/** Whether proxies see it, and know its receiver by no Service of its cluster. */
export const leaves = ({ to, way, ports }: ResolvedFlow): boolean =>
  LEAVES[to.is] && way.by !== 'cluster' && ports.some(({ protocol }) => protocol === 'tcp');

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What proxies call the receiver of a flow: its name, or one that stands for addresses and that nobody can look up. */
export function hostOutside(flow: ResolvedFlow, { system }: Model): string {
  const host = isNamed(flow) ? system.externals.find(({ name }) => name === flow.to.name)?.host : undefined;
  return host ?? `${slug(flow.to.name)}-by-address.invalid`;
}

/** Whom proxies know outside of their clusters: whom the pods of a namespace may call, at these ports and by these names. */
export function outsideDifferences(model: Model): readonly Difference[] {
  return model.system.clusters.flatMap(({ name, mesh }) => {
    const cluster = model.cluster(name);
    if (!cluster || !mesh) return [];
    const wanted = wantedIn(model, name);
    const own = model.ownNamespaces(name);
    const taken = new Set(
      wanted.flatMap(({ namespace, host }) => cluster.outside.filter((each) => each.namespace === namespace && each.hosts.includes(host))),
    );
    const services = new Set(cluster.services.all.map((service) => `${service.name}.${service.namespace}.svc.${mesh.clusterDomain}`));
    return [
      ...wanted.flatMap((each) => wrong(each, cluster.outside)),
      ...cluster.outside
        .filter((each) => !taken.has(each) && (own.has(each.namespace) || each.hosts.some((host) => services.has(host))))
        .map(
          (each): Difference => ({
            kind: 'too-wide',
            about: each.hosts.join(', '),
            text: `the ServiceEntry ${each.namespace}/${each.name} tells proxies of ${each.hosts.join(', ')}, which no flow leads to`,
          }),
        ),
      ...(wanted.length > 0 ? known(model, name) : []),
    ];
  });
}

/** Hosts that proxies which are held to names know by a namespace whose hosts are told of all at once, and that no flow of theirs leads to. */
function known(model: Model, name: string): readonly Difference[] {
  const { outside = [], scopes = [] } = model.cluster(name) ?? {};
  const called = calledBy(model, name);
  const strange = scopes
    .filter(({ closed }) => closed)
    .flatMap(({ namespace: home, selector, hosts }) => {
      const whole = hosts.flatMap(({ namespace, host }) => (host === '*' ? namespace : []));
      const own = [...called].filter(([{ pods }]) => pods.namespace === home && selects(selector, pods.labels)).map(([, names]) => names);
      return outside.filter((each) => whole.includes(each.namespace) && each.hosts.some((host) => !own.some((names) => names.has(host))));
    });
  return [...new Set(strange)].map(
    ({ namespace, name: entry, hosts }): Difference => ({
      kind: 'too-wide',
      about: hosts.join(', '),
      text: `the ServiceEntry ${namespace}/${entry} opens ${hosts.join(', ')} to pods that are held to the names of their flows: their proxies are told of all of ${namespace}`,
    }),
  );
}

/** What proxies beside pods of a cluster call those outside that their flows lead to. */
function calledBy(model: Model, cluster: string): ReadonlyMap<FoundPods, ReadonlySet<string>> {
  const called = new Map<FoundPods, Set<string>>();
  for (const flow of model.flows) {
    const { from } = flow;
    const sender = from.is === 'pods' && from.cluster === cluster && leaves(flow) ? model.podsOf(from) : undefined;
    if (sender) called.set(sender, (called.get(sender) ?? new Set()).add(hostOutside(flow, model)));
  }
  return called;
}

interface Wanted {
  readonly namespace: string;
  readonly host: string;
  readonly ports: readonly string[];
  readonly says: string;
}

function wrong({ namespace, host, ports, says }: Wanted, found: readonly OutsideHost[]): readonly Difference[] {
  const own = found.filter((each) => each.namespace === namespace && each.hosts.includes(host));
  const [entry] = own;
  const missing = (text: string): readonly Difference[] => [{ kind: 'missing', about: host, text: `proxies of ${namespace} ${text}` }];
  if (!entry) return missing(`do not know ${host}`);
  if (own.length > 1 || entry.hosts.length > 1) return missing(`know ${host} more than once, or others by the same object`);
  if (entry.says !== says) return missing(`find ${host} by ${entry.says}, and not by ${says}`);
  return entry.ports.join() === ports.join() ? [] : missing(`know ${host} at ${entry.ports.join(', ')}, and not at ${ports.join(', ')}`);
}

function wantedIn(model: Model, cluster: string): readonly Wanted[] {
  const senders = new Set(model.flows.filter(isNamed).map(({ from }) => endKey(from)));
  const found = new Map<string, { readonly namespace: string; readonly flows: ResolvedFlow[] }>();
  for (const flow of model.flows) {
    const { from } = flow;
    if (from.is !== 'pods' || from.cluster !== cluster || !senders.has(endKey(from)) || !leaves(flow) || flow.origin === 'api-server')
      continue;
    const key = `${from.selector.namespace}/${hostOutside(flow, model)}`;
    found.set(key, { namespace: from.selector.namespace, flows: [...(found.get(key)?.flows ?? []), flow] });
  }
  return [...found.values()].map(({ namespace, flows }): Wanted => {
    const [first] = flows as [ResolvedFlow];
    const named = isNamed(first);
    const ports = flows.flatMap((flow) => flow.dialledPorts.filter(({ protocol }) => protocol === 'tcp'));
    const at = named
      ? ports.map((port) => `${SPOKEN.find(([pattern]) => pattern.test(port.appProtocol ?? port.name))?.[1]}/${port.from}`)
      : ports.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => `TCP/${from + index}`));
    const blocks = flows.flatMap(({ way }) => (way.by === 'cluster' ? [] : way.destination.map(({ cidr }) => cidr)));
    return {
      namespace,
      host: hostOutside(first, model),
      ports: [...new Set(at)].sort(),
      says: [
        ...(named ? [] : [`addresses ${JSON.stringify([...new Set(blocks)])}`]),
        'exportTo ["."]',
        'location "MESH_EXTERNAL"',
        `resolution "${named ? 'DNS' : 'NONE'}"`,
      ].join(', '),
    };
  });
}

/** How Istio calls what is spoken, by how ports say it. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^(https|tls)(-|$)/, 'TLS'],
  [/^(http2|kubernetes\.io\/h2c)(-|$)/, 'HTTP2'],
  [/^(grpc-web|http|kubernetes\.io\/ws)(-|$)/, 'HTTP'],
  [/^grpc(-|$)/, 'GRPC'],
];
