import { type Lock, type LockedHost, type LockedPool, own } from '../../lock/lock';
import type { Host } from '../../network/host';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedHost, ResolvedPool } from '../../resolved';
import { compareText } from '../../values';
import type { Inventory } from '../inventory/inventory';
import { connectionOf } from './connection';

/** Hosts and their pools that something of the lock lies on, machines or what they left behind. */
type Places = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What tells the hosts from others, for those that have something of the system. On another host, and in another pool of the same name,
 * Terraform finds nothing of what it made, and makes all of it once more.
 * @param now the new lock but for this part
 */
export function lockedHosts(
  inventory: Inventory,
  resolved: readonly ResolvedHost[],
  now: Omit<Lock, 'hosts'>,
  before: Lock,
  report: Report,
): Lock['hosts'] {
  checkConnections(inventory.hosts, report);
  checkLeaving(inventory, now, before, report);
  const hosts = new Map(inventory.hosts.map((host) => [host.node.id, host]));
  const facts = new Map(resolved.map((host) => [host.name, host]));
  const locked = [...placesOf(now)].flatMap(([name, pools]): (readonly [string, LockedHost])[] => {
    const [host, old] = [hosts.get(name), own(before.hosts, name)];
    if (!host) return old ? [[name, old]] : [];
    const { pools: ownPools = [], landmark } = facts.get(name) ?? {};
    const known = new Map(ownPools.map((pool) => [pool.name, pool]));
    const next: LockedHost = {
      connection: connectionOf(host.props),
      pools: Object.fromEntries(
        [...pools].flatMap((pool): (readonly [string, LockedPool])[] => {
          const is = known.get(pool);
          const used = is ? lockedPool(is) : own(old?.pools ?? {}, pool);
          return used ? [[pool, used]] : [];
        }),
      ),
      ...(host.props.stack !== undefined && { stack: host.props.stack }),
      ...(landmark !== undefined && { landmark }),
    };
    if (old) compare(host, old, next, report);
    return [[name, next]];
  });
  return Object.fromEntries(locked);
}

/** Locks of hosts that have files alone do not speak of types. */
const lockedPool = ({ path, type }: ResolvedPool): LockedPool => ({
  ...(path !== undefined && { path }),
  ...(type !== FILES && { type }),
});

const FILES: ResolvedPool['type'] = 'directory';

function placesOf({ machines, removed }: Omit<Lock, 'hosts'>): Places {
  const places = new Map<string, Set<string>>();
  const add = (host: string, pool: string): void => void places.set(host, (places.get(host) ?? new Set()).add(pool));
  for (const { host, pool, volumes } of [...Object.values(machines), ...Object.values(removed.machines)]) {
    add(host, pool);
    for (const volume of Object.values(volumes)) add(host, volume.pool ?? pool);
  }
  for (const { host, pool } of Object.values(removed.volumes)) add(host, pool);
  return places;
}

function compare({ node, name }: Host, old: LockedHost, now: LockedHost, report: Report): void {
  if (old.connection !== now.connection) report(problems.hostChanged(node.path, name, old.connection, now.connection));
  if (old.stack !== now.stack) report(problems.stackChanged(node.path, name, old.stack, now.stack));
  for (const [pool, { path, type = FILES }] of Object.entries(old.pools)) {
    const next = own(now.pools, pool);
    if (next && next.path !== path) report(problems.poolChanged(node.path, name, pool, path, next.path));
    if (next && (next.type ?? FILES) !== type) report(problems.poolTypeChanged(node.path, name, pool, type, next.type ?? FILES));
  }
}

/** One machine under two names would be reckoned with twice. */
function checkConnections(hosts: readonly Host[], report: Report): void {
  const known = new Map<string, Host>();
  for (const host of hosts) {
    const connection = connectionOf(host.props);
    if (connection === '') continue;
    const other = known.get(connection);
    if (other) report(problems.hostTwice(host.node.path, connection, other.node.path));
    known.set(connection, host);
  }
}

/** Terraform cannot remove a machine from a host that its configuration does not know any more. */
function checkLeaving({ hosts, root }: Inventory, { removed }: Omit<Lock, 'hosts'>, before: Lock, report: Report): void {
  const here = new Set(hosts.map(({ node }) => node.id));
  const leaving = Object.entries(before.machines).filter(
    ([name, { host }]) => !here.has(host) && own(removed.machines, name) && !own(removed.machines, name)?.retired,
  );
  for (const host of [...new Set(leaving.map(([, machine]) => machine.host))].sort(compareText)) {
    const names = leaving.filter(([, machine]) => machine.host === host).map(([name]) => name);
    report(problems.hostLeavesTooSoon(root.node.path, host, names));
  }
}
