import type { ResolvedHardware } from './hardware';

/** An operating-system image, or that of a CD, as it lies in a pool once for all machines that use it. */
export interface ResolvedImage {
  /** Logical id in Terraform: one for each pool that it lies in. */
  readonly key: string;
  /** `<system>-<image name>-<identity>`: the identity is part of the name, so another image is another volume. */
  readonly volumeName: string;
  /** Absolute path on the machine that runs Terraform, or http(s) URL. */
  readonly source: string;
  readonly format: 'qcow2' | 'raw' | 'iso';
  /** Hexadecimal digest of the file. Unset: nobody has stated one. */
  readonly sha256?: string;
}

/** A disk of a machine: a volume of libvirt. */
export interface ResolvedVolume {
  /** `root` or the data volume's id. */
  readonly id: string;
  /** Storage pool that it lies in. */
  readonly pool: string;
  /** Volume name in the pool: `<system>-<machine>-<id>`, as a file with its format's ending. Of one that is there already: its own. */
  readonly volumeName: string;
  /** What is in it. */
  readonly format: 'qcow2' | 'raw';
  /** Lock key and Terraform logical id: `<machine>-<id>`. */
  readonly key: string;
  /** Its size. */
  readonly sizeBytes: number;
  /** Among the disks of its machine, from 0 (the root disk): never another one's while both are there. */
  readonly place: number;
  /** Holds data that cannot be made again: never destroyed by an apply. */
  readonly protected: boolean;
  /** Disk serial in the guest (at most 20 characters): `/dev/disk/by-id/virtio-<serial>`. Unset for the root disk. */
  readonly serial?: string;
  /** Controller that it hangs on. */
  readonly bus: ResolvedHardware['diskBus'];
  /** What the host's page cache does with its data. */
  readonly cache: 'none' | 'directsync' | 'writethrough' | 'writeback';
  /** How QEMU reads and writes it. Unset: what its pool has nothing to choose in. */
  readonly io?: 'native' | 'threads' | 'io_uring';
  /** What it may use each second, 0 for whatever is unlimited. Changes live. Unset: unlimited. */
  readonly limits?: ResolvedDiskLimits;
  /** It was there before the system, which makes, resizes and deletes it not. */
  readonly existing: boolean;
  /** The machine may only read it. */
  readonly readOnly: boolean;
  /** Other machines use it at the same time. */
  readonly shared: boolean;
}

/** Bytes, and reads and writes, each second. */
export interface ResolvedDiskLimits {
  readonly totalBytes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly totalIops: number;
  readonly readIops: number;
  readonly writeIops: number;
}

/** A CD in a drive of a machine. */
export interface ResolvedCd {
  readonly image: ResolvedImage;
  readonly pool: string;
  /** Among the CDs of its machine, from 0. */
  readonly place: number;
}

/** A folder of its host that a machine sees. */
export interface ResolvedSharedFolder {
  /** By which the guest asks for it. */
  readonly id: string;
  readonly path: string;
  /** Where the guest is set up to mount it. Unset: nowhere. */
  readonly mount?: string;
}

/** A data volume that left the system on purpose. */
export interface ResolvedRetirement {
  /** Terraform logical id, as {@link ResolvedVolume.key}. */
  readonly key: string;
  /** Name of the volume in its pool. */
  readonly volumeName: string;
  /** Name of the host that it lies on. */
  readonly host: string;
  /** For a root disk: the image it is a layer over, which must stay as long as the disk does. */
  readonly image?: Pick<ResolvedImage, 'key' | 'volumeName'>;
  /** `true`: let go of, not deleted. `false`: deleted by the next apply. */
  readonly keepData: boolean;
  /** The user's reason. */
  readonly because: string;
}
