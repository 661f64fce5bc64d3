import type { GuestFile } from './part';
import { TerraformExpression } from './template';

/** A sensitive variable of Terraform, by which a guest is told a secret. */
export interface SecretVariable {
  readonly name: string;
  /** In words, with how it looks. */
  readonly description: string;
  /** Regular expression that its value matches. */
  readonly pattern: string;
}

/** What a sensitive variable of Terraform holds, as base64. */
export const secret = (variable: string): TerraformExpression => new TerraformExpression(`base64encode(var.${variable})`);

/** Shell command that prints a password for the machine itself, which nobody is told. */
export const NEW_PASSWORD = "od -An -N 24 -t x1 /dev/urandom | tr -d ' \\n'";

/** A file of what a sensitive variable holds. Root alone reads it. */
export const secretFile = (path: string, variable: string): GuestFile => ({
  path,
  content: secret(variable),
  mode: '0600',
  individual: true,
});
