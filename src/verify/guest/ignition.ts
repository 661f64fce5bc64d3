import { NotUnderstoodError, reading } from '../errors';
import { canonical, Fields, parsedJson } from '../fields';
import { type Account, type FirstBoot, variableIn } from './first-boot';

const UNITS = '/etc/systemd/system/';
const VERSIONS = ['3.3.0', '3.4.0'];

/** A file that Ignition writes, or a unit of systemd. */
interface Written {
  readonly path: string;
  /** As text; empty where it is none. */
  readonly text: string;
  readonly content: string;
  readonly access: string;
}

/**
 * Reads Ignition's configuration. A unit that it enables is one that is enabled and started, and what the unit of the first boot runs are commands,
 * as cloud-init's are.
 *
 * @param name of the entry of the firmware's configuration that it is told by
 * @throws NotUnderstoodError for what could let somebody in and is not known here
 */
export function readIgnition(name: string, configuration: string): FirstBoot {
  const { version, files: ownFiles, links, units, users } = whole(readDocument)(new Fields(parsedJson(configuration)));
  if (!VERSIONS.includes(version)) throw new NotUnderstoodError(`version ${version} of Ignition's specification`);
  const written = [...ownFiles, ...units.flatMap(({ file }) => file ?? [])];
  const files = new Map(written.map(({ path, text }) => [path, text]));
  if (files.size !== written.length) throw new NotUnderstoodError('a file that is written twice');
  const enabled = units.flatMap((unit) => (unit.enabled ? [unit.name] : []));
  const programs = [...files].filter(([path]) => path === '/opt/bin/isthmus-groups').map(([, text]) => text);
  const masked = units.flatMap((unit) => (unit.mask ? [unit.name] : [])).sort();
  return {
    files,
    commands: enabled.flatMap((unit) => [`systemctl enable ${unit}`, `systemctl restart ${unit}`, ...runBy(files, unit)]),
    early: [],
    permissions: new Map(written.map(({ path, access }) => [path, access])),
    contents: new Map(written.map(({ path, content }) => [path, content])),
    packages: [],
    accounts: users.map((user) => ({ ...user, groups: groupsOf(programs, user.name), ...sudoOf(files, user.name) })),
    administrators: [],
    settings: new Map(
      Object.entries({ told: name, masked, ...proxied(files), ...settingsIn(files), ...linksIn(links) }).map(([key, value]) => [
        key,
        canonical(value),
      ]),
    ),
  };
}

/** What is not known here could do anything. */
const whole =
  <T>(read: (fields: Fields) => T) =>
  (fields: Fields): T => {
    const found = read(fields);
    fields.done();
    return found;
  };

function readDocument(document: Fields) {
  const version = document.object(
    'ignition',
    whole((fields) => fields.text('version')),
  );
  const storage = document.object(
    'storage',
    whole((fields) => ({ files: fields.list('files', whole(readFile)), links: fields.list('links', whole(readLink)) })),
  );
  const units = document.object(
    'systemd',
    whole((fields) => fields.list('units', whole(readUnit))),
  );
  const users = document.object(
    'passwd',
    whole((fields) => fields.list('users', whole(readUser))),
  );
  return { version: version ?? '', files: storage?.files ?? [], links: storage?.links ?? [], units: units ?? [], users: users ?? [] };
}

const DATA = /^data:(;base64)?,([\s\S]*)$/;

function readFile(file: Fields): Written {
  const path = file.text('path');
  file.has('overwrite');
  if (/^\/usr\/.*\/isthmus-/.test(path)) throw new NotUnderstoodError(`${path} lies in what is read only`);
  const source = file.required(
    'contents',
    file.object(
      'contents',
      whole((contents) => contents.text('source')),
    ),
  );
  const [, encoded, data = ''] = DATA.exec(source) ?? [];
  if (!DATA.test(source)) throw new NotUnderstoodError(`${path} comes from elsewhere: ${source}`);
  const mode = (file.optionalInteger('mode') ?? 0o644).toString(8).padStart(4, '0');
  const [user, group] = ['user', 'group'].map((whose) =>
    file.object(
      whose,
      whole((fields) => fields.text('name')),
    ),
  );
  const text = encoded === undefined ? decodeURIComponent(data) : '';
  const variable = variableIn(data);
  const content = encoded === undefined ? text : variable === undefined ? `base64 ${data}` : `variable ${variable}`;
  return { path, text, content, access: `${mode} ${user ?? 'root'}:${group ?? 'root'}` };
}

function readLink(link: Fields): readonly [path: string, target: string] {
  link.has('overwrite');
  return [link.text('path'), link.text('target')];
}

