import assert from 'node:assert/strict';
import type { ResolvedCluster, ResolvedMicroservice, ResolvedSystem } from '../../../../src';
import { Shop } from '../../../../system';
import { Cluster } from '../../control-plane/cluster';
import { backendsOf, type EndpointSlice, keyOf, type List, type Manifest, readManifests, type Service } from '../../control-plane/objects';
import type { Lab } from '../../harness/lab';
import { go, kubectl } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { referenceLock, referenceManifests } from '../../systems/synth';
import { installAddOns } from '../add-ons';
import { prune } from './prune';

/** @param version full version of the API server */
export const kubernetes = (version: string): Part => ({
  name: `kubernetes-${version.split('.').slice(0, 2).join('.')}`,
  title: `the manifests on a real API server ${version}`,
  needs: [go, kubectl],
  run: (lab) => run(lab, version),
});

async function run(lab: Lab, version: string): Promise<void> {
  const { system } = new Shop().resolve({ lock: referenceLock() });
  const [facts] = system.clusters;
  assert(facts);
  const nodes = facts.nodes.map((name, index) => ({ name, address: facts.nodeAddresses[index] ?? '' }));
  const cluster = await Cluster.start(lab, { version, podCidr: facts.podCidr, serviceCidr: facts.serviceCidr, nodes });
  await installAddOns(lab, cluster);

  const dist = await referenceManifests(lab);
  const apply = ['apply', '--server-side', `--filename=${dist}`];
  const [namespace = ''] = facts.namespaces;

  await lab.step('one apply on an empty server succeeds, without a warning', async () => {
    await cluster.kubectl([...apply, '--warnings-as-errors']);
  });
  await lab.step('restricted PodSecurity is enforced: an unhardened pod is refused', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'unhardened', namespace },
      spec: { containers: [{ name: 'it', image: 'it:1' }] },
    };
    const { status, stderr } = await cluster.attempt(['create', '--filename=-'], { input: JSON.stringify(pod) });
    assert.notEqual(status, 0);
    assert.match(stderr, /violates PodSecurity "restricted:/);
  });
  await lab.step('every Deployment becomes Available under it', () =>
    cluster.kubectl(['wait', '--for=condition=Available', 'deployment', '--all', `--namespace=${namespace}`, '--timeout=60s']),
  );
  await lab.step('Services lead to the machines and pods that the model names', () => checkServices(lab, cluster, system));
  await lab.step('LoadBalancer Services ask for the addresses of the plan', () => checkPlannedAddresses(cluster, system));
  await lab.step('a second apply changes no object', async () => {
    await acceptGateways(cluster);
    const before = await settled(lab, cluster, dist);
    await cluster.kubectl(apply);
    assert.deepEqual(await versions(cluster, dist), before);
  });
  await lab.step('kubectl diff is clean', () => cluster.kubectl(['diff', '--server-side', `--filename=${dist}`]));
  await lab.step('kubectl diff sees a change by hand, and applying again undoes it', async () => {
    const diff = ['diff', '--server-side', '--force-conflicts', `--filename=${dist}`];
    await cluster.kubectl(['set', 'image', `--namespace=${namespace}`, 'deployment/order-service', '*=registry.shop.internal/order:0.0.0']);
    assert.equal((await cluster.attempt(diff)).status, 1);
    await cluster.kubectl([...apply, '--force-conflicts']);
    assert.equal((await cluster.attempt(diff)).status, 0);
    await cluster.kubectl(['rollout', 'status', `--namespace=${namespace}`, 'deployment/order-service', '--timeout=60s']);
  });
  await lab.step('a PodDisruptionBudget refuses an eviction too many', () => checkEviction(lab, cluster, namespace));
  await prune(lab, cluster);
}

/** Where Services lead is compared with the model, port by port. */
async function checkServices(lab: Lab, cluster: Cluster, system: ResolvedSystem): Promise<void> {
  const [facts] = system.clusters;
  assert(facts);
  for (const expected of facts.machineServices) await checkMachineService(cluster, facts.namespace, expected);
  for (const expected of system.microservices) await lab.eventually(20, () => checkMicroservice(cluster, expected));
}

const slicesIn = async (cluster: Cluster, namespace: string): Promise<readonly EndpointSlice[]> =>
  (await cluster.get<List<EndpointSlice>>(`--namespace=${namespace}`, 'endpointslices')).items;

async function checkMachineService(
  cluster: Cluster,
  namespace: string,
  expected: ResolvedCluster['machineServices'][number],
): Promise<void> {
  const service = await cluster.get<Service>(`--namespace=${namespace}`, 'service', expected.machine);
  const slices = await slicesIn(cluster, namespace);
  const found = service.spec.ports.map((port) => ({ port: port.port, backends: backendsOf(service, port, slices) }));
  const wanted = expected.ports.map(({ from }) => ({ port: from, backends: [`${expected.address}:${from}`] }));
  assert.deepEqual(found, wanted, `the Service ${expected.machine} leads to ${expected.address}: ${JSON.stringify(found)}`);
  assert.equal(service.spec.clusterIP, 'None', `${expected.machine} is headless`);
}

