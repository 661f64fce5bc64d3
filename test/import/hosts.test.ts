import type { HostTexts } from '../../src/import/hosts/facts';
import { programOfHosts } from '../../src/import/hosts/program';
import { LegacyVm } from '../../src/model';
import { compiled, systemOf } from './program';

const NODEINFO = `CPU model:           x86_64
CPU(s):              32
CPU frequency:       2900 MHz
CPU socket(s):       1
Memory size:         131072000 KiB

`;
const pool = (type: string, name: string, more = '', source = ''): string =>
  `<pool type='${type}'><name>${name}</name><uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <capacity unit='bytes'>1099511627776</capacity><allocation unit='bytes'>7</allocation>${more}<source>${source}</source><target><path>/x</path></target></pool>`;
const CEPH = `<host name='10.1.0.11' port='6789'/><host name='mon2'/><name>vms</name>
  <auth type='ceph' username='libvirt'><secret uuid='2ec115d7-3a88-3ceb-bc12-0ac909a6fd87'/></auth>`;
const BARE: Pick<HostTexts, 'capabilities' | 'networks' | 'domains' | 'volumes'> = {
  capabilities: [],
  networks: [],
  domains: [],
  volumes: [],
};
const text = programOfHosts(
  [
    {
      ...BARE,
      uri: 'qemu+ssh://ops@kvm1.example:2222/system?keyfile=/keys/id',
      hostname: 'kvm1.example',
      nodeinfo: NODEINFO,
      pools: [pool('logical', 'fast'), pool('dir', 'default'), pool('iscsi', 'luns'), pool('rbd', 'ceph', '', CEPH), pool('scsi', 'hba')],
    },
    { ...BARE, uri: 'qemu+tls://kvm2.example/system', hostname: 'kvm1', nodeinfo: NODEINFO, pools: [] },
    { ...BARE, uri: 'qemu+tcp://u:hidden@kvm3/system', hostname: 'Ü', nodeinfo: NODEINFO, pools: [pool('dir', '7; rm -rf /')] },
  ],
  'farm',
);

test('hosts with what they have, and their pools', () => {
  expect(text).toBe(`import { Host, Size, StoragePool, System } from 'isthmus';

export class Imported extends System {
  constructor() {
    super("farm");
    // not said: the pool hba, of a type or name that is not known here
    new Host(this, "kvm1", {
      ssh: { user: "ops", address: "kvm1.example", port: 2222, keyFile: "/keys/id" },
      cpus: 32,
      memory: Size.gibibytes(125),
      pool: StoragePool.existing("default", { size: Size.gibibytes(1024) }),
      pools: [
        StoragePool.lvm("fast", { size: Size.gibibytes(1024) }),
        StoragePool.iscsi("luns"),
        StoragePool.rbd("ceph", {
          monitors: ["10.1.0.11:6789", "mon2"],
          cephPool: "vms",
          user: "libvirt",
          secret: "2ec115d7-3a88-3ceb-bc12-0ac909a6fd87",
          size: Size.gibibytes(1024),
        }),
      ],
    });
    // It has no pool that disks could lie in.
    new Host(this, "kvm1-2", { uri: "qemu+tls://kvm2.example/system", cpus: 32, memory: Size.gibibytes(125) });
    // Its URI is none that can be said here: state whom to reach there, and how.
    // It has no pool that disks could lie in.
    // not said: the pool 7; rm -rf /, of a type or name that is not known here
    new Host(this, "host", { ssh: { user: "root", address: "host.invalid" }, cpus: 32, memory: Size.gibibytes(125) });
  }
}
`);
});

test('the program compiles, and resolves', () => {
  expect(compiled({ hosts: text })).toBe('');
  expect(systemOf(text).resolve().warnings).toEqual([]);
});

test('what is no answer of virsh is refused', () => {
  const host = { ...BARE, uri: 'qemu:///system', hostname: 'kvm1', nodeinfo: NODEINFO, pools: [] };
  expect(() => programOfHosts([{ ...host, nodeinfo: '' }], 'farm')).toThrow('no processors and memory');
  expect(() => programOfHosts([{ ...host, pools: ['<volume/>'] }], 'farm')).toThrow('no pool');
});

