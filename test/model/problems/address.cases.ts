import { External, Forward, Volume } from '../../../src/model';
import { existingCluster, resolved, service, subnet, vm, type Yard } from '../fixture';
import type { ProblemCase } from './case';

export const ADDRESSES: readonly ProblemCase[] = [
  {
    when: 'a CIDR is no CIDR',
    code: 'INVALID_CIDR',
    path: 'yard/net/a',
    says: ['cidr', '"10.1.5.0/33"'],
    fix: ['network address with its prefix length'],
    build: (y) => y.net.addSubnet('a', { cidr: '10.1.5.0/33' }),
  },
  {
    when: 'a CIDR has no prefix length',
    code: 'INVALID_CIDR',
    path: 'yard/net/a',
    says: ['"10.1.5.0" has no prefix length', '10.1.5.0/32'],
    fix: ['prefix length'],
    build: (y) => y.net.addSubnet('a', { cidr: '10.1.5.0' }),
  },
  {
    when: 'a CIDR has host bits set',
    code: 'INVALID_CIDR',
    path: 'External "office"',
    says: ['"198.51.100.7/24"', 'did you mean 198.51.100.0/24?'],
    fix: ['network address'],
    build: (y) => y.system.policy.allow(External.cidr('198.51.100.7/24', { name: 'office' }), vm(y, 'web'), { because: 'test' }),
  },
  ...[
    {
      what: 'an API server',
      build: (y: Yard, nowhere: External) =>
        service(existingCluster(y, 'k8s', { apiServer: nowhere }), 'web', {
          access: [{ verbs: ['get'], resources: ['pods'], because: 'test' }],
        }),
    },
    {
      what: 'an API server that nobody asks',
      build: (y: Yard, nowhere: External) => existingCluster(y, 'k8s', { apiServer: nowhere }),
    },
    {
      what: 'a server of network file systems',
      build: (y: Yard, nowhere: External) =>
        service(existingCluster(y), 'web', { volumes: { '/films': Volume.nfs('films', { server: nowhere, path: '/srv' }) } }),
    },
  ].map(
    ({ what, build }): ProblemCase => ({
      when: `${what} is at no address`,
      code: 'INVALID_CIDR',
      path: 'External "nowhere"',
      says: ['"-o rw/32"'],
      fix: ['network address'],
      build: (y) => build(y, External.address('-o rw', { name: 'nowhere' })),
    }),
  ),
  {
    when: 'a CIDR is written with a leading zero',
    code: 'INVALID_CIDR',
    path: 'yard/k8s',
    says: ['podCidr', '"10.244.0.0/08"'],
    fix: ['network address'],
    build: (y) => existingCluster(y, 'k8s', { podCidr: '10.244.0.0/08' }),
  },
  {
    when: 'a subnet has no room for a machine',
    code: 'INVALID_CIDR',
    path: 'yard/net/a',
    says: ['10.1.5.0/31', '30 or less'],
    fix: ['prefix length'],
    build: (y) => y.net.addSubnet('a', { cidr: '10.1.5.0/31' }),
  },
  {
    when: 'a gateway is no address',
    code: 'INVALID_ADDRESS',
    path: 'yard/net/a',
    says: ['gateway', '"10.1.5"'],
    fix: ['four numbers'],
    build: (y) => subnet(y, 'a', 5, { gateway: '10.1.5' }),
  },
  {
    when: 'a name server is no address',
    code: 'INVALID_ADDRESS',
    path: 'yard/net/a',
    says: ['nameservers', '"dns.example"'],
    fix: ['four numbers'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('br0'), nameservers: ['dns.example'] }),
  },
  {
    when: 'a DHCP server is no address',
    code: 'INVALID_ADDRESS',
    path: 'yard/net/a',
    says: ['dhcpServers', '"dhcp.example"'],
    fix: ['four numbers'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('br0'), dhcpServers: ['dhcp.example'] }),
  },
  {
    when: 'a reserved block is none',
    code: 'INVALID_CIDR',
    path: 'yard/net/a',
    says: ['reserved', '10.1.5.0-20'],
    fix: ['prefix length'],
    build: (y) => subnet(y, 'a', 5, { reserved: ['10.1.5.0-20'] }),
  },
  {
    when: 'a reserved block lies elsewhere',
    code: 'RESERVED_UNUSABLE',
    path: 'yard/net/a',
    says: ['10.1.6.0/28', 'does not lie in the subnet 10.1.5.0/24'],
    fix: ['inside the subnet'],
    build: (y) => subnet(y, 'a', 5, { reserved: ['10.1.5.7', '10.1.6.0/28'] }),
  },
  {
    when: 'a reserved block overlaps the one for services',
    code: 'RESERVED_UNUSABLE',
    path: 'yard/net/a',
    says: ['10.1.5.130', 'overlaps the block for services 10.1.5.128/25'],
    fix: ['apart from its block for services'],
    build: (y) => subnet(y, 'a', 5, { services: '10.1.5.128/25', reserved: ['10.1.5.130'] }),
  },
  {
    when: 'the address of a KVM host lies elsewhere',
    code: 'HOST_ADDRESS_UNUSABLE',
    path: 'yard/net/a',
    says: ['10.1.6.2', 'does not lie in the subnet 10.1.5.0/24'],
    fix: ['inside the subnet'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('br0'), hostAddresses: ['10.1.5.2', '10.1.6.2'] }),
  },
  {
    when: 'the address of a KVM host is none',
    code: 'INVALID_ADDRESS',
    path: 'yard/net/a',
    says: ['hostAddresses', 'kvm1.example'],
    fix: ['four numbers'],
    build: (y) => subnet(y, 'a', 5, { forward: Forward.bridge('br0'), hostAddresses: ['kvm1.example'] }),
  },
  {
    when: 'a machine asks for an address that is reserved for something else',
    code: 'ADDRESS_RESERVED',
    path: 'yard/web',
    says: ['10.1.5.7', 'reserved for something else (10.1.5.0/28)'],
    fix: ['another address'],
    build: (y) => vm(y, 'web', { subnet: subnet(y, 'a', 5, { reserved: ['10.1.5.0/28'] }), address: '10.1.5.7' }),
  },
  {
    when: 'the address of a node is none',
    code: 'INVALID_ADDRESS',
    path: 'yard/k8s',
    says: ['nodeAddresses', '"172.16.0.300"'],
    fix: ['four numbers'],
    build: (y) => existingCluster(y, 'k8s', { nodeAddresses: ['172.16.0.300'] }),
  },
  {
    when: 'a node stands outside of the networks of nodes',
    code: 'NODE_OUTSIDE_NETWORKS',
    path: 'yard/k8s',
    says: ['172.16.0.12', '172.16.0.8/30'],
    fix: ['every block'],
    build: (y) => existingCluster(y, 'k8s', { nodeNetworks: ['172.16.0.8/30'] }),
  },
  {
    when: 'a network of nodes is no block',
    code: 'INVALID_CIDR',
    path: 'yard/k8s',
    says: ['nodeNetworks', '172.16.0.1/24'],
    fix: ['network address'],
    build: (y) => existingCluster(y, 'k8s', { nodeNetworks: ['172.16.0.1/24'] }),
  },
  {
    when: 'a network of nodes is nearly everything',
    code: 'INVALID_VALUE',
    path: 'yard/k8s',
    says: ['nodeNetworks', '128.0.0.0/1'],
    fix: ['/8 or smaller'],
    build: (y) => existingCluster(y, 'k8s', { nodeNetworks: ['128.0.0.0/1'] }),
  },
  {
    when: 'the address of a machine is none',
    code: 'INVALID_ADDRESS',
    path: 'yard/web',
    says: ['address', '"ten"'],
    fix: ['four numbers'],
    build: (y) => vm(y, 'web', { address: 'ten' }),
  },
  {
    when: 'an address lies outside its subnet',
    code: 'ADDRESS_OUTSIDE_SUBNET',
    path: 'yard/web',
    says: ['10.1.2.9', '10.1.1.0/24'],
    fix: ['address of the subnet'],
    build: (y) => vm(y, 'web', { address: '10.1.2.9' }),
  },
  ...(
    [
      ['10.1.5.0', 'the network address'],
      ['10.1.5.255', 'the broadcast address'],
      ['10.1.5.1', 'the gateway'],
      ['10.1.5.200', 'reserved for services 10.1.5.192/26'],
    ] as const
  ).map(
    ([address, reason]): ProblemCase => ({
      when: `the address of a machine is ${reason}`,
      code: 'ADDRESS_RESERVED',
      path: 'yard/web',
      says: [address, reason],
      fix: ['another address'],
      build: (y) => vm(y, 'web', { subnet: subnet(y, 'a', 5, { services: '10.1.5.192/26' }), address }),
    }),
  ),
  ...(
    [
      ['10.1.5.53', 'a name server'],
      ['10.1.5.80', 'part of the External "printers"'],
      ['10.1.5.11', 'a node of the cluster "k8s"'],
    ] as const
  ).map(
    ([address, reason]): ProblemCase => ({
      when: `the address of a machine in a bridged subnet is ${reason}`,
      code: 'ADDRESS_RESERVED',
      path: 'yard/web',
      says: [address, reason],
      fix: ['another address'],
      build: (y) => {
        const bridged = subnet(y, 'a', 5, { forward: Forward.bridge('br0'), nameservers: ['10.1.5.53'] });
        existingCluster(y, 'k8s', { nodeAddresses: ['10.1.5.11'] });
        const web = vm(y, 'web', { subnet: bridged, address });
        y.system.policy.allow(External.cidr('10.1.5.80/28', { name: 'printers' }), web, { because: 'test' });
      },
    }),
  ),
  {
    when: 'the lock gave a machine an address that is reserved now',
    code: 'ADDRESS_RESERVED',
    path: 'yard/web',
    says: ['10.1.5.130', '10.1.5.128/25', 'the lock gave it to this machine before'],
    fix: ['Leave the address to the machine'],
    before: (y) => inSubnet(y, { address: '10.1.5.130' }),
    build: (y) => inSubnet(y, {}, '10.1.5.128/25'),
  },
  {
    when: 'two machines have the same address',
    code: 'ADDRESS_TAKEN',
    path: 'yard/b',
    says: ['10.1.1.9', '"a"'],
    fix: ['another address'],
    build: (y) => {
      vm(y, 'a', { address: '10.1.1.9' });
      vm(y, 'b', { address: '10.1.1.9' });
    },
  },
  {
    when: 'a new machine has the address of one that has left',
    code: 'ADDRESS_TAKEN',
    path: 'yard/b',
    says: ['10.1.1.9', '"a", which has left the system'],
    fix: ['npx isthmus lock release'],
    before: (y) => vm(y, 'a', { address: '10.1.1.9', stateless: true }),
    build: (y) => vm(y, 'b', { address: '10.1.1.9' }),
  },
  {
    when: 'a subnet is full',
    code: 'SUBNET_FULL',
    path: 'yard/c',
    says: ['10.1.5.0/30', '4 addresses'],
    fix: ['larger block', 'npx isthmus lock release'],
    build: (y) => {
      const small = y.net.addSubnet('small', { cidr: '10.1.5.0/30' });
      for (const id of ['b', 'c']) vm(y, id, { subnet: small });
    },
  },
  {
    when: 'the block of a service moves away from its address',
    code: 'SERVICE_ADDRESS_LOST',
    path: 'yard/k8s/api',
    says: ['172.16.9.1', '172.16.8.0/28'],
    fix: ['Put the block back'],
    before: (y) => reached(y, '172.16.9.0/28'),
    build: (y) => reached(y, '172.16.8.0/28'),
  },
  {
    when: 'a service comes back to a block that its address does not lie in',
    code: 'SERVICE_ADDRESS_LOST',
    path: 'yard/k8s/api',
    says: ['had 172.16.9.1', '172.16.8.0/28', '"k8s"'],
    fix: ['npx isthmus lock release api'],
    before: () => undefined,
    edit: () => resolved((y) => vm(y, 'web'), resolved((y) => reached(y, '172.16.9.0/28')).lock).lock,
    build: (y) => reached(y, '172.16.8.0/28'),
  },
];

function inSubnet(y: Yard, props: { address?: string }, services?: string): void {
  vm(y, 'web', { subnet: subnet(y, 'a', 5, { services }), ...props });
}

function reached(y: Yard, services: string): void {
  y.system.policy.allow(vm(y, 'web'), service(existingCluster(y, 'k8s', { services }), 'api'), { because: 'test' });
}
