import { filesPoolOf, poolOfDisk, poolsOf } from '../../kinds/pool/choice';
import type { Host } from '../../network/host';
import type { CephProps, StoragePool } from '../../network/storage-pool';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedPool, ResolvedPoolSpace } from '../../resolved';
import { compareText, isNameOrAddress } from '../../values';
import type { Machine } from '../../workload/machine';
import { disksOfMachine } from './volumes';

/** Pools that something of some machine lies in, by name. */
export function usedPools(machines: readonly Machine[], host: Host): readonly StoragePool[] {
  const used = machines.flatMap((machine) => [
    ...disksOfMachine(machine).map((disk) => poolOfDisk(machine, disk, host)),
    ...(machine.configured || machine.cdImages.length > 0 ? [filesPoolOf(machine, host)] : []),
  ]);
  const byName = new Map(used.map((pool) => [pool.name, pool]));
  return [...byName.values()].sort((a, b) => compareText(a.name, b.name));
}

export function spaceOf({ name, space: { size, overcommit = 1 } }: Pick<StoragePool, 'name' | 'space'>): ResolvedPoolSpace {
  if (!size) return { name };
  const sizeMiB = size.toMebibytes;
  return { name, sizeMiB, allowedMiB: Math.floor(sizeMiB * overcommit) };
}

export const resolvePool = ({ type, path, ceph, ...pool }: StoragePool): ResolvedPool => ({
  ...spaceOf(pool),
  type,
  ...(path !== undefined && { path }),
  ...(ceph && {
    ceph: { monitors: ceph.monitors.map(monitorOf), pool: ceph.cephPool, user: ceph.user, secret: ceph.secret.toLowerCase() },
  }),
});

/** Ceph's monitors of the first protocol, which every client speaks (docs.ceph.com, "Messenger v2"). */
const MONITOR_PORT = 6789;

function monitorOf(text: string): { readonly host: string; readonly port: number } {
  const [host = '', port] = text.split(':');
  return { host, port: port === undefined ? MONITOR_PORT : Number(port) };
}

/** One name for one directory: no `.`, `..` and `//`, and not all of the host. */
const FOLDER = /^(\/(?!\.{1,2}(\/|$))[^/]+)+$/;

export function checkPools(host: Host, report: Report): void {
  const { path: at } = host.node;
  const names = new Set<string>();
  const folders = new Map<string, string>();
  for (const { name, path, ceph } of poolsOf(host)) {
    if (names.has(name)) report(problems.poolTwice(at, name));
    names.add(name);
    if (path !== undefined) {
      const folder = path.replace(/\/$/, '');
      const other = folders.get(folder);
      folders.set(folder, name);
      if (!FOLDER.test(folder))
        report(
          problems.invalidHost(
            at,
            `The path "${path}" of the pool "${name}" is not the absolute path of a directory.`,
            'Write the absolute path of a directory of its own, without "." and "..".',
          ),
        );
      else if (other !== undefined && other !== name) report(problems.poolFolderTwice(at, other, name, folder));
    }
    if (ceph) checkCeph(at, name, ceph, report);
  }
}

function checkCeph(at: string, pool: string, { monitors, cephPool, user, secret }: CephProps, report: Report): void {
  const wrong = (what: string, expected: string): void => report(problems.invalidCeph(at, pool, what, expected));
  if (monitors.length === 0) wrong('names no monitor', 'Give one at least, better all');
  for (const monitor of monitors) {
    const { host, port } = monitorOf(monitor);
    const sound = isNameOrAddress(host) && Number.isInteger(port) && port >= 1 && port <= 65535 && !/:.*:/.test(monitor);
    if (!sound) wrong(`has the monitor "${monitor}"`, 'Write an IPv4 address or a name, with `:port` where it is not 6789');
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(cephPool))
    wrong(`names "${cephPool}" as Ceph's pool`, 'Write its name as `ceph osd pool ls` has it');
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user))
    wrong(`names the user "${user}"`, 'Write its name without `client.`, as in `client.libvirt`: libvirt');
  // Not repeated: it may be the key.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(secret))
    wrong('names a secret that is no UUID', "Write the UUID that `virsh secret-list` has for the user's key, never the key");
}