describe('machines that were made by hand', () => {
  const UUIDS = ['25cc704b-0374-4100-b31c-691cf01fbc68', '26cc704b-0374-4100-b31c-691cf01fbc68', '27cc704b-0374-4100-b31c-691cf01fbc68'];
  const domain = (name: string, index: number, disks: string, cards: string): string =>
    `<domain type='kvm'><name>${name}</name><uuid>${UUIDS[index]}</uuid><memory unit='KiB'>2097152</memory><vcpu>2</vcpu>
    <os><type arch='x86_64' machine='pc-q35-8.2'>hvm</type></os><devices>${disks}${cards}
    <graphics type='vnc' passwd='hidden'/></devices></domain>`;
  const disk = (source: string, target = 'vda'): string =>
    `<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='writeback'/><source ${source}/><target dev='${target}' bus='virtio'/></disk>`;
  const card = (mac: string, source: string): string => `<interface type='network'><mac address='${mac}'/><source ${source}/></interface>`;
  const DEFAULT = `<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'><dhcp/></ip></network>`;
  const host: HostTexts = {
    uri: 'qemu:///system',
    hostname: 'kvm1',
    nodeinfo: NODEINFO,
    pools: [pool('dir', 'default')],
    capabilities: [
      '<domainCapabilities><domain>kvm</domain><machine>pc-q35-rhel9.4.0</machine><os><loader><value>/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd</value></loader></os></domainCapabilities>',
    ],
    networks: [DEFAULT, '<network><name>unused</name><bridge name="virbr1"/></network>'],
    domains: [
      {
        xml: domain(
          'Old Wiki',
          0,
          disk("file='/images/wiki.qcow2'") + disk("file='/images/pages.raw'", 'vdb'),
          card('52:54:00:AA:BB:01', "network='default'"),
        ),
        addresses: ' vnet0      52:54:00:aa:bb:01    ipv4         192.168.122.40/24\n',
        leased: true,
      },
      {
        xml: domain(
          'debian-12-db',
          1,
          disk("pool='default' volume='db.qcow2'"),
          card('52:54:00:aa:bb:02', "bridge='br0'") + card('52:54:00:aa:bb:03', "network='default'"),
        ),
        addresses: ' vnet1      52:54:00:aa:bb:02    ipv4         10.0.0.7/0\n',
        leased: false,
      },
      { xml: domain('farm-own', 2, '', ''), addresses: '', leased: false },
    ],
    volumes: [
      {
        pool: 'default',
        xml: "<volume><name>wiki.qcow2</name><capacity unit='bytes'>21474836480</capacity><target><path>/images/wiki.qcow2</path><format type='qcow2'/></target></volume>",
      },
      {
        pool: 'default',
        xml: "<volume><name>pages.raw</name><capacity unit='bytes'>1073741824</capacity><target><path>/images/pages.raw</path><format type='raw'/></target></volume>",
      },
    ],
  };
  const program = programOfHosts([host], 'farm');

  test('are adopted with what they have', () => {
    expect(program).toContain(`new LegacyVm(this, "old-wiki", {
      host: kvm1,
      subnet: defaultSubnet,
      address: "192.168.122.40",
      mac: "52:54:00:aa:bb:01",
      addressedBy: AddressedBy.DHCP,
      os: GuestOs.debian12().withHardware({ guestAgent: false }),
      cpus: 2,
      memory: Size.gibibytes(2),
      rootDisk: Size.gibibytes(20),
      rootDiskOptions: { existing: { name: "wiki.qcow2", format: "qcow2" } },
      dataDisks: [
        { id: "pages", size: Size.gibibytes(1), existing: { name: "pages.raw", format: "qcow2" } },
      ],
      adopt: { uuid: "${UUIDS[0]}", name: "Old Wiki" },
    });`);
    expect(program).toContain('forward: Forward.bridge("virbr0"),\n      dhcpServers: ["192.168.122.1"],');
    expect(program).toContain('.addInterface("default", { subnet: defaultSubnet, mac: "52:54:00:aa:bb:03" });');
    expect(program).not.toMatch(/farm-own|unused|hidden/);
  });

  test('and hosts say what machines are made as there', () => {
    expect(program).toContain('machineTypes: { q35: "pc-q35-rhel9.4.0" },');
    expect(program).toContain('secureCode: "/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd",');
  });

  test('the program compiles, and says what is missing when it is resolved', () => {
    expect(compiled({ machines: program })).toBe('');
    const found = systemOf(program)
      .node.findAll()
      .filter((each) => each instanceof LegacyVm);
    expect(found.map(({ adopt }) => adopt?.uuid)).toEqual(UUIDS.slice(0, 2));
  });
});
