import type { DatabaseRole } from '../../../model/resolved';
import { ETC, type GuestFile } from '../part';
import { TerraformExpression } from '../template';

/** Where first boot finds the verifier. It is deleted once the engine has it. */
export const VERIFIER_FILE = `${ETC}/database-verifier`;

/** One form of password verifier that an engine takes in place of a password. */
export interface VerifierForm {
  /** Regular expression, understood alike by POSIX (ERE), RE2 and JavaScript. */
  readonly pattern: string;
  /** SQL that gives it to the engine; `$verifier` stands for it. Unset where the engine takes it as a quoted password. */
  readonly identified?: string;
}

const NATIVE = '^[*][0-9A-F]{40}$';

/** The forms of verifiers by engine. A clear password matches none of them. */
const FORMS: Record<DatabaseRole['engine'], { readonly description: string; readonly forms: readonly VerifierForm[] }> = {
  // PostgreSQL, "pg_authid": an unknown form would be taken for a clear password.
  postgresql: {
    description: 'SCRAM-SHA-256 verifier of the password, as PostgreSQL stores it in pg_authid.rolpassword (SCRAM-SHA-256$4096:...)',
    forms: [{ pattern: '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' }],
  },
  // MySQL, "SHOW CREATE USER" with print_identified_with_as_hex: $A$, thousands of rounds in three digits (005, 00A), $, 20 bytes of
  // salt, 43 of digest.
  mysql: {
    description:
      'caching_sha2_password verifier in hexadecimal, as SHOW CREATE USER prints it with print_identified_with_as_hex (0x244124...), or a mysql_native_password one (*...)',
    forms: [
      { pattern: '^0x244124(3[0-9]|4[1-6]){3}24[0-9A-Fa-f]{126}$', identified: 'IDENTIFIED WITH caching_sha2_password AS $verifier' },
      { pattern: NATIVE, identified: "IDENTIFIED WITH mysql_native_password AS '$verifier'" },
    ],
  },
  mariadb: {
    description: "mysql_native_password verifier, as SELECT PASSWORD('...') prints it (*, then 40 hexadecimal digits)",
    forms: [{ pattern: NATIVE, identified: "IDENTIFIED VIA mysql_native_password USING '$verifier'" }],
  },
};

export const verifierForms = (engine: DatabaseRole['engine']): readonly VerifierForm[] => FORMS[engine].forms;

/** What the Terraform variable with a database's verifier holds: for its description and its validation. */
export function verifierVariable(role: DatabaseRole): { readonly name: string; readonly description: string; readonly pattern: string } {
  const { description, forms } = FORMS[role.engine];
  return { name: role.verifierVariable, description, pattern: forms.map(({ pattern }) => pattern).join('|') };
}

export function verifierFile(role: DatabaseRole): GuestFile {
  return { path: VERIFIER_FILE, content: new TerraformExpression(`base64encode(var.${role.verifierVariable})`), mode: '0600' };
}
