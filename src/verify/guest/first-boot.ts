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
  /** Words of the commands of the earliest stage, in their order. */
  readonly early: readonly (readonly string[])[];
  /** `0640 owner:group` of files that are written by name, by path. */
  readonly permissions: ReadonlyMap<string, string>;
  /** What they hold: text as it is, `base64 …` where they are written as that, `variable …` where a variable of Terraform fills them. */
  readonly contents: ReadonlyMap<string, string>;
  /** Packages that are installed. */
  readonly packages: readonly string[];
  /** Accounts that are made beside the image's own. */
  readonly accounts: readonly Account[];
  /** Keys that open the image's own account. */
  readonly administrators: readonly string[];
  /** What it says besides, by key: each as JSON with its keys in order. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Of a guest that cloud-init does not set up. */
export const NO_FIRST_BOOT: FirstBoot = {
  ...{ files: new Map(), commands: [], early: [], permissions: new Map(), contents: new Map() },
  ...{ packages: [], accounts: [], administrators: [], settings: new Map() },
};

/** Somebody who may log in to a guest, or own something there. */
export interface Account {
  readonly name: string;
  readonly keys: readonly string[];
  readonly groups: readonly string[];
  /** A line of sudoers, without the name before it. Unset: none. */
  readonly sudo?: string;
}

const HEADER = '#cloud-config\n';

/** Stands in a document for what Terraform fills in when it applies. */
export const filledIn = (expression: string): string => `-known-when-applied ${expression}-`;
const VARIABLE = /^-known-when-applied base64encode\(var\.(\w+)\)-$/;

/** The variable of Terraform that a text of a document comes from, in base64. Unset: none. */
export const variableIn = (text: string): string | undefined => VARIABLE.exec(text)?.[1];

/** Keys of the document that are read by what they mean. */
const READ = ['write_files', 'bootcmd', 'runcmd', 'users', 'ssh_authorized_keys', 'packages'];

/**
 * Reads cloud-init's user-data.
 *
 * @throws NotUnderstoodError for anything but a cloud-config
 */
export function readFirstBoot(userData: string): FirstBoot {
  if (!userData.startsWith(HEADER)) throw new NotUnderstoodError('user-data that is no cloud-config');
  const document = new Fields(parsed(userData));
  const early = document.commands('bootcmd') ?? [];
  const written = document.list('write_files', readFile);
  return {
    files: new Map([...early.flat().flatMap(heredocs), ...(written ?? []).map(({ path, text }) => [path, text] as const)]),
    commands: (document.commands('runcmd') ?? []).map((words) => words.join(' ')),
    early,
    permissions: new Map((written ?? []).map(({ path, access }) => [path, access])),
    contents: new Map((written ?? []).map(({ path, content }) => [path, content])),
    packages: document.texts('packages') ?? [],
    accounts: document.listBeside('users', 'default', readAccount) ?? [],
    administrators: document.texts('ssh_authorized_keys') ?? [],
    settings: new Map(document.names.filter((key) => !READ.includes(key)).map((key) => [key, document.whole(key)])),
  };
}

/** What Terraform fills in, and what is no text, is encoded. */
function readFile(file: Fields) {
  const [encoding, content = ''] = [file.optionalText('encoding'), file.optionalText('content')];
  const variable = encoding === undefined ? undefined : variableIn(content);
  return {
    path: file.text('path'),
    text: encoding === undefined ? content : '',
    content: encoding === undefined ? content : variable === undefined ? `base64 ${content}` : `variable ${variable}`,
    access: `${file.optionalText('permissions') ?? '0644'} ${file.optionalText('owner') ?? 'root:root'}`,
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

/**
 * The file that becomes a unit's configuration; undefined where none does, or the unit is not brought up.
 * @param begin the command that starts it
 */
export function configurationOf(boot: FirstBoot, unit: string, path: string, begin = `systemctl restart ${unit}`): string | undefined {
  if (!runs(boot, `systemctl enable ${unit}`, begin)) return undefined;
  const form = new RegExp(`^install -m 0644 (\\S+) ${path}$`);
  // The last one is what stays.
  return boot.commands.flatMap((command) => form.exec(command)?.[1] ?? []).at(-1);
}
