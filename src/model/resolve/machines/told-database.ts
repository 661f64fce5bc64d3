import { targetTexts } from '../../kinds/backup/targets';
import { tlsText } from '../../kinds/database/tls';
import type { DatabaseRight, DatabaseRole, ResolvedBackup, ResolvedDatabase, ResolvedDatabaseRole } from '../../resolved';
import { sha256 } from '../../values';
import { type Answers, said } from './told-subject';

/** Statements are told apart by their digest: the lock need not repeat them. */
const sqlText = (statements: string): string => `${Buffer.byteLength(statements)} bytes of SQL (${sha256(statements).slice(0, 8)})`;

const databaseText = ({ name, owner, initialSql }: ResolvedDatabase): string =>
  [name, ...(owner === name ? [] : [`owned by ${owner}`]), ...said(initialSql, (sql) => `with ${sqlText(sql)}`)].join(' ');

/** Owners are told of with their databases. */
const RIGHTS: { readonly [R in DatabaseRight]: (place: string) => readonly string[] } = {
  own: () => [],
  write: (place) => [`writes ${place}`],
  read: (place) => [`reads ${place}`],
};

/** Of owners nothing, unless there is more to say than stands with their databases. */
function roleTexts({ name, rights, clients, bound }: ResolvedDatabaseRole): readonly string[] {
  const lesser = rights.flatMap((right) => RIGHTS[right.may](right.in));
  const from = bound ? [`from ${clients.join(' and ')}`] : [];
  return lesser.length + from.length > 0 ? [[name, ...lesser, ...from].join(' ')] : [];
}

const backupTexts = ({ daily, keep, to, pointInTime, alarm }: ResolvedBackup): readonly string[] => [
  daily,
  `keep ${keep}`,
  ...(to ? targetTexts(to) : []),
  ...said(pointInTime, ({ withinMinutes }) => `log every ${withinMinutes} minutes`),
  ...said(alarm, (unit) => `alarm ${unit}`),
];

const HAS_IT = 'node_modules/isthmus/docs/databases.md has it';

export const TOLD_DATABASE: Answers<DatabaseRole> = {
  kind: 'is a fact of the lock',
  engine: 'is a fact of the lock',
  version: 'is a fact of the lock',
  port: 'is a fact of the lock',
  databases: {
    prop: 'databases',
    says: ({ databases }) => databases.map(databaseText),
    byHand:
      'make those that are new with their owners, and run the statements that are new as the owner (node_modules/isthmus/docs/databases.md has the commands)',
  },
  roles: {
    prop: 'roles',
    says: ({ roles }) => roles.flatMap(roleTexts),
    byHand:
      'make the roles that are new, and grant and revoke what has changed (node_modules/isthmus/docs/databases.md has the statements)',
    unsaid: 'none',
  },
  dataSerial: 'follows from its system and its kind',
  filesystem: 'is a fact of the lock',
  backup: {
    prop: 'backup',
    says: ({ backup }) => (backup ? backupTexts(backup) : ['none']),
    byHand:
      'change the timer, the programs (/usr/local/sbin/isthmus-backup*, isthmus-restic) and the target (/etc/isthmus/backup) of its backups; where `pointInTime` is new or gone, make the machine anew on its old disk',
  },
  replication: {
    prop: 'replicas',
    says: ({ replication }) =>
      replication ? [`primary ${replication.primary}`, ...replication.members.map(({ name, address }) => `${name} at ${address}`)] : [],
    byHand: `make the machine anew on its old disk, or where its primary is another one promote it and have the others follow, as ${HAS_IT}`,
    unsaid: 'none',
  },
  tls: {
    prop: 'tls',
    says: ({ tls }) => (tls ? [tlsText(tls), ...tls.names, ...said(tls.trusted, (pem) => `trusted ${sha256(pem).slice(0, 8)}`)] : []),
    byHand: `make the machine anew on its old disk, as ${HAS_IT}`,
    unsaid: 'none',
  },
  exporter: 'follows from what is noted',
  memoryMiB: { prop: 'memory', says: ({ memoryMiB }) => [`${memoryMiB} MiB`], byHand: "change the engine's settings that follow from it" },
  cpus: { prop: 'cpus', says: ({ cpus }) => [`${cpus}`], byHand: "change the engine's settings that follow from it" },
};
