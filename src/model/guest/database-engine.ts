import type { DatabaseRole } from '../resolved';
import { isSince, Port } from '../values';

/** Database servers that machines are set up with. */
export type EngineName = DatabaseRole['engine'];

interface EngineFacts {
  readonly port: Port;
  /** How a version is written: what names packages and folders, not a patch level. */
  readonly version: RegExp;
  readonly such: string;
  /** The oldest that the set-up inside guests knows. */
  readonly oldest: string;
}

const ENGINES: Record<EngineName, EngineFacts> = {
  // SCRAM verifiers, and versions of one number, came with 10.
  postgresql: { port: Port.tcp(5432, 'postgresql'), version: /^\d{1,3}$/, such: '16', oldest: '10' },
  // caching_sha2_password verifiers came with 8.0.
  mysql: { port: Port.tcp(3306, 'mysql'), version: /^\d{1,3}\.\d{1,3}$/, such: '8.4', oldest: '8.0' },
  mariadb: { port: Port.tcp(3306, 'mysql'), version: /^\d{1,3}\.\d{1,3}$/, such: '10.11', oldest: '10.3' },
};

/** A database engine in the version that the guest's distribution carries, or that its image brings. */
export class DatabaseEngine {
  protected declare readonly brand: 'DatabaseEngine';

  private constructor(
    /** Which server. */
    readonly name: EngineName,
    /** Its version as the distribution's packages know it, such as `15` or `8.0`. */
    readonly version: string,
  ) {}

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

  /** The port that it listens on: 5432 for PostgreSQL, 3306 for MySQL and MariaDB. */
  get port(): Port {
    return ENGINES[this.name].port;
  }

  /** What is wrong with its version, in words; undefined when nothing is. */
  get defect(): string | undefined {
    const { version, such, oldest } = ENGINES[this.name];
    if (/^\d+(\.\d+)*$/.test(this.version) && !isSince(this.version, oldest))
      return `is older than ${oldest}, the first that can be set up`;
    return version.test(this.version) ? undefined : `has no version such as ${such}`;
  }

  /** `<engine>-<version>`, as the lock has it. */
  toString(): string {
    return `${this.name}-${this.version}`;
  }
}
