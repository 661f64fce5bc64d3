import { NotUnderstoodError } from '../../errors';
import { addresses } from '../../sets/addresses';
import type { FirstBoot } from '../first-boot';
import { readReplication } from './replication';
import { type Client, type DatabaseServer, file, initialSql, port, type Right, setting } from './server';
import { readTls } from './tls';

export function postgresql(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(boot, /include = '([^']+)'/.exec(script)?.[1], 'the configuration that PostgreSQL includes');
  const access = file(boot, setting(settings, 'hba_file'), 'the list of clients');
  checkAccounts(file(boot, setting(settings, 'ident_file'), 'the list of accounts'));
  const rights = readRights(boot, script);
  const replication = readReplication(boot, script, replicators(access), {
    slots: [...script.matchAll(/pg_create_physical_replication_slot\('(\w+)', true\)/g)].map(([, slot = '']) => slot),
  });
  return {
    port: port(settings),
    listensAt: setting(settings, 'listen_addresses') ?? 'localhost',
    clients: readAccessRules(access)
      .filter(({ database }) => database !== REPLICATION)
      .map((client) => {
        const may = rights.get(`${client.role} ${client.database}`);
        return { ...client, ...(may && { may }) };
      }),
    listsClients: true,
    ...(replication && { replication }),
    plaintext: /^host\s/m.test(access),
    ...(setting(settings, 'ssl') === 'on' && {
      tls: readTls(boot, script, { certificate: setting(settings, 'ssl_cert_file'), key: setting(settings, 'ssl_key_file') }),
    }),
    initialSql: initialSql(boot, script.matchAll(/ apart \S*\/psql .*\\\n.* --username=(\S+) --dbname=(\S+) .* < (\S+) /g)),
  };
}

/** As a database in the list of clients: all that is written. */
const REPLICATION = 'replication';

/** Addresses from which the role for it may log in. @throws NotUnderstoodError for another role, or a whole block */
const replicators = (access: string): readonly string[] =>
  [...access.matchAll(/^host(?:ssl)?\s+"?replication"?\s.*$/gm)].map(([line]) => {
    const [, address] = /^\w+\s+replication\s+"replicator"\s+([\d.]+)\/32\s+scram-sha-256$/.exec(line) ?? [];
    if (address === undefined) throw new NotUnderstoodError(`access rule "${line}"`);
    return address;
  });

/** Makes tables anew as an older dump has them. */
const RESTORE = '/usr/local/sbin/isthmus-restore';

/** What roles may do, by role and database. */
function readRights(boot: FirstBoot, script: string): ReadonlyMap<string, Right> {
  const rights = new Map<string, Right>();
  for (const [, database = '', owner = ''] of script.matchAll(/'CREATE DATABASE "([^"]+)" OWNER "([^"]+)"'/g))
    rights.set(`${owner} ${database}`, 'own');
  const restore = boot.files.get(RESTORE);
  for (const [line, database = '', path] of script.matchAll(
    /^runuser -u postgres -- env PGOPTIONS='-c search_path=pg_catalog' psql .* --dbname=(\S+) .* < (\S+)$/gm,
  )) {
    if (restore !== undefined && !restore.includes(`\n${line}\n`))
      throw new NotUnderstoodError(`${RESTORE} does not give roles their rights in "${database}" back`);
    for (const [role, may] of readGrants(file(boot, path, 'what roles may do'))) rights.set(`${role} ${database}`, may);
  }
  return rights;
}

/** Privileges, of tables and of sequences. */
const PRIVILEGES: ReadonlyMap<string, Right> = new Map([
  ['SELECT; SELECT', 'read'],
  ['SELECT, INSERT, UPDATE, DELETE; SELECT, USAGE', 'write'],
]);

