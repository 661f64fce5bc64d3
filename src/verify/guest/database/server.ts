import { NotUnderstoodError } from '../../errors';
import type { IntervalSet } from '../../sets/intervals';
import type { FirstBoot } from '../first-boot';

/** A database server as a guest is set up with it: who may log in over the network. */
export interface DatabaseServer {
  readonly port: number;
  /** Its own addresses that it listens at, as they are written. */
  readonly listensAt: string;
  readonly clients: readonly Client[];
  /** Whether they are listed by address, beside their passwords. */
  readonly listsClients: boolean;
  /** Whether it takes logins over the network that are not encrypted. */
  readonly plaintext: boolean;
  /** Unset: it does not speak TLS. */
  readonly tls?: ServerTls;
  /** Unset: nobody follows it, and it follows nobody. */
  readonly replication?: ServerReplication;
  /** What is run in new databases. */
  readonly initialSql: readonly InitialSql[];
}

/** What a server proves itself with, and where that comes from. */
export interface ServerTls {
  /** Where the certificate and its key come from: a path in the guest, or `variable …` of Terraform. */
  readonly certificate: string;
  readonly key: string;
  /** Whether the guest makes both where they are not there. */
  readonly made: boolean;
  /** Names that the certificate is made for, or has to hold for. */
  readonly names: readonly string[];
  /** Who has to have signed it, as PEM. Unset: itself. */
  readonly trusted?: string;
}

/** How a server and others have the same data. */
export interface ServerReplication {
  /** The machine that it gets its first copy of. Unset: it makes its own data. */
  readonly follows?: string;
  /** Machines that it is told of. */
  readonly members: readonly { readonly name: string; readonly address: string; readonly fqdn: string }[];
  /** Addresses from which somebody may log in for all that is written. */
  readonly admits: readonly string[];
  /** Variable of Terraform with the password for that. */
  readonly passwordVariable: string;
  /** For whom it keeps what they have not read yet. Unset: its engine has no such thing. */
  readonly slots?: readonly string[];
  /** Number by which the engine tells servers apart; NaN where it has none. Unset: it needs none. */
  readonly id?: number;
}

export interface InitialSql {
  readonly statements: string;
  /** Who runs them. */
  readonly role: string;
  readonly database: string;
}

/** What a role may do with a database, or with keys. */
export type Right = 'own' | 'write' | 'read';

/** Addresses from which a role may log in to a database. */
export interface Client {
  readonly addresses: IntervalSet;
  /** Of stores of keys, a pattern of those. */
  readonly database: string;
  readonly role: string;
  /** Unset: nothing, once it is in. */
  readonly may?: Right;
}

/** Value of a line `name = value`, without quotes. */
export const setting = (text: string, name: string): string | undefined => new RegExp(`^${name} *= *'?([^'\\n]*)'?$`, 'm').exec(text)?.[1];

export function port(text: string): number {
  const value = Number(setting(text, 'port'));
  if (!Number.isInteger(value)) throw new NotUnderstoodError('no port that the server listens on');
  return value;
}

export function file({ files }: FirstBoot, path: string | undefined, what: string): string {
  const text = path === undefined ? undefined : files.get(path);
  if (text === undefined) throw new NotUnderstoodError(`${what} is not among the files of its first boot (${path})`);
  return text;
}

/** @param runs of commands that run a file each: who does, in which database, and the file */
export const initialSql = (boot: FirstBoot, runs: Iterable<RegExpExecArray>): readonly InitialSql[] =>
  [...runs].map(([, role = '', database = '', path]) => ({ statements: file(boot, path, 'the SQL for a new database'), role, database }));
