import assert from 'node:assert/strict';
import type { ResolvedCluster, ResolvedMicroservice, ResolvedSystem, ResolvedWorkload } from '../../../../src';
import type { Cluster } from '../../control-plane/cluster';
import { backendsOf, type EndpointSlice, type List, nameOf, type Service } from '../../control-plane/objects';
import { podsOf } from '../../control-plane/pods';
import type { Lab } from '../../harness/lab';

/** Where Services lead is compared with the model, port by port. */
export async function checkServices(lab: Lab, cluster: Cluster, system: ResolvedSystem): Promise<void> {
  const [facts] = system.clusters;
  assert(facts);
  for (const expected of facts.machineServices) await checkMachineService(cluster, facts.namespace, expected);
  for (const expected of system.workloads)
    if (expected.kind === 'microservice') await lab.eventually(60, () => checkMicroservice(cluster, system, expected));
}

interface Led {
  readonly port: number;
  readonly backends: readonly string[];
}

/** Where the ports of a Service lead. */
async function follow(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<{ readonly service: Service; readonly found: readonly Led[] }> {
  const service = await cluster.get<Service>(`--namespace=${namespace}`, 'service', name);
  const { items } = await cluster.get<List<EndpointSlice>>(`--namespace=${namespace}`, 'endpointslices');
  return { service, found: service.spec.ports.map((port) => ({ port: port.port, backends: backendsOf(service, port, items) })) };
}

/** Services of machines are headless: the port that is dialled is the machine's own. */
async function checkMachineService(
  cluster: Cluster,
  namespace: string,
  expected: ResolvedCluster['machineServices'][number],
): Promise<void> {
  const { service, found } = await follow(cluster, namespace, expected.machine);
  const wanted = expected.ports.map(({ from }) => ({ port: from, backends: [`${expected.address}:${from}`] }));
  assert.deepEqual(found, wanted, `the Service ${expected.machine} leads to ${expected.address}: ${JSON.stringify(found)}`);
  assert.equal(service.spec.clusterIP, 'None', `${expected.machine} is headless`);
}

/** Services of microservices lead to the pods of their own Deployment, whatever labels those have. */
async function checkMicroservice(cluster: Cluster, system: ResolvedSystem, expected: ResolvedMicroservice): Promise<void> {
  const { name, namespace, replicas } = expected;
  const pods = await podsOf(cluster, namespace, name);
  assert.equal(pods.length, replicas.min, `${name} has its pods`);
  const ends = (port: number): Led => ({ port, backends: pods.map(({ status }) => `${status.podIP}:${port}`).sort() });
  const { found } = await follow(cluster, namespace, name);
  assert.deepEqual(
    found,
    expected.ports.map(({ from }) => ends(from)),
    `the Service ${name} leads to its own pods: ${JSON.stringify(found)}`,
  );
  if (expected.virtualAddress === undefined) return;
  const outside = await follow(cluster, namespace, outerName(expected));
  assert.deepEqual(
    outside.found,
    portsFromOutside(system, name).map(ends),
    `the Service ${outerName(expected)} leads to the same pods, on ports that someone outside may use: ${JSON.stringify(outside.found)}`,
  );
}

const outerName = ({ name }: Pick<ResolvedWorkload, 'name'>): string => `${name}-external`;

/** Ports of a service that flows from outside of the cluster may use. */
function portsFromOutside(system: ResolvedSystem, name: string): readonly number[] {
  const flows = system.flows.filter(
    ({ to, way, origin }) =>
      to.is === 'pods' && to.of === 'microservice' && to.name === name && way.by === 'network' && origin === 'declared',
  );
  return [...new Set(flows.flatMap(({ dialledPorts }) => dialledPorts.map(({ from }) => from)))].sort((a, b) => a - b);
}

/** Each LoadBalancer Service asks for the address that the plan has for it, and keeps the sender's. */
export async function checkPlannedAddresses(cluster: Cluster, system: ResolvedSystem): Promise<void> {
  const { items } = await cluster.get<List<Service>>('services', '--all-namespaces');
  const asked = items
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .map((service): [string, object] => [
      nameOf(service),
      { address: service.metadata.annotations?.['metallb.io/loadBalancerIPs'], policy: service.spec.externalTrafficPolicy },
    ]);
  const planned = [
    ...system.workloads.map((service) => ({ ...service, service: outerName(service) })),
    // Beside the gateway's own pods, which are the provider's.
    ...system.gateways.map((gateway) => ({ ...gateway, namespace: gateway.proxy.namespace, service: `${system.name}-${gateway.name}` })),
  ].flatMap(({ namespace, service, virtualAddress }): [string, object][] =>
    virtualAddress ? [[`${namespace}/${service}`, { address: virtualAddress.address, policy: 'Local' }]] : [],
  );
  assert(planned.length > 1);
  assert.deepEqual(Object.fromEntries(asked), Object.fromEntries(planned));
  const [facts] = system.clusters;
  const pool = await cluster.get<{ spec: { addresses: string[] } }>(
    `--namespace=${facts?.pool?.namespace}`,
    'ipaddresspool',
    facts?.pool?.name ?? '',
  );
  assert.deepEqual(pool.spec.addresses, [facts?.pool?.cidr]);
}
