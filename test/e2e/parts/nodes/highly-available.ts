import assert from 'node:assert/strict';
import { nodeRoot } from '../../containers/node-root';
import { guestRoot } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { Peer } from '../../network/peer';
import type { Space } from '../../network/space';
import { HighlyAvailable } from '../../systems/highly-available';
import { NODE_SECRETS } from '../../systems/node-secrets';
import { installAddOns } from './add-ons';
import { BRING_UP, NodeCluster, STATE } from './cluster';
import { joinToken } from './steps';

const SECRETS = { ...NODE_SECRETS, k8s_certificate_key: 'ab'.repeat(32) };
const ADMINISTRATOR = '10.2.0.10';
/** As kubeadm has it on each node of a control plane. */
const ETCDCTL = `etcdctl --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key --endpoints https://127.0.0.1:2379`;

/** Three nodes of a control plane behind one address: what is asked at it is answered, whichever of them is lost. */
export async function runHighlyAvailable(lab: Lab, version: string): Promise<void> {
  const { system } = new HighlyAvailable().resolve();
  const files = await nodeRoot(lab, version);
  const balancer = await guestRoot(lab);
  const cluster = await NodeCluster.prepare(lab, system, files, SECRETS);
  const [first, second, third] = cluster.machines.map(({ name }) => name);
  const [pair] = system.pairs;
  assert(first && second && third && pair);
  const desk = await makeDesk(lab, cluster.host, await ownProgram(lab, 'probe'));

  await lab.step('three nodes of a control plane and two load balancers, started in the wrong order, become a cluster', async () => {
    for (const name of pair.members) await cluster.bootFrom(balancer, name);
    for (const name of [third, second, first]) await cluster.boot(name);
    for (const name of pair.members)
      assert.deepEqual(await cluster.guest(name).configured(BRING_UP), [], await cluster.guest(name).configurationLog());
    for (const name of [first, second, third]) await cluster.joined(name, 2 * BRING_UP);
    await cluster.open({ through: pair.name, from: desk });
    await installAddOns(cluster);
    await cluster.ready();
  });
  await lab.step('what opens the cluster does so at the address that the load balancers have in turn', async () => {
    const server = await cluster.kubectl(['config', 'view', '--minify', '--output=jsonpath={.clusters[0].cluster.server}']);
    assert.equal(server, `https://${pair.address}:6443`);
    const members = await cluster
      .guest(first)
      .shell(`kubectl --kubeconfig=/etc/kubernetes/admin.conf exec --namespace=kube-system etcd-${first} -- ${ETCDCTL} member list`);
    assert.equal(members.trim().split('\n').length, 3);
  });
  await lab.step('where there are no workers all nodes take pods and announce addresses of Services', async () => {
    const kept = await cluster.kubectl([
      'get',
      'nodes',
      '--selector=node.kubernetes.io/exclude-from-external-load-balancers',
      '--output=name',
    ]);
    assert.equal(kept.trim(), '');
    assert.equal((await cluster.kubectl(['get', 'nodes', '--output=jsonpath={.items[*].spec.taints}'])).trim(), '');
  });
  await lab.step('the first node is lost: the API is served on, by the same address', async () => {
    await cluster.lose(first);
    await lab.eventually(120, () => cluster.kubectl(['create', 'configmap', 'after', '--from-literal=first=lost']));
    for (let turn = 0; turn < 20; turn++) await cluster.kubectl(['get', 'configmap', 'after', '--request-timeout=10s']);
    await cluster.ready(second, third);
  });
  await lab.step('a load balancer is lost, too: the other one has the address', async () => {
    const [one] = pair.members;
    assert(one);
    await cluster.lose(one);
    await lab.eventually(60, () => cluster.kubectl(['get', 'configmap', 'after', '--request-timeout=5s']));
  });
  await lab.step('the first node, made anew as documented, joins the cluster that the others run', async () => {
    const other = cluster.guest(second);
    await cluster.kubectl(['delete', 'node', first]);
    const etcd = `kubectl --kubeconfig=/etc/kubernetes/admin.conf exec --namespace=kube-system etcd-${second} -- ${ETCDCTL}`;
    const members = await other.shell(`${etcd} member list`);
    const [line = ''] = members.split('\n').filter((each) => each.includes(` ${first},`));
    await other.shell(`${etcd} member remove ${line.split(',')[0]}`);
    await other.shell(`kubeadm init phase upload-certs --upload-certs --certificate-key ${SECRETS.k8s_certificate_key}`);
    const authority = await other.output(['cat', '/etc/kubernetes/pki/ca.crt']);
    await cluster.boot(first, { ...SECRETS, k8s_join_token: await joinToken(cluster, second) });
    await cluster.joined(first, 2 * BRING_UP);
    await cluster.ready();
    assert.equal(await cluster.guest(first).output(['cat', '/etc/kubernetes/pki/ca.crt']), authority);
    assert.equal((await other.shell(`${etcd} member list`)).trim().split('\n').length, 3);
    assert.equal(
      (await cluster.guest(first).attempt(['ls', '/etc/isthmus/kubernetes', `${STATE}/comes-back`])).stdout.includes('comes-back'),
      true,
    );
  });
}

/** Somebody in the administrators' network. */
async function makeDesk(lab: Lab, host: Space, probe: string): Promise<Peer> {
  const desk = await Peer.join(lab, host, 'desk', probe);
  await host.run(['ip', 'address', 'add', '10.2.0.1/24', 'dev', 'desk']);
  await desk.shell(`ip address add ${ADMINISTRATOR}/24 dev eth0; ip route add default via 10.2.0.1`);
  return desk;
}