/** Statements that give no role anything but the way to its tables, or take something. */
const HARMLESS = [
  /^REVOKE [^;]*;$/,
  /^GRANT ALL ON SCHEMA public TO "[^"]+";$/,
  /^GRANT CONNECT ON DATABASE "[^"]+" TO "[^"]+";$/,
  /^ALTER DEFAULT PRIVILEGES FOR ROLE "[^"]+" (REVOKE ALL ON (TABLES|SEQUENCES) FROM|GRANT USAGE ON SCHEMAS TO) "[^"]+";$/,
  /^(SELECT )?format\('(REVOKE ALL ON ALL (TABLES|SEQUENCES) IN SCHEMA %I FROM|GRANT USAGE ON SCHEMA %I TO) "[^"]+"', nspname\),$/,
  /^FROM pg_namespace WHERE nspname !~ '\^pg_' AND nspname <> 'information_schema' \\gexec$/,
];

/** Of what is there, and of what will be: both in the same way. */
const GRANTS = [
  /^format\('GRANT ([A-Z, ]+) ON ALL (TABLE|SEQUENCE)S IN SCHEMA %I TO "([^"]+)"', nspname\),?$/,
  /^ALTER DEFAULT PRIVILEGES FOR ROLE "[^"]+" GRANT ([A-Z, ]+) ON (TABLE|SEQUENCE)S TO "([^"]+)";$/,
];

function readGrants(text: string): ReadonlyMap<string, Right> {
  const given = new Map<string, Record<'TABLE' | 'SEQUENCE', Set<string>>>();
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('--') || HARMLESS.some((known) => known.test(line))) continue;
    const [, privileges = '', of, role = ''] = GRANTS.map((known) => known.exec(line)).find((found) => found !== null) ?? [];
    if (of !== 'TABLE' && of !== 'SEQUENCE') throw new NotUnderstoodError(`"${line}" in what roles may do`);
    const sets = given.get(role) ?? { TABLE: new Set(), SEQUENCE: new Set() };
    sets[of].add(privileges);
    given.set(role, sets);
  }
  return new Map(
    [...given].map(([role, { TABLE, SEQUENCE }]) => {
      const may = PRIVILEGES.get(`${[...TABLE].join(' and ')}; ${[...SEQUENCE].join(' and ')}`);
      if (may === undefined) throw new NotUnderstoodError(`what the role "${role}" may do with tables`);
      return [role, may];
    }),
  );
}

/** Ways to log in that ask for a proof (PostgreSQL, "The pg_hba.conf File"). */
const PROOFS: readonly string[] = ['scram-sha-256', 'cert'];

const OWN_ACCOUNTS = /^local\s+(all\s+all|replication\s+"postgres")\s+peer map=isthmus$/;

/** An account of the machine is the role of its name. The engine's own may be others, which it is anyway. */
const ACCOUNT = /^isthmus\s+(?:\/\^\(\.\*\)\$\s+\\1|postgres\s+"[^"]+")$/;

/** pg_ident.conf. @throws NotUnderstoodError for an account that may be somebody else */
function checkAccounts(text: string): void {
  const stranger = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#') && !ACCOUNT.test(line));
  if (stranger !== undefined) throw new NotUnderstoodError(`the account rule "${stranger}"`);
}

/** pg_hba.conf: the first line that fits decides. Lines that refuse are not known here, so the order does not matter. */
function readAccessRules(text: string): readonly Client[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.flatMap((line): readonly Client[] => {
    const [type, database = '', role = '', block = '', method = '', ...more] = line.trim().split(/\s+/);
    // Over a socket of the machine itself, whose accounts are those of the other list.
    if (type === 'local') {
      if (!OWN_ACCOUNTS.test(line)) throw new NotUnderstoodError(`access rule "${line}": accounts of the machine may be anybody`);
      return [];
    }
    if ((type !== 'host' && type !== 'hostssl') || more.length > 0) throw new NotUnderstoodError(`access rule "${line}"`);
    if (!PROOFS.includes(method)) throw new NotUnderstoodError(`access rule "${line}": "${method}" asks for no password`);
    return [{ addresses: [addresses(block)], database: unquoted(database), role: unquoted(role) }];
  });
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');
