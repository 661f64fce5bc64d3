import {
  DiskBus,
  DiskCache,
  DiskIo,
  GuestOs,
  type HostProps,
  Image,
  Size,
  StoragePool,
  type System,
  type VirtualMachineProps,
} from '../../../src/model';
import { database, legacy, vm, yard } from '../fixture';
import type { ProblemCase } from './case';

const LUN = { name: 'unit:0:0:1' };
const data = { id: 'data', size: Size.gibibytes(1) };
const CEPH = { monitors: ['10.9.0.1:6789'], cephPool: 'vms', user: 'libvirt', secret: '6f1c1c0e-3f55-4a0b-9c3d-6a1d0d8a7f42' };

/** A machine on a host with such pools. */
const on = (host: Partial<HostProps>, props: Partial<VirtualMachineProps> = {}): System => {
  const y = yard({}, host);
  vm(y, 'web', props);
  return y.system;
};
const withDisk = (disk: object, host: Partial<HostProps> = {}): System => on(host, { dataDisks: [{ ...data, ...disk }] });

const impossible = (when: string, says: readonly string[], fix: string, build: () => System): ProblemCase => ({
  when,
  code: 'IMPOSSIBLE_DISK',
  path: 'yard/web',
  says: ['"data"', ...says],
  fix: [fix],
  build,
});

const ceph = (props: Partial<typeof CEPH>, says: string, fix: string): ProblemCase => ({
  when: `a Ceph pool ${says}`,
  code: 'INVALID_CEPH',
  path: 'yard/kvm',
  says: ['"fast"', says],
  fix: [fix],
  build: () => withDisk({ pool: 'fast' }, { pools: [StoragePool.rbd('fast', { ...CEPH, ...props })] }),
});

const folder = (when: string, props: { id?: string; path?: string; mount?: string }, says: string, fix: string): ProblemCase => ({
  when,
  code: 'INVALID_SHARED_FOLDER',
  path: 'yard/web',
  says: [says],
  fix: [fix],
  build: () => on({}, { sharedFolders: [{ id: 'media', path: '/srv/media', ...props }] }),
});

const locked = (when: string, says: readonly string[], fix: string, before: object, after: object): ProblemCase => ({
  when,
  code: 'DISK_CHANGED',
  path: 'yard/web',
  says: ['"data"', ...says],
  fix: [`Put ${says[0]} back`, fix],
  before: () => undefined,
  edit: () => withDisk(before, { pools: [StoragePool.existing('fast')] }).resolve().lock,
  build: () => withDisk(after, { pools: [StoragePool.existing('fast')] }),
});

