import { join } from 'node:path';
import { InvalidSystemError } from '../model/problem';
import { environmentNameInvalid } from '../model/problems';
import { isLabel } from '../model/values';

/** Names the environment that commands and programs work on. `--env` of every command sets it; users of cdktf and cdk8s do so themselves. */
export const ENVIRONMENT_VARIABLE = 'ISTHMUS_ENV';

/**
 * The environment that this process works on.
 * @returns undefined for the one system of a project without environments
 * @throws InvalidSystemError when files cannot be called after it
 */
export function environment(): string | undefined {
  const name = process.env[ENVIRONMENT_VARIABLE];
  if (name === undefined || name === '') return undefined;
  if (!isLabel(name)) throw new InvalidSystemError([environmentNameInvalid(name)]);
  return name;
}

/** The folder within an output folder that an environment has for itself. */
export const outputFolderOf = (name: string | undefined, folder: string): string => (name === undefined ? folder : join(folder, name));

/** A file that each environment has for itself: `<what>.<environment>.<rest>`. */
export const fileOf = (name: string | undefined, what: string, rest: string): string =>
  [what, ...(name === undefined ? [] : [name]), rest].join('.');

/**
 * What users are told, as it has to be for the environment that this process works on: its lock file, and commands that name it
 * (`npx isthmus lock accept` is told as `npx isthmus --env staging lock accept`).
 */
export function inEnvironment(text: string): string {
  const name = process.env[ENVIRONMENT_VARIABLE];
  if (name === undefined || !isLabel(name)) return text;
  return (
    text
      .replaceAll(/(?<!git mv )\bisthmus\.lock\.json\b/g, fileOf(name, 'isthmus', 'lock.json'))
      // But for those that name one already, and those that are about none.
      .replaceAll(/\b(npx isthmus) (?!(?:--env|init|verifier|help)\b)/g, `$1 --env ${name} `)
  );
}
