import { NotUnderstoodError, reading } from '../errors';
import { type FirstBoot, runs } from './first-boot';

/** Where a guest gets what it installs, and whom it believes. Each as one text, to be compared. */
export interface Sources {
  /** Repositories, with the keys that their packages are signed with. */
  readonly repositories: readonly string[];
  /** Whether those of its image are left in force. */
  readonly hasImagesOwn: boolean;
  /** Certificates of authorities that it believes beside its image's. */
  readonly authorities: readonly string[];
  /** What its packages come through. Unset: nothing. */
  readonly proxy?: string;
}

/** A repository in words, the same for all programs that read of them. @param signed how its packages are told from others */
export const repositoryText = (url: string, suites: readonly string[], components: readonly string[], signed: string): string =>
  [[url, ...suites, ...components].join(' '), signed].join(', signed by ');

/** What stands for keys that nobody names: packages are checked with what the image believes. */
export const TRUSTED = 'what its image believes';
const NOBODY = 'nobody';

/**
 * @param isStated whether a file is one of the user's, who may write what they like
 * @throws NotUnderstoodError for sources that are written in an unknown way
 */
export function readSources(boot: FirstBoot, isStated: (path: string) => boolean): Sources {
  const files = [...boot.files].filter(([path]) => !isStated(path));
  const proxy = proxyOf(files);
  const believes =
    earlyScripts(boot, 'isthmus-certificates').some((script) => RENEWS.test(script)) ||
    boot.commands.some((command) => RENEWS.test(command));
  return {
    repositories: [
      ...files.flatMap(([path, text]) => {
        const [, read] = WRITTEN.find(([form]) => form.test(path)) ?? [];
        return read ? reading(path, () => read(boot, text)) : [];
      }),
      ...files.flatMap(([path, text]) => (isRun(boot, path) ? reading(path, () => addedBy(text)) : [])),
    ].sort(),
    hasImagesOwn: !earlyScripts(boot, 'isthmus-sources').some(movesAway),
    authorities: files
      .filter(([path]) => believes && AUTHORITIES.some((form) => form.test(path)))
      .map(([, text]) => text)
      .sort(),
    ...(proxy !== undefined && { proxy }),
  };
}

const RENEWS = /^update-ca-(certificates|trust extract)$/m;

const AUTHORITIES: readonly RegExp[] = [
  /^\/etc\/ssl\/certs\/isthmus-.*\.pem$/,
  /^\/usr\/local\/share\/ca-certificates\/.*\.crt$/,
  /^\/etc\/pki\/(ca-trust\/source|trust)\/anchors\//,
];

/** Scripts of the earliest stage under a name. */
const earlyScripts = ({ early }: FirstBoot, name: string): readonly string[] =>
  early.filter(([program, , each]) => program === 'cloud-init-per' && each === name).map((words) => words[5] ?? '');

const MOVES = [
  /^for file in \/etc\/apt\/sources\.list \/etc\/apt\/sources\.list\.d\/\*; do if \[ -f "\$file" \]; then mv "\$file" "\$file\.image"; fi; done$/,
  /^for file in \/etc\/yum\.repos\.d\/\*\.repo; do if \[ -f "\$file" \]; then mv "\$file" "\$file\.image"; fi; done$/,
  /^for file in \/etc\/zypp\/repos\.d\/\*\.repo \/etc\/zypp\/services\.d\/\*\.service; do if \[ -f "\$file" \]; then mv "\$file" "\$file\.image"; fi; done$/,
];
const movesAway = (script: string): boolean => MOVES.some((form) => form.test(script));

/** Programs of its own that a first boot runs. */
const isRun = (boot: FirstBoot, path: string): boolean => path.startsWith('/usr/local/sbin/') && runs(boot, path);

const WRITTEN: readonly (readonly [RegExp, (boot: FirstBoot, text: string) => readonly string[]])[] = [
  [/^\/etc\/apt\/sources\.list\.d\/.*\.sources$/, deb822],
  [/^\/etc\/apt\/sources\.list(\.d\/.*)?$/, (_boot, text) => linesOf(text).flatMap((line) => oneLine(line, ''))],
  [/^\/etc\/yum\.repos\.d\/.*\.repo$/, yum],
  [/^\/etc\/zypp\/repos\.d\/.*\.repo$/, zypp],
];

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));

/** The text of a key that the first boot writes, or else its path. */
const keyText = ({ files }: FirstBoot, path: string): string => files.get(path)?.trimEnd() ?? path;

