import { load, YAML11_SCHEMA } from 'js-yaml';
import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
import { notYaml } from '../yaml';

/** What cloud-init does when a guest is first started, as far as it decides who gets in: the files it writes, and what it runs. */
export interface FirstBoot {
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Shell commands of the last stage, in their order. */
  readonly commands: readonly string[];
  /** `0640 owner:group` of files that are written by name, by path. */
  readonly permissions: ReadonlyMap<string, string>;
  /** Accounts that are made beside the image's own. */
  readonly accounts: readonly Account[];
  /** Keys that open the image's own account. */
  readonly administrators: readonly string[];
}

/** Somebody who may log in to a guest, or own something there. */
export interface Account {
  readonly name: string;
  readonly keys: readonly string[];
  readonly groups: readonly string[];
  /** A line of sudoers, without the name before it. Unset: none. */
  readonly sudo?: string;
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
    const access = `${file.optionalText('permissions') ?? '0644'} ${file.optionalText('owner') ?? 'root:root'}`;
    return { path: file.text('path'), text: text ?? '', access };
  });
  return {
    files: new Map([...scripts.flatMap(heredocs), ...(written ?? []).map(({ path, text }) => [path, text] as const)]),
    commands: (document.commands('runcmd') ?? []).map((words) => words.join(' ')),
    permissions: new Map((written ?? []).map(({ path, access }) => [path, access])),
    accounts: document.listBeside('users', 'default', readAccount) ?? [],
    administrators: document.texts('ssh_authorized_keys') ?? [],
  };
}

/** @throws NotUnderstoodError for an account with a password */
function readAccount(user: Fields): Account {
  if (!user.isTrue('lock_passwd') || user.has('passwd') || user.has('plain_text_passwd') || user.has('hashed_passwd'))
    throw new NotUnderstoodError('an account with a password');
  const sudo = user.optionalText('sudo');
  return {
    name: user.text('name'),
    keys: user.texts('ssh_authorized_keys') ?? [],
    groups: user.texts('groups') ?? [],
    ...(sudo !== undefined && { sudo }),
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
