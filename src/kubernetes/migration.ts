import type { Chart } from 'cdk8s';
import type { ResolvedMeshShare, ResolvedMigration } from '../model/resolved';
import type { VirtualService } from './imports/istio-networking';
import { Service } from './imports/kubernetes';
import { becauseAnnotation } from './names';
import { addEndpoints } from './network';
import { type NamedPort, singlePorts, transportPorts } from './ports';

/**
 * The one name of what moves: a Service without endpoints of its own, whose requests the proxy beside each client shares. Where no proxy
 * is, nobody answers there.
 */
export interface MigrationObjects {
  readonly service: Service;
  readonly requests: VirtualService;
}

export function addMigration(chart: Chart, migration: ResolvedMigration, { namespace }: ResolvedMeshShare): Service {
  const metadata = { name: migration.name, namespace, annotations: becauseAnnotation([migration.because]) };
  return new Service(chart, 'service', { metadata, spec: { ...ALONE, ports: portsOf(migration, migration.port.from) } });
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
