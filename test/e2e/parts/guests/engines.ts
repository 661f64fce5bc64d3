/** What tests ask of a database engine. */
export interface Engine {
  readonly title: string;
  /** Where it keeps its data. */
  readonly home: string;
  /** A command that logs the owner in over the network, and prints the name of the database. */
  readonly logIn: (address: string, password: string) => readonly string[];
  /** A command by which a role runs SQL in the database over the network, and prints rows. */
  readonly run: (role: string, address: string, password: string, statement: string) => readonly string[];
  /** What a standby says to that. */
  readonly readOnly: RegExp;
  readonly standby: {
    /** Statement after which a standby takes what comes over, and applies nothing of it. */
    readonly holdBack: string;
    /** @default - promotion goes on with it */
    readonly goOn?: string;
    /** Query on the primary for where its log ends. */
    readonly end: string;
    /** A command on the standby that fails until all up to there has come over. */
    readonly hasCome: (end: string) => string;
  };
  /** What it says to whoever may not do something. */
  readonly denied: RegExp;
  /** What it says to a wrong password. */
  readonly refusal: RegExp;
  /** A command that runs SQL as the administrator in the database, and prints rows. */
  readonly sql: (statement: string) => readonly string[];
  /** A command that runs statements from its standard input as the administrator, each in a transaction of its own. */
  readonly feed: readonly string[];
  /** Who the table `shelf` belongs to; unset where tables belong to nobody. */
  readonly ownerOfShelf?: string;
  /** Statements and clients' own commands that try to be more than the owner: each would make a file `/var/tmp/out`, or an administrator. */
  readonly escapes: readonly string[];
  /** A query for all administrators, and what it has to answer. */
  readonly administrators: readonly [query: string, only: string];
  /** Statements that the owner runs, where what is made belongs to somebody. */
  readonly asOwner: (statements: string) => string;
  /** Statements of the owner that would make an administrator of him if one ran what they make. Unset where an engine runs nothing of a dump. */
  readonly trap?: string;
  /** Makes something that a restore of the table `kept` cannot replace. Unset where an engine has no such thing. */
  readonly dependent?: string;
}

export const POSTGRESQL: Engine = {
  title: 'PostgreSQL',
  home: '/var/lib/postgresql/15/main',
  logIn: (address, password) => [
    ...['env', `PGPASSWORD=${password}`, 'psql', '--no-psqlrc', '--tuples-only', '--no-align'],
    ...[`--host=${address}`, '--username=keeper', '--command=select current_database()', 'app'],
  ],
  run: (role, address, password, statement) => [
    ...['env', `PGPASSWORD=${password}`, 'psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align'],
    ...[`--host=${address}`, `--username=${role}`, `--command=${statement}`, 'app'],
  ],
  readOnly: /read-only transaction/,
  standby: {
    holdBack: 'select pg_wal_replay_pause()',
    end: 'select pg_current_wal_flush_lsn()',
    hasCome: (end) =>
      `runuser -u postgres -- psql --no-psqlrc -At --command="select pg_last_wal_receive_lsn() >= '${end}'" | grep --line-regexp t`,
  },
  denied: /permission denied|must be owner/,
  refusal: /password authentication failed/,
  sql: (statement) => [
    ...['runuser', '-u', 'postgres', '--', 'psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align'],
    ...['--set=ON_ERROR_STOP=1', `--command=${statement}`, 'app'],
  ],
  feed: ['runuser', '-u', 'postgres', '--', 'psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', 'app'],
  ownerOfShelf: "select tableowner from pg_tables where tablename = 'shelf'",
  escapes: [
    'RESET ROLE; ALTER ROLE keeper SUPERUSER;',
    'RESET SESSION AUTHORIZATION; ALTER ROLE keeper SUPERUSER;',
    'SET ROLE postgres; ALTER ROLE keeper SUPERUSER;',
    '\\c app postgres\nALTER ROLE keeper SUPERUSER;',
    '\\c app postgres /var/run/postgresql\nALTER ROLE keeper SUPERUSER;',
    "COPY (SELECT 1) TO PROGRAM 'touch /var/tmp/out';",
    "COPY (SELECT 1) TO '/var/tmp/out';",
    '\\! touch /var/tmp/out',
    '\\set x `touch /var/tmp/out`',
    "\\copy (SELECT 1) TO PROGRAM 'touch /var/tmp/out'",
    '\\o |touch /var/tmp/out',
    'SELECT 1 \\g |touch /var/tmp/out',
    "\\setenv PAGER 'touch /var/tmp/out'\n\\pset pager always\n\\?",
    "\\copy (SELECT 1) TO '/etc/out'",
    '\\i /etc/shadow',
  ],
  administrators: ["select string_agg(rolname, ' ') from pg_roles where rolsuper", 'postgres'],
  asOwner: (statements) => `set role keeper; ${statements}`,
  trap: [
    'create function public.trap(int) returns boolean language plpgsql as $$ begin',
    "if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role keeper superuser'; end if;",
    'return true; end $$; create table trapped (id int check (public.trap(id))); insert into trapped values (1)',
  ].join(' '),
  dependent: 'create view later as select word from kept',
};

