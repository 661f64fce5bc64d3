import type { Port } from '../values';
import type { SecretKey } from './secret';

/** What is known of a connection where it is used. */
export interface ConnectionParts {
  /** The name by which the other end is found from there. */
  readonly host: string;
  /** Port, in decimal digits. */
  readonly port: string;
}

/** What is known of a connection to a database where it is used. */
export interface DatabaseConnectionParts extends ConnectionParts {
  /** Name of the database. */
  readonly database: string;
  /** The role that uses it. */
  readonly user: string;
}

/** Which port a connection leads to. */
export interface ConnectionProps {
  /** @default - the only port that the other end listens on */
  readonly port?: Port;
}

/** Which port of a database's machine a connection leads to, and as whom. */
export interface DatabaseConnectionProps extends ConnectionProps {
  /** One of the machine's `roles`. @default - the role that owns the database */
  readonly user?: string;
  /** One of the machine's `databases`. @default - the only one that there is, or that `user` has rights in */
  readonly database?: string;
  /** @default - the `password` of the role */
  readonly password?: SecretKey;
  /**
   * Whether it leads to the machine's `replicas`, under one name: what was written a moment ago may be missing there. Each user needs a flow to all of
   * them: `policy.allow(reports, database.replicas, …)`.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** What the URL of a connection looks like. */
export interface UrlProps {
  /** Such as `postgresql`, or `jdbc:mysql`. */
  readonly scheme: string;
  /**
   * Name of the variable of the same container that holds the password. What has a meaning in URLs is not escaped in it: such passwords need
   * another way.
   * @default - none: no user and no password
   */
  readonly passwordFrom?: string;
  /** Behind a question mark. @default - what the driver has to know of the server's TLS, where it has any, and of MongoDB's users; else none */
  readonly query?: string;
  /**
   * Path of the container's file with whom it trusts, `files: { '/etc/db/trusted.pem': database.connection().trusted }`: drivers of PostgreSQL,
   * MySQL, MariaDB, RabbitMQ and MongoDB then check who answers.
   * @default - none: fits where the server has no TLS, its certificate is not known yet, or `query` says it
   */
  readonly trusted?: string;
}
