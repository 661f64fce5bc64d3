import { NotUnderstoodError } from '../../errors';
import { ALL_ADDRESSES, addresses, prefixOf } from '../../sets/addresses';
import { type IntervalSet, union } from '../../sets/intervals';
import type { FirstBoot } from '../first-boot';
import { readReplication } from './replication';
import { type Client, type DatabaseServer, file, initialSql, port, type Right, setting } from './server';
import { readTls } from './tls';

const PRIVILEGES: ReadonlyMap<string, Right> = new Map([
  ['ALL PRIVILEGES', 'own'],
  ['SELECT, SHOW VIEW, INSERT, UPDATE, DELETE', 'write'],
  ['SELECT, SHOW VIEW', 'read'],
]);

/** Accounts of MySQL and MariaDB are bound to where their owner comes from. */
export function mysql(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(boot, /^install -m 0644 (\S+) /m.exec(script)?.[1], 'the configuration that the server reads');
  const accounts = [...script.matchAll(/^ *for host in ((?:'[^']*' ?)+); do\n((?:.*\n)*?) *done \| sql$/gm)].map(
    ([, hosts = '', body = '']) => readAccount(texts(hosts), body),
  );
  if (accounts.length === 0) throw new NotUnderstoodError('accounts that are made in an unknown way');
  for (const { role, hosts } of accounts) {
    const [, kept] = new RegExp(`User = '${role}' AND Host NOT IN \\(((?:'[^']*'(?:, )?)+)\\)`).exec(script) ?? [];
    if (kept === undefined || texts(kept).some((host) => !hosts.includes(host)))
      throw new NotUnderstoodError('accounts of other networks stay');
  }
  const certificate = setting(settings, 'ssl_cert');
  const [, admitted = '', told = ''] = /^for replica in ((?:'[\d.]+' ?)+); do\n((?:.*\n)*?)done \| sql$/m.exec(script) ?? [];
  if ((told !== '') !== script.includes('REPLICATION SLAVE') || (told !== '' && !/'replicator'@'\$replica'/.test(told)))
    throw new NotUnderstoodError('accounts for all that is written that are made in an unknown way');
  const replication = readReplication(boot, script, texts(admitted), { id: Number(setting(settings, 'server_id') ?? 'none') });
  return {
    port: port(settings),
    listensAt: setting(settings, 'bind_address') ?? '*',
    clients: accounts.flatMap(({ clients }) => clients),
    listsClients: true,
    ...(replication && { replication }),
    plaintext: accounts.some(({ encrypted }) => !encrypted) || / IDENTIFIED BY '[^']*' REQUIRE NONE;/.test(told),
    ...(certificate !== undefined && {
      tls: readTls(boot, script, { certificate, key: setting(settings, 'ssl_key'), signer: setting(settings, 'ssl_ca') }),
    }),
    initialSql: initialSql(boot, script.matchAll(/ apart mysql .*\\\n *--user=(\S+) --database=(\S+) < (\S+) /g)),
  };
}

interface Account {
  readonly role: string;
  readonly hosts: readonly string[];
  readonly clients: readonly Client[];
  /** Whether it gets in over the network by TLS alone. */
  readonly encrypted: boolean;
}

/** What is said to the server for each host of an account. */
function readAccount(hosts: readonly string[], body: string): Account {
  const [, role] = /"CREATE USER IF NOT EXISTS '([^']+)'@'\$host' \$identified;"/.exec(body) ?? [];
  const grants = [...body.matchAll(/"GRANT ([^"]+) ON \\`([^`]+)\\`\.\* TO '([^']+)'@'\$host';"/g)];
  if (role === undefined || grants.length === 0 || grants.length !== body.split('GRANT ').length - body.split('REVOKE ').length)
    throw new NotUnderstoodError('accounts that are made in an unknown way');
  const from = union(...hosts.filter((host) => host !== 'localhost').map(hostAddresses));
  const clients = grants.map(([, privileges = '', database = '', to = '']): Client => {
    const may = PRIVILEGES.get(privileges);
    if (may === undefined) throw new NotUnderstoodError(`the privileges "${privileges}" of "${to}"`);
    // In a grant, _ is escaped: else it stands for any character.
    return { addresses: from, role: to, database: database.replaceAll('\\\\_', '_'), may };
  });
  const encrypted = body.includes('$identified REQUIRE $([ "$host" = localhost ] && echo NONE || echo SSL);"');
  return { role, hosts, clients, encrypted };
}

const texts = (list: string): readonly string[] => [...list.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);

function hostAddresses(host: string): IntervalSet {
  if (host === '%') return ALL_ADDRESSES;
  const [network = '', mask = '255.255.255.255'] = host.split('/');
  return [addresses(`${network}/${prefixOf(mask)}`)];
}
