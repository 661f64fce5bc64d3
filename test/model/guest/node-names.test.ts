import { Forward, PodEgress } from '../../../src/model';
import { endKey, endKind, sourceOf } from '../../../src/model/resolved';
import { cluster, yard } from '../fixture';

function upstream(y: ReturnType<typeof yard>) {
  const { system } = y.system.resolve();
  return system.flows
    .filter(({ from }) => endKind(from) === 'cluster-dns')
    .map((flow) => [endKey(flow.to), sourceOf(flow).map(({ cidr }) => cidr), flow.replyPorts.tcp?.[0]?.from]);
}

describe("a cluster's DNS asks where its nodes ask", () => {
  test('in place of its node, whose masquerading takes any port', () => {
    const y = yard();
    cluster(y);
    expect(upstream(y)).toEqual([['resolver/k8s-nodes', ['10.1.2.2/32', '10.1.2.3/32'], 1024]]);
  });

  test('by the addresses of pods, at the name servers of a bridge', () => {
    const y = yard();
    const subnet = y.net.addSubnet('bridged', { cidr: '10.1.2.0/24', forward: Forward.bridge('br0'), nameservers: ['192.0.2.53'] });
    cluster(y, 'k8s', { podEgress: PodEgress.NATIVE, nodes: { subnet } });
    expect(upstream(y)).toEqual([['external/bridged-dns', ['10.244.0.0/16'], 32768]]);
  });
});
