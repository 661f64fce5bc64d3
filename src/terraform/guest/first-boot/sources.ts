import type { ResolvedFirstBoot } from '../../../model/resolved';
import { bootOnce, type GuestFile, type GuestPart, type PackageManager } from '../part';
import { repositoryFiles, withoutImageSources } from '../repository';

type Proxy = NonNullable<ResolvedFirstBoot['proxy']>;

/** Where a distribution keeps authorities that its administrator trusts, and what makes programs see them. */
const AUTHORITIES: Record<PackageManager, { readonly path: (name: string) => string; readonly renew: string }> = {
  apt: { path: (name) => `/usr/local/share/ca-certificates/isthmus-${name}.crt`, renew: 'update-ca-certificates' },
  dnf: { path: (name) => `/etc/pki/ca-trust/source/anchors/isthmus-${name}.pem`, renew: 'update-ca-trust extract' },
};

/** apt takes them host by host; dnf has one for all, and no exceptions. */
const PROXIES: Record<PackageManager, (proxy: Proxy) => GuestFile> = {
  apt: ({ url, except }) => ({
    path: '/etc/apt/apt.conf.d/90isthmus-proxy',
    content: ['http', 'https']
      .flatMap((scheme) => [
        `Acquire::${scheme}::Proxy "${url}/";`,
        ...except.map((host) => `Acquire::${scheme}::Proxy::${host} "DIRECT";`),
      ])
      .map((line) => `${line}\n`)
      .join(''),
    mode: '0644',
  }),
  dnf: ({ url }) => ({ path: '/etc/dnf/dnf.conf', content: `proxy=${url}\n`, mode: '0644', appended: true }),
};

/** What has to be there before packages are fetched: authorities, sources, the way to them. */
export function sourcesPart(
  { certificates, repositories, onlyTheseRepositories, proxy }: ResolvedFirstBoot,
  manager: PackageManager,
): GuestPart {
  const { path, renew } = AUTHORITIES[manager];
  const trusted = certificates.flatMap(({ name, pem }) => [`cat > ${path(name)} <<'END'\n${pem}END`]);
  return {
    boot: [
      ...(trusted.length === 0 ? [] : [bootOnce('certificates', 'sh', ['set -e', ...trusted, renew, ''].join('\n'))]),
      ...(onlyTheseRepositories ? [bootOnce('sources', 'sh', withoutImageSources(manager))] : []),
    ],
    files: [...repositories.flatMap(repositoryFiles), ...(proxy ? [PROXIES[manager](proxy)] : [])],
  };
}

/** What is asked without it. */
export const withoutProxy = ({ except }: Proxy): string => ['localhost', '127.0.0.1', ...except].join(',');

/** What tells the programs of a first boot of a proxy. */
export const proxyExports = ({ proxy }: ResolvedFirstBoot): readonly string[] =>
  proxy ? [`export http_proxy=${proxy.url} https_proxy=${proxy.url} no_proxy='${withoutProxy(proxy)}'`] : [];
