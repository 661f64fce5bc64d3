import { External, Forward, Host, Isolation, type MachineTypes, Size, StoragePool } from '../../../src/model';
import { Shop } from '../../../system';
import { Depot } from '../depot';
import { named, resolved, subnet, vm, type Yard, yard } from '../fixture';

const shop = new Shop().resolve().system;
const depot = new Depot().resolve().system;

describe('hosts', () => {
  test('have one URI for the provider and one for virsh', () => {
    expect(named(depot.hosts, 'two')).toMatchObject({
      providerUri: 'qemu+sshcmd://ops@two.depot.example:2222/system?keyfile=/home/ops/.ssh/id',
      virshUri: 'qemu+ssh://ops@two.depot.example:2222/system?keyfile=/home/ops/.ssh/id',
    });
    expect(named(depot.hosts, 'one')).toMatchObject({
      providerUri: 'qemu:///system',
      virshUri: 'qemu:///system',
      cpus: 48,
      memoryMiB: 262144,
    });
  });

  test('are reached by IPv6, which stands in brackets in a URI', () => {
    const hosts = (port?: number) =>
      yard({}, { uri: undefined, ssh: { user: 'root', address: 'FD00:0::1', ...(port && { port }) } }).system.resolve().system.hosts;
    expect(hosts(2222)).toMatchObject([
      { providerUri: 'qemu+sshcmd://root@[fd00::1]:2222/system', virshUri: 'qemu+ssh://root@[fd00::1]:2222/system' },
    ]);
    expect(hosts()).toMatchObject([{ virshUri: 'qemu+ssh://root@[fd00::1]/system' }]);
  });

  test('have the pools that their machines use, with the path of those that the system makes', () => {
    expect(depot.hosts.map(({ name, pools }) => [name, pools])).toEqual([
      ['one', [{ name: 'default', type: 'directory' }]],
      ['three', [{ name: 'default', type: 'directory' }]],
      ['two', [{ name: 'depot', type: 'directory', path: '/srv/depot' }]],
    ]);
    const y = yard({}, { pools: [StoragePool.existing('unused'), StoragePool.lvm('fast')] });
    vm(y, 'a', { dataDisks: [{ id: 'data', size: Size.gibibytes(1), pool: 'fast' }] });
    expect(y.system.resolve().system.hosts[0]?.pools).toEqual([
      { name: 'default', type: 'directory' },
      { name: 'fast', type: 'lvm' },
    ]);
  });

  test('have their firmware where they say: absolute paths', () => {
    const firmware = { code: '/usr/share/edk2/code.fd', variables: '/v.fd', secureCode: '/sc.fd', secureVariables: '/sv.fd' };
    const named = (given: object) => yard({}, { firmware: { ...firmware, ...given } }).system;
    expect(named({}).resolve().system.hosts[0]?.firmware).toEqual(firmware);
    expect(yard().system.resolve().system.hosts[0]).not.toHaveProperty('firmware');
    expect(() => named({ code: 'code.fd' }).resolve()).toThrow('an absolute path');
    expect(() => named({ variables: undefined }).resolve()).toThrow('"firmware.variables"');
  });

  test('say versions of machine types, each of its own family', () => {
    const saying = (machineTypes: MachineTypes) => yard({}, { machineTypes }).system;
    expect(() => saying({ q35: 'pc-i440fx-8.2' }).resolve()).toThrow('"machineTypes.q35" is');
    expect(() => saying({ pc: 'q35' }).resolve()).toThrow('a version of the machine type pc, such as pc-i440fx-8.2');
    expect(() => saying({ pc: 'pc-i440fx-rhel7.6.0', q35: 'pc-q35-jammy' }).resolve()).not.toThrow();
  });

  test('that are full to the last mebibyte are not over capacity', () => {
    const fill = (mebibytes: number) => {
      const y = yard({}, { memory: Size.gibibytes(10), reservedMemory: Size.gibibytes(1) });
      vm(y, 'a', { memory: Size.mebibytes(mebibytes) });
      return y.system;
    };
    // QEMU, an I/O thread, two processors, 20 GiB of a disk, and page tables for 8.8 GiB.
    const overhead = 128 + 8 + 2 * 8 + 2.5 + 17.67;
    expect(() => fill(Math.floor(9 * 1024 - overhead)).resolve()).not.toThrow();
    expect(() => fill(Math.floor(9 * 1024 - overhead) + 1).resolve()).toThrow('HOST_OVER_CAPACITY');
  });

  test('count only their own machines', () => {
    const y = yard({}, { memory: Size.gibibytes(8) });
    const other = new Host(y.system, 'other', { uri: 'qemu+tls://kvm2/system', cpus: 4, memory: Size.gibibytes(8) });
    vm(y, 'a', { memory: Size.gibibytes(5) });
    vm(y, 'b', { memory: Size.gibibytes(5), host: other, subnet: subnet(y, 'there', 5) });
    expect(() => y.system.resolve()).not.toThrow();
  });
});

