import type { ResolvedFirstBoot } from '../../../model/resolved';
import { bootOnce, type GuestFile, type GuestPart, type PackageManager } from '../part';
import { keysBelieved, repositoryFiles, withoutImageSources } from '../repository';

type Proxy = NonNullable<ResolvedFirstBoot['proxy']>;

/** Where a distribution keeps authorities that its administrator trusts, and what makes programs see them. */
const AUTHORITIES: Record<PackageManager, { readonly path: (name: string) => string; readonly renew: string }> = {
  apt: { path: (name) => `/usr/local/share/ca-certificates/isthmus-${name}.crt`, renew: 'update-ca-certificates' },
  dnf: { path: (name) => `/etc/pki/ca-trust/source/anchors/isthmus-${name}.pem`, renew: 'update-ca-trust extract' },
  zypper: { path: (name) => `/etc/pki/trust/anchors/isthmus-${name}.pem`, renew: 'update-ca-certificates' },
};

/** apt takes them host by host; dnf has one for all, and no exceptions; zypper goes by that of the system. */
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
  zypper: (proxy) => ({
    path: '/etc/sysconfig/proxy',
    content: `PROXY_ENABLED="yes"\nHTTP_PROXY="${proxy.url}"\nHTTPS_PROXY="${proxy.url}"\nNO_PROXY="${withoutProxy(proxy)}"\n`,
    mode: '0644',
  }),
};

/** What has to be there before packages are fetched: authorities, sources, the way to them. */
export function sourcesPart(
  { certificates, repositories, onlyTheseRepositories, proxy }: ResolvedFirstBoot,
  manager: PackageManager,
): GuestPart {
  const { path, renew } = AUTHORITIES[manager];
  const keys = keysBelieved(repositories);
  const trusted = certificates.flatMap(({ name, pem }) => [`cat > ${path(name)} <<'END'\n${pem}END`]);
  return {
    boot: [
      ...(trusted.length === 0 ? [] : [bootOnce('certificates', 'sh', ['set -e', ...trusted, renew, ''].join('\n'))]),
      ...(keys === '' ? [] : [bootOnce('keys', 'sh', `set -e\n${keys}`)]),
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
