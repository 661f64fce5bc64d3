import type { ResolvedRepository } from '../../model/resolved';
import type { GuestFile, PackageManager } from './part';

/** A source of packages for dnf or zypper. @param folder where it keeps them @param key address of the key that its packages are signed with; unset: one that is trusted already */
export function yumRepository(
  name: string,
  baseUrl: string,
  key: string | undefined,
  more: readonly string[] = [],
  folder = '/etc/yum.repos.d',
): GuestFile {
  const lines = [
    ...[`[${name}]`, `name=${name}`, `baseurl=${baseUrl}`, 'enabled=1', 'gpgcheck=1'],
    ...(key === undefined ? [] : [`gpgkey=${key}`]),
    ...more,
  ];
  return { path: `${folder}/${name}.repo`, content: `${lines.join('\n')}\n`, mode: '0644' };
}

/** The same for apt (sources.list(5), "DEB822-STYLE FORMAT"). @param key path of the key */
function aptRepository({ name, url, suites, components }: ResolvedRepository, key: string | undefined): GuestFile {
  const lines = [
    ...['Types: deb', `URIs: ${url}`, `Suites: ${suites.join(' ')}`],
    ...(components.length > 0 ? [`Components: ${components.join(' ')}`] : []),
    ...(key === undefined ? [] : [`Signed-By: ${key}`]),
  ];
  return { path: `/etc/apt/sources.list.d/${name}.sources`, content: `${lines.join('\n')}\n`, mode: '0644' };
}

interface Sources {
  /** Where keys lie. */
  readonly keys: (name: string) => string;
  readonly file: (repository: ResolvedRepository, key: string | undefined) => GuestFile;
  /** Command that makes a key known beside the file that names it. Unset: that is enough. */
  readonly believe?: string;
  /** Files of the image that name its own sources. */
  readonly ofImage: string;
}

const SOURCES: Record<PackageManager, Sources> = {
  apt: {
    keys: (name) => `/etc/apt/keyrings/isthmus-${name}.asc`,
    file: aptRepository,
    ofImage: '/etc/apt/sources.list /etc/apt/sources.list.d/*',
  },
  dnf: {
    keys: (name) => `/etc/pki/rpm-gpg/isthmus-${name}`,
    file: ({ name, url }, key) => yumRepository(name, url, key && `file://${key}`),
    ofImage: '/etc/yum.repos.d/*.repo',
  },
  zypper: {
    keys: (name) => `/etc/pki/isthmus-${name}.asc`,
    file: ({ name, url }, key) => yumRepository(name, url, key && `file://${key}`, ['autorefresh=1'], '/etc/zypp/repos.d'),
    // It asks whether a key that is named there may be believed, and where nobody answers it refuses.
    believe: 'rpm --import',
    // Services bring sources of their own (SUSEConnect).
    ofImage: '/etc/zypp/repos.d/*.repo /etc/zypp/services.d/*.service',
  },
};

/** What makes a key known before any file is written. No line of a key is the one that ends its text: it has no underscore. */
function believed(believe: string, path: string, key: string): string {
  const written = key.startsWith('/') ? [] : [`cat > ${path} <<'END_OF_KEY'\n${key.trimEnd()}\nEND_OF_KEY`];
  return [...written, `${believe} ${path}`, ''].join('\n');
}

/** Shell text for the earliest stage that makes keys known where the files that name them are not enough. Empty: nothing. */
export const keysBelieved = (repositories: readonly ResolvedRepository[]): string =>
  repositories
    .flatMap(({ manager, name, key }) => {
      const { believe, keys } = SOURCES[manager];
      return believe === undefined || key === undefined ? [] : [believed(believe, key.startsWith('/') ? key : keys(name), key)];
    })
    .join('');

/** The files that make a source of packages known. */
export function repositoryFiles(repository: ResolvedRepository): readonly GuestFile[] {
  const { keys, file, believe } = SOURCES[repository.manager];
  const { key, name } = repository;
  if (key === undefined || key.startsWith('/')) return [file(repository, key)];
  if (believe !== undefined) return [file(repository, keys(name))];
  return [{ path: keys(name), content: `${key.trimEnd()}\n`, mode: '0644' }, file(repository, keys(name))];
}

/** Shell text that puts the sources of the image out of the way. */
export const withoutImageSources = (manager: PackageManager): string =>
  `for file in ${SOURCES[manager].ofImage}; do if [ -f "$file" ]; then mv "$file" "$file.image"; fi; done`;
