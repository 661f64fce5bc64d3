import { External, Forward, Host, Isolation, Network, Size, StoragePool, type Subnet } from '../../../src/model';
import { cluster, existingCluster, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const GIB = Size.gibibytes(1);

export const NETWORK: readonly ProblemCase[] = [
  {
    when: 'a subnet lies outside its network',
    code: 'SUBNET_OUTSIDE_NETWORK',
    path: 'yard/net/a',
    says: ['10.2.0.0/24', '10.1.0.0/16'],
    fix: ['inside 10.1.0.0/16'],
    build: (y) => y.net.addSubnet('a', { cidr: '10.2.0.0/24' }),
  },
  {
    when: 'two subnets overlap',
    code: 'SUBNET_OVERLAP',
    path: 'yard/net/a',
    says: ['10.1.1.128/25', '10.1.1.0/24', 'yard/net/lan'],
    fix: ['block of its own'],
    build: (y) => y.net.addSubnet('a', { cidr: '10.1.1.128/25' }),
  },
  {
    when: 'two networks overlap',
    code: 'NETWORK_OVERLAP',
    path: 'yard/other',
    says: ['10.1.128.0/17', '10.1.0.0/16'],
    fix: ['block of its own'],
    build: (y) => new Network(y.system, 'other', { cidr: '10.1.128.0/17' }),
  },
  {
    when: 'a pod CIDR overlaps a subnet',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The pod CIDR 10.1.1.0/25', '10.1.1.0/24', 'yard/net/lan'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { podCidr: '10.1.1.0/25' }),
  },
  {
    when: 'a service CIDR overlaps a subnet',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The service CIDR 10.0.0.0/8', 'yard/net/lan'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { podCidr: '172.20.0.0/16', serviceCidr: '10.0.0.0/8' }),
  },
  {
    when: 'the pods of two clusters have the same addresses',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['10.244.0.0/16', 'yard/other'],
    fix: ['block of its own'],
    build: (y) => {
      existingCluster(y);
      existingCluster(y, 'other', { serviceCidr: '10.112.0.0/16', services: '172.16.10.0/28' });
    },
  },
  {
    when: 'services of an existing cluster get addresses of a subnet that keeps none for them',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The block for services 10.1.1.64/28', '10.1.1.0/24'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { services: '10.1.1.64/28' }),
  },
  {
    when: 'a node of an existing cluster has an address that services may be given',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The node address 172.16.9.5', 'the block for services 172.16.9.0/28'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { nodeAddresses: ['172.16.0.11', '172.16.9.5'] }),
  },
  {
    when: 'a node of an existing cluster has an address of a pod',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The node address 10.244.0.9', 'the pod CIDR 10.244.0.0/16'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { nodeAddresses: ['10.244.0.9'] }),
  },
  {
    when: 'a node of an existing cluster stands in a subnet that only machines of the system can be in',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The node address 10.1.1.9', 'yard/net/lan'],
    fix: ['block of its own'],
    build: (y) => existingCluster(y, 'k8s', { nodeAddresses: ['10.1.1.9'] }),
  },
  {
    when: 'a node of an existing cluster has the address of the router',
    code: 'ADDRESS_RESERVED',
    path: 'yard/k8s',
    says: ['10.1.5.1', 'the gateway address of 10.1.5.0/24'],
    fix: ['another address'],
    build: (y) => {
      subnet(y, 'a', 5, { forward: Forward.bridge('br0') });
      existingCluster(y, 'k8s', { nodeAddresses: ['10.1.5.1'] });
    },
  },
  {
    when: 'two clusters have the same node',
    code: 'CLUSTER_CIDR_OVERLAP',
    path: 'yard/k8s',
    says: ['The node address 172.16.0.12', 'yard/other'],
    fix: ['block of its own'],
    build: (y) => {
      existingCluster(y);
      existingCluster(y, 'other', {
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/16',
        services: '172.16.10.0/28',
        nodeAddresses: ['172.16.0.12'],
      });
    },
  },
  {
    when: 'an external holds addresses that services may be given',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "partners"',
    says: ['The external block 172.16.9.0/24', 'the block for services 172.16.9.0/28'],
    fix: ['External is outside'],
    build: (y) => {
      existingCluster(y);
      y.system.policy.allow(External.cidr('172.16.9.0/24', { name: 'partners' }), vm(y, 'web'), { because: 'test' });
    },
  },
  {
    when: 'an external lies in a subnet',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "office"',
    says: ['10.1.1.64/26', 'yard/net/lan'],
    fix: ['External is outside'],
    build: (y) => y.system.policy.allow(External.cidr('10.1.1.64/26', { name: 'office' }), vm(y, 'web'), { because: 'test' }),
  },
  {
    when: 'an external holds the whole world instead of Anyone',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "all"',
    says: ['0.0.0.0/0', 'yard/net/lan'],
    fix: ['External is outside'],
    build: (y) => y.system.policy.allow(External.cidr('0.0.0.0/0', { name: 'all' }), vm(y, 'web'), { because: 'test' }),
  },
  {
    when: 'an external is as large as a bridged subnet',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "all"',
    says: ['10.1.5.0/24', 'yard/net/a'],
    fix: ['External is outside'],
    build: (y) => {
      subnet(y, 'a', 5, { forward: Forward.bridge('br0') });
      y.system.policy.allow(External.cidr('10.1.5.0/24', { name: 'all' }), vm(y, 'web'), { because: 'test' });
    },
  },
  {
    when: 'an external lies among the pods',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "pod"',
    says: ['10.244.3.0/24', 'pod CIDR', 'yard/k8s'],
    fix: ['services'],
    build: (y) => {
      existingCluster(y);
      y.system.policy.allow(External.cidr('10.244.3.0/24', { name: 'pod' }), vm(y, 'web'), { because: 'test' });
    },
  },
  {
    when: 'the administrators come from a subnet of the system',
    code: 'EXTERNAL_OVERLAP',
    path: 'External "admins"',
    says: ['10.1.1.0/28'],
    fix: ['External is outside'],
    build: () => {
      const y = yard({ admin: { from: External.cidr('10.1.1.0/28', { name: 'admins' }) } });
      return y.system;
    },
  },
  ...(['10.1.6.1', '10.1.5.0', '10.1.5.255', '10.1.5.70'] as const).map(
    (gateway): ProblemCase => ({
      when: `the gateway is ${gateway}`,
      code: 'GATEWAY_UNUSABLE',
      path: 'yard/net/a',
      says: [gateway, gateway === '10.1.5.70' ? '10.1.5.64/26' : '10.1.5.0/24'],
      fix: ['inside the subnet'],
      build: (y) => subnet(y, 'a', 5, { gateway, services: '10.1.5.64/26' }),
    }),
  ),
  {
    when: 'the block for services lies outside the subnet',
    code: 'SERVICES_OUTSIDE_SUBNET',
    path: 'yard/net/a',
    says: ['10.1.6.0/26', '10.1.5.0/24'],
    fix: ['inside 10.1.5.0/24'],
    build: (y) => subnet(y, 'a', 5, { services: '10.1.6.0/26' }),
  },
  {
    when: 'a subnet spans two hosts without a bridge',
    code: 'SUBNET_SPANS_HOSTS',
    path: 'yard/net/lan',
    says: ['2 hosts', 'kvm, kvm2', '"route"'],
    fix: ['Forward.bridge'],
    build: (y) => {
      vm(y, 'a');
      vm(y, 'b', { host: new Host(y.system, 'kvm2', { uri: 'qemu+tls://kvm2/system', cpus: 8, memory: Size.gibibytes(64) }) });
    },
  },
  {
    when: 'the name of a bridge is too long',
    code: 'INVALID_BRIDGE',
    path: 'yard/net/a',
    says: ['"bridge-of-the-office"', '1 to 15'],
    fix: ['ip link'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('bridge-of-the-office') }),
  },
  {
    when: 'the name of a bridge looks like an option',
    code: 'INVALID_BRIDGE',
    path: 'yard/net/a',
    says: ['"--br0"', 'no dot or hyphen first'],
    fix: ['ip link'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('--br0') }),
  },
  ...([Forward.NAT, Forward.ISOLATED] as const).map(
    (forward): ProblemCase => ({
      when: `high isolation is asked of forward mode ${forward.mode}`,
      code: 'ISOLATION_NEEDS_ROUTE',
      path: 'yard/net/a',
      says: [`"${forward.mode}"`],
      fix: ['Forward.ROUTE'],
      build: (y) => subnet(y, 'a', 5, { forward, isolation: Isolation.HIGH }),
    }),
  ),
  ...[100, 65536, 1500.5, Number.NaN].map(
    (mtu): ProblemCase => ({
      when: `the MTU is ${mtu}`,
      code: 'INVALID_MTU',
      path: 'yard/net/a',
      says: [`${mtu}`, '576 to 65535'],
      fix: ['1500'],
      build: (y) => subnet(y, 'a', 5, { mtu }),
    }),
  ),
  {
    when: 'nothing says how to reach a host',
    code: 'INVALID_HOST',
    path: 'yard/kvm2',
    says: ['Neither `uri` nor `ssh`'],
    fix: ['one of them'],
    build: (y) => new Host(y.system, 'kvm2', { cpus: 8, memory: GIB }),
  },
  {
    when: 'a host is reached in two ways',
    code: 'INVALID_HOST',
    path: 'yard/kvm2',
    says: ['Both `uri` and `ssh`'],
    fix: ['one of them'],
    build: (y) =>
      new Host(y.system, 'kvm2', { uri: 'qemu:///system', ssh: { user: 'root', address: 'kvm2' }, cpus: 8, memory: Size.gibibytes(8) }),
  },
  {
    when: 'the URI of a host means different things to the provider and to virsh',
    code: 'INVALID_HOST',
    path: 'yard/kvm2',
    says: ['"qemu+ssh://root@kvm2/system"'],
    fix: ['ssh: { user, address }'],
    build: (y) => new Host(y.system, 'kvm2', { uri: 'qemu+ssh://root@kvm2/system', cpus: 8, memory: Size.gibibytes(8) }),
  },
  ...['hello world', 'xen:///system', 'qemu:///', 'qemu:///system"', 'qemu://host/system?a=$(b)', ''].map(
    (uri): ProblemCase => ({
      when: `the URI of a host is ${JSON.stringify(uri)}`,
      code: 'INVALID_HOST',
      path: 'yard/kvm2',
      says: [JSON.stringify(uri), 'no URI'],
      fix: ['qemu:///system'],
      build: (y) => new Host(y.system, 'kvm2', { uri, cpus: 8, memory: GIB }),
    }),
  ),
  {
    when: 'the URI of a host holds a password',
    code: 'SECRET_GIVEN',
    path: 'yard/kvm2',
    says: ['"uri" holds a password'],
    fix: ['Leave it out'],
    build: (y) => new Host(y.system, 'kvm2', { uri: 'qemu+tls://me:hunter2@kvm2/system', cpus: 8, memory: GIB }),
  },
  ...(['user', 'address', 'keyFile'] as const).flatMap((prop) =>
    ['a b', '-oProxyCommand=x', 'a&command=b', '$(id)', 'a"b', ''].map(
      (value): ProblemCase => ({
        when: `ssh.${prop} is "${value}"`,
        code: 'INVALID_VALUE',
        path: 'yard/kvm2',
        says: [`"ssh.${prop}" is ${JSON.stringify(value)}`],
        fix: [`Give "ssh.${prop}"`],
        build: (y) => new Host(y.system, 'kvm2', { ssh: { user: 'root', address: 'kvm2', [prop]: value }, cpus: 8, memory: GIB }),
      }),
    ),
  ),
  ...['[fd00::1]', 'fe80::1%eth0', 'fd00::1/64', 'fd00:::1', '10.1', '10.1.2.300', 'kvm2:22'].map(
    (address): ProblemCase => ({
      when: `ssh.address is "${address}"`,
      code: 'INVALID_VALUE',
      path: 'yard/kvm2',
      says: [`"ssh.address" is ${JSON.stringify(address)}`],
      fix: ['Give "ssh.address" a host name or an address'],
      build: (y) => new Host(y.system, 'kvm2', { ssh: { user: 'root', address }, cpus: 8, memory: GIB }),
    }),
  ),
  ...['my pool', 'a/b', '', '.hidden', 'x'.repeat(64)].map(
    (pool): ProblemCase => ({
      when: `a pool is called "${pool}"`,
      code: 'INVALID_VALUE',
      path: 'yard/web',
      says: [`"pool" is ${JSON.stringify(pool)}`],
      fix: ['1 to 63 letters'],
      build: (y) => vm(y, 'web', { pool }),
    }),
  ),
  {
    when: 'an External is named in another script',
    code: 'EXTERNAL_NAMELESS',
    path: 'External "東京"',
    says: ['"東京"', 'no letter from a to z'],
    fix: ['`name`'],
    build: (y) => y.system.policy.allow(External.cidr('198.51.100.0/24', { name: '東京' }), vm(y, 'web'), { because: 'test' }),
  },
  {
    when: 'the path of an owned pool is relative',
    code: 'INVALID_HOST',
    path: 'yard/kvm2',
    says: ['"pools/mine"'],
    fix: ['absolute path'],
    build: (y) =>
      new Host(y.system, 'kvm2', {
        uri: 'qemu+tls://kvm2/system',
        cpus: 8,
        memory: Size.gibibytes(8),
        pool: StoragePool.owned('mine', { path: 'pools/mine' }),
      }),
  },
  {
    when: 'machines need more memory than their host has',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['615755 MiB (memory)', '522240 MiB', '1 machine: 614400 MiB of guests and 1355 MiB of overhead', '524288 MiB less 2048 MiB'],
    fix: ['Move a machine'],
    build: (y) => vm(y, 'big', { memory: Size.gibibytes(600) }),
  },
  {
    when: 'machines need more processors than the overcommit allows',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['300 (virtual processors)', '256', 'overcommit of 4', 'v0 60'],
    fix: ['make one smaller'],
    build: (y) => Array.from({ length: 5 }, (_, index) => vm(y, `v${index}`, { cpus: 60 })),
  },
  {
    when: 'one machine has more processors than its host',
    code: 'HOST_OVER_CAPACITY',
    path: 'yard/kvm',
    says: ['65', '64', 'big alone'],
    fix: ['make one smaller'],
    build: (y) => vm(y, 'big', { cpus: 65 }),
  },
  {
    when: 'the names of two bridges are cut to the same',
    code: 'DERIVED_NAME_CLASH',
    path: 'yard/net/yard-lan',
    says: ['bridge', '"yard-lan"', 'yard/net/lan'],
    fix: ['Rename'],
    build: () => bridgesThatMeet(),
  },
  {
    when: 'the nodes of two clusters share a block for services',
    code: 'INVALID_CLUSTER',
    path: 'yard/other',
    says: ['yard/k8s', 'yard/net/k8s-nodes', '10.1.2.192/26'],
    fix: ['subnet of its own'],
    build: (y) => {
      const k8s = cluster(y);
      cluster(y, 'other', {
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/16',
        nodes: { subnet: (k8s.facts as { nodes: { subnet: Subnet } }).nodes.subnet },
      });
    },
  },
];

/** An existing bridge and one that libvirt would create. */
function bridgesThatMeet(): Yard['system'] {
  const y = yard();
  y.net.addSubnet('yard-lan', { cidr: '10.1.5.0/24', forward: Forward.bridge('yard-lan') });
  return y.system;
}
