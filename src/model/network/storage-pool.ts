import type { PoolType } from '../resolved';
import { propsIn, remembering, textPart } from '../shape/wrong';
import type { Size } from '../values';
import { Value } from '../values/value';

/** How much there is of a storage pool. */
export interface PoolSpaceProps {
  /** @default - not known, and not reckoned with */
  readonly size?: Size;
  /**
   * How much may be promised of it: disks take room as they are written, but for those in LVM, which have all of it from the beginning.
   * A pool that runs full stops its machines.
   * @default 1 - all disks fit, fully written
   */
  readonly overcommit?: number;
}

/** Where a Ceph cluster is, and as whom its images are opened. */
export interface CephProps {
  /** Its monitors, as `10.1.0.11:6789` or by name; 6789 for want of a port. */
  readonly monitors: readonly string[];
  /** Name of the pool in Ceph that libvirt's pool stands for. */
  readonly cephPool: string;
  /** Name of the Ceph user, without `client.`. */
  readonly user: string;
  /** UUID of the libvirt secret on the host that holds this user's key (`virsh secret-list`). The key itself is nobody's to write down here. */
  readonly secret: string;
}

/**
 * A storage pool of a host. What its disks are, and what can be done to them, follows from its type: node_modules/isthmus/docs/storage.md has a table.
 * But for directories all of them have to be there: making one would write over the device, the dataset or the export that it is made of.
 */
export class StoragePool extends Value {
  protected declare readonly brand: 'StoragePool';

  private constructor(
    /** Its name in libvirt. */
    readonly name: string,
    /** What it is made of. */
    readonly type: PoolType,
    /** How much there is of it. */
    readonly space: PoolSpaceProps,
    /** Directory of a pool that this system makes. Unset: the pool is there already. */
    readonly path?: string,
    /** Of a pool in Ceph: where that is. */
    readonly ceph?: CephProps,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `name`.';
  }

  /** A pool of files that is there already (of libvirt's types `dir` and `fs`), such as `default`. */
  static existing(name: string, space: PoolSpaceProps = {}): StoragePool {
    return new StoragePool(name, 'directory', space);
  }

  /** A pool that this system creates, in a directory of its own. It is never deleted with its contents. */
  static owned(name: string, props: { readonly path: string } & PoolSpaceProps): StoragePool {
    const { path, ...space } = propsIn(props);
    return remembering(new StoragePool(name, 'directory', space, path), textPart('StoragePool.owned(name, { path })', path));
  }

  /** An NFS export that libvirt mounts (`netfs`). */
  static nfs(name: string, space: PoolSpaceProps = {}): StoragePool {
    return new StoragePool(name, 'nfs', space);
  }

  /** A volume group of LVM (`logical`). */
  static lvm(name: string, space: PoolSpaceProps = {}): StoragePool {
    return new StoragePool(name, 'lvm', space);
  }

  /** A dataset of ZFS (`zfs`). */
  static zfs(name: string, space: PoolSpaceProps = {}): StoragePool {
    return new StoragePool(name, 'zfs', space);
  }

  /** A pool of Ceph's block devices (`rbd`). Machines open their images themselves, so it has to be said where the cluster is. */
  static rbd(name: string, props: CephProps & PoolSpaceProps): StoragePool {
    const { size, overcommit, ...ceph } = propsIn(props);
    const space = { ...(size && { size }), ...(overcommit !== undefined && { overcommit }) };
    return new StoragePool(name, 'rbd', space, undefined, ceph as CephProps);
  }

  /** An iSCSI target that the host is logged in to (`iscsi`): its LUNs are disks that are there already. */
  static iscsi(name: string): StoragePool {
    return new StoragePool(name, 'iscsi', {});
  }
}
