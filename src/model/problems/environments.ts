import type { Problem } from '../problem';
import { nearest } from '../wording';

/** Problems of several environments of one description. The path is the name of the environment, or what should name one. */

export const environmentNameInvalid = (name: string): Problem => ({
  code: 'ENVIRONMENT_NAME_INVALID',
  path: name,
  message: `"${name}" cannot be the name of an environment: files are called after it.`,
  fix: 'Give it up to 63 lowercase letters, digits and hyphens that begin with a letter, such as staging.',
});

export const environmentUnknown = (name: string, known: readonly string[]): Problem => ({
  code: 'ENVIRONMENT_UNKNOWN',
  path: name,
  message: `There is no environment "${name}"; there are: ${known.join(', ') || 'none'}.`,
  fix: `Name one of them: --env ${nearest(name, known) ?? known[0] ?? 'staging'}.`,
});

export function environmentMissing(known: readonly string[]): Problem {
  const [name = 'staging'] = known;
  return {
    code: 'ENVIRONMENT_MISSING',
    path: '--env',
    message: `The program describes several environments (${known.join(', ')}), and the command names none.`,
    fix: `Name one: \`npx isthmus --env ${name} synth\`, or ISTHMUS_ENV=${name} for every command that follows.`,
  };
}

export const environmentUnexpected = (name: string): Problem => ({
  code: 'ENVIRONMENT_UNEXPECTED',
  path: name,
  message: `The command names the environment "${name}", and the program describes one system that knows of none.`,
  fix: 'Leave --env (and the variable ISTHMUS_ENV) away; or give terraformMain and kubernetesMain Environments, see node_modules/isthmus/docs/environments.md.',
});

export const environmentOutputShared = (name: string, folder: string, command: string): Problem => ({
  code: 'ENVIRONMENT_OUTPUT_SHARED',
  path: folder,
  message: `The output of "${name}" would go to ${folder}, where that of every other environment would go, too.`,
  fix: `Run \`npx isthmus --env ${name} synth\`, or this side alone: \`${command}\`.`,
});

/** Two environments whose systems would take each other's objects for their own. */
export interface SharedHost {
  readonly system: string;
  readonly mine: string;
  /** Lock file of the other one. */
  readonly file: string;
  readonly host: string;
  readonly connection: string;
}

export const environmentsShareHost = ({ system, mine, file, host, connection }: SharedHost): Problem => ({
  code: 'ENVIRONMENTS_SHARE_HOST',
  path: `${system}/${host}`,
  message: `"${mine}" would have machines on ${connection}, where the environment of ${file} has its own, and both systems are called "${system}": all objects on hosts bear that name.`,
  fix: `Give the system that is not applied yet a name of its own, such as super('${system}-${mine}'), or another host: see node_modules/isthmus/docs/environments.md.`,
});
