import type { EngineName } from '../resolved';
import { isSince, Port } from '../values';
import { Value } from '../values/value';

interface EngineFacts {
  readonly port: Port;
  /** The one that is usual for TLS. Unset: the same. */
  readonly tlsPort?: Port;
  /** How a version is written: what names packages and folders, not a patch level. */
  readonly version: RegExp;
  readonly such: string;
  /** The oldest that the set-up inside guests knows. */
  readonly oldest: string;
  /** Whether it takes SQL. */
  readonly speaksSql: boolean;
  /** Whether it has a list of clients by address, beside their passwords. */
  readonly listsClients: boolean;
  /** The oldest of which machines follow each other. Unset: they do not. */
  readonly replicatesSince?: string;
  /** Why machines with it are not made to follow each other, in words. Unset: it has nothing of the kind, or they are. */
  readonly noReplicas?: string;
  /** What its processor has to have, by libvirt's name. Unset: any will do. */
  readonly needs?: 'avx';
  /** The accounts that it runs under in its guests, by how distributions call them. */
  readonly accounts: readonly string[];
  /** What URLs say of whoever logs in, beside a name and a password. Unset: nothing. */
  readonly loginParameters?: Readonly<Record<string, string>>;
  /** What its database and its owner are called, where that is nobody's to say. */
  readonly names?: { readonly database: string; readonly owner: string };
}

const SQL = { speaksSql: true, listsClients: true } as const;
const NO_SQL = { speaksSql: false, listsClients: false } as const;

/** One user, and databases by number: clients that know of no users log in as `default`. */
const REDIS = { ...NO_SQL, port: Port.tcp(6379, 'redis'), version: /^\d{1,3}$/, names: { database: '0', owner: 'default' } } as const;

const ENGINES: Record<EngineName, EngineFacts> = {
  // SCRAM verifiers, and versions of one number, came with 10; standby.signal and pg_promote() with 12.
  postgresql: {
    ...SQL,
    accounts: ['postgres'],
    port: Port.tcp(5432, 'postgresql'),
    version: /^\d{1,3}$/,
    such: '16',
    oldest: '10',
    replicatesSince: '12',
  },
  // caching_sha2_password verifiers came with 8.0.
  mysql: {
    ...SQL,
    accounts: ['mysql'],
    port: Port.tcp(3306, 'mysql'),
    version: /^\d{1,3}\.\d{1,3}$/,
    such: '8.4',
    oldest: '8.0',
    replicatesSince: '8.0',
  },
  mariadb: {
    ...SQL,
    accounts: ['mysql'],
    port: Port.tcp(3306, 'mysql'),
    version: /^\d{1,3}\.\d{1,3}$/,
    such: '10.11',
    oldest: '10.3',
    replicatesSince: '10.3',
  },
  // Access control lists, which take digests of passwords, came with 6.
  redis: { ...REDIS, accounts: ['redis'], such: '7', oldest: '6' },
  valkey: { ...REDIS, accounts: ['valkey'], such: '8', oldest: '7' },
  // Files in conf.d and definitions on standard input are older.
  rabbitmq: {
    ...NO_SQL,
    accounts: ['rabbitmq'],
    port: Port.tcp(5672, 'amqp'),
    tlsPort: Port.tcp(5671, 'amqps'),
    version: /^\d{1,3}\.\d{1,3}$/,
    such: '3.12',
    oldest: '3.9',
  },
  // The oldest that its maker still keeps up (mongodb.com, "MongoDB Software Lifecycle Schedules").
  mongodb: {
    ...NO_SQL,
    accounts: ['mongodb', 'mongod'],
    port: Port.tcp(27017, 'mongodb'),
    version: /^\d{1,3}\.\d{1,3}$/,
    such: '8.0',
    oldest: '7.0',
    noReplicas:
      'the members of a replica set elect their primary themselves, by a majority of three or more, where standbys here are promoted by a command',
    // MongoDB, "Production Notes": platform support.
    needs: 'avx',
    // Users are those of the server, and not of one database.
    loginParameters: { authSource: 'admin' },
  },
};

/** The accounts that engines run under in their guests. */
export const accountsOfEngines = (): readonly string[] => Object.values(ENGINES).flatMap(({ accounts }) => accounts);

