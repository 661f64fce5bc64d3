import type { ResolvedCluster } from '../../model/resolved';
import { blockOrRange, addresses as intervalOf } from '../sets/addresses';
import { intersection } from '../sets/intervals';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';
import { KINDS } from './routes-of-gateways';

/**
 * What others say beside the system's own objects, where it may open a way to them or lead their traffic elsewhere: in the system's namespaces, and
 * in those of what carries it.
 */
export const besideDifferences = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    return found ? CHECKS.flatMap((check) => check(found, cluster, model)) : [];
  });

type Check = (found: Cluster, cluster: ResolvedCluster, model: Model) => readonly Difference[];

const tooWide = (about: string, text: string): Difference => ({ kind: 'too-wide', about, text });

/** Namespaces of what the system is carried by. */
const carriers = ({ name, mesh, pool, dns }: ResolvedCluster, { system }: Model): ReadonlySet<string> =>
  new Set([
    ...['kube-system', 'kube-public'],
    ...[mesh?.namespace, pool?.namespace, dns.namespace].filter((each) => each !== undefined),
    ...system.gateways.filter(({ cluster }) => cluster === name).map(({ proxy }) => proxy.namespace),
  ]);

const unread: Check = ({ unread: all }, cluster, model) => {
  const own = model.ownNamespaces(cluster.name);
  const others = carriers(cluster, model);
  const pods = new Set(
    model.system.workloads.filter((each) => each.cluster === cluster.name).map(({ namespace, name }) => `${namespace}/${name}`),
  );
  return all
    .filter(
      ({ namespace, ofAddOns, object }) =>
        namespace === undefined || (ofAddOns ? others.has(namespace) && !own.has(namespace) : own.has(namespace) || pods.has(object)),
    )
    .map(({ object, text }): Difference => ({ kind: 'unreadable', about: object, text: `${object} ${text}` }));
};

const gateways: Check = ({ gateways: all }, { name }, model) => {
  const own = model.ownNamespaces(name);
  const known = new Set(model.system.gateways.filter(({ cluster }) => cluster === name).map((each) => `${each.namespace}/${each.name}`));
  return all
    .filter((each) => own.has(each.namespace) && !known.has(`${each.namespace}/${each.name}`))
    .map((each) => {
      const at = each.listeners.map(({ protocol, port }) => `${protocol} at port ${port}`).join(', ') || 'nothing';
      return tooWide(
        `${each.namespace}/${each.name}`,
        `the Gateway ${each.namespace}/${each.name} listens for ${at}, and the model does not know it`,
      );
    });
};

const routes: Check = ({ routes: all }, { name }, model) => {
  const own = model.ownNamespaces(name);
  const known = new Set(model.system.gateways.filter(({ cluster }) => cluster === name).map((each) => `${each.namespace}/${each.name}`));
  return all
    .filter(({ namespace }) => own.has(namespace))
    .flatMap(({ kind, name: route, namespace, gateways: of, otherParents }) => {
      const about = `${namespace}/${route}`;
      const strange = [
        ...of.filter((each) => !known.has(`${namespace}/${each}`)).map((each) => `Gateway ${namespace}/${each}`),
        ...otherParents,
      ];
      return strange.map((parent) => tooWide(about, `the ${kind} ${about} belongs to the ${parent}, which the model does not know`));
    });
};

/** Consents to something else than that routes lead to Services, which are compared one by one. */
const grants: Check = ({ grants: all }, { name }, model) => {
  const own = model.ownNamespaces(name);
  const led = new Set<string>(Object.values(KINDS));
  return all
    .filter(({ namespace }) => own.has(namespace))
    .flatMap(({ namespace, from, to }) =>
      to.flatMap(({ kind, name: object = '*' }) =>
        from
          .filter((who) => kind !== 'Service' || !led.has(who.split(' ')[0] ?? ''))
          .map((who) =>
            tooWide(
              `${namespace}/${object}`,
              `every ${who.replace(' ', ' of ')} may name the ${kind} ${namespace}/${object}: a grant is wider than the model`,
            ),
          ),
      ),
    );
};

/** Endpoints that somebody adds by hand to a Service that finds its own, or to one that nobody here describes. */
const endpoints: Check = ({ slices, services }, { name }, model) => {
  const own = model.ownNamespaces(name);
  return slices
    .filter(({ namespace, managed }) => !managed && (own.has(namespace) || namespace === 'default'))
    .flatMap(({ namespace, service, addresses }) => {
      const found = services.named(service, namespace);
      if (found && found.selector.equal.length === 0) return [];
      const about = `${service}.${namespace}`;
      const why = found ? 'beside the pods that it finds by itself' : 'and there is no such Service here';
      return [tooWide(about, `the name ${about} leads to ${addresses.join(', ') || 'nobody'}, ${why}`)];
    });
};

/** Hosts that all proxies are told of, because they stand in the namespace of the mesh's own. */
const everywhere: Check = ({ outside }, { mesh }) =>
  outside
    .filter(({ namespace, says }) => namespace === mesh?.namespace && !says.includes('exportTo ["."]'))
    .map(({ namespace, name, hosts }) =>
      tooWide(
        hosts.join(', '),
        `the ServiceEntry ${namespace}/${name} tells the proxies of all pods of ${hosts.join(', ')}, which no flow leads to`,
      ),
    );

/** Pools that hold addresses which are somebody's: who asks for one of them is answered for in its place. */
const pools: Check = ({ pools: all }, { pool }, { system }) =>
  all
    .filter(({ name, namespace }) => name !== pool?.name || namespace !== pool.namespace)
    .flatMap(({ name, namespace, addresses }) => {
      const held = [...system.subnets.map(({ cidr }) => cidr), ...system.clusters.flatMap((each) => each.pool?.cidr ?? [])];
      // The plan has no addresses of IPv6.
      const shared = addresses
        .filter((block) => !block.includes(':'))
        .flatMap((block) =>
          held.filter((each) => intersection([blockOrRange(block)], [intervalOf(each)]).length > 0).map((each) => `${block} (${each})`),
        );
      return shared.map((text) =>
        tooWide(`${name}.${namespace}`, `the pool of addresses ${name}.${namespace} has addresses of the plan: ${text}`),
      );
    });

const nameless: Check = ({ access, facts }) =>
  access.nameless.map(({ name, role }) =>
    tooWide(facts.name, `the binding ${name} gives the ${role.kind} ${role.name} to whoever shows the API server no name`),
  );

const CHECKS: readonly Check[] = [unread, gateways, routes, grants, endpoints, everywhere, pools, nameless];
