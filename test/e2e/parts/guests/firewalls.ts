import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { Peer } from '../../network/peer';
import { dial, type Question, type RunProbe } from '../../network/probe';
import type { Space } from '../../network/space';
import { STRANGER } from '../../systems/guests';
import { NODE_PORT, openNodePort } from './node-ports';
import { addressOf, subnetOf } from './places';

interface Yard {
  readonly system: ResolvedSystem;
  /** Where the bridges are. */
  readonly host: Space;
  readonly probe: string;
  readonly guest: (name: string) => ContainerGuest;
}

/** Of a cluster's node: SSH, etcd, API server, kubelet, a node port. */
const NODE_PORTS = [22, 2379, 6443, 10250, 30080];

const NODE = 'k8s-node-1';
/** Ports that servers of the system answer from. */
const SERVED = [5432, 3306, 8080];
const ADMINISTRATOR = '10.2.0.9';

/** What guests' own firewalls let in, with no filter before them. */
export async function checkFirewalls(lab: Lab, yard: Yard): Promise<void> {
  const { system, probe, guest } = yard;
  const node = addressOf(system, NODE);
  const outside = await connectOutside(lab, yard);
  const neighbour = await connectNeighbour(lab, yard);
  guest(NODE).start('listen-node', [probe, 'listen', ...NODE_PORTS.filter((port) => port !== 22).map((port) => `${port}/tcp`)]);
  const from =
    (name: string): RunProbe =>
    (args, input) =>
      guest(name).run([probe, ...args], { input });
  /** The ports at which anything answers. What could not be sent proves nothing. */
  const open = async (run: RunProbe, to: string, ports: readonly number[], more: Partial<Question> = {}): Promise<readonly number[]> => {
    const answers = await dial(
      run,
      ports.map((port) => ({ protocol: 'tcp' as const, to, port, ...more })),
    );
    for (const { result, port, error } of answers) assert.notEqual(result, 'failed', `${to}:${port}: ${error}`);
    return answers.flatMap(({ result, port }) => (result === 'silent' ? [] : [port]));
  };

  await lab.step("a node's own firewall lets its cluster in, and administrators to SSH and the API server", async () => {
    await lab.eventually(30, async () => assert.deepEqual(await open(neighbour, node, NODE_PORTS), NODE_PORTS));
    assert.deepEqual(await open(outside, node, NODE_PORTS, { from: ADMINISTRATOR }), [22, 6443]);
    assert.deepEqual(await open(outside, node, NODE_PORTS, { from: STRANGER }), []);
  });
  await lab.step("who has taken a server over gets into no node from the server's port", async () => {
    // The engine is out of the way, as an intruder would have it, and has had no connections yet: its port is free to send from.
    await guest('records').shell('systemctl stop postgresql@15-main');
    for (const fromPort of [...SERVED, 40000])
      assert.deepEqual(await open(from('records'), node, NODE_PORTS, { fromPort }), [], `from ${fromPort}`);
    await guest('records').shell('systemctl start postgresql@15-main');
    // Answers come all the same: connections are known.
    await lab.eventually(30, async () => assert.deepEqual(await open(from(NODE), addressOf(system, 'records'), [5432]), [5432]));
  });
  await lab.step('a port of a node that leads on to a pod is open to its cluster alone', async () => {
    await openNodePort(lab, guest(NODE), probe);
    await lab.eventually(30, async () => assert.deepEqual(await open(neighbour, node, [NODE_PORT]), [NODE_PORT]));
    for (const from of [STRANGER, ADMINISTRATOR]) assert.deepEqual(await open(outside, node, [NODE_PORT], { from }), []);
    await guest('records').shell('systemctl stop postgresql@15-main');
    for (const fromPort of [...SERVED, 40000]) {
      assert.deepEqual(await open(from('records'), node, [NODE_PORT], { fromPort }), [], `from ${fromPort}`);
    }
    await guest('records').shell('systemctl start postgresql@15-main');
    // The rules of the library alone keep it shut.
    await guest(NODE).shell('nft delete chain inet isthmus arriving');
    await lab.eventually(30, async () => assert.deepEqual(await open(outside, node, [NODE_PORT], { from: STRANGER }), [NODE_PORT]));
    await guest(NODE).shell('systemctl reload isthmus-firewall.service');
    assert.deepEqual(await open(outside, node, [NODE_PORT], { from: STRANGER }), []);
  });
  await lab.step('the world gets to the load balancer, and to nothing else', async () => {
    const found = await Promise.all(
      system.machines.map(async ({ name, nic }) => {
        const ports = await open(outside, nic.address, [22, 3306, 5432, 8080, 8404], { from: STRANGER });
        return ports.map((port) => `${name} ${port}`);
      }),
    );
    assert.deepEqual(found.flat(), ['entry-1 8080', 'entry-2 8080']);
  });
}

/** The world behind the host. */
async function connectOutside(lab: Lab, { host, probe }: Yard): Promise<RunProbe> {
  const peer = await Peer.join(lab, host, 'uplink', probe);
  await host.shell('ip address add 203.0.113.1/30 dev uplink; ip route add default via 203.0.113.2');
  const addresses = [STRANGER, ADMINISTRATOR].map((address) => `ip address add ${address}/32 dev lo`);
  await peer.shell(['ip address add 203.0.113.2/30 dev eth0', ...addresses, 'ip route add default via 203.0.113.1'].join('; '));
  return peer.dialler;
}

/** Another node of the cluster. */
async function connectNeighbour(lab: Lab, { system, host, probe }: Yard): Promise<RunProbe> {
  const node = system.machines.find(({ name }) => name === NODE);
  assert(node);
  const { bridge, gateway, prefix } = subnetOf(system, node);
  const peer = await Peer.join(lab, host, 'neighbour', probe);
  await host.run(['ip', 'link', 'set', 'neighbour', 'master', bridge]);
  await peer.shell(`ip address add ${gateway.replace(/\d+$/, '77')}/${prefix} dev eth0`);
  return peer.dialler;
}
