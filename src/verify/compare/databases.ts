import { type DatabaseRole, nicsOf, type ResolvedMachine } from '../../model/resolved';
import type { Client, DatabaseServer, InitialSql } from '../guest/database';
import { addresses, printAddresses } from '../sets/addresses';
import { difference, type IntervalSet, intervalSet, union } from '../sets/intervals';
import type { Machine } from '../world/world';
import { tlsDifferences } from './database-tls';
import { type Difference, missing, tooWide } from './difference';
import { replicationDifferences } from './replication';

/** Every address of the machine, in the words of PostgreSQL and MySQL. */
const EVERYWHERE: readonly string[] = ['0.0.0.0', '*', '::'];

/** From the machine itself, which no list has to shut out. */
const LOOPBACK: IntervalSet = [addresses('127.0.0.0/8')];

/** Whether what it listens at is all that it is reached at. */
const isHeard = (listensAt: string, machine: ResolvedMachine): boolean =>
  EVERYWHERE.includes(listensAt) || nicsOf(machine).every(({ address }) => listensAt.split(' ').includes(address));

/** A database server that lets others in than the model says, from elsewhere, or to do something else. */
export function databaseDifferences(machine: ResolvedMachine, { guest }: Machine): readonly Difference[] {
  const {
    name,
    guest: { role },
  } = machine;
  const server = guest?.database;
  if (role.kind !== 'database') return server ? [tooWide(name, 'it serves a database that the model does not know')] : [];
  if (!server) return [missing(name, 'no database server is brought up')];
  return [
    ...(server.port === role.port ? [] : [missing(name, `its database listens on port ${server.port}, not on ${role.port}`)]),
    ...(isHeard(server.listensAt, machine)
      ? []
      : [missing(name, `its database listens at ${server.listensAt || 'no address'} alone, where nobody else reaches it`)]),
    ...tlsDifferences(name, role, server),
    ...replicationDifferences(machine, role, server),
    ...strangers(name, role, server),
    ...logins(name, role, server),
    ...(isSqlOf(role, server.initialSql) ? [] : [missing(name, 'a new database on it is not made by the SQL that the system has for it')]),
  ];
}

const keyOf = (role: string, database: string): string => `${role} ${database}`;

/** Whom nobody knows, or knows elsewhere. */
function strangers(name: string, { roles }: DatabaseRole, { clients }: DatabaseServer): readonly Difference[] {
  const known = new Set(roles.flatMap((role) => role.rights.map((right) => keyOf(role.name, right.in))));
  const stranger = clients.find(({ role, database }) => !known.has(keyOf(role, database)));
  return stranger ? [tooWide(name, `the role "${stranger.role}" may log in to the database "${stranger.database}"`)] : [];
}

const logins = (name: string, { roles }: DatabaseRole, server: DatabaseServer): readonly Difference[] =>
  roles.flatMap((role) =>
    role.rights.flatMap((right) => {
      const found = server.clients.filter((client) => keyOf(client.role, client.database) === keyOf(role.name, right.in));
      const who = `the role "${role.name}" in "${right.in}"`;
      const stated = intervalSet(role.clients.map(addresses));
      const listed = union(...found.map((client: Client) => client.addresses));
      const [wide] = difference(listed, union(stated, LOOPBACK));
      const [narrow] = difference(stated, listed);
      const other = found.find(({ may }) => may !== right.may);
      return [
        ...(wide ? [tooWide(name, `its database takes logins from ${printAddresses(wide)}, for which it was not built (${who})`)] : []),
        ...(narrow ? [missing(name, `its database refuses logins from ${printAddresses(narrow)}, for which it was built (${who})`)] : []),
        ...(other ? [rightDiffers(name, who, other.may, right.may)] : []),
      ];
    }),
  );

const RANKS = { read: 1, write: 2, own: 3 } as const;

const rightDiffers = (name: string, who: string, found: Client['may'], stated: keyof typeof RANKS): Difference =>
  (found ? RANKS[found] : 0) > RANKS[stated]
    ? tooWide(name, `${who} may ${found}, not only ${stated}`)
    : missing(name, `${who} may ${found ?? 'do nothing'}, and is to ${stated}`);

/** The same statements, by the same role in the same database, for each of them. */
function isSqlOf({ databases }: DatabaseRole, runs: readonly InitialSql[]): boolean {
  const stated = databases.flatMap(({ name, owner, initialSql }) => (initialSql === undefined ? [] : [[name, owner, initialSql]]));
  const found = runs.map(({ database, role, statements }) => [database, role, statements]);
  const sorted = (each: readonly (readonly string[])[]): string => JSON.stringify(each.map((one) => JSON.stringify(one)).sort());
  return sorted(stated) === sorted(found);
}
