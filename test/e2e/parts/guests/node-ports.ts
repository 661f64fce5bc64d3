import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { Peer } from '../../network/peer';

export const NODE_PORT = 30090;

const [GATEWAY, POD, SERVED] = ['10.244.0.1', '10.244.0.9', 8080] as const;

/** What kube-proxy and port maps of network plug-ins do, with a pod behind it: a port of each of a node's addresses leads to the pod. */
export async function openNodePort(lab: Lab, node: ContainerGuest, probe: string): Promise<void> {
  const pod = await Peer.join(lab, node, 'cni0', probe);
  await node.shell(`
    sysctl -qw net.ipv4.ip_forward=1
    ip address add ${GATEWAY}/24 dev cni0
    nft 'table ip kube-proxy { chain pre { type nat hook prerouting priority -100; fib daddr type local tcp dport ${NODE_PORT} dnat to ${POD}:${SERVED}; }; }'
  `);
  await pod.shell(`ip address add ${POD}/24 dev eth0; ip route add default via ${GATEWAY}`);
  pod.listen([`${SERVED}/tcp`]);
}
