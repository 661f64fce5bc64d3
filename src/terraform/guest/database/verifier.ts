import type { DatabaseRole } from '../../../model/resolved';
import { isSince } from '../../../model/values';
import { ETC, type GuestFile } from '../part';
import { TerraformExpression } from '../template';

/** Where first boot finds the verifier. It is deleted once the engine has it. */
export const VERIFIER_FILE = `${ETC}/database-verifier`;

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
};

/** What an engine takes in the version that it has. */
export const verifierForms = ({ engine, version }: Pick<DatabaseRole, 'engine' | 'version'>): readonly VerifierForm[] =>
  FORMS[engine].filter(({ takenBy }) => takenBy?.(version) ?? true);

/** What the Terraform variable with a database's verifier holds: for its description and its validation. */
export function verifierVariable(role: DatabaseRole): { readonly name: string; readonly description: string; readonly pattern: string } {
  const forms = verifierForms(role);
  return {
    name: role.verifierVariable,
    description: forms.map(({ description }) => description).join(', or '),
    pattern: forms.map(({ pattern }) => pattern).join('|'),
  };
}

export function verifierFile(role: DatabaseRole): GuestFile {
  const content = new TerraformExpression(`base64encode(var.${role.verifierVariable})`);
  return { path: VERIFIER_FILE, content, mode: '0600', individual: true };
}
