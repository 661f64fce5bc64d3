import assert from 'node:assert/strict';
import { PodEgress, type System } from '../../../../src';
import type { ResolvedCluster, ResolvedSystem } from '../../../../src/model/resolved';
import { Shop } from '../../../../system';
import type { Manifest } from '../../../both-outputs/render';
import { render, worldFrom } from '../../../properties/outputs';
import { Cluster } from '../../control-plane/cluster';
import { kubeRouter, ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, kubectl, program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { randomSystems } from '../../systems/random';
import { LabShop } from '../../systems/shop';
import { referenceLock } from '../../systems/synth';
import { ask, dialler, type Found } from './ask';
import { Judge } from './judge';
import { API_ADDRESS, makeFabric, makeNodes, type NodeSpace } from './network';
import { makePods, type Pod } from './pods';
import { outsidersOf, pairsOf, targetsOf } from './questions';
import { guards, startRouter } from './router';

const VERSION = '1.34.2';
/** How many random systems are asked about. */
const SYSTEMS = 24;

export const policies: Part = {
  name: 'policies',
  title: 'NetworkPolicies of the reference and of random systems, enforced by kube-router, against model and verifier',
  needs: [
    root,
    go,
    kubectl,
    program('ip', 'Debian: iproute2'),
    program('ipset', 'Debian: ipset'),
    program('iptables-save', 'Debian: iptables'),
  ],
  minutes: 30,
  run,
};

async function run(lab: Lab): Promise<void> {
  const probe = await ownProgram(lab, 'probe');
  const router = await kubeRouter(lab);
  const native = new LabShop({ podEgress: PodEgress.NATIVE });
  const systems: readonly { readonly name: string; readonly system: System; readonly lock?: string }[] = [
    { name: 'reference', system: new Shop(), lock: referenceLock() },
    { name: 'reference-native', system: native },
    ...randomSystems(SYSTEMS),
  ];
  const total = { open: 0, closed: 0, either: 0 };
  for (const { name, system, lock } of systems) {
    const resolved = system.resolve(lock === undefined ? {} : { lock }).system;
    for (const cluster of resolved.clusters) {
      const title = `${name}, ${cluster.name} (${cluster.podEgress}): what packets do is what the model and the verifier say`;
      await lab.step(title, () =>
        lab.within(`${name}-${cluster.name}`, async (inner) => {
          const found = await check(inner, resolved, cluster, { probe, router });
          lab.note(
            `${found.pods} pods, ${found.open} open, ${found.closed} closed, ${found.either} of which plug-ins make different things`,
          );
          for (const word of ['open', 'closed', 'either'] as const) total[word] += found[word];
          assert.deepEqual(found.wrong, []);
        }),
      );
    }
  }
  lab.note(`${total.open} open, ${total.closed} closed, ${total.either} either`);
  assert(total.open > 500 && total.closed > 5000);
  await lab.step('a policy that is missing, and one that lets a whole subnet in, are noticed', () =>
    lab.within('tampered', async (inner) => {
      const { system } = new Shop().resolve({ lock: referenceLock() });
      const [cluster] = system.clusters;
      assert(cluster);
      const { wrong } = await check(inner, system, cluster, { probe, router }, tampered);
      const of = (pair: string): readonly string[] => wrong.filter((line) => line.replace(/#\d| \([\d.]+\)/g, '').startsWith(pair));
      const lost = of('microservice/order-service -> microservice/payment-service 8080/tcp');
      const wide = of('microservice/order-service -> router of data 5432/tcp');
      assert(lost.length > 0 && lost.every((line) => line.includes('it is closed, the verifier says open')), wrong.join('\n'));
      assert(wide.length > 0 && wide.every((line) => line.includes('it is open, the verifier says closed')), wrong.join('\n'));
      assert.equal(wrong.length, lost.length + wide.length, wrong.join('\n'));
    }),
  );
}

/** The manifests of the reference without one of its policies, and with another that names a subnet in place of a machine. */
function tampered(manifests: readonly Manifest[]): readonly Manifest[] {
  const left = manifests.filter(({ metadata }) => metadata.name !== 'allow-order-service-to-payment-service');
  const changed = left.map((manifest) =>
    manifest.metadata.name === 'allow-order-service-to-database-vm'
      ? (JSON.parse(JSON.stringify(manifest).replace(/"(\d+\.\d+\.\d+)\.\d+\/32"/, '"$1.0/24"')) as Manifest)
      : manifest,
  );
  assert(left.length === manifests.length - 1 && changed.some((manifest, index) => manifest !== left[index]));
  return changed;
}

async function check(
  lab: Lab,
  system: ResolvedSystem,
  cluster: ResolvedCluster,
  { probe, router }: { readonly probe: string; readonly router: string },
  tamper = (manifests: readonly Manifest[]): readonly Manifest[] => manifests,
): Promise<Found> {
  const rendered = render(system);
  const manifests = rendered.manifests.get(cluster.name) ?? [];
  const outsiders = outsidersOf(system, cluster.name);
  const fabric = await makeFabric(
    lab,
    outsiders.map(({ address }) => address),
  );
  const server = await Cluster.bare(lab, { version: VERSION, serviceCidr: cluster.serviceCidr, space: fabric, address: API_ADDRESS });
  const nodes = await makeNodes(lab, fabric, cluster);
  const pods = await makePods(lab, system, cluster.name, manifests, nodes, probe);
  await announce(server, tamper(manifests), nodes, pods);
  for (const node of nodes) startRouter(router, server.kubeconfig, node, cluster);

  const targets = targetsOf(system);
  const words = targets.map(({ port, protocol }) => `${port}/${protocol}`);
  for (const pod of pods) pod.peer.listen(words);
  const listeners = [['fabric', fabric] as const, ...nodes.map(({ name, space }) => [name, space] as const)].map(([name, space]) =>
    space.start(`listen-${name}`, [probe, 'listen', ...words]),
  );
  await lab.eventually(60, async () => {
    for (const heard of [...pods.map(({ peer }) => peer.heard()), ...listeners.map((listener) => listener.output())])
      assert.match(heard, /^listening$/m);
  });
  for (const node of nodes) await guards(lab, node, pods);
  return ask(new Judge(system, worldFrom(system, rendered)), pairsOf(pods, nodes, outsiders), targets, cluster, (whom) =>
    dialler(whom, nodes, fabric, probe),
  );
}

/** What the API server is told of: policies first, so that no pod is ever without them. */
async function announce(server: Cluster, manifests: readonly Manifest[], nodes: readonly NodeSpace[], pods: readonly Pod[]): Promise<void> {
  const namespaces = new Map(
    pods.map(({ end: { selector } }) => [
      selector.namespace,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: selector.namespace } } as object,
    ]),
  );
  for (const manifest of manifests.filter(({ kind }) => kind === 'Namespace')) namespaces.set(manifest.metadata.name, manifest);
  await server.apply([...namespaces.values()]);
  await server.apply(manifests.filter(({ kind }) => kind === 'NetworkPolicy'));
  await server.apply(
    nodes.map(({ name, address, block }) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      spec: { podCIDR: `${block}`, podCIDRs: [`${block}`] },
      status: { addresses: [{ type: 'InternalIP', address }] },
    })),
  );
  const objects = pods.map(({ object }) => object);
  await server.apply(objects);
  await server.kubectl(['replace', '--subresource=status', '--filename=-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  });
}
