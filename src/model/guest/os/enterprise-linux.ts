import type { CarriedEngines, OsName } from '../../resolved';
import { linux, MONGODB, type OsProfile, READ } from './profile';

/** Red Hat Enterprise Linux and what is built from its sources. */
export type EnterpriseLinux = Extract<OsName, `${'alma' | 'oracle' | 'rhel' | 'rocky'}-${string}`>;

/** Streams of the dnf module that is called like the engine; asking for one enables it. */
function streams(module: string, versions: readonly string[], ...more: string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(versions.map((version) => [version, [`@${module}:${version}/server`, ...more]]));
}

/** Streams of the AppStream modules. */
const ENGINES_8: CarriedEngines = {
  postgresql: streams('postgresql', ['10', '12', '13', '15', '16'], 'postgresql-contrib'),
  mysql: streams('mysql', ['8.0']),
  mariadb: streams('mariadb', ['10.3', '10.5', '10.11']),
  redis: { '6': ['@redis:6/common'] },
  valkey: {},
  rabbitmq: {},
  mongodb: MONGODB,
};

/** The first version is a plain package, later ones are module streams. */
const ENGINES_9: CarriedEngines = {
  postgresql: { '13': ['postgresql-server', 'postgresql-contrib'], ...streams('postgresql', ['15', '16'], 'postgresql-contrib') },
  mysql: { '8.0': ['mysql-server'], ...streams('mysql', ['8.4']) },
  mariadb: { '10.5': ['mariadb-server'], ...streams('mariadb', ['10.11']) },
  redis: { '6': ['redis'], '7': ['@redis:7/common'] },
  valkey: {},
  rabbitmq: {},
  mongodb: MONGODB,
};

/** No modules any more: plain packages, of which some have their version in their name. */
const ENGINES_10: CarriedEngines = {
  postgresql: { '16': ['postgresql-server', 'postgresql-contrib'] },
  mysql: { '8.4': ['mysql8.4-server'] },
  mariadb: { '10.11': ['mariadb-server'] },
  redis: {},
  valkey: { '8': ['valkey'] },
  rabbitmq: {},
  mongodb: {},
};

/** What a release has in common, whoever builds it. */
const RELEASES = {
  8: {
    engines: ENGINES_8,
    // As it is installed: the second version has to be asked for (Red Hat, "Managing, monitoring, and updating the kernel": cgroups-v2).
    controlGroups: 1,
    packages: 'Red Hat Enterprise Linux 8, "Deploying different types of servers": database servers',
  },
  9: {
    engines: ENGINES_9,
    controlGroups: 2,
    packages: 'Red Hat Enterprise Linux 9, "Configuring and using database servers"',
  },
  10: {
    engines: ENGINES_10,
    controlGroups: 2,
    packages:
      'Red Hat Enterprise Linux 10, "Configuring and using database servers"; developers.redhat.com, "Discover packaging of parallel database streams in RHEL 10"',
  },
} as const;

const LIMITS = 'Red Hat, "Red Hat Enterprise Linux Technology Capabilities and Limits" (access.redhat.com/articles/rhel-limits)';

/** Of makers: their account (cloud-init, config/cloud.cfg.tmpl), where they say how long updates come, and engines whose makers leave them out. */
const MAKERS = {
  alma: {
    title: 'AlmaLinux',
    administrator: 'almalinux',
    least: `${LIMITS}, whose rebuild it is`,
    support: 'wiki.almalinux.org, "Release Notes"',
    leftOut: {},
  },
  oracle: {
    title: 'Oracle Linux',
    administrator: 'cloud-user',
    least: `${LIMITS}, whose rebuild it is`,
    support: 'Oracle, "Lifetime Support Policy": Premier Support',
    // MongoDB, "Supported Platforms": not on Oracle's own kernel, which its images start.
    leftOut: { mongodb: {} },
  },
  rhel: {
    title: 'Red Hat Enterprise Linux',
    administrator: 'cloud-user',
    least: LIMITS,
    support: 'Red Hat, "Red Hat Enterprise Linux Life Cycle": maintenance',
    leftOut: {},
  },
  rocky: {
    title: 'Rocky Linux',
    administrator: 'rocky',
    least: `${LIMITS}, whose rebuild it is`,
    support: 'wiki.rockylinux.org, "Rocky Linux Release and Version Guide"',
    leftOut: {},
  },
} as const;

function enterprise(maker: keyof typeof MAKERS, release: keyof typeof RELEASES, supportedUntil: string): OsProfile {
  const { title, administrator, least, support, leftOut } = MAKERS[maker];
  const { engines, controlGroups, packages } = RELEASES[release];
  return linux(
    {
      title: `${title} ${release}`,
      packages: 'dnf',
      firewall: 'firewalld',
      administrator,
      controlGroups,
      least: { memoryMiB: 1536, diskMiB: 10240 },
      supportedUntil,
      engines: { ...engines, ...leftOut },
    },
    { least, support, packages },
    READ,
  );
}

export const ENTERPRISE_LINUX: { readonly [N in EnterpriseLinux]: OsProfile } = {
  'alma-8': enterprise('alma', 8, '2029-03-01'),
  'alma-9': enterprise('alma', 9, '2032-05-31'),
  'alma-10': enterprise('alma', 10, '2035-05-31'),
  'oracle-8': enterprise('oracle', 8, '2029-07-31'),
  'oracle-9': enterprise('oracle', 9, '2032-06-30'),
  'oracle-10': enterprise('oracle', 10, '2035-06-30'),
  'rhel-8': enterprise('rhel', 8, '2029-05-31'),
  'rhel-9': enterprise('rhel', 9, '2032-05-31'),
  'rhel-10': enterprise('rhel', 10, '2035-05-31'),
  'rocky-8': enterprise('rocky', 8, '2029-05-31'),
  'rocky-9': enterprise('rocky', 9, '2032-05-31'),
  'rocky-10': enterprise('rocky', 10, '2035-05-31'),
};
