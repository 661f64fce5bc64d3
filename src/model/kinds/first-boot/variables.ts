import { whyTaken } from '../../guest/secret-variables';
import type { Report } from '../../problem';
import * as problems from '../../problems';

const isVariable = (name: string): boolean => /^[a-z][a-z0-9_]{0,62}$/.test(name);
/** Where the name of a variable is asked, people have written the secret itself. */
const NOT_REPEATED = 'what is given is no name of a variable, and not repeated here: it may be the secret itself';
const NO_VARIABLE = 'Use lower-case letters, digits and underscores, such as licence_key: TF_VAR_licence_key gives it to Terraform.';

/** Why a text cannot be the name of a sensitive variable that a user gives to Terraform; undefined when it can. */
export function variableDefect(name: string): { readonly reason: string; readonly fix: string } | undefined {
  if (!isVariable(name)) return { reason: NOT_REPEATED, fix: NO_VARIABLE };
  const why = whyTaken(name);
  return why === undefined ? undefined : { reason: `the variable "${name}" is not yours to set: ${why}`, fix: 'Give it another name.' };
}

/** Whether a text can be the name of a sensitive variable that a user gives to Terraform. */
export function checkVariable(path: string, prop: string, name: string, report: Report): void {
  if (!isVariable(name)) {
    report(problems.invalidFirstBoot(path, prop, NOT_REPEATED, NO_VARIABLE));
    return;
  }
  const why = whyTaken(name);
  if (why !== undefined) report(problems.firstBootReserved(path, prop, `the variable "${name}"`, why));
}