function readUnit(unit: Fields): { readonly name: string; readonly enabled: boolean; readonly mask: boolean; readonly file?: Written } {
  const [name, text] = [unit.text('name'), unit.optionalText('contents')];
  const file = text === undefined ? {} : { file: { path: `${UNITS}${name}`, text, content: text, access: '0644 root:root' } };
  return { name, enabled: unit.isTrue('enabled'), mask: unit.isTrue('mask'), ...file };
}

/** @throws NotUnderstoodError for an account with a password, or with anything else of its own */
function readUser(user: Fields): Pick<Account, 'name' | 'keys'> {
  user.has('shell');
  return { name: user.text('name'), keys: user.texts('sshAuthorizedKeys') ?? [] };
}

const FIRST_BOOT = 'isthmus-first-boot.service';

/** Lines of the script that the unit of the first boot runs, until one fails. */
function runBy(files: ReadonlyMap<string, string>, unit: string): readonly string[] {
  if (unit !== FIRST_BOOT) return [];
  const [, path = ''] = /^ExecStart=\/bin\/bash (\S+)$/m.exec(files.get(`${UNITS}${unit}`) ?? '') ?? [];
  const text = files.get(path) ?? '';
  const [, steps] = /^#!\/bin\/bash\n# .*\nset -euo pipefail\n([\s\S]*)\n$/.exec(text) ?? [];
  if (steps === undefined)
    throw new NotUnderstoodError(`${FIRST_BOOT} runs ${path === '' ? 'nothing' : path}, which is no script of steps`);
  return ['set -e', ...steps.split('\n')];
}

const groupsOf = (programs: readonly string[], user: string): readonly string[] =>
  programs.flatMap((text) =>
    [...text.matchAll(/^member (\S+) (\S+)$/gm)].flatMap(([, member, group = '']) => (member === user ? [group] : [])),
  );

function sudoOf(files: ReadonlyMap<string, string>, user: string): Pick<Account, 'sudo'> {
  const text = files.get(`/etc/sudoers.d/isthmus-${user}`);
  if (text === undefined) return {};
  return { sudo: text.startsWith(`${user} `) && text.indexOf('\n') === text.length - 1 ? text.slice(user.length + 1, -1) : text };
}

/** Files that say one thing each, by what cloud-init calls it, or by their path. */
const SETTINGS: readonly (readonly [path: string, key: string, read: (text: string) => unknown])[] = [
  ['/etc/hostname', 'hostname', (text) => text.trimEnd()],
  ['/etc/hosts', 'hosts', (text) => text],
  ['/etc/locale.conf', 'locale', (text) => text.replace(/^LANG=(.*)\n$/, '$1')],
  ['/etc/ssh/sshd_config.d/01-isthmus.conf', 'ssh', (text) => text.trimEnd().split('\n')],
  ['/etc/chrony.conf', 'ntp', chrony],
  ['/etc/systemd/timesyncd.conf.d/isthmus.conf', 'ntp', (text) => /^\[Time\]\nNTP=(.*)\nFallbackNTP=\n$/.exec(text)?.[1]?.split(' ')],
  ['/etc/zincati/config.d/90-isthmus.toml', 'updates', (text) => (text === '[updates]\nenabled = false\n' ? 'off' : undefined)],
  ['/etc/systemd/system/var-swapfile.swap', 'swap file', (text) => /^\[Swap\]\nWhat=(\S+)$/m.exec(text)?.[1]],
  ['/opt/bin/isthmus-swap', 'swap', (text) => Number(/^fallocate --length (\d+) "\$file\.new"$/m.exec(text)?.[1])],
];

const settingsIn = (files: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    SETTINGS.flatMap(([path, key, read]) => {
      const text = files.get(path);
      const said = text === undefined ? undefined : reading(path, () => read(text));
      return said === undefined ? [] : [[key, said]];
    }),
  );

/** Units that are told of a proxy; nothing where none is. */
function proxied(files: ReadonlyMap<string, string>): { readonly proxied?: readonly string[] } {
  const units = [...files.keys()].flatMap(
    (path) => /^\/etc\/systemd\/system\/([\w-]+\.service)\.d\/isthmus-proxy\.conf$/.exec(path)?.[1] ?? [],
  );
  return units.length === 0 ? {} : { proxied: units.sort() };
}

/** chrony.conf(5): what it asks, and how it keeps the clock. */
function chrony(text: string): readonly string[] {
  const own = ['driftfile /var/lib/chrony/drift', 'makestep 1.0 3', 'rtcsync', 'leapsectz right/UTC'];
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, server] = /^server (\S+) iburst$/.exec(line) ?? [];
      if (server === undefined && !own.includes(line)) throw new NotUnderstoodError(`"${line}"`);
      return server ?? [];
    });
}

const linksIn = (links: readonly (readonly [path: string, target: string])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    links.map(([path, target]) =>
      path === '/etc/localtime' ? ['timezone', target.replace('../usr/share/zoneinfo/', '')] : [`link ${path}`, target],
    ),
  );
