import type { ResolvedMeshShare, ResolvedMigration } from '../../model/resolved';
import { readsRequests, type Service, type ServicePort } from '../kubernetes/services';
import { address } from '../sets/addresses';
import { PROTOCOL_NUMBERS } from '../sets/transport';
import type { Cluster } from '../world/world';
import type { Difference } from './difference';
import type { Model } from './model';

/** What proxies in meshes know of migrations: the one name, and machines behind it. Who gets which share stands with other requests. */
export function migrationDifferences(model: Model): readonly Difference[] {
  const shares = model.system.migrations.flatMap((migration) => migration.meshes.map((share) => ({ migration, share })));
  // Proxies would go by it in the place of all that is said of requests to that name (gateway-api.sigs.k8s.io, "GAMMA").
  const strange = [...model.world.clusters.values()].flatMap(({ routes }) =>
    routes.flatMap(({ kind, name, namespace, services, servicesRouted }) =>
      servicesRouted.map((service) =>
        tooWide(service, namespace, `is led to ${services.join(' and ') || 'nowhere'} by the ${kind} ${name}: nothing says so`),
      ),
    ),
  );
  return [
    ...shares.flatMap(({ migration, share }) => {
      const cluster = model.cluster(share.cluster);
      return cluster ? shareDifferences(migration, share, cluster) : [];
    }),
    ...strange,
  ];
}

const difference = (kind: Difference['kind'], name: string, namespace: string, text: string): Difference => {
  const about = `${name}.${namespace}`;
  return { kind, about, text: `the name ${about} ${text}` };
};
const missing = (name: string, namespace: string, text: string): Difference => difference('missing', name, namespace, text);
const tooWide = (name: string, namespace: string, text: string): Difference => difference('too-wide', name, namespace, text);

function shareDifferences(migration: ResolvedMigration, share: ResolvedMeshShare, cluster: Cluster): readonly Difference[] {
  return [
    ...nameDifferences(migration, share, cluster),
    ...share.machines.flatMap((machine) => machineDifferences(machine, share, cluster)),
  ];
}

/** It leads nowhere by itself: whoever is past the mesh's proxies gets no answer, instead of all of one end's. */
function nameDifferences({ name, port }: ResolvedMigration, { namespace }: ResolvedMeshShare, cluster: Cluster): readonly Difference[] {
  const service = cluster.services.named(name, namespace);
  if (!service) return [missing(name, namespace, 'is not there')];
  return [
    ...(service.headless ? [missing(name, namespace, 'has no address that proxies could know it by')] : []),
    ...(dialled(service, port.from).some(readsRequests)
      ? []
      : [missing(name, namespace, `is not said to speak HTTP at port ${port.from}`)]),
    ...(service.selector.equal.length > 0 || cluster.slices.some((slice) => slice.service === name && slice.namespace === namespace)
      ? [tooWide(name, namespace, 'leads somewhere by itself, whatever the shares are')]
      : []),
  ];
}

/** Ports of a Service that are dialled by TCP, and lead to the same number. */
const dialled = ({ ports }: Service, number: number): readonly ServicePort[] =>
  ports.filter(({ port, target, protocol }) => port === number && target === number && protocol === PROTOCOL_NUMBERS.tcp);

/** A proxy beside its sender finds a machine by a Service with an address: without one, it would go where its client was going. */
function machineDifferences(
  { service: name, address: expected }: ResolvedMeshShare['machines'][number],
  { namespace, backends }: ResolvedMeshShare,
  { services, slices }: Cluster,
): readonly Difference[] {
  const service = services.named(name, namespace);
  if (!service) return [missing(name, namespace, 'is not there')];
  if (service.headless) return [missing(name, namespace, 'has no address of the cluster: proxies could not tell it from others')];
  const own = slices.filter((slice) => slice.service === name && slice.namespace === namespace);
  const wrong = own.flatMap(({ addresses }) => addresses).find((each) => address(each) !== address(expected));
  if (wrong !== undefined) return [tooWide(name, namespace, `leads to ${wrong} instead of ${expected}`)];
  const lost = backends
    .filter((backend) => backend.service === name)
    .filter(
      ({ port }) =>
        !own.some(
          (slice) =>
            slice.addresses.length > 0 &&
            slice.ports.some(
              (each) =>
                each.port === port &&
                each.protocol === PROTOCOL_NUMBERS.tcp &&
                dialled(service, port).some((at) => at.name === each.name && readsRequests(at)),
            ),
        ),
    );
  return lost.map(({ port }) => missing(name, namespace, `does not lead to port ${port} of ${expected}`));
}
