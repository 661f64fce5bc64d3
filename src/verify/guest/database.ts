import { NotUnderstoodError, reading } from '../errors';
import { ALL_ADDRESSES, addresses, prefixOf } from '../sets/addresses';
import { type IntervalSet, union } from '../sets/intervals';
import { type FirstBoot, runs } from './first-boot';

/** A database server as a guest is set up with it: who may log in over the network. */
export interface DatabaseServer {
  readonly port: number;
  /** Its own addresses that it listens at, as they are written. */
  readonly listensAt: string;
  readonly clients: readonly Client[];
  /** What is run in a new database. Unset: nothing. */
  readonly initialSql?: InitialSql;
}

export interface InitialSql {
  readonly statements: string;
  /** Who runs them. */
  readonly role: string;
  readonly database: string;
}

/** Addresses from which a role may log in to a database. */
export interface Client {
  readonly addresses: IntervalSet;
  readonly database: string;
  readonly role: string;
}

const PROGRAM = '/usr/local/sbin/isthmus-database';

/**
 * The database server that the first boot brings up; unset when it brings up none.
 *
 * @throws NotUnderstoodError for access rules without a known meaning
 */
export function readDatabase(boot: FirstBoot): DatabaseServer | undefined {
  const script = boot.files.get(PROGRAM);
  if (script === undefined || !runs(boot, PROGRAM)) return undefined;
  return reading(PROGRAM, () => (script.includes('psql ') ? postgresql(boot, script) : mysql(boot, script)));
}

/** Value of a line `name = value`, without quotes. */
const setting = (text: string, name: string): string | undefined => new RegExp(`^${name} *= *'?([^'\\n]*)'?$`, 'm').exec(text)?.[1];

function port(text: string): number {
  const value = Number(setting(text, 'port'));
  if (!Number.isInteger(value)) throw new NotUnderstoodError('no port that the server listens on');
  return value;
}

function file({ files }: FirstBoot, path: string | undefined, what: string): string {
  const text = path === undefined ? undefined : files.get(path);
  if (text === undefined) throw new NotUnderstoodError(`${what} is not among the files of its first boot (${path})`);
  return text;
}

function postgresql(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(boot, /include = '([^']+)'/.exec(script)?.[1], 'the configuration that PostgreSQL includes');
  const access = file(boot, setting(settings, 'hba_file'), 'the list of clients');
  return {
    port: port(settings),
    listensAt: setting(settings, 'listen_addresses') ?? 'localhost',
    clients: readAccessRules(access),
    ...initialSql(boot, / PGOPTIONS='-c role=(\S+)' .*\\\n.* --dbname=(\S+) .* < (\S+) /.exec(script)),
  };
}

/** @param run of the command that runs the file: who does, in which database, and the file */
function initialSql(boot: FirstBoot, run: RegExpExecArray | null): Pick<DatabaseServer, 'initialSql'> {
  if (!run) return {};
  const [, role = '', database = '', path] = run;
  return { initialSql: { statements: file(boot, path, 'the SQL for a new database'), role, database } };
}

/** Ways to log in that ask for a proof (PostgreSQL, "The pg_hba.conf File"). */
const PROOFS: readonly string[] = ['scram-sha-256', 'cert'];

/** pg_hba.conf: the first line that fits decides. Lines that refuse are not known here, so the order does not matter. */
export function readAccessRules(text: string): readonly Client[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.flatMap((line): readonly Client[] => {
    const [type, database = '', role = '', block = '', method = '', ...more] = line.trim().split(/\s+/);
    // Over a socket of the machine itself.
    if (type === 'local') return [];
    if ((type !== 'host' && type !== 'hostssl') || more.length > 0) throw new NotUnderstoodError(`access rule "${line}"`);
    if (!PROOFS.includes(method)) throw new NotUnderstoodError(`access rule "${line}": "${method}" asks for no password`);
    return [{ addresses: [addresses(block)], database: unquoted(database), role: unquoted(role) }];
  });
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Accounts of MySQL and MariaDB are bound to where their owner comes from. */
function mysql(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(boot, /^install -m 0644 (\S+) /m.exec(script)?.[1], 'the configuration that the server reads');
  const loop = /^ *for host in ((?:'[^']*' ?)+); do\n((?:.*\n)*?) *done \| sql$/m.exec(script);
  const [, hosts = '', body = ''] = loop ?? [];
  const [, role] = /"CREATE USER IF NOT EXISTS '([^']+)'@'\$host' \$identified;"/.exec(body) ?? [];
  const [, database] = /"GRANT ALL PRIVILEGES ON \\`([^`]+)\\`\.\* TO '[^']+'@'\$host';"/.exec(body) ?? [];
  if (role === undefined || database === undefined) throw new NotUnderstoodError('accounts that are made in an unknown way');
  const names = texts(hosts);
  const kept = /Host NOT IN \(((?:'[^']*'(?:, )?)+)\)/.exec(script)?.[1];
  if (kept === undefined || texts(kept).some((host) => !names.includes(host)))
    throw new NotUnderstoodError('accounts of other networks stay');
  const clients = names.filter((host) => host !== 'localhost').map(hostAddresses);
  // In a grant, _ is escaped: else it stands for any character.
  const listensAt = setting(settings, 'bind_address') ?? '*';
  return {
    port: port(settings),
    listensAt,
    clients: [{ addresses: union(...clients), role, database: database.replaceAll('\\\\_', '_') }],
    ...initialSql(boot, /^ *--user=(\S+) --database=(\S+) < (\S+) /m.exec(script)),
  };
}

const texts = (list: string): readonly string[] => [...list.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);

function hostAddresses(host: string): IntervalSet {
  if (host === '%') return ALL_ADDRESSES;
  const [network = '', mask = '255.255.255.255'] = host.split('/');
  return [addresses(`${network}/${prefixOf(mask)}`)];
}
