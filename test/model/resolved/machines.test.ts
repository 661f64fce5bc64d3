import { AddressedBy, Forward, GuestOs, Isolation, Port, type ResolvedMachine, type ResolvedSystem } from '../../../src/model';
import { macFor, portText } from '../../../src/model/values';
import { Shop } from '../../../system';
import { Depot } from '../depot';
import { legacy, named, resolved, sshKey, subnet, vm, type Yard } from '../fixture';

const shop = new Shop().resolve().system;
const depot = new Depot().resolve().system;

const machine = (system: ResolvedSystem, name: string): ResolvedMachine => named(system.machines, name);
const only = (build: (y: Yard) => unknown): ResolvedMachine => resolved(build).system.machines[0] as ResolvedMachine;

/** Ports that Linux chooses for connections. */
const CHOSEN = { from: 32768, to: 60999 };

describe('machines', () => {
  test('the database of the reference system, as a whole', () => {
    expect(machine(shop, 'database-vm')).toEqual({
      kind: 'database',
      name: 'database-vm',
      objectName: 'shop-database-vm',
      host: 'kvm1',
      pool: 'default',
      placement: { hosts: ['kvm1'] },
      os: {
        id: 'rhel-8',
        title: 'Red Hat Enterprise Linux 8',
        family: 'linux',
        packages: 'dnf',
        firewall: 'firewalld',
        ephemeralPorts: { from: 32768, to: 60999 },
        administrator: 'cloud-user',
        controlGroups: 1,
        least: { memoryMiB: 1536, diskMiB: 10240 },
        supportedUntil: '2029-05-31',
        engines: expect.objectContaining({ redis: { '6': ['@redis:6/common'] }, valkey: {} }),
      },
      hardware: expect.objectContaining({ machineType: 'q35', firmware: 'bios', diskBus: 'virtio', nicModel: 'virtio', graphics: false }),
      clientPorts: { tcp: [CHOSEN], udp: [CHOSEN], sctp: [CHOSEN] },
      cpus: 8,
      memoryMiB: 32768,
      // QEMU 128, an I/O thread 8, 8 processors 64, page tables 64, and the most for the cache of one disk beside the other's.
      overheadMiB: 128 + 8 + 64 + 64 + 32 + 3,
      image: {
        key: 'kvm1-default-shop-rhel-8-8_10_qcow2',
        volumeName: 'shop-rhel-8-8.10.qcow2',
        source: '/var/lib/libvirt/images/rhel-8.qcow2',
        format: 'qcow2',
      },
      root: expect.objectContaining({ id: 'root', key: 'database-vm-root', protected: false }),
      data: [
        {
          id: 'data',
          pool: 'default',
          volumeName: 'shop-database-vm-data.qcow2',
          format: 'qcow2',
          bus: 'virtio',
          cache: 'none',
          io: 'native',
          existing: false,
          readOnly: false,
          shared: false,
          key: 'database-vm-data',
          sizeBytes: 500 * 1024 ** 3,
          place: 1,
          protected: true,
          serial: 'data',
        },
      ],
      filesPool: 'default',
      cds: [],
      sharedFolders: [],
      otherNics: [],
      nic: expect.objectContaining({
        name: 'database-vm',
        mac: macFor('shop/database-vm'),
        subnet: 'data',
        address: '10.10.10.2',
        mtu: 1500,
        filter: { name: 'shop-database-vm', uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/) },
        speaksFor: [],
        portIsolated: true,
      }),
      guest: expect.objectContaining({
        configuredBy: 'cloud-init',
        hostname: 'database-vm',
        fqdn: 'database-vm.shop.internal',
        ntpServers: ['10.1.1.20'],
        installs: true,
        baseline: ['10.10.0.0/16'],
        role: {
          kind: 'database',
          engine: 'postgresql',
          version: '15',
          port: 5432,
          databases: [{ name: 'app', owner: 'app' }],
          roles: [
            {
              name: 'app',
              rights: [{ in: 'app', may: 'own' }],
              clients: ['10.10.0.0/16'],
              bound: false,
              verifierVariable: 'database_vm_app_verifier',
            },
          ],
          dataSerial: 'data',
          filesystem: 'xfs',
          backup: {
            daily: '02:00',
            keep: 14,
            to: {
              by: 'sftp',
              host: '10.1.1.30',
              port: 22,
              folder: 'shop-database-vm',
              user: 'backups',
              path: '/srv/backups',
              hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP58ihvh3VNXmY0p5PQtdlBiNIIer9k0GDH0d6169dOW',
              passwordVariable: 'database_vm_backup_password',
              keyVariable: 'database_vm_backup_key',
            },
          },
          memoryMiB: 32768,
          cpus: 8,
        },
      }),
      listens: [{ protocol: 'tcp', from: 5432, to: 5432, name: 'postgresql' }],
    });
  });

  test('high isolation: no default route, but routes to the blocks of the system and to where it installs from', () => {
    expect(machine(shop, 'database-vm').guest.network).toEqual({
      addressedBy: 'static',
      prefix: 24,
      routes: ['10.1.0.0/24', '10.1.1.10/32', '10.1.1.20/32', '10.1.1.30/32', '10.2.0.0/24', '10.10.0.0/16'].map((to) => ({
        to,
        via: '10.10.10.1',
      })),
      nameservers: ['10.10.10.1'],
      searchDomain: 'shop.internal',
    });
  });

  test('a standard subnet has a default route and needs no other, an isolated one has neither', () => {
    expect(machine(shop, 'legacy-app-vm').guest.network).toMatchObject({ addressedBy: 'dhcp', defaultGateway: '10.10.20.1', routes: [] });
    const apart = only((y) => vm(y, 'a', { subnet: subnet(y, 'apart', 5, { forward: Forward.ISOLATED }) }));
    expect(apart.guest.network).toEqual({
      addressedBy: 'static',
      prefix: 24,
      routes: [],
      nameservers: ['10.1.5.1'],
      searchDomain: 'yard.internal',
    });
  });

  test('a bridged subnet has the name servers and the router that it is said to have', () => {
    expect(machine(depot, 'archive').guest.network).toMatchObject({
      prefix: 23,
      defaultGateway: '10.40.11.254',
      nameservers: expect.arrayContaining(['10.40.10.53', '10.40.10.54']),
    });
    expect(machine(depot, 'archive').nic.mtu).toBe(9000);
  });

  test('high isolation takes the console away', () => {
    const graphics = (isolation: Isolation) =>
      only((y) => legacy(y, 'a', { subnet: subnet(y, 'apart', 5, { isolation }), addressedBy: AddressedBy.IMAGE })).hardware.graphics;
    expect([graphics(Isolation.STANDARD), graphics(Isolation.HIGH)]).toEqual([true, false]);
  });

  test('nodes speak for the addresses of services and for their pods', () => {
    expect(machine(shop, 'k8s-node-1').nic.speaksFor).toEqual(['10.10.30.192/26', '10.244.0.0/16']);
    expect(machine(shop, 'k8s-node-1')).toMatchObject({
      kind: 'cluster-node',
      cluster: 'k8s',
      guest: { role: { kind: 'cluster-node', version: '1.34' } },
    });
    expect(machine(depot, 'archive').nic.speaksFor).toEqual([]);
  });

  test.each([
    [
      'windowsServer2003',
      { machineType: 'pc', diskBus: 'ide', nicModel: 'rtl8139', firmware: 'bios', clock: 'localtime', hyperV: false, tpm: false },
    ],
    ['windowsServer2008R2', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000', firmware: 'bios', clock: 'localtime', hyperV: true }],
    ['windowsServer2012', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000e', firmware: 'bios', clock: 'localtime', hyperV: true }],
    ['windowsServer2022', { machineType: 'q35', diskBus: 'sata', nicModel: 'e1000e', firmware: 'uefi', clock: 'localtime', hyperV: true }],
    ['windowsServer2025', { firmware: 'uefi-secure-boot', tpm: true }],
    ['ubuntu2404', { machineType: 'q35', diskBus: 'virtio', nicModel: 'virtio', clock: 'utc', hyperV: false }],
  ] as const)('%s gets hardware that it knows', (os, hardware) => {
    expect(only((y) => legacy(y, 'a', { os: GuestOs[os]() })).hardware).toMatchObject(hardware);
  });

  test('nothing configures a legacy machine: its address comes by a reservation, or is in its image', () => {
    expect(machine(shop, 'legacy-app-vm').guest).toMatchObject({ configuredBy: 'none', installs: false, role: { kind: 'plain' } });
    expect(named(shop.subnets, 'legacy').reservations).toEqual([
      { mac: macFor('shop/legacy-app-vm'), address: '10.10.20.2', name: 'legacy-app-vm' },
    ]);
    expect(machine(depot, 'scales').guest.network.addressedBy).toBe('image');
    expect(named(depot.subnets, 'office').reservations).toEqual([]);
  });

  test('a guest lets in its own ports from the blocks of the system, and administrators', () => {
    const { firewall } = machine(depot, 'phone').guest;
    const blocks = ['10.40.0.0/16', '10.200.0.0/16', '172.31.0.0/16'];
    expect(firewall.map(({ ports, from }) => [ports.map(portText).join(), from])).toEqual([
      ['udp/5060', blocks],
      ['udp/10000-10999', blocks],
      ['sctp/2905', blocks],
      ['tcp/22', ['203.0.113.128/25']],
    ]);
    expect(machine(depot, 'customs').guest.firewall.at(-1)?.ports.map(portText)).toEqual(['tcp/3389']);
    expect(machine(depot, 'door').guest.firewall[0]?.from).toEqual(['0.0.0.0/0']);
    expect(machine(depot, 'phone').guest).toMatchObject({
      sshAuthorizedKeys: [sshKey('a'), sshKey('b')].sort(),
      ntpServers: ['203.0.113.64', '203.0.113.65'],
    });
  });

  test('software that the image brings is not installed', () => {
    expect([machine(depot, 'archive').guest.installs, machine(depot, 'orders').guest.installs]).toEqual([false, true]);
    expect(depot.flows.some(({ origin, from }) => origin === 'packages' && from.name === 'archive')).toBe(false);
  });

  test('the order in which ports are listed does not matter', () => {
    const ports = [Port.tcp(80, 'http'), Port.udp(53, 'dns'), Port.tcp(443, 'https')];
    const build = (listens: readonly Port[]) =>
      JSON.stringify(resolved((y) => y.system.policy.allow(vm(y, 'a', { listens }), vm(y, 'b', { listens }), { because: 'test' })));
    expect(build([...ports].reverse())).toBe(build(ports));
  });

  test('long names are cut for tap devices and still differ', () => {
    const { machines } = resolved((y) => [vm(y, 'warehouse-controller-east'), vm(y, 'warehouse-controller-west')]).system;
    const taps = machines.map(({ nic }) => nic.tap);
    expect(new Set(taps).size).toBe(2);
    for (const tap of taps) expect(tap).toMatch(/^[a-z0-9-]{1,15}$/);
  });

  test('no machine is given an address that is reserved for something else', () => {
    const { machines } = resolved((y) => {
      const lan = subnet(y, 'shared', 5, { forward: Forward.bridge('br0'), reserved: ['10.1.5.2/31', '10.1.5.5', '10.1.5.8/29'] });
      return ['a', 'b', 'c', 'd'].map((id) => vm(y, id, { subnet: lan }));
    }).system;
    expect(machines.map(({ nic }) => nic.address)).toEqual(['10.1.5.4', '10.1.5.6', '10.1.5.7', '10.1.5.16']);
  });

  test('a MAC address that somebody has already is not given again', () => {
    const first = resolved((y) => vm(y, 'a', { stateless: true })).lock;
    const a = first.machines.a;
    if (!a) throw new Error('no a');
    const { lock } = resolved((y) => [vm(y, 'a', { stateless: true }), vm(y, 'b')], {
      ...first,
      machines: { a: { ...a, mac: macFor('yard/b') } },
    });
    expect(lock.machines.b?.mac).toBe(macFor('yard/b', 1));
  });
});
