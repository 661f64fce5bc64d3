import { Port } from '../values';

export type EngineName = 'postgresql' | 'mysql' | 'mariadb';

const PORTS: Record<EngineName, Port> = {
  postgresql: Port.tcp(5432, 'postgresql'),
  mysql: Port.tcp(3306, 'mysql'),
  mariadb: Port.tcp(3306, 'mysql'),
};

/** A database engine in the version that the guest's distribution carries. */
export class DatabaseEngine {
  private constructor(
    readonly name: EngineName,
    readonly version: string,
  ) {}

  static postgresql(version: string): DatabaseEngine {
    return new DatabaseEngine('postgresql', version);
  }

  static mysql(version: string): DatabaseEngine {
    return new DatabaseEngine('mysql', version);
  }

  static mariadb(version: string): DatabaseEngine {
    return new DatabaseEngine('mariadb', version);
  }

  get port(): Port {
    return PORTS[this.name];
  }

  toString(): string {
    return `${this.name}-${this.version}`;
  }
}
