import type { POOLS } from '../model/kinds/pool';
import { isPoolName } from '../model/kinds/values';
import type { PoolType } from '../model/resolved';
import { sizeOfBytes } from './sizes';
import { type Code, call, list, number, object, optionalObject, optionalText, type Program, type Props, text } from './source';

/** Where a Ceph cluster is, as libvirt's pool says it. */
export interface CephPlace {
  readonly monitors: readonly string[];
  readonly cephPool: string;
  readonly user: string;
  readonly secret: string;
}

/** A storage pool, as much as is known of it. */
export interface NamedPool {
  readonly name: string;
  /** Undefined for types that this library does not know. */
  readonly type: PoolType | undefined;
  readonly ceph?: CephPlace | undefined;
  /** How large it is. */
  readonly bytes?: number | undefined;
}

/** `uri` or `ssh` of a `Host`; undefined for what cannot be said there. */
export function connectionCode(uri: string): Props | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || url.password || url.pathname !== '/system') return undefined;
  if (url.hostname === '' && url.search === '') return { uri: text(`${url.protocol}///system`) };
  if (/^qemu(\+(tcp|tls))?:$/.test(url.protocol)) return { uri: text(uri) };
  if (!/\+(ssh|libssh2?|sshcmd):$/.test(url.protocol)) return undefined;
  const keyFile = url.searchParams.get('keyfile') ?? undefined;
  const ssh = object({
    user: text(decodeURIComponent(url.username) || 'root'),
    address: text(url.hostname),
    port: url.port === '' ? undefined : number(Number(url.port)),
    keyFile: optionalText(keyFile),
  });
  return { ssh };
}

/** Whether the library knows pools of its type, and takes its name. */
export const canBeSaid = ({ name, type }: NamedPool): boolean => type !== undefined && isPoolName(name);

interface PoolCall {
  readonly name: string;
  /** Whether a size can be said; what a target's LUNs come to is no room for others. */
  readonly sized: boolean;
  /** Whether it is said where its cluster is. */
  readonly inCeph: boolean;
}

const CALLS: { readonly [T in keyof typeof POOLS]: PoolCall } = {
  directory: { name: 'existing', sized: true, inCeph: false },
  nfs: { name: 'nfs', sized: true, inCeph: false },
  lvm: { name: 'lvm', sized: true, inCeph: false },
  zfs: { name: 'zfs', sized: true, inCeph: false },
  iscsi: { name: 'iscsi', sized: false, inCeph: false },
  rbd: { name: 'rbd', sized: true, inCeph: true },
};

/** @returns what makes the pool for a `Host` */
export function poolCode({ name, type = 'directory', ceph, bytes }: NamedPool, program: Program): Code {
  const { name: method, sized, inCeph } = CALLS[type];
  const size = bytes === undefined || !sized ? undefined : sizeOfBytes(bytes, program);
  const place: Props = ceph === undefined || !inCeph ? {} : placeCode(ceph);
  return call(`${program.lib('StoragePool')}.${method}`, text(name), optionalObject({ ...place, size }));
}

const placeCode = ({ monitors, cephPool, user, secret }: CephPlace): Props => ({
  monitors: list(monitors.map(text)),
  cephPool: text(cephPool),
  user: text(user),
  secret: text(secret),
});

/** Stands where nobody knows how a host is reached: reaches nobody. @param label of the host */
export const nowhere = (label: string): Props => ({
  ssh: object({ user: text('root'), address: text(`${label}.invalid`) }),
});
