import { NotUnderstoodError } from '../../errors';
import { ALL_ADDRESSES } from '../../sets/addresses';
import { readYaml } from '../../yaml';
import type { FirstBoot } from '../first-boot';
import { type Client, type DatabaseServer, file } from './server';
import { readTls } from './tls';

const FOLDER = '/etc/isthmus/mongodb';
const SHELL = '/usr/local/sbin/isthmus-mongosh';

/** What is read of mongod.conf. */
interface Settings {
  readonly net?: {
    readonly port?: unknown;
    readonly bindIp?: unknown;
    readonly unixDomainSocket?: { readonly enabled?: unknown };
    readonly tls?: Tls;
  };
  readonly security?: { readonly authorization?: unknown };
  readonly setParameter?: { readonly authenticationMechanisms?: unknown };
}
interface Tls {
  readonly mode?: unknown;
  readonly certificateKeyFile?: string;
  readonly CAFile?: string;
  readonly allowConnectionsWithoutCertificates?: unknown;
  readonly disabledProtocols?: unknown;
}

interface Granted {
  readonly role: string;
  readonly db: string;
}

/** What the server's accounts are made of. */
interface Accounts {
  readonly roles: readonly {
    readonly role: string;
    readonly privileges: readonly {
      readonly resource: { readonly db: string; readonly collection: string };
      readonly actions: readonly string[];
    }[];
    readonly roles: readonly Granted[];
  }[];
  readonly users: Readonly<Record<string, readonly Granted[]>>;
  readonly own: readonly { readonly user: string; readonly role: string; readonly file: string }[];
}

/** Users are asked for a password wherever they come from. */
export function mongodb(boot: FirstBoot, script: string): DatabaseServer {
  const path = /^install -m 0644 (\S+) \/etc\/mongod\.conf$/m.exec(script)?.[1];
  const text = file(boot, path, 'the configuration that the server reads');
  const { net = {}, security, setParameter } = (readYaml(text) ?? {}) as Settings;
  if (security?.authorization !== 'enabled') throw new NotUnderstoodError('a server that asks nobody for a password');
  if (setParameter?.authenticationMechanisms !== 'SCRAM-SHA-256') throw new NotUnderstoodError('logins by an unknown way');
  const { port, bindIp, unixDomainSocket, tls } = net;
  if (unixDomainSocket?.enabled !== false) throw new NotUnderstoodError('a socket that every account of the machine reaches');
  return {
    port: Number(port),
    listensAt: typeof bindIp === 'string' ? bindIp.replaceAll(',', ' ') : '*',
    clients: readClients(boot, script),
    listsClients: false,
    plaintext: tls?.mode !== 'requireTLS',
    ...(tls && { tls: readTls(boot, script, readServerTls(boot, tls)) }),
    initialSql: [],
  };
}

function readServerTls(boot: FirstBoot, { certificateKeyFile, CAFile, allowConnectionsWithoutCertificates, disabledProtocols }: Tls) {
  if (allowConnectionsWithoutCertificates !== true) throw new NotUnderstoodError('clients that have to show certificates');
  if (disabledProtocols !== 'TLS1_0,TLS1_1') throw new NotUnderstoodError('TLS of versions that are broken');
  if (!/adminCommand\(\{ rotateCertificates: 1, /.test(file(boot, `${FOLDER}/renew.js`, 'what has the server take a new certificate')))
    throw new NotUnderstoodError('the server takes no renewed certificate');
  return { ...(certificateKeyFile !== undefined && { both: certificateKeyFile }), ...(CAFile !== undefined && { signer: CAFile }) };
}

/** Programs for its shell, and what each cannot do without. */
const PROGRAMS: readonly (readonly [string, RegExp])[] = [
  [
    `${FOLDER}/login.js`,
    /^ {2}db\.createUser\(\{ user: login\.user, pwd: login\.pwd, roles: \['root'\], mechanisms: \['SCRAM-SHA-256'\] \}\);$/m,
  ],
  [`${FOLDER}/own.js`, /db\.createRole\(\{ role, privileges, roles \}\);\n(?:.*\n)*.*pwd, roles: \[role\], /],
  [
    `${FOLDER}/user.js`,
    /^passing\.insertOne\(\{ _id: `admin\.\$\{user\}`, userId: UUID\(\), user, db: 'admin', credentials, roles \}\);$/m,
  ],
  [SHELL, /^if \[ \$# -gt 0 \]; then exec mongosh --quiet --norc --nodb \S+\/login\.js "\$@"; fi$/m],
];

function readClients(boot: FirstBoot, script: string): readonly Client[] {
  for (const [path, form] of PROGRAMS)
    if (!form.test(file(boot, path, 'a program for the shell of the server')))
      throw new NotUnderstoodError(`${path}: users that are made in an unknown way`);
  if (!script.includes(`${SHELL} ${FOLDER}/own.js\n`)) throw new NotUnderstoodError('roles that nobody makes');
  const accounts = JSON.parse(file(boot, `${FOLDER}/accounts.json`, 'what users may do')) as Accounts;
  const stranger = accounts.own.find(({ user, role }) => user !== `isthmus-${role}` || !['backup', 'restore'].includes(role));
  if (stranger) throw new NotUnderstoodError(`the machine's own user ${stranger.user}, who has the role ${stranger.role}`);
  const made = [...script.matchAll(/^ *ISTHMUS_ROLE=(\S+) \S+isthmus-mongosh \S+\/user\.js$/gm)].map(([, user = '']) => user);
  if (made.length === 0 || made.sort().join() !== Object.keys(accounts.users).sort().join())
    throw new NotUnderstoodError(`rights of ${Object.keys(accounts.users).join()}, of whom ${made.join()} are made`);
  return Object.entries(accounts.users).flatMap(([role, granted]) => readUser(role, granted, accounts));
}

function readUser(role: string, granted: readonly Granted[], accounts: Accounts): readonly Client[] {
  const unknown = (): NotUnderstoodError => new NotUnderstoodError(`what the user ${role} may do`);
  const administered = databasesOf('dbAdmin', granted);
  // An owner has both: who administers collections alone does not own what is in them.
  if (granted.length === 0 || administered.join() !== databasesOf('readWrite', granted).join()) throw unknown();
  const from = { addresses: ALL_ADDRESSES, role };
  const others = granted.filter(({ role: name }) => name !== 'dbAdmin' && name !== 'readWrite');
  return [
    ...administered.map((database): Client => ({ ...from, database, may: 'own' })),
    ...others.map(({ role: name, db }): Client => {
      if (name === 'read') return { ...from, database: db, may: 'read' };
      const own = accounts.roles.find((each) => each.role === name);
      if (!own || db !== 'admin') throw unknown();
      return { ...from, database: writtenBy(own), may: 'write' };
    }),
  ];
}

/** Databases that somebody has a role in. */
const databasesOf = (name: string, granted: readonly Granted[]): readonly string[] =>
  [...new Set(granted.flatMap(({ role, db }) => (role === name ? db : [])))].sort();

/** The database that a role of the server's own reads and writes. */
function writtenBy({ role, privileges, roles }: Accounts['roles'][number]): string {
  const [privilege, ...others] = privileges;
  const [read, ...more] = roles;
  const isKnown =
    privilege?.resource.collection === '' &&
    privilege.actions.join() === 'insert,remove,update' &&
    read?.role === 'read' &&
    read.db === privilege.resource.db &&
    others.length + more.length === 0;
  if (!isKnown) throw new NotUnderstoodError(`what the role ${role} may do`);
  return privilege.resource.db;
}