describe('subnets', () => {
  test('the data subnet of the reference system, as a whole', () => {
    expect(named(shop.subnets, 'data')).toEqual({
      name: 'data',
      network: 'net',
      cidr: '10.10.10.0/24',
      prefix: 24,
      gateway: '10.10.10.1',
      mode: 'route',
      objectName: 'shop-data',
      bridge: 'shop-data',
      hosts: ['kvm1'],
      isolation: 'high',
      mtu: 1500,
      nameservers: ['10.10.10.1'],
      dhcpServers: [],
      hostAddresses: ['10.10.10.1'],
      dnsForward: false,
      dhcpRoutes: ['10.1.0.0/24', '10.1.1.10/32', '10.1.1.20/32', '10.1.1.30/32', '10.2.0.0/24', '10.10.0.0/16'],
      forwarders: [],
      // The names of what it installs from, too: it asks nobody else.
      records: [
        { address: '10.10.10.2', names: ['database-vm.shop.internal'] },
        { address: '10.1.0.11', names: ['deb.shop.internal'] },
        { address: '10.1.0.12', names: ['pkgs.k8s.io'] },
        { address: '10.1.0.10', names: ['rpm.shop.internal'] },
      ],
      reservations: [],
    });
  });

  test('serve the names of other subnets and of services that their machines may call', () => {
    expect(named(shop.subnets, 'legacy').records).toEqual([
      { address: '10.10.20.2', names: ['legacy-app-vm.shop.internal'] },
      { address: '10.10.30.193', names: ['order-service.shop.internal'] },
    ]);
    expect(named(shop.subnets, 'edge').records.flatMap(({ names }) => names)).toEqual([
      'api.shop.internal',
      'deb.shop.internal',
      'lb-1.shop.internal',
      'lb-2.shop.internal',
      'lb.shop.internal',
      'pkgs.k8s.io',
      'rpm.shop.internal',
    ]);
  });

  test('forward names only where their machines may talk to the world', () => {
    expect(Object.fromEntries([...shop.subnets, ...depot.subnets].map(({ name, dnsForward }) => [name, dnsForward]))).toMatchObject({
      data: false,
      legacy: true,
      edge: true,
      vault: false,
      plant: false,
      build: true,
    });
  });

  test('span hosts on a bridge', () => {
    expect(named(depot.subnets, 'office')).toMatchObject({ mode: 'bridge', bridge: 'br-office', hosts: ['one', 'two'], records: [] });
  });

  test.each([
    ['of high isolation', { isolation: Isolation.HIGH }],
    ['isolated by libvirt', { forward: Forward.ISOLATED }],
  ])('warn of name servers that nobody asks: %s', (_, props) => {
    const { system, warnings } = resolved((y) => subnet(y, 'a', 5, { ...props, nameservers: ['192.0.2.53'] }));
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['NAMESERVERS_UNUSED', 'yard/net/a']]);
    expect(named(system.subnets, 'a').forwarders).toEqual([]);
  });

  test('warn of DHCP servers that nobody asks', () => {
    const { system, warnings } = resolved((y) => subnet(y, 'a', 5, { dhcpServers: ['192.0.2.67'] }));
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([['DHCP_SERVERS_UNUSED', 'yard/net/a']]);
    expect(named(system.subnets, 'a').dhcpServers).toEqual([]);
  });

  test('ask the name servers that they are given for all other names', () => {
    const { system, warnings } = resolved((y) => subnet(y, 'a', 5, { nameservers: ['192.0.2.53', '192.0.2.5'] }));
    expect(warnings).toEqual([]);
    expect(named(system.subnets, 'a')).toMatchObject({ forwarders: ['192.0.2.5', '192.0.2.53'], nameservers: ['10.1.5.1'] });
  });

  test('have bridges of at most 15 characters', () => {
    const { subnets } = resolved((y) => y.net.addSubnet('warehouse-controllers', { cidr: '10.1.5.0/24' })).system;
    expect(named(subnets, 'warehouse-controllers').bridge).toMatch(/^yard-war.*-[0-9a-f]{6}$/);
    expect(named(subnets, 'warehouse-controllers').bridge.length).toBeLessThanOrEqual(15);
  });
});

