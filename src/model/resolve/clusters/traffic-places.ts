import type { TrafficPolicy } from '../../edge/traffic-policy';
import { WORKLOADS } from '../../kinds/workload';
import {
  type End,
  type PodsEnd,
  type PodsOf,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMigration,
  type ResolvedPort,
  type ResolvedTraffic,
  thingKey,
  type WorkloadKind,
} from '../../resolved';
import { compareText, PROTOCOLS } from '../../values';

/** A flow that a proxy beside its sender carries. */
export type Call = ResolvedFlow & { readonly from: PodsEnd };

/** What stands beside a target under other names. */
export interface Surroundings {
  readonly clusters: readonly ResolvedCluster[];
  readonly migrations: readonly ResolvedMigration[];
}

/** Something that proxies know the target by. */
type Host = Pick<ResolvedTraffic, 'name' | 'namespace' | 'host' | 'plain' | 'dialled'> & {
  /** The one port that it has. Unset: as it is dialled. */
  readonly port?: number;
};

/** A host, with the ports that any of its callers dials there. */
export type Place = Omit<ResolvedTraffic, 'ports'> & { readonly dials: readonly number[] };

/** What Services and the like have: one TCP port, and no range. */
export const isOneTcpPort = ({ protocol, from, to }: ResolvedPort): boolean => PROTOCOLS[protocol].connects && from === to;

/** What proxies know a target by that these flows lead to. */
export function placesOf({ mesh }: TrafficPolicy, calls: readonly Call[], around: Surroundings): readonly Place[] {
  const cluster = around.clusters.find(({ name }) => name === mesh.cluster.node.id);
  if (!cluster) return [];
  const found = new Map<string, Place>();
  for (const call of calls)
    for (const { port, ...host } of hostsAt(call, cluster, around.migrations)) {
      const key = `${host.namespace}/${host.name}`;
      const { callers = [], dials = [] } = found.get(key) ?? {};
      const dialled = port === undefined ? call.dialledPorts.filter(isOneTcpPort).map(({ from }) => from) : [port];
      found.set(key, {
        ...host,
        cluster: cluster.name,
        to: thingKey(call.to),
        callers: [...new Set([...callers, call.from.selector.namespace])].sort(compareText),
        dials: [...new Set([...dials, ...dialled])],
      });
    }
  return [...found.values()];
}

const hostsAt = ({ from, to }: Call, cluster: ResolvedCluster, migrations: readonly ResolvedMigration[]): readonly Host[] =>
  (HOSTS[to.is] as (to: End, from: PodsEnd, cluster: ResolvedCluster, migrations: readonly ResolvedMigration[]) => readonly Host[])(
    to,
    from,
    cluster,
    migrations,
  );

const nobody = (): readonly Host[] => [];

/** By its own Service, and by those that migrations have for it. */
function machineHosts(
  { name }: { readonly name: string },
  _from: PodsEnd,
  cluster: ResolvedCluster,
  migrations: readonly ResolvedMigration[],
): readonly Host[] {
  const behind = migrations.flatMap(({ meshes }) =>
    meshes
      .filter((share) => share.cluster === cluster.name)
      .flatMap(({ namespace, machines, backends }) =>
        machines
          .filter(({ card }) => card === name)
          .flatMap(({ service }) =>
            backends
              .filter((backend) => backend.service === service)
              .map(({ port }) => ({ name: service, namespace, plain: true, dialled: false, port })),
          ),
      ),
  );
  return [{ name, namespace: cluster.namespace, plain: true, dialled: true }, ...behind];
}

const HOSTS: {
  readonly [I in End['is']]: (
    to: Extract<End, { readonly is: I }>,
    from: PodsEnd,
    cluster: ResolvedCluster,
    migrations: readonly ResolvedMigration[],
  ) => readonly Host[];
} = {
  pods: ({ of, name, selector: { namespace } }) =>
    [name, ...(MORE_SERVICES[of]?.(name) ?? [])].map((service) => ({ name: service, namespace, plain: false, dialled: true })),
  machine: machineHosts,
  pair: machineHosts,
  // Each namespace whose pods call it is told of it by itself.
  outside: (to, { selector: { namespace } }, { outside = [] }) =>
    outside.flatMap(({ name, namespace: told, host, to: key }) =>
      host !== undefined && told === namespace && key === thingKey(to) ? [{ name, namespace, host, plain: true, dialled: true }] : [],
    ),
  nodes: nobody,
  subnet: nobody,
  resolver: nobody,
  'kvm-hosts': nobody,
};

const MORE_SERVICES: { readonly [O in PodsOf]?: (name: string) => readonly string[] } = Object.fromEntries(
  Object.entries(WORKLOADS).map(([kind, { moreServices }]) => [kind, moreServices]),
) satisfies { readonly [K in WorkloadKind]?: (name: string) => readonly string[] };
