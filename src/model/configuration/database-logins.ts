import type { DatabaseEngine } from '../guest/database-engine';
import type { DatabaseTls } from '../guest/database-tls';
import type { DatabaseRight, ResolvedDatabase, ResolvedDatabaseRole } from '../resolved';
import { isRecord } from '../shape/record';
import { asArray, compareText, entriesInOrder } from '../values';
import type { SecretKey } from './secret';

/** A database of a {@link DatabaseVm}; in RabbitMQ a virtual host. */
export interface DatabaseProps {
  /**
   * Name of the role that owns it: may do everything in it.
   * @default - called like the database
   */
  readonly owner?: string;
  /**
   * SQL that the owner runs in the database when that is made: tables, and what has to be in them. It runs once, at first boot, before anybody
   * can log in, and never in a database that is there, such as that of a disk that was kept. At most 64 KiB for all databases of a machine; a file
   * is read by the program: `readFileSync('schema.sql', 'utf8')`. Whoever may read the outputs can read it: no passwords.
   * @default - none: the database is empty
   */
  readonly initialSql?: string;
}

/** What a role may do, and its password. */
export interface RoleProps {
  /**
   * Names of databases whose tables it reads, those of later too; in RabbitMQ virtual hosts whose queues it consumes; in Redis and Valkey patterns of
   * keys, such as `orders:*`.
   * @default - none
   */
  readonly reads?: readonly string[];
  /**
   * The same of what it reads and changes: rows of tables, messages that it publishes, keys. It makes and drops no tables, queues or users.
   * @default - none
   */
  readonly writes?: readonly string[];
  /**
   * Its password, as workloads are told it by `connection({ user })`. The machine itself gets the verifier, as a Terraform variable.
   * @default - none: connections have to name one
   */
  readonly password?: SecretKey;
}

/** Its name, unless there are others. */
const DEFAULT_DATABASE = 'app';

/** Where all keys are meant, of engines that number their databases. */
export const ALL_KEYS = '*';

/** What a server is set up with, as far as who logs in is concerned. */
export interface LoginProps {
  readonly engine: DatabaseEngine;
  readonly databases?: Readonly<Record<string, DatabaseProps>>;
  readonly roles?: Readonly<Record<string, RoleProps>>;
  readonly tls?: DatabaseTls;
}

/** A role, and what it may do where. */
export type RoleRights = Pick<ResolvedDatabaseRole, 'name' | 'rights'>;

/** Programs in plain JavaScript give anything, which is judged later. */
const entriesOf = <T>(map: Readonly<Record<string, T>> | undefined): readonly (readonly [string, Partial<T>])[] =>
  isRecord(map) ? entriesInOrder(map).map(([name, props]) => [name, isRecord(props) ? (props as Partial<T>) : {}] as const) : [];

/** What an engine calls its database and its owner, where that is nobody's to say. Asked before it is known that there is an engine. */
const givenNames = (engine: Partial<DatabaseEngine> | undefined): DatabaseEngine['names'] => engine?.names;

/** Databases that are made, sorted by name. */
export function databasesOf({ engine, databases = { [DEFAULT_DATABASE]: {} } }: LoginProps): readonly ResolvedDatabase[] {
  if (givenNames(engine)) return [];
  return entriesOf(databases).map(([name, { owner = name, initialSql }]) => ({
    name,
    owner,
    ...(initialSql !== undefined && { initialSql }),
  }));
}

/** All who log in, sorted by name. */
export function rolesOf(props: LoginProps): readonly RoleRights[] {
  const rights = new Map<string, Map<string, DatabaseRight>>();
  // What comes later is more.
  const grant = (role: string, place: unknown, may: DatabaseRight): void => {
    const held = rights.get(role) ?? new Map<string, DatabaseRight>();
    rights.set(role, held.set(String(place), may));
  };
  const roles = entriesOf(props.roles);
  for (const [name, { reads = [] }] of roles) for (const each of asArray(reads)) grant(name, each, 'read');
  for (const [name, { writes = [] }] of roles) for (const each of asArray(writes)) grant(name, each, 'write');
  const given = givenNames(props.engine);
  if (given) grant(given.owner, ALL_KEYS, 'own');
  for (const { name, owner } of databasesOf(props)) grant(owner, name, 'own');
  return [...new Set([...roles.map(([name]) => name), ...rights.keys()])].sort(compareText).map((name) => ({
    name,
    rights: [...(rights.get(name) ?? [])].map(([place, may]) => ({ in: place, may })).sort((a, b) => compareText(a.in, b.in)),
  }));
}

/** Who logs in to which database. */
export interface Login {
  /** Unset: not to be told, because several are meant. */
  readonly user?: string;
  readonly database?: string;
}

/** Where a role of a server may go. */
const databasesFor = (props: LoginProps, role: string): readonly string[] =>
  (rolesOf(props).find(({ name }) => name === role)?.rights ?? []).map((right) => right.in);

/** Who is meant by a login that leaves something out: the owner of the only database, the only database of a role. */
export function meantLogin(props: LoginProps, { user, database }: Login): Login {
  const given = givenNames(props.engine);
  if (given) return { user: user ?? given.owner, database: database ?? given.database };
  const made = databasesOf(props);
  const places = user === undefined ? made.map(({ name }) => name) : databasesFor(props, user);
  const place = database ?? (places.length === 1 ? places[0] : undefined);
  const owner = made.find(({ name }) => name === place)?.owner;
  return { ...(place !== undefined && { database: place }), ...(user !== undefined ? { user } : owner !== undefined && { user: owner }) };
}

/** The password of a role, where it is known. */
export const passwordOf = (props: LoginProps, user: string | undefined): SecretKey | undefined =>
  entriesOf(props.roles).find(([name]) => name === user)?.[1].password;

/** Whether the server is made so that it lets a login in. */
export function isMade(props: LoginProps, { user, database }: Login): boolean {
  const role = rolesOf(props).find(({ name }) => name === user);
  return role !== undefined && (givenNames(props.engine) !== undefined || role.rights.some((right) => right.in === database));
}

/** Whom a server is made to let in where, in words: `reader in shop`. */
export const madeLogins = (props: LoginProps): readonly string[] =>
  rolesOf(props).flatMap(({ name, rights }) => (givenNames(props.engine) ? [name] : rights.map((right) => `${name} in ${right.in}`)));