export const MARIADB: Engine = {
  title: 'MariaDB',
  home: '/var/lib/mysql',
  logIn: (address, password) => [
    ...['mysql', '--no-defaults', '--batch', '--skip-column-names', '--protocol=tcp', '--ssl'],
    ...[`--host=${address}`, '--user=keeper', `--password=${password}`, '--execute=select database()', 'app'],
  ],
  run: (role, address, password, statement) => [
    ...['mysql', '--no-defaults', '--batch', '--skip-column-names', '--protocol=tcp', '--ssl', `--host=${address}`],
    ...[`--user=${role}`, `--password=${password}`, `--execute=${statement}`, 'app'],
  ],
  readOnly: /--read-only option/,
  standby: {
    holdBack: 'stop slave sql_thread',
    goOn: 'start slave sql_thread',
    end: 'select @@gtid_binlog_pos',
    hasCome: (end) => `mysql --vertical --execute='show slave status' | grep --line-regexp ' *Gtid_IO_Pos: ${end}'`,
  },
  denied: /command denied to user/,
  refusal: /Access denied for user 'keeper'/,
  feed: ['mysql', 'app'],
  sql: (statement) => ['mysql', '--batch', '--skip-column-names', `--execute=${statement}`, 'app'],
  asOwner: (statements) => statements,
  escapes: [
    '\\! touch /var/tmp/out',
    'system touch /var/tmp/out',
    'pager touch /var/tmp/out\nSELECT 1;',
    'tee /etc/out',
    'source /etc/shadow',
    "SELECT 1 INTO OUTFILE '/var/tmp/out';",
    'GRANT ALL ON *.* TO keeper@localhost;',
    'CREATE USER other@localhost;',
    'CREATE DEFINER = root@localhost PROCEDURE p() SELECT 1;',
  ],
  administrators: [
    "select group_concat(User order by User separator ' ') from mysql.user where Super_priv = 'Y' or User = 'other'",
    'mysql root',
  ],
};

const mysqlClient = (address: string): readonly string[] => [
  ...['mysql', '--no-defaults', '--batch', '--skip-column-names', '--protocol=tcp', '--ssl-mode=REQUIRED', `--host=${address}`],
];

export const MYSQL: Engine = {
  ...MARIADB,
  title: 'MySQL',
  administrators: [MARIADB.administrators[0], 'debian-sys-maint mysql.session root'],
  logIn: (address, password) => [
    ...mysqlClient(address),
    ...['--user=keeper', `--password=${password}`, '--execute=select database()', 'app'],
  ],
  run: (role, address, password, statement) => [
    ...mysqlClient(address),
    ...[`--user=${role}`, `--password=${password}`, `--execute=${statement}`, 'app'],
  ],
  readOnly: /--(super-)?read-only option/,
  standby: {
    holdBack: 'stop replica sql_thread',
    goOn: 'start replica sql_thread',
    end: 'select @@global.gtid_executed',
    // Since it has followed, and what its copy had.
    hasCome: (end) =>
      `mysql --batch --skip-column-names --execute="select gtid_subset('${end.replaceAll('\n', '')}', concat(received_transaction_set, ',', @@global.gtid_executed)) from performance_schema.replication_connection_status" | grep --line-regexp 1`,
  },
};
