import type { Size } from '../values';

/** Which controller a disk hangs on. */
export enum DiskBus {
  /** The fastest; guests need the driver, which Linux has. */
  VIRTIO = 'virtio',
  /** As fast, by a controller of its own (virtio-scsi); for guests that want SCSI, and clusters with reservations. */
  SCSI = 'scsi',
  /** For guests without drivers of virtio. */
  SATA = 'sata',
  /** For guests that know nothing else. Machine type `pc` only. */
  IDE = 'ide',
}

/** What the host's page cache does with a disk's data (libvirt: `driver cache`). */
export enum DiskCache {
  /** Past the cache (O_DIRECT). What the guest has flushed is on the disk; memory is not used twice. */
  NONE = 'none',
  /** Past the cache, and every write waits until the disk has it. */
  DIRECT_SYNC = 'directsync',
  /** Reads are kept, every write waits until the disk has it. */
  WRITE_THROUGH = 'writethrough',
  /** Through the cache. What the guest has flushed is on the disk; it uses the host's memory besides the guest's. */
  WRITE_BACK = 'writeback',
}

/** How QEMU asks the host's kernel for data (libvirt: `driver io`). */
export enum DiskIo {
  /** The kernel's own asynchronous calls. Only past the page cache: `DiskCache.NONE` or `DIRECT_SYNC`. */
  NATIVE = 'native',
  /** By threads that wait. */
  THREADS = 'threads',
  /** io_uring; libvirt 6.3, QEMU 5.0 and Linux 5.1 or later. */
  IO_URING = 'io_uring',
}

/** What a disk may use of what it shares with others. A total goes with no limit of its own kind for reads or writes. */
export interface DiskLimits {
  /** Reads and writes together, each second. @default - unlimited */
  readonly iops?: number;
  /** Reads, each second. @default - unlimited */
  readonly readIops?: number;
  /** Writes, each second. @default - unlimited */
  readonly writeIops?: number;
  /** Read and written, each second. @default - unlimited */
  readonly throughput?: Size;
  /** What is read, each second. @default - unlimited */
  readonly readThroughput?: Size;
  /** What is written, each second. @default - unlimited */
  readonly writeThroughput?: Size;
}

/** How a disk is attached to its machine. Any change but of limits restarts the machine; the data stays. */
export interface DiskOptions {
  /**
   * What the host's page cache does with its data.
   * @default DiskCache.NONE
   */
  readonly cache?: DiskCache;
  /**
   * How QEMU reads and writes it.
   * @default - DiskIo.NATIVE past the page cache, DiskIo.THREADS else; for a disk in Ceph what its library does
   */
  readonly io?: DiskIo;
  /**
   * What it may use each second. Changes live.
   * @default - none
   */
  readonly limits?: DiskLimits;
}

/** How a root disk is attached, and what it is. */
export interface RootDiskOptions extends DiskOptions {
  /**
   * A volume of the machine's pool that is there already, with an operating system on it: a LUN, a clone that Ceph has made.
   * @default - made from the image
   */
  readonly existing?: ExistingVolume;
}

/** Where a further disk lies, and how it is attached. */
export interface DataDiskOptions extends DiskOptions {
  /**
   * Storage pool, by its name among the host's.
   * @default - the machine's
   */
  readonly pool?: string;
  /**
   * Controller that it hangs on. Fixed once the disk exists: the guest knows it by a path that follows from it.
   * @default - that of the operating system's hardware
   */
  readonly bus?: DiskBus;
}

/** A volume that is there already: nobody makes it, and nobody deletes it. */
export interface ExistingVolume {
  /** Its name in the pool, as `virsh vol-list` has it: `unit:0:0:1` for a LUN. */
  readonly name: string;
  /**
   * What is in it.
   * @default 'raw'
   */
  readonly format?: 'qcow2' | 'raw';
}

/** A further disk of a machine. It is never destroyed by an apply. */
export interface DataDiskProps extends DataDiskOptions {
  /** Part of the volume's name: `<machine>-<id>`. */
  readonly id: string;
  /** Its size, which can grow later, never shrink. Of a volume that is there already: what it has at least. */
  readonly size: Size;
  /**
   * The volume to use.
   * @default - one of its own, blank at first
   */
  readonly existing?: ExistingVolume;
  /**
   * Whether the machine may only read it. Of volumes that are there already.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Whether other machines use it at the same time, which takes a file system or a database made for that. Of raw volumes that are there
   * already, past the page cache.
   * @default false
   */
  readonly shared?: boolean;
}

/** A folder of the host that a machine sees (virtiofs). */
export interface SharedFolderProps {
  /** What the guest calls it when it mounts it: 1 to 36 lower-case letters, digits and hyphens. */
  readonly id: string;
  /** Absolute path on the host, of a folder that is there. Whoever is root in the guest can write into it as root of the host. */
  readonly path: string;
  /**
   * Absolute path in the guest, mounted when it is first set up.
   * @default - the guest mounts it by itself: `mount -t virtiofs <id> <path>`
   */
  readonly mount?: string;
}
