import assert from 'node:assert/strict';
import type { AddressBlock, ResolvedSystem, System } from '../../../../src';
import { sourceOf } from '../../../../src/model/resolved';
import type { List, Service } from '../../control-plane/objects';
import { ownProgram } from '../../harness/go';
import { isIn } from '../../network/blocks';
import { Peer } from '../../network/peer';
import { writeManifests } from '../../systems/synth';
import { checkUnchanged } from '../kubernetes/running';
import type { NodeCluster } from './cluster';
import { seenAs, underLoad } from './load';

/** Deployments of the system, all in its namespace. */
const deploymentsOf = ({ workloads }: ResolvedSystem): readonly string[] => workloads.map(({ name }) => name);

/** The system's manifests on a cluster of real nodes: its services run, by images that stand in for theirs, and are asked from outside. */
export async function checkServices(cluster: NodeCluster, system: System): Promise<void> {
  const { lab, host } = cluster;
  const { folder, resolved } = writeManifests(lab, system);
  const [facts] = resolved.clusters;
  assert(facts);
  await lab.step('one apply of the manifests: real pods of all services are Available', async () => {
    await cluster.apply(folder);
    for (const deployment of deploymentsOf(resolved)) await cluster.rolledOut(deployment, facts.namespace);
  });
  await checkUnchanged(lab, cluster, 'the system on its own nodes', folder);

  const probe = await ownProgram(lab, 'probe');
  const machines = await connectMachines(cluster, probe);
  await lab.step('MetalLB gives each Service the address that the plan has for it', () => checkAddresses(cluster, resolved));
  const planned = (name: string): string => {
    const address = resolved.workloads.find((workload) => workload.name === name)?.virtualAddress?.address;
    assert(address, name);
    return address;
  };
  const database = resolved.machines.find(({ name }) => name === 'database-vm');
  const erp = machines.get('erp');
  assert(database && erp);
  const order = `http://${planned('order-service')}:8080`;
  await lab.step(
    'a machine reaches a pod by the planned address, and by it the database machine, each seen as the matrix says',
    async () => {
      const seen = await lab.eventually(60, () => erp.run(['curl', '--silent', '--fail', '--max-time', '5', order]));
      expectIn(sourcesIn(resolved, 'erp', 'order-service'), seen);
      const through = await lab.eventually(60, () =>
        erp.run(['curl', '--silent', '--fail', '--max-time', '5', `${order}/via/${database.nic.address}:5432`]),
      );
      expectIn(sourcesIn(resolved, 'order-service', 'database-vm'), through);
    },
  );
  await lab.step('a pod reaches another one by its Service, seen under its own address', async () => {
    const { seen, own } = await seenAs(cluster, { from: 'user-service', to: 'order-service' });
    assert.equal(seen, own);
  });
  await lab.step('nobody else reaches it, and a pod without a flow does not reach the database machine', async () => {
    const foreign = machines.get('database-vm');
    assert(foreign);
    const refused = async (from: Peer | typeof host, url: string): Promise<void> => {
      const status = await from.shell(`curl --silent --output /dev/null --max-time 4 --write-out '%{http_code}' ${url} || true`);
      assert.notEqual(status.trim(), '200', url);
    };
    await refused(foreign, order);
    // As a machine that the policy lets in, asking the pod to go where it must not.
    await refused(erp, `${order}/via/${erp.address}:8080`);
  });
  await lab.step('a rollout loses no request that a pod makes meanwhile', () =>
    underLoad(cluster, { from: 'user-service', to: 'order-service' }, async () => {
      await cluster.kubectl(['rollout', 'restart', 'deployment/order-service', `--namespace=${facts.namespace}`]);
      await cluster.rolledOut('order-service', facts.namespace);
      await cluster.alone('order-service', 2);
    }),
  );
}

/** Under which addresses one end of a flow is seen by the other. */
function sourcesIn({ flows }: ResolvedSystem, from: string, to: string): readonly AddressBlock[] {
  const flow = flows.find((each) => each.from.name === from && each.to.name === to);
  assert(flow, `${from} -> ${to}`);
  return sourceOf(flow);
}

/** @param seen an address and a port, as whoever was asked has seen who asked */
function expectIn(blocks: readonly AddressBlock[], seen: string): void {
  assert(isIn(blocks, seen.replace(/:\d+$/, '')), `seen as ${seen}, the model says ${JSON.stringify(blocks)}`);
}

interface MachinePeer extends Peer {
  readonly address: string;
}

/** Machines that are no nodes, as peers on the bridges of their subnets that listen on what the model says. */
async function connectMachines({ lab, host, system }: NodeCluster, probe: string): Promise<ReadonlyMap<string, MachinePeer>> {
  const found = new Map<string, MachinePeer>();
  for (const { name, cluster, nic, listens } of system.machines) {
    if (cluster !== undefined) continue;
    const subnet = system.subnets.find((each) => each.name === nic.subnet);
    assert(subnet);
    const cable = `c-${name}`.slice(0, 12);
    const peer = await Peer.join(lab, host, cable, probe);
    await host.run(['ip', 'link', 'set', cable, 'master', subnet.bridge]);
    await peer.shell(`ip address add ${nic.address}/${subnet.prefix} dev eth0; ip route add default via ${subnet.gateway}`);
    peer.listen(listens.map(({ from, protocol }) => `${from}/${protocol}`));
    found.set(name, Object.assign(peer, { address: nic.address }));
  }
  return found;
}

/** Services that are asked from outside have what the plan has for them. */
async function checkAddresses(cluster: NodeCluster, { workloads }: ResolvedSystem): Promise<void> {
  const planned = workloads.flatMap(({ name, virtualAddress }) => (virtualAddress ? [[name, virtualAddress.address]] : []));
  assert(planned.length > 0);
  await cluster.lab.eventually(120, async () => {
    const { items } = await cluster.get<List<Service>>('services', '--all-namespaces');
    const given = items
      .filter(({ spec }) => spec.type === 'LoadBalancer')
      .map(({ spec, status }) => [spec.selector?.['app.kubernetes.io/name'], status?.loadBalancer?.ingress?.[0]?.ip]);
    assert.deepEqual(given.sort(), planned.sort());
  });
}
