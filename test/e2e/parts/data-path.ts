import assert from 'node:assert/strict';
import type { ResolvedFlow, ResolvedSystem } from '../../../src';
import { sourceOf } from '../../../src/model/resolved';
import { Shop } from '../../../system';
import { Cluster } from '../control-plane/cluster';
import { backendsOf, type EndpointSlice, type List, type Service } from '../control-plane/objects';
import { podsOf } from '../control-plane/pods';
import { freePorts } from '../control-plane/ports';
import { kubeProxy, ownProgram } from '../harness/go';
import type { Lab } from '../harness/lab';
import { go, kubectl, program, root } from '../harness/needs';
import type { Part } from '../harness/part';
import { isIn } from '../network/blocks';
import { Peer } from '../network/peer';
import { dial } from '../network/probe';
import { Space } from '../network/space';
import { referenceLock, referenceManifests } from '../systems/synth';
import { installAddOns } from './add-ons';

const VERSION = '1.34.2';

export const dataPath: Part = {
  name: 'data-path',
  title: 'packets between pods and virtual machines through kube-proxy and the objects of the API server',
  needs: [root, go, kubectl, program('ip', 'Debian: iproute2'), program('nft', 'Debian: nftables')],
  minutes: 3,
  run,
};

async function run(lab: Lab): Promise<void> {
  const { system } = new Shop().resolve({ lock: referenceLock() });
  const [facts] = system.clusters;
  assert(facts);
  const [node = ''] = facts.nodes;
  const addressOf = (machine: string): string => system.machines.find(({ name }) => name === machine)?.nic.address ?? '';
  const probe = await ownProgram(lab, 'probe');
  const proxy = await kubeProxy(lab, VERSION);

  // The host routes between its subnets, the node, and machines; pods have their cables in the node.
  const host = await Space.create(lab, 'host');
  const nodeSpace = await connectMachine(lab, host, system, node, probe);
  const database = await connectMachine(lab, host, system, 'database-vm', probe);
  const erp = await connectMachine(lab, host, system, 'legacy-app-vm', probe);
  const cluster = await Cluster.start(lab, {
    version: VERSION,
    podCidr: facts.podCidr,
    serviceCidr: facts.serviceCidr,
    nodes: [{ name: node, address: addressOf(node) }],
    space: nodeSpace,
  });
  await installAddOns(lab, cluster);
  await cluster.kubectl(['apply', '--server-side', `--filename=${await referenceManifests(lab)}`]);
  await cluster.wait('Available', ['deployment', '--all', `--namespace=${facts.namespace}`]);
  await announceAddresses(cluster, host, addressOf(node));
  const [healthPort, metricsPort] = await freePorts(2);
  const flags = [
    `--hostname-override=${node}`,
    '--proxy-mode=nftables',
    `--cluster-cidr=${facts.podCidr}`,
    '--conntrack-max-per-core=0',
    `--healthz-bind-address=127.0.0.1:${healthPort}`,
    `--metrics-bind-address=127.0.0.1:${metricsPort}`,
  ];
  cluster.run('kube-proxy', [proxy, `--kubeconfig=${cluster.kubeconfig}`, ...flags]);
  // For the log: what kube-proxy made of the Services.
  lab.defer(() => nodeSpace.run(['nft', 'list', 'ruleset']));
  // What network plug-ins do by default, and what the reference system says of its cluster.
  assert.equal(facts.podEgress, 'masquerade');
  await nodeSpace.run(['nft', '-f', '-'], {
    input: `table ip plugin { chain post { type nat hook postrouting priority 100; ip saddr ${facts.podCidr} ip daddr != ${facts.podCidr} masquerade; }; }`,
  });

  const order = await connectPods(lab, cluster, nodeSpace, facts.namespace, 'order-service', probe);
  await connectPods(lab, cluster, nodeSpace, facts.namespace, 'payment-service', probe);
  await cluster.eventually(() => nodeSpace.run(['nft', 'list', 'table', 'ip', 'kube-proxy']));
  const [caller] = order;
  assert(caller);
  database.listen(['5432/tcp']);
  erp.listen(['8080/tcp']);

  for (const [machine, port] of [
    ['database-vm', 5432],
    ['legacy-app-vm', 8080],
  ] as const) {
    await lab.step(`a pod reaches the virtual machine behind the Service ${machine}, seen as the matrix says`, async () => {
      const targets = await endsOf(cluster, facts.namespace, machine);
      assert.deepEqual(targets, [`${addressOf(machine)}:${port}`]);
      for (const target of targets) await expectSeen(lab, caller, target, flow(system, 'order-service', machine));
    });
  }
  await lab.step('a virtual machine reaches pods by the planned address, seen under its own', async () => {
    const planned = system.workloads.find(({ name }) => name === 'order-service')?.virtualAddress?.address;
    await expectSeen(lab, erp, `${planned}:8080`, flow(system, 'legacy-app-vm', 'order-service'));
  });
  await lab.step('a pod reaches another service by its cluster address, seen under its own', async () => {
    const service = await cluster.get<Service>(`--namespace=${facts.namespace}`, 'service', 'payment-service');
    const seen = await lab.eventually(20, () => seenBy(caller, `${service.spec.clusterIP}:8080`));
    assert.equal(seen, caller.address);
  });
}

