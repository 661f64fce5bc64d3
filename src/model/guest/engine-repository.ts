import type { EngineName, OsName, ResolvedOs } from '../resolved';
import type { Repository } from './repository';

/** Packages of an engine that its maker alone has. */
interface MakersRepository {
  /** What a part of its addresses, or of its suites, is called for a version. Mirrors may call it otherwise. */
  readonly folder: (version: string) => string;
  /** That part for any version. */
  readonly folders: RegExp;
  /** Address of the key that it is signed with. */
  readonly key: (version: string) => string;
  /** How a program names it. Unset: there is none for that operating system. */
  readonly written: (os: string, version: string) => string | undefined;
}

const debOf = (distribution: string, suite: string) => (version: string) =>
  `Repository.apt({ url: 'https://repo.mongodb.org/apt/${distribution}', suites: ['${suite}/mongodb-org/${version}'], ${distribution === 'ubuntu' ? "components: ['multiverse'], " : ''}key })`;
const rpmOf = (release: number) => (version: string) =>
  `Repository.dnf({ url: 'https://repo.mongodb.org/yum/redhat/${release}/mongodb-org/${version}/x86_64/', key })`;

/** MongoDB, "Install MongoDB Community Edition" on Debian, on Ubuntu, and on Red Hat. */
const OF_MONGODB: { readonly [N in OsName]?: (version: string) => string } = {
  'debian-12': debOf('debian', 'bookworm'),
  'ubuntu-22.04': debOf('ubuntu', 'jammy'),
  'ubuntu-24.04': debOf('ubuntu', 'noble'),
  ...Object.fromEntries(
    (['alma', 'rhel', 'rocky'] as const).flatMap((maker) => ([8, 9] as const).map((release) => [`${maker}-${release}`, rpmOf(release)])),
  ),
};

/** Undefined: distributions carry it themselves. */
const MAKERS: { readonly [E in EngineName]: MakersRepository | undefined } = {
  postgresql: undefined,
  mysql: undefined,
  mariadb: undefined,
  redis: undefined,
  valkey: undefined,
  rabbitmq: undefined,
  mongodb: {
    folder: (version) => `mongodb-org/${version}`,
    folders: /mongodb-org\/\d/,
    key: (version) => `https://pgp.mongodb.com/server-${version}.asc`,
    written: (os, version) => (Object.hasOwn(OF_MONGODB, os) ? OF_MONGODB[os as OsName]?.(version) : undefined),
  },
};

/** Whether packages of an engine are its maker's, and in no distribution. */
export const isMakers = (engine: EngineName): boolean => MAKERS[engine] !== undefined;

/** What a machine lacks to install an engine of its maker's. */
export interface LackingRepository {
  /** How a program names it; undefined: not known for that operating system. */
  readonly written: string | undefined;
  /** Address of the key that it is signed with. */
  readonly key: string;
}

/**
 * The repository that an engine comes from, where none of those that are named can be it: one for another version, or none at all. A mirror
 * that calls its folders otherwise is taken for it.
 */
export function lackingRepository(
  engine: EngineName,
  version: string,
  { id }: Pick<ResolvedOs, 'id'>,
  named: readonly Repository[],
): LackingRepository | undefined {
  const maker = MAKERS[engine];
  if (!maker) return undefined;
  const texts = named.map(({ props: { url, suites } }) => [url, ...suites].join(' '));
  const isIt = (text: string): boolean => `${text}/`.replace(/ /g, '/').includes(`${maker.folder(version)}/`) || !maker.folders.test(text);
  return texts.some(isIt) ? undefined : { written: maker.written(id, version), key: maker.key(version) };
}