export const STORAGE: readonly ProblemCase[] = [
  {
    when: 'a host has two pools of one name',
    code: 'POOL_TWICE',
    path: 'yard/kvm',
    says: ['"default"'],
    fix: ['once'],
    build: () => on({ pools: [StoragePool.lvm('default')] }),
  },
  {
    when: 'two pools of a host lie in one directory',
    code: 'POOL_FOLDER_TWICE',
    path: 'yard/kvm',
    says: ['"first" and "second"', '/srv/first'],
    fix: ['a directory of its own'],
    build: () => on({ pools: [StoragePool.owned('first', { path: '/srv/first' }), StoragePool.owned('second', { path: '/srv/first/' })] }),
  },
  ...['/srv/../etc', '/srv/./a', '/srv//a', '/', '/srv/..'].map(
    (folder): ProblemCase => ({
      when: `a pool lies in ${folder}`,
      code: 'INVALID_HOST',
      path: 'yard/kvm',
      says: [`"${folder}"`, '"first"'],
      fix: ['absolute path'],
      build: () => on({ pools: [StoragePool.owned('first', { path: folder })] }),
    }),
  ),
  {
    when: 'a disk lies in a pool that its host does not have',
    code: 'UNKNOWN_POOL',
    path: 'yard/web',
    says: ['"fast"', 'kvm', 'default, slow'],
    fix: ["StoragePool.existing('fast')", '`pools`'],
    build: () => withDisk({ pool: 'fast' }, { pools: [StoragePool.existing('slow')] }),
  },
  ceph({ monitors: [] }, 'names no monitor', 'Give one at least'),
  ceph({ monitors: ['mon1:0'] }, '"mon1:0"', 'IPv4 address or a name'),
  ceph({ cephPool: 'a b' }, '"a b"', 'ceph osd pool ls'),
  ceph({ user: 'client admin' }, '"client admin"', 'without `client.`'),
  ceph({ secret: 'AQBsecret==' }, 'a secret that is no UUID', 'never the key'),
  {
    when: 'a new disk lies among LUNs',
    code: 'POOL_MAKES_NO_VOLUMES',
    path: 'yard/web',
    says: ['"data"', '"san"', 'iSCSI'],
    fix: ['existing', 'unit:0:0:1'],
    build: () => withDisk({ pool: 'san' }, { pools: [StoragePool.iscsi('san')] }),
  },
  {
    when: 'a root disk would be made in Ceph',
    code: 'POOL_TAKES_NO_IMAGE',
    path: 'yard/web',
    says: ['"fast"', 'Ceph'],
    fix: ['rootDiskOptions', 'data disks'],
    build: () => on({ pools: [StoragePool.rbd('fast', CEPH)] }, { pool: 'fast' }),
  },
  {
    when: 'nothing but Ceph is there for the CD that a machine is set up from',
    code: 'POOL_TAKES_NO_FILES',
    path: 'yard/web',
    says: ['"default"', 'Ceph'],
    fix: ['a pool of files'],
    build: () => on({ pool: StoragePool.rbd('default', CEPH) }, { rootDiskOptions: { existing: { name: 'web' } } }),
  },
  {
    when: 'a layered image is for a volume group',
    code: 'IMAGE_FORMAT',
    path: 'yard/web',
    says: ['/images/debian-12.qcow2', 'qcow2', '"vg"', 'raw'],
    fix: ['qemu-img convert -O raw', "format: 'raw'"],
    build: () => on({ pools: [StoragePool.lvm('vg')] }, { pool: 'vg' }),
  },
  {
    when: 'an image of a CD is for a root disk',
    code: 'IMAGE_FORMAT',
    path: 'yard/web',
    says: ['/images/a.iso', 'iso', 'root disk'],
    fix: ['qemu-img convert'],
    build: () => on({}, { image: Image.file('/images/a.iso', { version: '1', format: 'iso' }) }),
  },
  {
    when: 'an image of a disk is for a drive',
    code: 'IMAGE_FORMAT',
    path: 'yard/web',
    says: ['/images/drivers.iso', 'qcow2', 'iso'],
    fix: ["format: 'iso'"],
    build: () => on({}, { cdImages: [Image.file('/images/drivers.iso', { version: '1' })] }),
  },
  impossible('the kernel is to wait for nothing, and the page cache is in between', ["'native'", "'writeback'"], 'DiskCache.NONE', () =>
    withDisk({ io: DiskIo.NATIVE, cache: DiskCache.WRITE_BACK }),
  ),
  impossible('it is said how Ceph reads', ["'threads'", 'Ceph'], 'Leave `io` out', () =>
    withDisk({ pool: 'fast', io: DiskIo.THREADS }, { pools: [StoragePool.rbd('fast', CEPH)] }),
  ),
  impossible('a LUN holds qcow2', ['qcow2', 'raw'], 'Leave `format` out', () =>
    withDisk({ pool: 'san', existing: { ...LUN, format: 'qcow2' } }, { pools: [StoragePool.iscsi('san')] }),
  ),
  impossible('a blank disk can only be read', ['read-only', 'blank'], '`existing`', () => withDisk({ readOnly: true })),
  impossible("a machine's own disk is shared", ['belongs to this machine'], '`existing`', () => withDisk({ shared: true })),
  impossible('a qcow2 volume is shared', ['qcow2', 'only one'], 'raw', () =>
    withDisk({ existing: { name: 'quorum.qcow2', format: 'qcow2' }, shared: true }),
  ),
  impossible('a shared volume is cached', ["'writethrough'", 'another does not see'], 'DiskCache.NONE', () =>
    withDisk({ existing: { name: 'quorum.raw' }, shared: true, cache: DiskCache.WRITE_THROUGH }),
  ),
  impossible('a disk is on IDE beside q35', ['ide', 'q35'], '`bus`', () => withDisk({ bus: DiskBus.IDE })),
  {
    when: 'limits are totals and single ones at once',
    code: 'INVALID_DISK_LIMITS',
    path: 'yard/web',
    says: ['"data"', 'iops is a total'],
    fix: ['readIops'],
    build: () => withDisk({ limits: { iops: 100, readIops: 50 } }),
  },
  {
    when: 'throughput is limited twice',
    code: 'INVALID_DISK_LIMITS',
    path: 'yard/web',
    says: ['throughput is a total'],
    fix: ['iops'],
    build: () => withDisk({ limits: { throughput: Size.mebibytes(10), writeThroughput: Size.mebibytes(5) } }),
  },
  {
    when: 'a limit is nothing',
    code: 'INVALID_DISK_LIMITS',
    path: 'yard/db',
    says: ['"data"', 'writeIops is 0'],
    fix: ['above 0'],
    build: (y) => database(y, 'db', { dataDiskOptions: { limits: { writeIops: 0 } } }),
  },
  {
    when: 'two machines write to one LUN and do not know',
    code: 'VOLUME_IN_USE',
    path: 'yard/web',
    says: ['"unit:0:0:1"', '"san"', 'yard/other'],
    fix: ['`shared: true`'],
    build: () => {
      const y = yard({}, { pools: [StoragePool.iscsi('san')] });
      vm(y, 'web', { dataDisks: [{ ...data, pool: 'san', existing: LUN, shared: true }] });
      vm(y, 'other', { dataDisks: [{ ...data, pool: 'san', existing: LUN }] });
      return y.system;
    },
  },
  {
    when: 'a machine has more CDs than places for them',
    code: 'TOO_MANY_CDS',
    path: 'yard/erp',
    says: ['2 CDs', 'room for 1', 'ide'],
    fix: ['fewer'],
    build: (y) =>
      legacy(y, 'erp', {
        os: GuestOs.windowsServer2003(),
        cdImages: ['a', 'b'].map((name) => Image.file(`/images/${name}.iso`, { version: '1', format: 'iso' })),
      }),
  },
  folder('a shared folder has a name that no guest can ask for', { id: 'Media' }, '"Media"', '1 to 36'),
  folder('a shared folder has no absolute path', { path: '../media' }, '"../media"', 'absolute path'),
  folder('a shared folder would hide the system of its guest', { mount: '/usr' }, '"/usr"', '/srv/media'),
  folder(
    'a shared folder would be mounted where a table of mounts has no place for it',
    { mount: '/srv/my media' },
    '"/srv/my media"',
    '/srv/media',
  ),
  {
    when: 'a folder is shared twice, and mounted twice at one place',
    code: 'INVALID_SHARED_FOLDER',
    path: 'yard/web',
    says: ['"media"', 'there twice'],
    fix: ['otherwise'],
    build: () => on({}, { sharedFolders: ['/srv/a', '/srv/b'].map((path) => ({ id: 'media', path })) }),
  },
  {
    when: 'two folders are mounted at one place',
    code: 'INVALID_SHARED_FOLDER',
    path: 'yard/web',
    says: ['"b"', 'where another one is'],
    fix: ['elsewhere'],
    build: () => on({}, { sharedFolders: ['a', 'b'].map((id) => ({ id, path: `/srv/${id}`, mount: '/srv/media' })) }),
  },
  {
    when: 'nobody mounts a shared folder in a guest that nothing sets up',
    code: 'INVALID_SHARED_FOLDER',
    path: 'yard/erp',
    says: ['"media"', 'nothing sets this guest up'],
    fix: ['mount -t virtiofs media /srv/media'],
    build: (y) => legacy(y, 'erp', { sharedFolders: [{ id: 'media', path: '/srv/media', mount: '/srv/media' }] }),
  },
  locked('a disk moves to another pool', ['default', 'fast', 'pool:'], 'move the volume', {}, { pool: 'fast' }),
  locked('a disk moves to another bus', ['virtio', 'scsi', 'bus:'], 'UUID or label', {}, { bus: DiskBus.SCSI }),
  locked(
    'a disk becomes a volume that is there already',
    ['a volume of its own', 'old.raw'],
    'copy',
    {},
    { existing: { name: 'old.raw' } },
  ),
  {
    when: 'a pool of files becomes a volume group of the same name',
    code: 'POOL_TYPE_CHANGED',
    path: 'yard/kvm',
    says: ['"fast"', 'directory', 'lvm', 'anew, and empty'],
    fix: ['Put directory back', 'hosts.kvm.pools.fast.type'],
    before: () => undefined,
    edit: () => withDisk({ pool: 'fast' }, { pools: [StoragePool.existing('fast')] }).resolve().lock,
    build: () => withDisk({ pool: 'fast' }, { pools: [StoragePool.lvm('fast')] }),
  },
];
