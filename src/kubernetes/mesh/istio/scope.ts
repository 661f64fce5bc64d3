import type { Chart } from 'cdk8s';
import {
  atEnd,
  endKey,
  type FlowOrigin,
  isHeldToName,
  machinesAt,
  type PodsEnd,
  type PodsOf,
  type ResolvedFlow,
  type ResolvedMesh,
  type ResolvedMeshShare,
} from '../../../model/resolved';
import { headlessServiceName } from '../../../model/resolved/object-names';
import { Sidecar } from '../../imports/istio-networking';
import type { SystemIndex } from '../../system-index';
import { fullHost } from './hosts';
import { outsideHost } from './outside';

/** Services of a namespace; unset where it is not known what they are called. */
interface Found {
  readonly namespace: string;
  readonly services: readonly string[] | undefined;
}

/**
 * What the proxies beside some pods are told of: whom the pods may call, and nothing of the rest of the mesh (istio.io, "Sidecar"). What
 * they call and are not told of they pass on as it is, in plaintext: every Service that a flow may go by is there.
 */
export function addScope(chart: Chart, pods: PodsEnd, index: SystemIndex): void {
  const { name, selector } = pods;
  new Sidecar(chart, `${name}-scope`, {
    metadata: { name, namespace: selector.namespace },
    spec: {
      workloadSelector: { labels: selector.labels },
      egress: [{ hosts: hostsFor(pods, index) }],
      // Only where all that they may call is listed: what goes by addresses is, too, then.
      ...(index.flows.outOf(pods).some(isHeldToName) && { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }),
    },
  });
}

function hostsFor(pods: PodsEnd, index: SystemIndex): readonly string[] {
  const mesh = index.meshOf(pods);
  const { name: cluster, namespace, standbyServices = [] } = index.clusterOf(pods);
  const standbysAt = ({ to }: ResolvedFlow): readonly string[] =>
    standbyServices.filter(({ machines }) => machinesAt(to).some((name) => machines.includes(name))).map(({ name }) => name);
  const shares = index.system.migrations.flatMap(({ name, meshes }) =>
    meshes.filter((share) => share.cluster === cluster && share.callers.includes(endKey(pods))).map((share) => sharedBy(name, share)),
  );
  const found: readonly Found[] = [
    // There is what holds for the whole mesh, such as where proxies send what they measure.
    { namespace: mesh.namespace, services: undefined },
    ...index.flows.outOf(pods).flatMap((flow) => [calledBy(flow, cluster, namespace), { namespace, services: standbysAt(flow) }]),
    ...shares.flat(),
  ];
  return [...new Set([...found.flatMap((each) => hostsAt(each, mesh)), ...hostsOutside(pods, index)])].sort();
}

/** Of those whom the namespace is told of outside, the ones that these pods may call. */
function hostsOutside(pods: PodsEnd, index: SystemIndex): readonly string[] {
  const { namespace } = pods.selector;
  const sent = index.flows.outOf(pods);
  if (!sent.some(isHeldToName)) return [];
  const called = new Set(sent.map(({ to }) => endKey(to)));
  const told = index.clusterOf(pods).outside?.filter((outside) => outside.namespace === namespace && called.has(outside.to)) ?? [];
  return told.map((outside) => `${namespace}/${outsideHost(outside)}`);
}

const hostsAt = ({ namespace, services }: Found, mesh: ResolvedMesh): readonly string[] =>
  services === undefined ? [`${namespace}/*`] : services.map((service) => `${namespace}/${fullHost(mesh, namespace, service)}`);

/** The one name of a migration, and the Services that its requests are led to. */
const sharedBy = (name: string, { namespace, backends }: ResolvedMeshShare): readonly Found[] => [
  { namespace, services: [name] },
  ...backends.map((backend) => ({ namespace: backend.namespace, services: [backend.service] })),
];

/** Flows whose receivers have a Service of the cluster's own, wherever they are. */
const BY_ORIGIN: { readonly [O in FlowOrigin]?: Found } = { 'api-server': { namespace: 'default', services: ['kubernetes'] } };

/** The Services that the sender of a flow finds its receiver by. */
function calledBy({ to, origin }: ResolvedFlow, cluster: string, home: string): Found {
  const nobody: Found = { namespace: home, services: [] };
  const called = atEnd<Found>({
    // Those of another cluster are at an address, which no Service of this one stands for.
    pods: (end) => (end.cluster === cluster ? { namespace: end.selector.namespace, services: SERVICES[end.of](end.name) } : nobody),
    machine: ({ name }) => ({ namespace: home, services: [name] }),
    pair: ({ name }) => ({ namespace: home, services: [name] }),
    nodes: () => nobody,
    subnet: () => nobody,
    resolver: () => nobody,
    'kvm-hosts': () => nobody,
    outside: () => nobody,
  });
  return BY_ORIGIN[origin] ?? called(to);
}

const unknown = (): undefined => undefined;
const ofItsName = (name: string): readonly string[] => [name];
const none = (): readonly string[] => [];

/** What the Services of pods are called; those of others are not known. */
const SERVICES: { readonly [O in PodsOf]: (name: string) => Found['services'] } = {
  microservice: ofItsName,
  'stateful-service': (name) => [name, headlessServiceName(name)],
  'daemon-service': ofItsName,
  job: none,
  'cron-job': none,
  gateway: unknown,
  pods: unknown,
  'cluster-dns': unknown,
  'mesh-control-plane': unknown,
};
