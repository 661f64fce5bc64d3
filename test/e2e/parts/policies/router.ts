import assert from 'node:assert/strict';
import type { ResolvedCluster } from '../../../../src/model/resolved';
import type { Lab } from '../../harness/lab';
import type { NodeSpace } from './network';
import type { Pod } from './pods';

/** kube-router on a node, as its DaemonSet runs it, without what CNI would ask of it. */
export function startRouter(binary: string, kubeconfig: string, node: NodeSpace, cluster: ResolvedCluster): void {
  const flags = [
    ...['--run-router=true', '--run-firewall=true', '--run-service-proxy=false', '--enable-overlay=false', '--enable-cni=false'],
    ...[`--kubeconfig=${kubeconfig}`, `--hostname-override=${node.name}`, '--health-port=0', '--metrics-port=0', '--cache-sync-timeout=5m'],
    ...[`--service-cluster-ip-range=${cluster.serviceCidr}`, `--enable-pod-egress=${cluster.podEgress === 'masquerade'}`],
  ];
  // It writes down tables of routes, and shares a lock with other programs of its node.
  const own =
    'mount --make-rprivate /; for folder in /etc/iproute2 /run; do mount -t tmpfs tmpfs $folder; done; : > /etc/iproute2/rt_tables; exec "$@"';
  node.space.start(`kube-router-${node.name}`, ['unshare', '--mount', 'sh', '-c', own, 'sh', binary, ...flags]);
}

/** Until it stands before each pod of the node. */
export async function guards(lab: Lab, node: NodeSpace, pods: readonly Pod[]): Promise<void> {
  await lab.eventually(120, async () => {
    const rules = await node.space.run(['iptables-save', '--table', 'filter']);
    for (const pod of pods.filter((each) => each.node === node)) {
      assert.match(rules, new RegExp(`-d ${pod.address}/32 .*-j KUBE-POD-FW-`), pod.name);
      assert.match(rules, new RegExp(`-s ${pod.address}/32 .*-j KUBE-POD-FW-`), pod.name);
    }
  });
}
