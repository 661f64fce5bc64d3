import type { OsName, ResolvedOs } from '../../resolved';
import { linux, MONGODB, type OsProfile, READ } from './profile';

/** Debian, and what comes of it. */
export type Debian = Extract<OsName, `${'debian' | 'ubuntu'}-${string}`>;

/** unattended-upgrades fills it in. */
const CODENAME = '\u0024{distro_codename}';

type OwnFacts = Pick<ResolvedOs, 'title' | 'least' | 'supportedUntil' | 'engines'>;

const APT = { packages: 'apt', firewall: 'nftables', controlGroups: 2 } as const;

/** Origins are told by what Release files say, which mirrors keep (unattended-upgrades, "Origins-Pattern"). */
const debian = (facts: OwnFacts, seen: string): OsProfile =>
  linux(
    {
      ...facts,
      ...APT,
      administrator: 'debian',
      securityOrigin: `origin=Debian,codename=${CODENAME}-security,label=Debian-Security`,
    },
    {
      least: 'Debian GNU/Linux Installation Guide, 3.4: no desktop; D.2: the disk that is written',
      support: 'distro-info-data: long term support',
      packages: 'packages.debian.org',
    },
    seen,
  );

const ubuntu = (facts: OwnFacts, seen: string): OsProfile =>
  linux(
    { ...facts, ...APT, administrator: 'ubuntu', securityOrigin: `origin=Ubuntu,archive=${CODENAME}-security` },
    {
      least: 'Ubuntu Server documentation, "System requirements"',
      support: 'distro-info-data: standard support',
      packages: 'packages.ubuntu.com; Ubuntu 26.04 LTS, release notes',
    },
    seen,
  );

/** Of Ubuntu's cloud images. */
const LEAST_OF_UBUNTU = { memoryMiB: 1024, diskMiB: 5120 };

export const DEBIAN: { readonly [N in Debian]: OsProfile } = {
  'debian-12': debian(
    {
      title: 'Debian 12',
      least: { memoryMiB: 256, diskMiB: 2048 },
      supportedUntil: '2028-06-30',
      engines: {
        postgresql: { '15': ['postgresql-15'] },
        mysql: {},
        mariadb: { '10.11': ['mariadb-server'] },
        redis: { '7': ['redis-server'] },
        valkey: {},
        rabbitmq: { '3.10': ['rabbitmq-server'] },
        mongodb: MONGODB,
      },
    },
    'set up by cloud-init with each role and engine',
  ),
  'debian-13': debian(
    {
      title: 'Debian 13',
      least: { memoryMiB: 512, diskMiB: 2048 },
      supportedUntil: '2030-06-30',
      engines: {
        postgresql: { '17': ['postgresql-17'] },
        mysql: {},
        mariadb: { '11.8': ['mariadb-server'] },
        redis: { '8': ['redis-server'] },
        valkey: { '8': ['valkey-server'] },
        rabbitmq: { '4.0': ['rabbitmq-server'] },
        mongodb: {},
      },
    },
    `${READ}; its packages, by asking its repositories`,
  ),
  'ubuntu-22.04': ubuntu(
    {
      title: 'Ubuntu 22.04 LTS',
      least: LEAST_OF_UBUNTU,
      supportedUntil: '2027-06-01',
      engines: {
        postgresql: { '14': ['postgresql-14'] },
        mysql: { '8.0': ['mysql-server-8.0'] },
        mariadb: { '10.6': ['mariadb-server'] },
        redis: { '6': ['redis-server'] },
        valkey: {},
        rabbitmq: { '3.9': ['rabbitmq-server'] },
        mongodb: MONGODB,
      },
    },
    READ,
  ),
  'ubuntu-24.04': ubuntu(
    {
      title: 'Ubuntu 24.04 LTS',
      least: LEAST_OF_UBUNTU,
      supportedUntil: '2029-05-31',
      engines: {
        postgresql: { '16': ['postgresql-16'] },
        mysql: { '8.0': ['mysql-server-8.0'] },
        mariadb: { '10.11': ['mariadb-server'] },
        redis: { '7': ['redis-server'] },
        valkey: { '7': ['valkey-server'] },
        rabbitmq: { '3.12': ['rabbitmq-server'] },
        mongodb: { '8.0': MONGODB['8.0'] },
      },
    },
    READ,
  ),
  'ubuntu-26.04': ubuntu(
    {
      title: 'Ubuntu 26.04 LTS',
      least: LEAST_OF_UBUNTU,
      supportedUntil: '2031-05-29',
      // Of Redis, Valkey and RabbitMQ the release notes give no version.
      engines: {
        postgresql: { '18': ['postgresql-18'] },
        mysql: { '8.4': ['mysql-server-8.4'] },
        mariadb: { '11.8': ['mariadb-server'] },
        redis: {},
        valkey: {},
        rabbitmq: {},
        mongodb: {},
      },
    },
    READ,
  ),
};