async function checkMicroservice(cluster: Cluster, { name, namespace, ports, replicas }: ResolvedMicroservice): Promise<void> {
  const service = await cluster.get<Service>(`--namespace=${namespace}`, 'service', name);
  const slices = await slicesIn(cluster, namespace);
  for (const { from } of ports) {
    const port = service.spec.ports.find((it) => it.port === from);
    assert(port, `the Service ${name} has the port ${from}`);
    const backends = backendsOf(service, port, slices);
    assert.equal(backends.length, replicas.min, `the Service ${name} leads to every pod: ${backends}`);
    assert(
      backends.every((end) => end.endsWith(`:${from}`)),
      `the Service ${name} leads to port ${from}: ${backends}`,
    );
  }
}

async function checkPlannedAddresses(cluster: Cluster, system: ResolvedSystem): Promise<void> {
  const { items } = await cluster.get<List<Service>>('services', '--all-namespaces');
  const asked = items
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .map(({ metadata, spec }) => ({ address: metadata.annotations?.['metallb.io/loadBalancerIPs'], policy: spec.externalTrafficPolicy }));
  const planned = [...system.microservices, ...system.gateways].flatMap(({ virtualAddress }) =>
    virtualAddress ? [{ address: virtualAddress.address, policy: 'Local' }] : [],
  );
  const sort = (list: readonly { address?: string }[]): object[] =>
    [...list].sort((a, b) => String(a.address).localeCompare(String(b.address)));
  assert.deepEqual(sort(asked), sort(planned));
  const [cluster0] = system.clusters;
  const pool = await cluster.get<{ spec: { addresses: string[] } }>(
    `--namespace=${cluster0?.pool?.namespace}`,
    'ipaddresspool',
    cluster0?.pool?.name ?? '',
  );
  assert.deepEqual(pool.spec.addresses, [cluster0?.pool?.cidr]);
}

/**
 * What the gateway's controller does, which does not run here: it writes the status. Until then the server keeps a Gateway without
 * the status that its definition states as default, and stores it anew with the next write, whatever that is.
 */
async function acceptGateways(cluster: Cluster): Promise<void> {
  const { items } = await cluster.get<List<Manifest>>('gateways.gateway.networking.k8s.io', '--all-namespaces');
  for (const { metadata } of items) {
    const patch = JSON.stringify({ status: { listeners: [] } });
    await cluster.kubectl([
      'patch',
      `--namespace=${metadata.namespace}`,
      'gateway',
      metadata.name,
      '--subresource=status',
      '--type=merge',
      `--patch=${patch}`,
    ]);
  }
}

const versions = async (cluster: Cluster, dist: string): Promise<Record<string, string | undefined>> => {
  const { items } = await cluster.get<List<Manifest>>(`--filename=${dist}`);
  return Object.fromEntries(items.map((object) => [keyOf(object), object.metadata.resourceVersion]));
};

/** Versions of all objects once the controllers are done writing statuses. */
const settled = (lab: Lab, cluster: Cluster, dist: string): Promise<Record<string, string | undefined>> =>
  lab.eventually(60, async () => {
    const first = await versions(cluster, dist);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(await versions(cluster, dist), first);
    assert.equal(Object.keys(first).length, readManifests(dist).length);
    return first;
  });

/** All pods of a service at once, with no node that could take their successors: the budget lets one go. */
async function checkEviction(lab: Lab, cluster: Cluster, namespace: string): Promise<void> {
  const budget = async (): Promise<number> =>
    (await cluster.get<{ status: { disruptionsAllowed: number } }>(`--namespace=${namespace}`, 'poddisruptionbudget', 'user-service'))
      .status.disruptionsAllowed;
  await lab.eventually(30, async () => assert.equal(await budget(), 1));
  const { items } = await cluster.get<List<Manifest>>(`--namespace=${namespace}`, 'pods', '--selector=app.kubernetes.io/name=user-service');
  assert(items.length > 1);
  await cluster.kubectl(['cordon', '--selector=kubernetes.io/os=linux']);
  const answers = await Promise.all(
    items.map(({ metadata: { name } }) => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      return cluster.attempt(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '--filename=-'], {
        input: JSON.stringify(eviction),
      });
    }),
  );
  const refused = answers.filter(({ status, stderr }) => status !== 0 && stderr.includes("violate the pod's disruption budget"));
  assert.equal(answers.filter(({ status }) => status === 0).length, 1, 'one eviction is let through');
  assert.equal(refused.length, items.length - 1, 'the others are refused for the budget');
  await cluster.kubectl(['uncordon', '--selector=kubernetes.io/os=linux']);
}
