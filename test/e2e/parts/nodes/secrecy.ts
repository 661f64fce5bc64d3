import assert from 'node:assert/strict';
import { type NodeCluster, STATE } from './cluster';

/** What nodes keep to themselves once they are a cluster. */
export async function checkSecrecy(cluster: NodeCluster): Promise<void> {
  const { lab, host, machines } = cluster;
  const plane = cluster.guest(machines[0]?.name ?? '');
  await lab.step('what is secret is gone once all have joined: from the nodes, and from the cluster', async () => {
    await lab.eventually(120, () => plane.output(['test', '-e', `${STATE}/done`]));
    const places = ['/etc/isthmus/kubernetes/secrets', '/etc/isthmus/kubernetes/kubeadm.yaml', '/run/isthmus/kubeadm.yaml'];
    for (const guest of cluster.running) assert.equal((await guest.attempt(['ls', ...places])).stdout, '');
    assert.doesNotMatch(await plane.output(['kubeadm', 'token', 'list']), /abcdef/);
  });
  await lab.step('Secrets are encrypted in etcd, and what is done is written down without them', async () => {
    await cluster.kubectl(['create', 'secret', 'generic', 'hush', '--from-literal=word=xyzzy-plugh']);
    const { stdout } = await plane.attempt([
      'sh',
      '-c',
      'grep -ac k8s:enc:secretbox:v1:first /var/lib/etcd/member/wal/*.wal; grep -ac xyzzy-plugh /var/lib/etcd/member/wal/*.wal',
    ]);
    const [encrypted, clear] = stdout.trim().split('\n').map(Number);
    assert.ok(encrypted && encrypted > 0, stdout);
    assert.equal(clear, 0);
    const audit = await lab.eventually(30, () => plane.output(['grep', '"hush"', '/var/log/kubernetes/audit.log']));
    assert.match(audit, /"verb":"create"/);
    assert.doesNotMatch(audit, /xyzzy-plugh|eHl6enkt/);
  });
  await lab.step('kubelets answer nobody without a name, and have no port in clear', async () => {
    for (const { nic } of machines) {
      const status = await host.shell(
        `curl --silent --insecure --output /dev/null --write-out '%{http_code}' https://${nic.address}:10250/pods || true`,
      );
      assert.equal(status.trim(), '401');
    }
    assert.notEqual((await plane.attempt(['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/10255'])).status, 0);
  });
}
