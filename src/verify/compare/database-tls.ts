import type { DatabaseRole, ResolvedDatabaseTls } from '../../model/resolved';
import type { DatabaseServer } from '../guest/database';
import { type Difference, missing, tooWide } from './difference';

/** Where the certificate of each kind comes from. Undefined: the machine's own files. */
const SOURCES: {
  readonly [B in ResolvedDatabaseTls['by']]: (tls: Extract<ResolvedDatabaseTls, { by: B }>) => readonly [string, string] | undefined;
} = {
  'self-signed': () => undefined,
  variables: ({ certificateVariable, keyVariable }) => [`variable ${certificateVariable}`, `variable ${keyVariable}`],
  files: ({ certificate, key }) => [certificate, key],
};

/** A server that takes logins in the clear where it is not to, or proves itself with something else than the model says. */
export function tlsDifferences(
  name: string,
  { tls: stated }: DatabaseRole,
  { plaintext, tls: found }: DatabaseServer,
): readonly Difference[] {
  if (!stated) return found ? [missing(name, 'its database speaks TLS, which the model does not know: clients are told otherwise')] : [];
  if (plaintext) return [tooWide(name, 'its database takes logins in the clear')];
  if (!found) return [missing(name, 'its database does not speak TLS')];
  const source = (SOURCES[stated.by] as (tls: ResolvedDatabaseTls) => readonly [string, string] | undefined)(stated);
  const [certificate, key] = source ?? [found.certificate, found.key];
  const signer = source ? (stated.trusted ?? '') : undefined;
  return [
    ...(found.certificate === certificate && found.key === key && found.made === (source === undefined)
      ? []
      : [missing(name, `its database proves itself with ${found.certificate} and ${found.key}, and not with what the system says`)]),
    ...(found.names.join() === stated.names.join()
      ? []
      : [
          missing(
            name,
            `the certificate of its database is looked at for the names ${found.names.join(', ')}, and not for ${stated.names.join(', ')}`,
          ),
        ]),
    ...(found.trusted === signer ? [] : [missing(name, 'the certificate of its database is signed by others than clients trust')]),
  ];
}
