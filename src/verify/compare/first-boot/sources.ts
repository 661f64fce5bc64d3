import { byRole, type DistributionName, type PackageManager, type ResolvedFirstBoot, type ResolvedMachine } from '../../../model/resolved';
import type { Guest } from '../../guest/guest';
import { readSources, repositoryText, TRUSTED } from '../../guest/sources';
import { type Difference, missing, tooWide } from '../difference';
import { compared } from './both';
import { statedFiles } from './stated';

/** Whom a guest believes when it installs something. */
export function sourceDifferences(machine: ResolvedMachine, { boot }: Guest): readonly Difference[] {
  const { name, guest } = machine;
  const stated = statedFiles(guest.firstBoot);
  const found = readSources(boot, (path) => stated.has(path));
  const { certificates = [], repositories = [], onlyTheseRepositories = false, proxy }: Partial<ResolvedFirstBoot> = guest.firstBoot ?? {};
  const wanted = [...repositories.map(ofUser), ...ofNodes(machine)];
  return [
    ...compared(name, 'it the repository', wanted, found.repositories),
    ...compared(
      name,
      'it the authority',
      certificates.map(({ pem }) => pem),
      found.authorities,
    ),
    ...(onlyTheseRepositories && found.hasImagesOwn ? [tooWide(name, "its image's own repositories stay in force")] : []),
    ...(!onlyTheseRepositories && !found.hasImagesOwn ? [missing(name, "its image's own repositories are put out of the way")] : []),
    ...(found.proxy === proxy?.url
      ? []
      : [tooWide(name, `its packages come through ${found.proxy ?? 'no proxy'}, not through ${proxy?.url ?? 'none'}`)]),
  ];
}

const ofUser = ({ url, suites, components, key }: ResolvedFirstBoot['repositories'][number]): string =>
  repositoryText(url, suites, components, key?.trimEnd() ?? TRUSTED);

/** Where Kubernetes comes from (kubernetes.io, "Installing kubeadm"), and containerd where the distribution has none. */
const NODES: { readonly [P in PackageManager]: (version: string) => readonly string[] } = {
  apt: (version) => {
    const url = `https://pkgs.k8s.io/core:/stable:/v${version}/deb/`;
    return [repositoryText(url, ['/'], [], `${url}Release.key`)];
  },
  dnf: (version) => {
    const url = `https://pkgs.k8s.io/core:/stable:/v${version}/rpm/`;
    const docker = 'https://download.docker.com/linux/centos/';
    return [
      repositoryText(url, [], [], `${url}repodata/repomd.xml.key`),
      repositoryText(`${docker}$releasever/$basearch/stable`, [], [], `${docker}gpg`),
    ];
  },
  // There are none.
  zypper: () => [],
};

const DISTRIBUTIONS: {
  readonly [D in DistributionName]: (version: string, packages: PackageManager) => readonly string[];
} = {
  kubeadm: (version, packages) => NODES[packages](version),
  // It is no package: where it comes from is read with what the node is told.
  k3s: () => [],
};

const sourcesOfRole = byRole<readonly string[], PackageManager>({
  'cluster-node': ({ distribution, version }, packages) => DISTRIBUTIONS[distribution.name](version, packages),
  database: () => [],
  'load-balancer': () => [],
  plain: () => [],
});

function ofNodes({ guest: { role, installs }, os: { packages } }: ResolvedMachine): readonly string[] {
  if (!installs || packages === undefined) return [];
  return sourcesOfRole(role, packages);
}