/** A machine of the system as a peer, on a cable of its own instead of its subnet's bridge. */
async function connectMachine(lab: Lab, host: Space, system: ResolvedSystem, name: string, probe: string): Promise<Peer> {
  const machine = system.machines.find((it) => it.name === name);
  const subnet = system.subnets.find((it) => it.name === machine?.nic.subnet);
  assert(machine && subnet);
  const cable = `c-${name}`.slice(0, 12);
  const peer = await Peer.join(lab, host, cable, probe);
  await host.shell(`ip address add ${subnet.gateway}/${subnet.prefix} dev ${cable}`);
  await peer.shell(`ip address add ${machine.nic.address}/${subnet.prefix} dev eth0; ip route add default via ${subnet.gateway}`);
  return peer;
}

interface PodPeer extends Peer {
  readonly address: string;
}

/** The pods that the API server knows of a service, as peers that listen on its port. */
async function connectPods(
  lab: Lab,
  cluster: Cluster,
  node: Space,
  namespace: string,
  service: string,
  probe: string,
): Promise<readonly PodPeer[]> {
  const pods = await podsOf(cluster, namespace, service);
  assert(pods.length > 0);
  return Promise.all(
    pods.map(async ({ status: { podIP = '' } }, index) => {
      const cable = `${service.slice(0, 5)}${index}`;
      const peer = await Peer.join(lab, node, cable, probe);
      await node.shell(`ip route add ${podIP}/32 dev ${cable}; sysctl -qw net.ipv4.conf.${cable}.proxy_arp=1`);
      await peer.shell(`ip address add ${podIP}/32 dev eth0; ip route add 169.254.1.1 dev eth0; ip route add default via 169.254.1.1`);
      peer.listen(['8080/tcp']);
      return Object.assign(peer, { address: podIP });
    }),
  );
}

/** MetalLB's part, which does not run here: addresses are granted as asked for, and lead to the node. */
async function announceAddresses(cluster: Cluster, host: Space, node: string): Promise<void> {
  const { items } = await cluster.get<List<Service>>('services', '--all-namespaces');
  for (const service of items.filter(({ spec }) => spec.type === 'LoadBalancer')) {
    const { metadata, spec } = service;
    const ip = metadata.annotations?.['metallb.io/loadBalancerIPs'] ?? '';
    assert(spec.externalTrafficPolicy === 'Local', `${metadata.name} keeps the address of who calls`);
    await cluster.patchStatus('service', service, { loadBalancer: { ingress: [{ ip }] } });
    await host.run(['ip', 'route', 'add', `${ip}/32`, 'via', node]);
  }
}

/** `address:port` of what a Service leads to. */
async function endsOf(cluster: Cluster, namespace: string, name: string): Promise<readonly string[]> {
  const service = await cluster.get<Service>(`--namespace=${namespace}`, 'service', name);
  const { items } = await cluster.get<List<EndpointSlice>>(`--namespace=${namespace}`, 'endpointslices');
  return service.spec.ports.flatMap((port) => backendsOf(service, port, items));
}

function flow(system: ResolvedSystem, from: string, to: string): ResolvedFlow {
  const found = system.flows.find((it) => it.from.name === from && it.to.name === to && it.origin === 'declared');
  assert(found, `${from} to ${to}`);
  return found;
}

async function expectSeen(lab: Lab, from: Peer, target: string, flow: ResolvedFlow): Promise<void> {
  const seen = await lab.eventually(20, () => seenBy(from, target));
  assert(isIn(sourceOf(flow), seen), `seen as ${seen}, the model says ${JSON.stringify(sourceOf(flow))}`);
  lab.note(`seen as ${seen}`);
}

/** Address under which the other end sees a connection. */
async function seenBy(from: Peer, target: string): Promise<string> {
  const [to = '', port] = target.split(':');
  const [answer] = await dial(from.dialler, [{ protocol: 'tcp', to, port: Number(port) }]);
  assert.equal(answer?.result, 'open', `${target}: ${answer?.error}`);
  assert(answer.seen, `${target} does not say who it saw`);
  return answer.seen.replace(/:\d+$/, '');
}
