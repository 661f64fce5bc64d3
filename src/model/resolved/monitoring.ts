import type { EngineName } from './os';

/** A program that tells how something is, in the text format of Prometheus, at `/metrics`. */
export interface ResolvedExporter {
  /** What it tells of: the machine itself, or its engine. */
  readonly of: 'node' | EngineName;
  /** Its program. Unset: a plug-in of the engine. */
  readonly program?: string;
  /** TCP. */
  readonly port: number;
  /** Whether it speaks TLS, by the certificate of the database. */
  readonly tls: boolean;
}
