import { programOfHosts } from '../../src/import/hosts/program';
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
const text = programOfHosts(
  [
    {
      uri: 'qemu+ssh://ops@kvm1.example:2222/system?keyfile=/keys/id',
      hostname: 'kvm1.example',
      nodeinfo: NODEINFO,
      pools: [pool('logical', 'fast'), pool('dir', 'default'), pool('iscsi', 'luns'), pool('rbd', 'ceph', '', CEPH), pool('scsi', 'hba')],
    },
    { uri: 'qemu+tls://kvm2.example/system', hostname: 'kvm1', nodeinfo: NODEINFO, pools: [] },
    { uri: 'qemu+tcp://u:hidden@kvm3/system', hostname: 'Ü', nodeinfo: NODEINFO, pools: [pool('dir', '7; rm -rf /')] },
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
  const host = { uri: 'qemu:///system', hostname: 'kvm1', nodeinfo: NODEINFO, pools: [] };
  expect(() => programOfHosts([{ ...host, nodeinfo: '' }], 'farm')).toThrow('no processors and memory');
  expect(() => programOfHosts([{ ...host, pools: ['<volume/>'] }], 'farm')).toThrow('no pool');
});
