/** What tests ask of a database engine. */
export interface Engine {
  readonly title: string;
  /** Where it keeps its data. */
  readonly home: string;
  /** A command that logs the owner in over the network, and prints the name of the database. */
  readonly logIn: (address: string, password: string) => readonly string[];
  /** What it says to a wrong password. */
  readonly refusal: RegExp;
  /** A command that runs SQL as the administrator in the database, and prints rows. */
  readonly sql: (statement: string) => readonly string[];
  /** Who the table `shelf` belongs to; unset where tables belong to nobody. */
  readonly ownerOfShelf?: string;
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
  refusal: /password authentication failed/,
  sql: (statement) => [
    ...['runuser', '-u', 'postgres', '--', 'psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align'],
    ...['--set=ON_ERROR_STOP=1', `--command=${statement}`, 'app'],
  ],
  ownerOfShelf: "select tableowner from pg_tables where tablename = 'shelf'",
  dependent: 'create view later as select word from kept',
};

export const MARIADB: Engine = {
  title: 'MariaDB',
  home: '/var/lib/mysql',
  logIn: (address, password) => [
    ...['mysql', '--no-defaults', '--batch', '--skip-column-names', '--protocol=tcp'],
    ...[`--host=${address}`, '--user=keeper', `--password=${password}`, '--execute=select database()', 'app'],
  ],
  refusal: /Access denied for user 'keeper'/,
  sql: (statement) => ['mysql', '--batch', '--skip-column-names', `--execute=${statement}`, 'app'],
};
