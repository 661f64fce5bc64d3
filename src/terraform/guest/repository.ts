import type { ResolvedRepository } from '../../model/resolved';
import type { GuestFile, PackageManager } from './part';

/** A source of packages for dnf. @param key address of the key that its packages are signed with; unset: one that is trusted already */
export function yumRepository(name: string, baseUrl: string, key: string | undefined, more: readonly string[] = []): GuestFile {
  const lines = [
    ...[`[${name}]`, `name=${name}`, `baseurl=${baseUrl}`, 'enabled=1', 'gpgcheck=1'],
    ...(key === undefined ? [] : [`gpgkey=${key}`]),
    ...more,
  ];
  return { path: `/etc/yum.repos.d/${name}.repo`, content: `${lines.join('\n')}\n`, mode: '0644' };
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
};

/** The files that make a source of packages known. */
export function repositoryFiles(repository: ResolvedRepository): readonly GuestFile[] {
  const { keys, file } = SOURCES[repository.manager];
  const { key, name } = repository;
  if (key === undefined || key.startsWith('/')) return [file(repository, key)];
  return [{ path: keys(name), content: `${key.trimEnd()}\n`, mode: '0644' }, file(repository, keys(name))];
}

/** Shell text that puts the sources of the image out of the way. */
export const withoutImageSources = (manager: PackageManager): string =>
  `for file in ${SOURCES[manager].ofImage}; do if [ -f "$file" ]; then mv "$file" "$file.image"; fi; done`;
