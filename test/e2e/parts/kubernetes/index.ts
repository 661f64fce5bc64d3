import assert from 'node:assert/strict';
import { Shop } from '../../../../system';
import { Cluster } from '../../control-plane/cluster';
import { COREDNS_VERSION, startDns } from '../../control-plane/dns';
import { keyOf, type List, type Manifest, readManifests } from '../../control-plane/objects';
import { podsOf } from '../../control-plane/pods';
import { coreDns } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, kubectl } from '../../harness/needs';
import { Missing, type Part } from '../../harness/part';
import { DEVICE } from '../../systems/kinds';
import { referenceLock, referenceManifests } from '../../systems/synth';
import { installAddOns } from '../add-ons';
import { checkEdges } from './edge';
import { checkExamples } from './examples';
import { acceptGateways } from './gateways';
import { checkKinds } from './kinds';
import { checkLive } from './live';
import { checkNames } from './names';
import { prune } from './prune';
import { checkPlannedAddresses, checkServices } from './services';

/** @param version full version of the API server */
export const kubernetes = (version: string): Part => ({
  name: `kubernetes-${version.split('.').slice(0, 2).join('.')}`,
  title: `the manifests on a real API server ${version}`,
  needs: [go, kubectl],
  minutes: 4,
  run: (lab) => run(lab, version),
});

async function run(lab: Lab, version: string): Promise<void> {
  const { system } = new Shop().resolve({ lock: referenceLock() });
  const [facts] = system.clusters;
  assert(facts);
  const nodes = facts.nodes.map((name, index) => ({ name, address: facts.nodeAddresses[index] ?? '', devices: { [DEVICE]: '100' } }));
  // Where it cannot be had, all else is proven first.
  const dns = await coreDns(lab, COREDNS_VERSION).catch((error: unknown) => {
    if (error instanceof Missing) return error;
    throw error;
  });
  const cluster = await Cluster.start(lab, { version, podCidr: facts.podCidr, serviceCidr: facts.serviceCidr, nodes });
  await installAddOns(lab, cluster);

  const dist = await referenceManifests(lab);
  const apply = ['apply', '--server-side', `--filename=${dist}`];
  const { namespace } = facts;

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
    cluster.wait('Available', ['deployment', '--all', `--namespace=${namespace}`]),
  );
  await lab.step('Services lead to the machines and pods that the model names', () => checkServices(lab, cluster, system));
  if (!(dns instanceof Missing)) {
    await lab.step('names resolve to them, ports by their names (CoreDNS)', async () =>
      checkNames(cluster, system, await startDns(lab, cluster, dns)),
    );
  }
  await lab.step('LoadBalancer Services ask for the addresses of the plan', () => checkPlannedAddresses(cluster, system));
  await lab.step('a second apply changes no object', async () => {
    await acceptGateways(cluster);
    const before = await settled(cluster, dist);
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
    await cluster.eventually(() =>
      cluster.kubectl(['rollout', 'status', `--namespace=${namespace}`, 'deployment/order-service', '--timeout=10s']),
    );
  });
  await checkLive(lab, cluster, system, namespace, () => cluster.kubectl([...apply, '--force-conflicts']));
  await lab.step('a PodDisruptionBudget refuses an eviction too many', () => checkEviction(cluster, namespace));
  await prune(lab, cluster);
  await checkKinds(lab, cluster, version, facts.nodeAddresses);
  await checkEdges(lab, cluster, version, facts.nodeAddresses);
  await checkExamples(lab, cluster);
  if (dns instanceof Missing) throw dns;
}

const versions = async (cluster: Cluster, dist: string): Promise<Record<string, string | undefined>> => {
  const { items } = await cluster.get<List<Manifest>>(`--filename=${dist}`);
  return Object.fromEntries(items.map((object) => [keyOf(object), object.metadata.resourceVersion]));
};

/** Versions of all objects once the controllers are done writing statuses. */
const settled = (cluster: Cluster, dist: string): Promise<Record<string, string | undefined>> =>
  cluster.eventually(async () => {
    const first = await versions(cluster, dist);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.deepEqual(await versions(cluster, dist), first);
    assert.equal(Object.keys(first).length, readManifests(dist).length);
    return first;
  });

/** All pods of a service at once, with no node that could take their successors: the budget lets one go. */
async function checkEviction(cluster: Cluster, namespace: string): Promise<void> {
  const budget = async (): Promise<number> =>
    (await cluster.get<{ status: { disruptionsAllowed: number } }>(`--namespace=${namespace}`, 'poddisruptionbudget', 'user-service'))
      .status.disruptionsAllowed;
  await cluster.eventually(async () => assert.equal(await budget(), 1));
  const pods = await podsOf(cluster, namespace, 'user-service');
  assert(pods.length > 1);
  await cluster.kubectl(['cordon', '--selector=kubernetes.io/os=linux']);
  const answers = await Promise.all(
    pods.map(({ metadata: { name } }) => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      return cluster.attempt(['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '--filename=-'], {
        input: JSON.stringify(eviction),
      });
    }),
  );
  const refused = answers.filter(({ status, stderr }) => status !== 0 && stderr.includes("violate the pod's disruption budget"));
  assert.equal(answers.filter(({ status }) => status === 0).length, 1, 'one eviction is let through');
  assert.equal(refused.length, pods.length - 1, 'the others are refused for the budget');
  await cluster.kubectl(['uncordon', '--selector=kubernetes.io/os=linux']);
}