/** What an engine calls its database and its owner, where that is nobody's to say. */
export const namesOfEngine = (engine: EngineName): EngineFacts['names'] => ENGINES[engine].names;

/** An engine in the version that the guest's distribution carries, or that its image brings. */
export class DatabaseEngine extends Value {
  protected declare readonly brand: 'DatabaseEngine';

  private constructor(
    /** Which server. */
    readonly name: EngineName,
    /** Its version as the distribution's packages know it, such as `15` or `8.0`. */
    readonly version: string,
  ) {
    super();
  }

  protected override get inText(): string {
    return 'Write its `name` and `version`.';
  }

  /** @param version major version, such as `16`; 10 or later */
  static postgresql(version: string): DatabaseEngine {
    return new DatabaseEngine('postgresql', version);
  }

  /** @param version release series, such as `8.4`; 8.0 or later */
  static mysql(version: string): DatabaseEngine {
    return new DatabaseEngine('mysql', version);
  }

  /** @param version release series, such as `10.11`; 10.3 or later */
  static mariadb(version: string): DatabaseEngine {
    return new DatabaseEngine('mariadb', version);
  }

  /** Keys and values, kept on the disk. @param version major version, such as `7`; 6 or later */
  static redis(version: string): DatabaseEngine {
    return new DatabaseEngine('redis', version);
  }

  /** What Redis was until 2024, and its free continuation. @param version major version, such as `8`; 7 or later */
  static valkey(version: string): DatabaseEngine {
    return new DatabaseEngine('valkey', version);
  }

  /** A message broker: its database is a virtual host. @param version release series, such as `3.12`; 3.9 or later */
  static rabbitmq(version: string): DatabaseEngine {
    return new DatabaseEngine('rabbitmq', version);
  }

  /** Documents, kept on the disk: a standalone server. @param version release series, such as `8.0`; 7.0 or later */
  static mongodb(version: string): DatabaseEngine {
    return new DatabaseEngine('mongodb', version);
  }

  /** The port that it listens on: 5432 for PostgreSQL, 3306 for MySQL and MariaDB, 6379 for Redis and Valkey, 5672 for RabbitMQ, 27017 for MongoDB. */
  get port(): Port {
    return ENGINES[this.name].port;
  }

  /** The port that it listens on when it speaks TLS: 5671 for RabbitMQ, and the same as without for all others. */
  get tlsPort(): Port {
    return ENGINES[this.name].tlsPort ?? this.port;
  }

  /** Whether it takes SQL. */
  get speaksSql(): boolean {
    return ENGINES[this.name].speaksSql;
  }

  /** Whether it has a list of clients by address, beside their passwords. */
  get listsClients(): boolean {
    return ENGINES[this.name].listsClients;
  }

  /** The oldest version of which machines follow each other; undefined where none do. */
  get replicatesSince(): string | undefined {
    return ENGINES[this.name].replicatesSince;
  }

  /** Why machines with it are not made to follow each other, in words; undefined where they are, or where it has nothing of the kind. */
  get noReplicas(): string | undefined {
    return ENGINES[this.name].noReplicas;
  }

  /** What its processor has to have, by libvirt's name; undefined where any will do. */
  get needs(): string | undefined {
    return ENGINES[this.name].needs;
  }

  /** What URLs say of whoever logs in, beside a name and a password, such as `{ authSource: 'admin' }`; undefined: nothing. */
  get loginParameters(): Readonly<Record<string, string>> | undefined {
    return ENGINES[this.name].loginParameters;
  }

  /** What its database and its owner are called, where that is nobody's to say. */
  get names(): { readonly database: string; readonly owner: string } | undefined {
    return namesOfEngine(this.name);
  }

  /** What is wrong with its version, in words; undefined when nothing is. */
  get defect(): string | undefined {
    const { version, such, oldest } = ENGINES[this.name];
    if (/^\d+(\.\d+)*$/.test(this.version) && !isSince(this.version, oldest))
      return `is older than ${oldest}, the first that can be set up`;
    return version.test(this.version) ? undefined : `has no version such as ${such}`;
  }

  /** `<engine>-<version>`, as the lock has it. */
  override toString(): string {
    return `${this.name}-${this.version}`;
  }
}
