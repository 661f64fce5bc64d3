import { type End, endKey, type FlowOrigin, type PodsEnd, type ResolvedFlow, type ResolvedMesh } from '../../model/resolved';
import type { Pods } from '../kubernetes/pods';
import { selects } from '../kubernetes/selector';
import type { ListedHost } from '../kubernetes/traffic';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import { hostOutside, isNamed, leaves } from './outside';

/** What the proxies beside pods are told of the mesh: those whom the pods may call, and none of the rest. */
export function scopeDifferences(model: Model): readonly Difference[] {
  const sent = new Map<string, ResolvedFlow[]>();
  for (const flow of model.flows) sent.set(endKey(flow.from), [...(sent.get(endKey(flow.from)) ?? []), flow]);
  return model.system.podGroups.flatMap((end) => {
    const found = end.governed && end.mesh ? model.podsOf(end) : undefined;
    const mesh = model.resolvedCluster(end.cluster)?.mesh;
    if (!found || !mesh || found.pods.mesh !== 'sidecar') return [];
    return told(found.cluster, found.pods, called(end, sent.get(endKey(end)) ?? [], mesh, model));
  });
}

/** Whom pods may call: what a proxy has to know, and what else it may. */
interface Called {
  /** They are to be let through to nobody else. */
  readonly closed: boolean;
  readonly wanted: readonly ListedHost[];
  readonly fine: readonly ListedHost[];
}

function told(cluster: Cluster, pods: Pods, { wanted, fine, closed }: Called): readonly Difference[] {
  const { name, namespace, labels } = pods;
  const scopes = cluster.scopes.filter((scope) => scope.namespace === namespace && selects(scope.selector, labels));
  const [scope, ...others] = scopes;
  if (!scope)
    return [{ kind: 'too-wide', about: name, text: `${name}: its proxies are told of the whole mesh, whoever its pods may call` }];
  if (others.length > 0)
    return [{ kind: 'missing', about: name, text: `${name}: several Sidecars are for it (${scopes.map((each) => each.name).join(', ')})` }];
  const unknown = wanted.filter((host) => !scope.hosts.some((listed) => isSame(listed, host) || isWhole(listed, host)));
  const strange = scope.hosts.filter((listed) => ![...wanted, ...fine].some((host) => isSame(listed, host)));
  return [
    ...(closed && !scope.closed
      ? [{ kind: 'too-wide', about: name, text: `${name}: its proxies let it through to hosts that they were not told of` } as const]
      : []),
    ...(!closed && scope.closed
      ? [
          {
            kind: 'missing',
            about: name,
            text: `${name}: its proxies let it through to nobody but Services, where its flows lead to addresses`,
          } as const,
        ]
      : []),
    ...unknown.map(
      (host): Difference => ({
        kind: 'missing',
        about: name,
        text: `${name}: its proxies are not told of ${text(host)}, which its pods call`,
      }),
    ),
    ...strange.map(
      (host): Difference => ({
        kind: 'too-wide',
        about: name,
        text: `${name}: its proxies are told of ${text(host)}, which no flow leads to`,
      }),
    ),
  ];
}

const text = ({ namespace, host }: ListedHost): string => `${namespace}/${host}`;
const isSame = (a: ListedHost, b: ListedHost): boolean => text(a) === text(b);
/** All of a namespace, where one host of it is called that is no Service of the system's own. */
const isWhole = (listed: ListedHost, { namespace, host }: ListedHost): boolean =>
  host === '*' && listed.host === '*' && listed.namespace === namespace;

function called(end: PodsEnd, flows: readonly ResolvedFlow[], mesh: ResolvedMesh, model: Model): Called {
  const service = (namespace: string, name: string): ListedHost => ({ namespace, host: `${name}.${namespace}.svc.${mesh.clusterDomain}` });
  const everyHost = (namespace: string): ListedHost => ({ namespace, host: '*' });
  const home = model.resolvedCluster(end.cluster)?.namespace ?? '';
  const byName = flows.filter(({ origin }) => !API_SERVER[origin]);
  const machines = byName.filter(({ to }) => NAMED[to.is]).map(({ to }) => service(home, to.name));
  const standbys = (model.resolvedCluster(end.cluster)?.standbyServices ?? [])
    .filter((each) => byName.some(({ to }) => NAMED[to.is] && each.machines.includes(to.name)))
    .map(({ name }) => service(home, name));
  const pods = byName.flatMap(({ to }) => (to.is === 'pods' && to.cluster === end.cluster ? to : []));
  const own = pods.filter(({ owner }) => owner === 'us');
  const held = flows.some(isNamed);
  const outside = held
    ? byName
        .filter((flow) => leaves(flow))
        .map((flow): ListedHost => ({ namespace: end.selector.namespace, host: hostOutside(flow, model) }))
    : [];
  const shares = model.system.migrations.flatMap(({ name, meshes }) =>
    meshes
      .filter(({ cluster, callers }) => cluster === end.cluster && callers.includes(endKey(end)))
      .flatMap(({ namespace, backends }) => [service(namespace, name), ...backends.map((each) => service(each.namespace, each.service))]),
  );
  return {
    wanted: [
      ...machines,
      ...standbys,
      ...own.map(({ name, selector }) => service(selector.namespace, name)),
      ...pods.filter(({ owner }) => owner !== 'us').map(({ selector }) => everyHost(selector.namespace)),
      ...flows.filter(({ origin }) => API_SERVER[origin]).map(() => service('default', 'kubernetes')),
      ...shares,
      ...outside,
    ],
    closed: held,
    fine: [
      everyHost(mesh.namespace),
      // Other Services that lead to the same pods, one by one.
      ...own.flatMap((to) => {
        const found = model.podsOf(to);
        return (found?.cluster.services.leadingTo(found.pods) ?? []).map(({ namespace, name }) => service(namespace, name));
      }),
    ],
  };
}

/** Flows to what every cluster has a Service of its own for. */
const API_SERVER: { readonly [O in FlowOrigin]?: true } = { 'api-server': true };

/** What pods find by a Service that has its name. */
const NAMED: { readonly [Is in End['is']]: boolean } = {
  machine: true,
  pair: true,
  pods: false,
  nodes: false,
  subnet: false,
  resolver: false,
  'kvm-hosts': false,
  outside: false,
};
