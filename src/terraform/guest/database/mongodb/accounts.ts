import type { DatabaseRight, DatabaseRole, ResolvedDatabaseRole } from '../../../../model/resolved';
import { bashProgram, type GuestFile } from '../../part';
import { tlsPaths } from '../tls';
import { verifierPath } from '../verifier';
import { ADMIN_FILE, ADMINISTRATOR, accountName, MONGODB_FOLDER, OWN_ACCOUNTS, passwordFile } from './places';
import { MECHANISM } from './settings';

interface GrantedRole {
  readonly role: string;
  readonly db: string;
}

/** Roles of this project's own, in the database `admin`. */
const writer = (database: string): string => `isthmus-writes-${database}`;

/** What a right comes to (MongoDB, "Built-In Roles"): `readWrite` makes and drops collections and indexes, which is an owner's to do. */
const ROLES: { readonly [R in DatabaseRight]: (database: string) => readonly GrantedRole[] } = {
  own: (db) => ['dbAdmin', 'readWrite'].map((role) => ({ role, db })),
  write: (db) => [{ role: writer(db), db: 'admin' }],
  read: (db) => [{ role: 'read', db }],
};

/** Whether a right is a role that no server has by itself. */
const NEEDS_WRITER: { readonly [R in DatabaseRight]: boolean } = { own: false, write: true, read: false };

/** Actions on all collections of a database, beside those of `read`. */
const WRITES = ['insert', 'remove', 'update'];

/** What `login.js` and the others are told, as JSON. */
export function accounts({ roles, backup }: DatabaseRole): string {
  const written = new Set(roles.flatMap(({ rights }) => rights.filter(({ may }) => NEEDS_WRITER[may]).map((right) => right.in)));
  const own = backup ? OWN_ACCOUNTS.map((account) => ({ user: accountName(account), role: account, file: passwordFile(account) })) : [];
  const ofOwn = [...written].sort().map((db) => ({
    role: writer(db),
    privileges: [{ resource: { db, collection: '' }, actions: WRITES }],
    roles: [{ role: 'read', db }],
  }));
  return `{
"roles": [${lines(ofOwn.map((each) => JSON.stringify(each)))}],
"users": {${lines(roles.map((role) => `${JSON.stringify(role.name)}: ${JSON.stringify(granted(role))}`))}},
"own": [${lines(own.map((each) => JSON.stringify(each)))}]
}
`;
}

/** Each in a line of its own, for whoever reads them. */
const lines = (entries: readonly string[]): string => (entries.length === 0 ? '' : `\n${entries.map((each) => `  ${each}`).join(',\n')}\n`);

const granted = ({ rights }: ResolvedDatabaseRole): readonly GrantedRole[] => rights.flatMap((right) => ROLES[right.may](right.in));

/** Who answers at its own address proves itself by the password that it keeps a verifier of. */
const uri = ({ port, tls }: DatabaseRole): string =>
  `mongodb://127.0.0.1:${port}/admin?directConnection=true${tls ? `&tls=true&tlsCAFile=${tlsPaths().trusted}&tlsAllowInvalidHostnames=true` : ''}`;

const login = (
  role: DatabaseRole,
): string => `// Logs in as this machine's own administrator. On a server without users it makes that one first.
const login = {
  user: '${ADMINISTRATOR}',
  pwd: require('fs').readFileSync('${ADMIN_FILE}', 'utf8').trim(),
  mechanism: '${MECHANISM}',
};
db = connect('${uri(role)}');
try {
  db.auth(login);
} catch (error) {
  if (error.codeName !== 'AuthenticationFailed') throw error;
  // From the machine itself, and once: a server that has users lets nobody do so. On the disk of another machine the password is another one.
  db.createUser({ user: login.user, pwd: login.pwd, roles: ['root'], mechanisms: ['${MECHANISM}'] });
  db.auth(login);
}
`;

