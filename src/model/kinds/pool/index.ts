import type { PoolType, ResolvedImage, ResolvedVolume } from '../../resolved';

/** What tells pools of different types apart, as libvirt 9 deals with them (its `storage/storage_backend_*.c`). */
export interface KindOfPool {
  /** What messages call it. */
  readonly title: string;
  /** What libvirt calls its type. */
  readonly type: string;
  /** What new disks in it are. A block device has no place for a layer over another volume: libvirt reads it as raw. */
  readonly format: ResolvedVolume['format'];
  /** Ending of a new disk's name: files are known by it. */
  readonly ending: string;
  /** Formats of images that root disks in it can be made from. */
  readonly images: readonly ResolvedImage['format'][];
  /** Whether a root disk is a layer over its image, which lies there once for all machines. Else it is a copy. */
  readonly layers: boolean;
  /** Whether libvirt makes volumes in it. */
  readonly makes: boolean;
  /** Whether libvirt writes files into it, such as the CD that a guest is set up from. */
  readonly takesFiles: boolean;
  /** The command that makes a volume larger where libvirt cannot, up to the number of bytes. Unset: it can. */
  readonly grownBy: ((volumePath: string, bytes: number) => string) | undefined;
  /** Whether it can be said how QEMU reads and writes: what Ceph's library does is its own affair. */
  readonly choosesIo: boolean;
}

const FILES = {
  format: 'qcow2',
  ending: '.qcow2',
  images: ['qcow2', 'raw'],
  layers: true,
  makes: true,
  takesFiles: true,
  grownBy: undefined,
  choosesIo: true,
} as const;

/** libvirt uploads into them, and has no `resizeVol` for them. */
const BLOCKS = { format: 'raw', ending: '', images: ['raw'], layers: false, makes: true, takesFiles: true, choosesIo: true } as const;

export const POOLS: { readonly [T in PoolType]: KindOfPool } = {
  directory: { ...FILES, title: 'A pool of files', type: 'dir, fs or netfs' },
  nfs: { ...FILES, title: 'An NFS pool', type: 'netfs' },
  lvm: { ...BLOCKS, title: 'An LVM pool', type: 'logical', grownBy: (path, bytes) => `lvextend -L ${bytes}b ${path}` },
  zfs: {
    ...BLOCKS,
    title: 'A ZFS pool',
    type: 'zfs',
    grownBy: (path, bytes) => `zfs set volsize=${bytes} $(realpath --relative-to=/dev/zvol -s ${path})`,
  },
  // Its backend has `resizeVol`, and no `uploadVol`.
  rbd: { ...BLOCKS, title: 'A Ceph pool', type: 'rbd', images: [], takesFiles: false, grownBy: undefined, choosesIo: false },
  // Its volumes are the LUNs of the target.
  iscsi: {
    ...BLOCKS,
    title: 'An iSCSI pool',
    type: 'iscsi',
    images: [],
    makes: false,
    takesFiles: false,
    grownBy: () => "the target's own tool, then `iscsiadm -m session --rescan`",
  },
};

/** Whether a word, of a lock file, is a type of pools. */
export const isPoolType = (word: string): word is PoolType => Object.hasOwn(POOLS, word);
