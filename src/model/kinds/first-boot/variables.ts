import { whyTaken } from '../../guest/secret-variables';
import type { Report } from '../../problem';
import * as problems from '../../problems';

/** Whether a text can be the name of a sensitive variable that a user gives to Terraform. */
export function checkVariable(path: string, prop: string, name: string, report: Report): void {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    const fix = 'Use lower-case letters, digits and underscores, such as licence_key: TF_VAR_licence_key gives it to Terraform.';
    report(problems.invalidFirstBoot(path, prop, `"${name}" is no name of a variable`, fix));
    return;
  }
  const why = whyTaken(name);
  if (why !== undefined) report(problems.firstBootReserved(path, prop, `the variable "${name}"`, why));
}
