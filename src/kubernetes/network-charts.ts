import type { ResolvedCluster, ResolvedGateway, ResolvedMeshShare, ResolvedMigration } from '../model/resolved';
import type { ManifestChart } from './app/manifest-chart';
import { routedAnnotations } from './gateway';
import type { Service } from './imports/kubernetes';
import { meshModeOf } from './mesh';
import { addMachineEndpointsBehind, addMachinesBehind } from './migration';
import { addAddressPool, addMachineEndpoints, addMachineService, type NamedMachines, namedMachine, type Spoken } from './network';
import type { SystemIndex } from './system-index';

/** A cluster, and how its charts are made. */
export interface ClusterPlace {
  readonly index: SystemIndex;
  readonly cluster: ResolvedCluster;
  readonly chart: (id: string) => ManifestChart;
}

/** What a cluster is told of a migration. */
export interface Share {
  readonly migration: ResolvedMigration;
  readonly share: ResolvedMeshShare;
}

/** Addresses for Services, and the machines that pods know by a name. */
export function addNetworkCharts(
  place: ClusterPlace,
  gateways: readonly ResolvedGateway[],
  shares: readonly Share[],
): ReadonlyMap<string, Service> {
  const { index, cluster } = place;
  const { machineServices, standbyServices = [], namespaces, pool } = cluster;
  const named = [...machineServices.map(namedMachine), ...standbyServices];
  if (machineServices.length === 0 && !pool) return new Map();
  const chart = place.chart('10-network');
  // Every namespace that may ever ask for an address, so that a new one changes its Service only.
  addAddressPool(
    chart,
    cluster,
    [...new Set([...namespaces.map(({ name }) => name), ...gateways.map(({ proxy }) => proxy.namespace)])].sort(),
  );
  const services = new Map(
    named.map((machine) => [
      machine.name,
      addMachineService(chart, cluster, machine, routedAnnotations(index, cluster, machine.name), spokenTo(machine, place)),
    ]),
  );
  for (const { migration, share } of shares) addMachinesBehind(chart, migration, share);
  addMachinesToMesh(chart, shares, place);
  // By themselves: a pruned set (kubectl's ApplySet) that has slices takes those that controllers make for its Services, too.
  if (machineServices.length > 0) {
    const slices = place.chart('11-endpoints');
    for (const machine of named) addMachineEndpoints(slices, cluster, machine, spokenTo(machine, place));
    for (const { migration, share } of shares) addMachineEndpointsBehind(slices, migration, share);
  }
  return services;
}

/** What proxies read at ports of a machine, since something is said of requests there. */
function spokenTo({ name }: NamedMachines, { index, cluster }: ClusterPlace): Spoken {
  const { ports = [] } = index.trafficTo(cluster.name, cluster.namespace, name) ?? {};
  return new Map(ports.flatMap(({ number, requests }) => (requests ? [[number, requests.spoken]] : [])));
}

/** Those that pods with a proxy of their own call, under the names that they call them by. */
function addMachinesToMesh(chart: ManifestChart, shares: readonly Share[], { index, cluster }: ClusterPlace): void {
  const { mesh, namespace, machineServices, standbyServices = [] } = cluster;
  const told = mesh && meshModeOf(mesh).told;
  if (!mesh || !told) return;
  const called = machineServices.filter(({ machine }) => index.isCalledByMesh(cluster, machine));
  const services = [
    ...called.map(({ machine }) => ({ service: machine, home: namespace })),
    ...standbyServices
      .filter(({ machines }) => called.some(({ machine }) => machines.includes(machine)))
      .map(({ name }) => ({ service: name, home: namespace })),
    ...shares.flatMap(({ share }) => share.machines.map(({ service }) => ({ service, home: share.namespace }))),
  ];
  for (const { service, home } of services) if (!index.trafficTo(cluster.name, home, service)) told.addMachine(chart, mesh, home, service);
}
