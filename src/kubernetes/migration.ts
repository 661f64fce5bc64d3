import type { Chart } from 'cdk8s';
import type { ResolvedMeshShare, ResolvedMigration } from '../model/resolved';
import { leadingBy } from '../model/resolved/migration-names';
import { addGrants } from './gateway/gateway-api';
import { backendRef } from './gateway/routes';
import { HttpRoute } from './imports/gateway-api';
import { Service } from './imports/kubernetes';
import { becauseAnnotation } from './names';
import { addEndpoints } from './network';
import { type NamedPort, singlePorts, transportPorts } from './ports';

/**
 * The one name of what moves: a Service without endpoints of its own, whose requests the proxy beside each client shares by a route of the
 * Gateway API (gateway-api.sigs.k8s.io, "GAMMA"). Where no proxy is, nobody answers there.
 */
export interface MigrationObjects {
  readonly service: Service;
  readonly route: HttpRoute;
}

export function addMigration(chart: Chart, migration: ResolvedMigration, share: ResolvedMeshShare): MigrationObjects {
  const { name, because } = migration;
  const { namespace, backends, timeoutSeconds } = share;
  const metadata = { name, namespace, annotations: becauseAnnotation([because]) };
  const service = new Service(chart, 'service', { metadata, spec: { ...ALONE, ports: portsOf(migration, migration.port.from) } });
  const route = new HttpRoute(chart, 'route', {
    metadata,
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name, port: migration.port.from }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: backends.map((backend) => backendRef(backend, namespace)),
          ...(timeoutSeconds !== undefined && { timeouts: { request: `${timeoutSeconds}s` } }),
        },
      ],
    },
  });
  addGrants(chart, leadingBy(name, share));
  return { service, route };
}

/** Services with an address in the cluster for machines that answer. */
export function addMachinesBehind(chart: Chart, migration: ResolvedMigration, { namespace, machines, backends }: ResolvedMeshShare): void {
  for (const { service: name } of machines)
    for (const { port } of backends.filter(({ service }) => service === name))
      new Service(chart, `${name}-service`, { metadata: { name, namespace }, spec: { ...ALONE, ports: portsOf(migration, port) } });
}

/** Where these Services lead. */
export function addMachineEndpointsBehind(
  chart: Chart,
  migration: ResolvedMigration,
  { namespace, machines, backends }: ResolvedMeshShare,
): void {
  for (const { service, address } of machines)
    for (const { port } of backends.filter((backend) => backend.service === service))
      addEndpoints(chart, { name: service, namespace, addresses: [address], ports: portsOf(migration, port) });
}

/** Without labels to select pods by. */
const ALONE = { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] } as const;

/** Proxies have to know that they may read requests there: where nobody says how it is spoken to, it is HTTP. */
function portsOf({ port }: ResolvedMigration, number: number) {
  const { ports } = transportPorts([{ ...port, from: number, to: number }]);
  return singlePorts(ports).map(({ name, protocol, port: at, appProtocol = 'http' }: NamedPort) => ({
    name,
    protocol,
    port: at,
    appProtocol,
  }));
}
