import { load, YAML11_SCHEMA } from 'js-yaml-5';
import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
import { notYaml } from '../yaml';

/** What cloud-init does when a guest is first started, as far as it decides who gets in: the files it writes, and what it runs. */
export interface FirstBoot {
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Shell commands of the last stage, in their order. */
  readonly commands: readonly string[];
}

const HEADER = '#cloud-config\n';

/**
 * Reads cloud-init's user-data.
 *
 * @throws NotUnderstoodError for anything but a cloud-config
 */
export function readFirstBoot(userData: string): FirstBoot {
  if (!userData.startsWith(HEADER)) throw new NotUnderstoodError('user-data that is no cloud-config');
  const document = new Fields(parsed(userData));
  const scripts = (document.commands('bootcmd') ?? []).map((words) => words.at(-1) ?? '');
  const written = document.list('write_files', (file) => {
    // What Terraform fills in, it encodes.
    const text = file.optionalText('encoding') === undefined ? file.optionalText('content') : undefined;
    return [file.text('path'), text ?? ''] as const;
  });
  return {
    files: new Map([...scripts.flatMap(heredocs), ...(written ?? [])]),
    commands: (document.commands('runcmd') ?? []).map((words) => words.join(' ')),
  };
}

/** cloud-init reads YAML 1.1. */
function parsed(text: string): unknown {
  try {
    return load(text, { schema: YAML11_SCHEMA });
  } catch (error) {
    throw notYaml(error);
  }
}

/** Files that a shell script writes: `cat > PATH <<'END'`, with the text up to a line `END`. */
const heredocs = (script: string): readonly (readonly [path: string, text: string])[] =>
  [...script.matchAll(/^cat > (\S+) <<'(\w+)'\n((?:.*\n)*?)\2$/gm)].map(([, path = '', , text = '']) => [path, text]);

/** Whether the commands have, one after the other, each of those that are wanted. */
export function runs({ commands }: FirstBoot, ...wanted: readonly (string | RegExp)[]): boolean {
  let next = 0;
  for (const command of commands) {
    const sought = wanted[next];
    if (sought === undefined) break;
    if (typeof sought === 'string' ? command === sought : sought.test(command)) next++;
  }
  return next === wanted.length;
}
