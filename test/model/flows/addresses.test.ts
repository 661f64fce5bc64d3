import { Anyone, External, Forward, GuestOs, PodEgress } from '../../../src/model';
import { destinationOf, type ResolvedFlow, sourceOf } from '../../../src/model/resolved';
import { Depot } from '../depot';
import { cidrsOf, cluster, existingCluster, flowOf, HTTP, legacy, OFFICE, service, subnet, vm, type Yard } from '../fixture';

const because = 'test';

const rangesOf = ({ replyPorts }: Pick<ResolvedFlow, 'replyPorts'>): string =>
  (replyPorts.tcp ?? []).map(({ from, to }) => `${from}-${to}`).join();

describe('addresses that the ends see', () => {
  interface Seen {
    readonly when: string;
    readonly id: string;
    readonly build: (y: Yard) => unknown;
    readonly source: readonly string[];
    readonly destination: readonly string[];
    readonly coarse: boolean;
    readonly reply: string;
  }
  const cases: readonly Seen[] = [
    {
      when: 'machine to machine: their own',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(vm(y, 'a'), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '32768-60999',
    },
    {
      when: 'Windows answers from its own client ports',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(legacy(y, 'a'), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '49152-65535',
    },
    {
      when: 'old Windows too',
      id: 'a-to-b',
      build: (y) => y.system.policy.allow(legacy(y, 'a', { os: GuestOs.windowsServer2003() }), vm(y, 'b'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.1.3/32'],
      coarse: false,
      reply: '1025-3388,3390-5000',
    },
    {
      when: "a sender behind NAT: the host's address in the receiver's subnet",
      id: 'a-to-b',
      build: (y) =>
        y.system.policy.allow(vm(y, 'a', { subnet: subnet(y, 'hidden', 5, { forward: Forward.NAT }) }), vm(y, 'b'), { because }),
      source: ['10.1.1.1/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'within a NAT subnet: their own',
      id: 'a-to-b',
      build: (y) => {
        const hidden = subnet(y, 'hidden', 5, { forward: Forward.NAT });
        y.system.policy.allow(vm(y, 'a', { subnet: hidden }), vm(y, 'b', { subnet: hidden }), { because });
      },
      source: ['10.1.5.2/32'],
      destination: ['10.1.5.3/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'masqueraded pods: the nodes',
      id: 'api-to-b',
      build: (y) => y.system.policy.allow(service(cluster(y), 'api'), vm(y, 'b'), { because }),
      source: ['10.1.2.2/32', '10.1.2.3/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'masqueraded pods of an existing cluster: its nodes',
      id: 'api-to-b',
      build: (y) =>
        y.system.policy.allow(
          service(existingCluster(y, 'k8s', { nodeAddresses: ['172.16.0.20', '172.16.0.3', '172.16.0.20'] }), 'api'),
          vm(y, 'b'),
          { because },
        ),
      source: ['172.16.0.3/32', '172.16.0.20/32'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'pods that keep their address: the pod CIDR',
      id: 'api-to-b',
      build: (y) => y.system.policy.allow(service(cluster(y, 'k8s', { podEgress: PodEgress.NATIVE }), 'api'), vm(y, 'b'), { because }),
      source: ['10.244.0.0/16'],
      destination: ['10.1.1.2/32'],
      coarse: true,
      reply: '32768-60999',
    },
    {
      when: 'machine to service: its address outside the cluster',
      id: 'a-to-api',
      build: (y) => y.system.policy.allow(vm(y, 'a'), service(cluster(y), 'api'), { because }),
      source: ['10.1.1.2/32'],
      destination: ['10.1.2.192/32'],
      coarse: false,
      reply: '32768-60999',
    },
    {
      when: 'pods of one cluster: none, selectors tell them',
      id: 'api-to-other',
      build: (y) => {
        const k8s = cluster(y);
        y.system.policy.allow(service(k8s, 'api'), service(k8s, 'other'), { because });
      },
      source: [],
      destination: [],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'pods of two clusters: nodes and the address outside',
      id: 'api-to-remote',
      build: (y) => {
        const far = existingCluster(y, 'far', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16' });
        y.system.policy.allow(service(cluster(y), 'api'), service(far, 'remote'), { because });
      },
      source: ['10.1.2.2/32', '10.1.2.3/32'],
      destination: ['172.16.9.1/32'],
      coarse: true,
      reply: '1024-65535',
    },
    {
      when: 'a subnet: all of it',
      id: 'subnet-lan-to-b',
      build: (y) => y.system.policy.allow(y.lan, vm(y, 'b'), { because }),
      source: ['10.1.1.0/24'],
      destination: ['10.1.1.2/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'an external: its blocks, sorted',
      id: 'external-two-to-b',
      build: (y) => y.system.policy.allow(External.cidrs(['203.0.113.0/24', '198.51.100.0/24'], { name: 'two' }), vm(y, 'b'), { because }),
      source: ['198.51.100.0/24', '203.0.113.0/24'],
      destination: ['10.1.1.2/32'],
      coarse: false,
      reply: '1024-65535',
    },
    {
      when: 'machine to an external',
      id: 'a-to-external-office',
      build: (y) => y.system.policy.allow(vm(y, 'a'), OFFICE, { because, ports: [HTTP] }),
      source: ['10.1.1.2/32'],
      destination: ['198.51.100.0/24'],
      coarse: false,
      reply: '32768-60999',
    },
  ];

  test.each(cases.map((each) => [each.when, each] as const))('%s', (_when, { id, build, source, destination, coarse, reply }) => {
    const flow = flowOf(build, id);
    expect({
      source: cidrsOf(sourceOf(flow)),
      destination: cidrsOf(destinationOf(flow)),
      coarse: flow.way.by === 'network' && flow.way.source.coarse !== undefined,
      reply: rangesOf(flow),
    }).toEqual({ source, destination, coarse, reply: id === 'api-to-other' ? rangesOf(flow) : reply });
  });
});

describe('Anyone', () => {
  test('is the world without networks, pods, services and nodes of all clusters', () => {
    const flow = flowOf((y) => {
      cluster(y);
      existingCluster(y, 'far', { podCidr: '10.245.0.0/16', serviceCidr: '10.112.0.0/16', nodeAddresses: ['172.16.0.11'] });
      y.system.policy.allow(Anyone.ipv4(), vm(y, 'web'), { because });
    }, 'anyone-to-web');
    expect(sourceOf(flow)).toEqual([
      {
        cidr: '0.0.0.0/0',
        except: ['10.1.0.0/16', '10.96.0.0/12', '10.112.0.0/16', '10.244.0.0/16', '10.245.0.0/16', '172.16.0.11/32', '172.16.9.0/28'],
      },
    ]);
  });

  test('excepts no block twice', () => {
    const { system } = new Depot().resolve();
    const [block] = system.flows.filter(({ id }) => id === 'anyone-to-door').flatMap(sourceOf);
    expect(block?.except).toEqual(['10.40.0.0/16', '10.200.0.0/16', '10.201.0.0/16']);
  });

  test('can be called, too', () => {
    const flow = flowOf((y) => y.system.policy.allow(vm(y, 'web'), Anyone.ipv4(), { because, ports: [HTTP] }), 'web-to-anyone');
    expect(destinationOf(flow)).toEqual([{ cidr: '0.0.0.0/0', except: ['10.1.0.0/16'] }]);
  });
});