describe('what stands around', () => {
  test('externals come with their blocks, each once', () => {
    expect(depot.externals).toEqual([
      { name: 'admins', blocks: ['203.0.113.128/25'] },
      { name: 'clocks', blocks: ['203.0.113.64/32', '203.0.113.65/32'] },
      { name: 'mirrors', blocks: ['203.0.113.0/28', '203.0.113.32/28'] },
      { name: 'office', blocks: ['172.31.0.0/16'] },
      { name: 'office-dns', blocks: ['10.40.10.53/32', '10.40.10.54/32'] },
      { name: 'tape', blocks: ['203.0.113.80/32'] },
    ]);
  });

  test.each([
    'Host kvm1: the storage pool "default" exists, is started, and holds files (its type is dir, fs or netfs): disks are qcow2 images on top of another.',
    'Image /var/lib/libvirt/images/win2012.qcow2 can be read where Terraform runs.',
    'Cluster k8s: MetalLB 0.14.9 or later runs in the namespace metallb-system with its CRDs (metallb.io/v1beta1).',
    'Cluster k8s: the Secret shop/shop-tls of type kubernetes.io/tls exists.',
    'Cluster k8s: the CRDs of Gateway API 1.1 or later (gateway.networking.k8s.io/v1) are installed.',
  ])('has to be there before the reference system: %s', (line) => expect(shop.prerequisites).toContain(line));

  test.each([
    'Host one: the Linux bridge "br-office" exists and carries 10.40.10.0/23 with the router 10.40.11.254.',
    'Cluster cloud: the Secret freight/orders-db exists, with the key password.',
    'The image of scales has the address 10.40.10.30 configured.',
  ])('has to be there before the depot: %s', (line) => expect(depot.prerequisites).toContain(line));

  test('the digest changes with addresses and permissions, and with nothing else', () => {
    const digest = (build: (y: Yard) => unknown) => resolved(build).system.digest;
    const pair =
      (props = {}, reason = 'test') =>
      (y: Yard) =>
        y.system.policy.allow(vm(y, 'a', props), vm(y, 'b'), { because: reason });
    const base = digest(pair());
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect([digest(pair({}, 'reworded')), digest(pair({ cpus: 4 }))]).toEqual([base, base]);
    expect(digest(pair({ address: '10.1.1.99' }))).not.toBe(base);
    expect(digest((y) => [vm(y, 'a'), vm(y, 'b')])).not.toBe(base);
    expect(digest((y) => y.system.policy.allow(External.address('192.0.2.250'), [vm(y, 'a'), vm(y, 'b')], { because: 'test' }))).not.toBe(
      base,
    );
  });
});