/** Programs for its shell. */
export const OWN_SCRIPT = `${MONGODB_FOLDER}/own.js`;
export const USER_SCRIPT = `${MONGODB_FOLDER}/user.js`;
export const RENEW_SCRIPT = `${MONGODB_FOLDER}/renew.js`;

const ACCOUNTS_FILE = `${MONGODB_FOLDER}/accounts.json`;
const TOLD = `JSON.parse(require('fs').readFileSync('${ACCOUNTS_FILE}', 'utf8'))`;

const OWN = `// Roles beside the built-in ones, and accounts of the machine's own.
const told = ${TOLD};
for (const { role, privileges, roles } of told.roles) {
  if (db.getRole(role) === null) db.createRole({ role, privileges, roles });
  else db.updateRole(role, { privileges, roles });
}
for (const { user, role, file } of told.own) {
  const pwd = require('fs').readFileSync(file, 'utf8').replace('password:', '').trim();
  const account = { pwd, roles: [role], mechanisms: ['${MECHANISM}'] };
  if (db.getUser(user) === null) db.createUser({ user, ...account });
  else db.updateUser(user, account);
}
`;

// As mongorestore brings users in, whose passwords it does not know either (mongo-tools, mongorestore/metadata.go).
const USER = `// Gives the user ISTHMUS_ROLE what it may do, and the verifier of its password.
const user = process.env.ISTHMUS_ROLE;
const roles = ${TOLD}.users[user];
const text = require('fs').readFileSync('${verifierPath('')}' + user, 'utf8').trim();
const [, rounds, salt, storedKey, serverKey] = text.split(/[$:]/);
const credentials = { '${MECHANISM}': { iterationCount: Number(rounds), salt, storedKey, serverKey } };
const passing = db.getCollection('isthmus-users');
passing.drop();
passing.insertOne({ _id: \`admin.\${user}\`, userId: UUID(), user, db: 'admin', credentials, roles });
db.runCommand({ _mergeAuthzCollections: 1, tempUsersCollection: 'admin.isthmus-users', drop: false, db: '' });
passing.drop();
const found = db.getUser(user);
if (found === null || found.roles.length !== roles.length) {
  print(\`the server has not taken the user \${user}\`);
  quit(1);
}
`;

const RENEW = `// Has the server prove itself with the certificate that is there now.
db.adminCommand({ rotateCertificates: 1, message: 'isthmus' });
`;

/** It tells nobody what is done there, and keeps no log of it (MongoDB Shell, "Configure Settings Using a Configuration File"). */
const SHELL_SETTINGS = 'mongosh:\n  forceDisableTelemetry: true\n  enableTelemetry: false\n  disableLogging: true\n';

export const SHELL = 'mongosh';
const LOGIN = `${MONGODB_FOLDER}/login.js`;
/** Nobody's own file is read, and nothing stands among its arguments. */
const OPEN = 'mongosh --quiet --norc --nodb';

/** Programs for its shell, and the one that runs them as the machine's own administrator. */
export function accountFiles(role: DatabaseRole): readonly GuestFile[] {
  const text = (path: string, content: string): GuestFile => ({ path, content, mode: '0644' });
  return [
    text('/etc/mongosh.conf', SHELL_SETTINGS),
    text(ACCOUNTS_FILE, accounts(role)),
    text(LOGIN, login(role)),
    text(OWN_SCRIPT, OWN),
    text(USER_SCRIPT, USER),
    ...(role.tls ? [text(RENEW_SCRIPT, RENEW)] : []),
    bashProgram(
      SHELL,
      `MongoDB's shell as this machine's own administrator, for root alone: one to type in, or one that runs a program.
usage: isthmus-mongosh [FILE]`,
      `if [ $# -gt 0 ]; then exec ${OPEN} ${LOGIN} "$@"; fi
exec ${OPEN} --shell ${LOGIN}`,
    ),
  ];
}
