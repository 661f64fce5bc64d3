import { type DatabaseRole, isStandby, type ResolvedDatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { ETC, type GuestFile } from '../part';
import { type SecretVariable, secretFile } from '../secret';

/** Where first boot finds the verifier of a role. It is deleted once the engine has it. */
export const verifierPath = (role: string): string => `${ETC}/database-verifiers/${role}`;

/** One form of password verifier that an engine takes in place of a password. */
export interface VerifierForm {
  /** In words, with how it looks. */
  readonly description: string;
  /** Regular expression, understood alike by POSIX (ERE), RE2 and JavaScript. */
  readonly pattern: string;
  /** SQL that gives it to the engine; `$verifier` stands for it. Unset where the engine takes it as a quoted password. */
  readonly identified?: string;
  /** Whether a version of the engine takes it. Unset: all that can be set up. */
  readonly takenBy?: (version: string) => boolean;
}

const NATIVE = '^[*][0-9A-F]{40}$';

/** Redis and Valkey, "ACL SETUSER". */
const DIGEST: readonly VerifierForm[] = [
  { description: 'SHA-256 verifier of the password (64 hexadecimal digits, in lower case)', pattern: '^[0-9a-f]{64}$' },
];

/** The forms of verifiers by engine, the best first. A clear password matches none of them. */
const FORMS: Record<DatabaseRole['engine'], readonly VerifierForm[]> = {
  // PostgreSQL, "pg_authid": an unknown form would be taken for a clear password.
  postgresql: [
    {
      description: 'SCRAM-SHA-256 verifier of the password, as PostgreSQL stores it in pg_authid.rolpassword (SCRAM-SHA-256$4096:...)',
      pattern: '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$',
    },
  ],
  mysql: [
    // MySQL, "SHOW CREATE USER" with print_identified_with_as_hex: $A$, thousands of rounds in three digits (005, 00A), $, 20 bytes of
    // salt, 43 of digest.
    {
      description:
        'caching_sha2_password verifier in hexadecimal, as SHOW CREATE USER prints it with print_identified_with_as_hex (0x244124...)',
      pattern: '^0x244124(3[0-9]|4[1-6]){3}24[0-9A-Fa-f]{126}$',
      identified: 'IDENTIFIED WITH caching_sha2_password AS $verifier',
    },
    // MySQL 8.4 release notes: the plugin is no longer enabled by default; 9.0 has it no more.
    {
      description: 'mysql_native_password verifier (*...)',
      pattern: NATIVE,
      identified: "IDENTIFIED WITH mysql_native_password AS '$verifier'",
      takenBy: (version) => !isSince(version, '8.4'),
    },
  ],
  mariadb: [
    {
      description: "mysql_native_password verifier, as SELECT PASSWORD('...') prints it (*, then 40 hexadecimal digits)",
      pattern: NATIVE,
      identified: "IDENTIFIED VIA mysql_native_password USING '$verifier'",
    },
  ],
  redis: DIGEST,
  valkey: DIGEST,
  rabbitmq: [
    {
      description: 'password hash of RabbitMQ (rabbit_password_hashing_sha256): 4 bytes of salt and the digest, as 48 characters of base64',
      pattern: '^[A-Za-z0-9+/]{48}$',
    },
  ],
  // What admin.system.users keeps of a password: salts have four bytes less than the digest (MongoDB, src/mongo/crypto/mechanism_scram.h).
  mongodb: [
    {
      description:
        'SCRAM-SHA-256 verifier of the password with a salt of 28 bytes, as MongoDB keeps it (SCRAM-SHA-256$15000:<salt>$<stored key>:<server key>)',
      pattern: '^SCRAM-SHA-256[$][0-9]{4,7}:[A-Za-z0-9+/]{38}==[$][A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$',
    },
  ],
};

/** What an engine takes in the version that it has. */
export const verifierForms = ({ engine, version }: Pick<DatabaseRole, 'engine' | 'version'>): readonly VerifierForm[] =>
  FORMS[engine].filter(({ takenBy }) => takenBy?.(version) ?? true);

/** One pattern for all of its forms. */
const verifierPattern = (role: DatabaseRole): string =>
  verifierForms(role)
    .map(({ pattern }) => pattern)
    .join('|');

/** Roles whose verifiers a machine is told: one that follows another has them with the data. */
const told = ({ roles, replication }: DatabaseRole, machine: string): readonly ResolvedDatabaseRole[] =>
  isStandby(machine, replication) ? [] : roles;

/** What the Terraform variables with a server's verifiers hold: for their descriptions and their validation. */
export function verifierVariables(role: DatabaseRole, machine: string): readonly SecretVariable[] {
  const description = verifierForms(role)
    .map((form) => form.description)
    .join(', or ');
  return told(role, machine).map(({ verifierVariable: name }) => ({ name, description, pattern: verifierPattern(role) }));
}

export const verifierFiles = (role: DatabaseRole, machine: string): readonly GuestFile[] =>
  told(role, machine).map(({ name, verifierVariable }) => secretFile(verifierPath(name), verifierVariable));

/**
 * Shell text that hands the verifiers of roles to the engine where there still are some, and deletes each then.
 * @param steps what makes `$verifier` known to be one, or fails, and hands it over
 */
export const takeVerifiers = (
  { roles }: DatabaseRole,
  steps: (role: ResolvedDatabaseRole) => readonly string[],
): string => `# Only a verifier passes, never a password, and only through a pipe: no argument list shows it.
${roles
  .map(
    (role) => `if [ -e ${verifierPath(role.name)} ]; then
  verifier=$(cat ${verifierPath(role.name)})
${steps(role).join('\n')}
  rm ${verifierPath(role.name)}
fi`,
  )
  .join('\n')}`;

/** A step that fails where `$verifier` is none. @param form what it has to be, in words */
export const expectVerifier = (role: DatabaseRole, form: string): string => `  pattern='${verifierPattern(role)}'
  [[ $verifier =~ $pattern ]] || fail 'the verifier that Terraform was given is not ${form}'`;