/** sources.list(5), "DEB822-STYLE FORMAT". */
function deb822(boot: FirstBoot, text: string): readonly string[] {
  const fields = new Map(linesOf(text).map((line) => [/^[\w-]+/.exec(line)?.[0] ?? '', line.replace(/^[\w-]+: */, '')]));
  const known = ['Types', 'URIs', 'Suites', 'Components', 'Signed-By'];
  const other = [...fields.keys()].find((name) => !known.includes(name));
  if (other !== undefined || fields.get('Types') !== 'deb') throw new NotUnderstoodError(`a source of packages with "${other ?? 'Types'}"`);
  const words = (name: string): readonly string[] => (fields.get(name) ?? '').split(' ').filter(Boolean);
  const key = fields.get('Signed-By');
  return words('URIs').map((url) =>
    repositoryText(url, words('Suites'), words('Components'), key === undefined ? TRUSTED : keyText(boot, key)),
  );
}

/** sources.list(5), "ONE-LINE-STYLE FORMAT". @param keys shell text that fetches keys */
function oneLine(line: string, keys: string): readonly string[] {
  const [, key, url = '', suite = '', components = ''] = /^deb \[signed-by=(\S+)\] (\S+) (\S+)((?: \S+)*)$/.exec(line) ?? [];
  if (key === undefined) throw new NotUnderstoodError(`a source of packages "${line}"`);
  const fetched = [...keys.matchAll(/ --output (\S+) (\S+)$/gm)].filter(([, path]) => path === key).at(-1)?.[2];
  return [repositoryText(url, [suite], components.split(' ').filter(Boolean), fetched ?? key)];
}

/** Sources that a program of a first boot makes known. */
const addedBy = (script: string): readonly string[] =>
  [...script.matchAll(/^echo '(.*)' > \/etc\/apt\/sources\.list\.d\/\S+$/gm)].flatMap(([, line = '']) => oneLine(line, script));

/** The same for zypper, which believes a key only once somebody has made it known. */
function zypp(boot: FirstBoot, text: string): readonly string[] {
  const [, key] = /^gpgkey=file:\/\/(\S+)$/m.exec(text) ?? [];
  const isKnown =
    key === undefined || earlyScripts(boot, 'isthmus-keys').some((script) => script.split('\n').includes(`rpm --import ${key}`));
  return yum(boot, isKnown ? text : text.replace(/^gpgcheck=1$/m, 'gpgcheck=0'));
}

/** dnf.conf(5), "Repo Options"; libzypp reads the same. */
function yum(boot: FirstBoot, text: string): readonly string[] {
  const [header = '', ...lines] = linesOf(text);
  if (!/^\[[\w-]+\]$/.test(header)) throw new NotUnderstoodError('a file of sources without a name for its first');
  const options = new Map(lines.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]));
  const known = ['name', 'baseurl', 'enabled', 'gpgcheck', 'gpgkey', 'exclude', 'includepkgs', 'autorefresh'];
  const other = [...options.keys()].find((name) => !known.includes(name));
  if (other !== undefined) throw new NotUnderstoodError(`a source of packages with "${other}"`);
  const key = options.get('gpgkey');
  const signed = key === undefined ? TRUSTED : keyText(boot, key.replace(/^file:\/\//, ''));
  const url = options.get('baseurl') ?? '';
  return options.get('enabled') === '1' ? [repositoryText(url, [], [], options.get('gpgcheck') === '1' ? signed : NOBODY)] : [];
}

/** As package managers are told of it; apt and SUSE of both schemes. */
function proxyOf(files: readonly (readonly [string, string])[]): string | undefined {
  const found = files.flatMap(([path, text]) => {
    if (/^\/etc\/apt\/apt\.conf\.d\//.test(path)) return [...text.matchAll(/^Acquire::https?::Proxy "(\S+?)\/?";$/gm)];
    if (/^\/etc\/systemd\/system\/[a-z-]+\.service\.d\/isthmus-proxy\.conf$/.test(path))
      return [...text.matchAll(/^Environment=https_proxy=(\S+)$/gm)];
    if (path === '/etc/sysconfig/proxy' && /^PROXY_ENABLED="yes"$/m.test(text)) return [...text.matchAll(/^HTTPS?_PROXY="(\S+)"$/gm)];
    return path === '/etc/dnf/dnf.conf' ? [...text.matchAll(/^proxy=(\S+)$/gm)] : [];
  });
  const all = [...new Set(found.map(([, url = '']) => url))];
  return all.length === 0 ? undefined : all.join(' and ');
}
