import type { ResolvedMachine, ResolvedWindowsSetup } from '../../../model/resolved';
import { escapeTemplate } from '../template';
import { PROGRAM } from './program';
import { quoted } from './quote';
import { windowsSteps } from './steps';

/** A document, as Terraform strings: its second part is the same text for all guests. */
export interface TwoParts {
  readonly own: string;
  readonly common: string;
}

/** What differs between those who start the program. */
interface Starter {
  /** Lines that come first. */
  readonly head: readonly string[];
  /** Functions `Restart-Setup`, which ends the program, and `Complete-Setup`. */
  readonly functions: readonly string[];
}

/** The program that sets a guest up: what is this guest's own, and what all have in common. Secrets are filled in by Terraform, in base64. */
export function setUpProgram(machine: ResolvedMachine, setup: ResolvedWindowsSetup, { head, functions }: Starter): TwoParts {
  const secrets = [...new Set(setup.variables.map(({ name }) => name))];
  const steps = windowsSteps(machine, setup).flatMap(({ name, lines }) => [
    `  ${quoted(name)} = {`,
    ...lines.map((line) => `    ${line}`),
    '  }',
  ]);
  const own = [
    ...head,
    `# What ${machine.objectName} is set up with when it is first started: once. Its log and a copy of this program lie in %ProgramData%\\isthmus.`,
    `$instance = ${quoted(machine.objectName)}`,
    '$steps = [ordered]@{',
    ...steps,
    '}',
    ...functions,
  ];
  const told = secrets.map((name) => `  '${name}' = '${'${'}base64encode(var.${name})}'`);
  return { own: [...own.map(escapeTemplate), '$secrets = @{', ...told, '}', ''].join('\n'), common: escapeTemplate(PROGRAM) };
}
