import type { DiskLimits } from '../../model';
import type { OsHardware, PoolType, ResolvedHardware, ResolvedHostDevice, ResolvedNuma } from '../../model/resolved';
import type { CephPlace } from '../host-code';

/** How a network of libvirt is joined to others, by its own words. */
export type NetworkMode = 'route' | 'nat' | 'none' | 'bridge' | 'open' | 'other';

/** What all things have in common. Paths of attributes that nobody has asked for are in `left`. */
export interface Found {
  readonly name: string;
  readonly left: readonly string[];
}

export interface FoundPool extends Found {
  /** Undefined for types that this library does not know. */
  readonly type: PoolType | undefined;
  readonly path?: string | undefined;
  readonly ceph?: CephPlace | undefined;
}

export interface FoundNetwork extends Found {
  /** By what machines may call it besides its name. */
  readonly ids: readonly string[];
  readonly mode: NetworkMode;
  readonly bridge?: string | undefined;
  /** Address of the router and length of the prefix. */
  readonly block?: { readonly address: string; readonly prefix: number } | undefined;
  readonly mtu?: number | undefined;
  readonly domain?: string | undefined;
  /** Whom it asks for names of others. Empty: whom its host asks. */
  readonly nameservers: readonly string[];
  /** Whether a DHCP server of it is in it although it is a bridge here. */
  readonly servesDhcp?: boolean | undefined;
  /** Addresses that it has reserved or knows names of. */
  readonly known: readonly KnownAddress[];
}

export interface KnownAddress {
  readonly ip: string;
  readonly mac?: string | undefined;
  /** First label of a name. */
  readonly label?: string | undefined;
}

export interface FoundVolume extends Found {
  readonly pool: string;
  /** By what disks and other volumes may call it besides its name. */
  readonly ids: readonly string[];
  readonly bytes?: number | undefined;
  readonly format?: string | undefined;
  /** Where it was copied from. */
  readonly source?: string | undefined;
  /** Path, id or name of the volume that it began as. */
  readonly base?: string | undefined;
}

export interface FoundDisk {
  readonly device: 'disk' | 'cdrom' | 'other';
  readonly pool?: string | undefined;
  /** Name of a volume in the pool. */
  readonly volume?: string | undefined;
  /** Path or id, for want of a name. */
  readonly id?: string | undefined;
  readonly bus?: string | undefined;
  readonly format?: string | undefined;
  readonly cache?: string | undefined;
  readonly io?: string | undefined;
  readonly limits: { readonly [K in keyof DiskLimits]?: number | undefined };
  readonly readOnly: boolean;
  readonly shared: boolean;
}

export interface FoundCard {
  /** Name or id of a network of libvirt. */
  readonly network?: string | undefined;
  /** A bridge of the host. */
  readonly bridge?: string | undefined;
  readonly mac?: string | undefined;
  readonly model?: string | undefined;
  readonly addresses: readonly string[];
  /** They are leases of a DHCP server. */
  readonly leased?: boolean | undefined;
}

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What is found of virtual hardware that machines state themselves; undefined: nothing says it. */
export interface FoundHardware {
  readonly cpu?: Maybe<ResolvedHardware['cpu']> | undefined;
  readonly numa?:
    | {
        readonly mode: ResolvedNuma['mode'] | undefined;
        readonly hostNodes: string | undefined;
        readonly cells: readonly { readonly cpus: string; readonly bytes: number; readonly hostNode: number | undefined }[];
      }
    | undefined;
  readonly memoryBacking?:
    | (Maybe<Omit<NonNullable<ResolvedHardware['memoryBacking']>, 'hugePagesMiB'>> & {
        /** Bytes. */
        readonly hugePages: number | undefined;
      })
    | undefined;
  readonly memoryBalloon?: Maybe<NonNullable<ResolvedHardware['memoryBalloon']>> | undefined;
  readonly devices?: readonly ResolvedHostDevice[] | undefined;
  readonly vsock?: { readonly cid?: number } | undefined;
  readonly watchdog?: Maybe<NonNullable<ResolvedHardware['watchdog']>> | undefined;
  /** False: it has none. */
  readonly rng?: { readonly rate?: { readonly bytes: number; readonly seconds: number } } | false | undefined;
  readonly serialConsole?: boolean | undefined;
  readonly video?: Maybe<NonNullable<ResolvedHardware['video']>> | undefined;
}

export interface FoundMachine extends Found {
  /** Of a domain that is there, and can be adopted. */
  readonly uuid?: string | undefined;
  readonly cpus: number | undefined;
  readonly bytes: number | undefined;
  readonly emulated: boolean;
  /** What follows from its operating system, or differs from that. */
  readonly hardware: { readonly [K in keyof OsHardware]?: OsHardware[K] | undefined };
  /** What machines state themselves. */
  readonly stated: FoundHardware;
  /** The one that it starts from first. */
  readonly disks: readonly FoundDisk[];
  readonly cards: readonly FoundCard[];
  readonly folders: readonly { readonly id: string; readonly path: string }[];
  /** Id of the CD that it was set up from, where the domain says it. */
  readonly setUpFrom?: string | undefined;
}

/** A CD for cloud-init. What it tells a machine to do is read of nobody but for addresses. */
export interface FoundSetup extends Found {
  readonly ids: readonly string[];
  readonly addresses: readonly string[];
}
