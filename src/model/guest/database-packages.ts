import type { DatabaseRole } from '../resolved';

type Engine = DatabaseRole['engine'];

/** What to ask a distribution's package manager for. */
export interface DatabasePackages {
  /** Package names; `@module:stream/profile` for a module stream of dnf. */
  readonly install: readonly string[];
}

type Versions = Readonly<Record<string, readonly string[]>>;

/** Streams of the dnf module that is called like the engine; asking for one enables it. */
function streams(module: string, versions: readonly string[], ...more: string[]): Versions {
  return Object.fromEntries(versions.map((version) => [version, [`@${module}:${version}/server`, ...more]]));
}

/**
 * Red Hat Enterprise Linux 8 and what is built from its sources: streams of the AppStream modules
 * (Red Hat Enterprise Linux 8, "Deploying different types of servers": database servers).
 */
const ENTERPRISE_LINUX_8: Record<Engine, Versions> = {
  postgresql: streams('postgresql', ['10', '12', '13', '15', '16'], 'postgresql-contrib'),
  mysql: streams('mysql', ['8.0']),
  mariadb: streams('mariadb', ['10.3', '10.5', '10.11']),
};

/**
 * Red Hat Enterprise Linux 9 and what is built from its sources: the first version is a plain package, later ones are module streams
 * (Red Hat Enterprise Linux 9, "Configuring and using database servers").
 */
const ENTERPRISE_LINUX_9: Record<Engine, Versions> = {
  postgresql: { '13': ['postgresql-server', 'postgresql-contrib'], ...streams('postgresql', ['15', '16'], 'postgresql-contrib') },
  mysql: { '8.0': ['mysql-server'], ...streams('mysql', ['8.4']) },
  mariadb: { '10.5': ['mariadb-server'], ...streams('mariadb', ['10.11']) },
};

/** By id of the operating system. Sources of the others: packages.debian.org, packages.ubuntu.com. */
const CARRIED: Readonly<Record<string, Record<Engine, Versions>>> = {
  'debian-12': {
    postgresql: { '15': ['postgresql-15'] },
    mysql: {},
    mariadb: { '10.11': ['mariadb-server'] },
  },
  'ubuntu-22.04': {
    postgresql: { '14': ['postgresql-14'] },
    mysql: { '8.0': ['mysql-server-8.0'] },
    mariadb: { '10.6': ['mariadb-server'] },
  },
  'ubuntu-24.04': {
    postgresql: { '16': ['postgresql-16'] },
    mysql: { '8.0': ['mysql-server-8.0'] },
    mariadb: { '10.11': ['mariadb-server'] },
  },
  'rhel-8': ENTERPRISE_LINUX_8,
  'rhel-9': ENTERPRISE_LINUX_9,
  'rocky-9': ENTERPRISE_LINUX_9,
  'alma-9': ENTERPRISE_LINUX_9,
};

/**
 * The packages that bring a version of an engine on an operating system, out of the distribution's own repositories.
 * @param os id of the operating system, e.g. `rhel-8`
 * @returns undefined when the distribution does not carry that version
 */
export function databasePackages(os: string, engine: Engine, version: string): DatabasePackages | undefined {
  const versions = CARRIED[os]?.[engine] ?? {};
  return Object.hasOwn(versions, version) ? { install: versions[version] ?? [] } : undefined;
}

/** The versions of an engine that an operating system carries, oldest first. Empty: none, or an operating system not listed here. */
export function databaseVersions(os: string, engine: Engine): readonly string[] {
  return Object.keys(CARRIED[os]?.[engine] ?? {}).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
