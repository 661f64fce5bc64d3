import { type OptionalProps, wholePart } from '../configuration/env-source';
import type { Secret } from '../configuration/secret';
import type { External } from '../network/external';
import type { KeyHolder } from '../resolved';
import { remembering } from '../shape/wrong';
import type { Size } from '../values';
import { Value } from '../values/value';
import type { Machine, NetworkInterface } from './machine';

/** Space that is empty when a pod starts, and gone with it. */
export interface ScratchProps {
  /**
   * What it may hold at most. On disk the container's `resources.ephemeralStorage` grows by it; in memory it is part of `resources.memory`.
   * @default - the container's `resources.ephemeralStorage`, all of which it may use; in memory half of `resources.memory`
   */
  readonly size?: Size;
  /**
   * Whether it lies in the node's memory.
   * @default false - on the node's disk
   */
  readonly inMemory?: boolean;
}

/** Keys of a Secret or ConfigMap as files. */
export interface KeysProps extends OptionalProps {
  /**
   * Permission bits of its files. They belong to root and to the group of `runAs`.
   * @default 0o440 - the container reads them, nobody writes
   */
  readonly mode?: number;
}

/** Who may mount a volume at a time (kubernetes.io, "Persistent Volumes": access modes). */
export enum AccessMode {
  /** Pods of one node. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** Pods of all nodes, to read. */
  READ_ONLY_MANY = 'ReadOnlyMany',
  /** Pods of all nodes. */
  READ_WRITE_MANY = 'ReadWriteMany',
  /** One pod. */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
}

/** Persistent storage that a workload, or each pod of it, asks for. */
export interface ClaimProps {
  /** What it can hold at least. It never shrinks; it grows where its storage class allows it. */
  readonly size: Size;
  /** @default - the cluster's own default class */
  readonly storageClass?: string;
  /** @default AccessMode.READ_WRITE_ONCE */
  readonly accessMode?: AccessMode;
  /**
   * Whether its data outlives the workload: it may then not leave the system without a `retire` that says what becomes of it.
   * @default true
   */
  readonly keep?: boolean;
}

/** A PersistentVolumeClaim that is there already. */
export interface ExistingClaimProps {
  /** @default false */
  readonly readOnly?: boolean;
}

/** What a server exports by NFS 4.1, and who it is. */
export interface NfsProps {
  /**
   * A machine of the system that listens on tcp/2049 (by its first card, or the one that is named), or an External of one address. It speaks
   * NFS 4.1 (RFC 8881): no other port is needed.
   */
  readonly server: Machine | NetworkInterface | External;
  /** What it exports, such as `/srv/pictures`. */
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** What has to be at a path of the node, so that pods start (kubernetes.io, "Volumes": hostPath). */
export enum HostPathType {
  /** A directory that is there already. */
  DIRECTORY = 'Directory',
  /** Made, empty and root's own, where it is not there yet. */
  DIRECTORY_OR_CREATE = 'DirectoryOrCreate',
  /** A file that is there already. */
  FILE = 'File',
  /** Of a Unix socket. Whoever may read it may send to it. */
  SOCKET = 'Socket',
}

/** A path of the node that a pod runs on. */
export interface HostPathProps {
  /** @default HostPathType.DIRECTORY */
  readonly type?: HostPathType;
  /**
   * Whether the container may write to it, as far as the node's permissions let its user.
   * @default false - it reads, also what else is mounted below the path where nodes can forbid that (Kubernetes 1.31)
   */
  readonly writable?: boolean;
}

/** What users said of a volume. */
export type GivenVolume =
  | { readonly kind: 'scratch'; readonly props: ScratchProps }
  | { readonly kind: 'claim'; readonly id: string; readonly props: ClaimProps }
  | { readonly kind: 'existing-claim'; readonly name: string; readonly props: ExistingClaimProps }
  | { readonly kind: 'nfs'; readonly id: string; readonly props: NfsProps }
  | { readonly kind: 'host-path'; readonly path: string; readonly props: HostPathProps }
  | { readonly kind: 'keys'; readonly holder: KeyHolder; readonly object: string; readonly props: KeysProps };

/** One of a kind. */
export type GivenVolumeOf<Kind extends GivenVolume['kind']> = Extract<GivenVolume, { readonly kind: Kind }>;

/** Something that a container has in its file system. What several containers of a pod share is one `Volume` that is given to each. */
export class Volume extends Value {
  protected declare readonly brand: 'Volume';

  private constructor(
    /** @internal */
    readonly given: GivenVolume,
    /** The Secret that it is. */
    readonly secret?: Secret,
  ) {
    super();
  }

  /** Empty when the pod starts, and gone with it. */
  static scratch(props: ScratchProps = {}): Volume {
    return new Volume({ kind: 'scratch', props });
  }

  /**
   * Storage that outlives pods: a PersistentVolumeClaim `<workload>-<id>`, or in a StatefulService one for each pod, `<id>-<pod>`.
   * @param id RFC 1035 label, unique in the workload; the lock and `retire` know it as `<workload>/<id>` (`<workload>/<id>-<number of the pod>`)
   */
  static claim(id: string, props: ClaimProps): Volume {
    return new Volume({ kind: 'claim', id, props });
  }

  /** A PersistentVolumeClaim that is in the workload's namespace already. */
  static existingClaim(name: string, props: ExistingClaimProps = {}): Volume {
    return new Volume({ kind: 'existing-claim', name, props });
  }

  /**
   * What a server of network file systems (NFS) exports, for pods of all nodes at once: a PersistentVolume of its own and a claim on it, by
   * which nodes mount it. Nodes reach the server by an implied flow. What it holds stays on the server, whatever becomes of the workload.
   * @param id RFC 1035 label, unique in the workload
   */
  static nfs(id: string, props: NfsProps): Volume {
    return new Volume({ kind: 'nfs', id, props });
  }

  /**
   * A path of the node, for agents that run on each: a DaemonService that is excused from `Rule.NO_HOST_PATHS`, in a namespace that PodSecurity
   * "privileged" is stated for.
   */
  static hostPath(path: string, props: HostPathProps = {}): Volume {
    return new Volume({ kind: 'host-path', path, props });
  }

  /** All keys of a Secret, each as a file. Single ones: `files`. */
  static secret(secret: Secret, props: KeysProps = {}): Volume {
    const volume = new Volume({ kind: 'keys', holder: 'secret', object: secret?.name, props }, secret);
    return remembering(volume, wholePart('Volume.secret(secret)', secret));
  }

  /** All keys of a ConfigMap that is in the workload's namespace already, each as a file. Single ones: `files`. */
  static configMap(name: string, props: KeysProps = {}): Volume {
    return new Volume({ kind: 'keys', holder: 'config-map', object: name, props });
  }
}
