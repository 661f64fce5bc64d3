import type { DistributionName } from '../../../model/resolved';
import { reading } from '../../errors';
import { type FirstBoot, runs } from '../first-boot';
import { K3S_CONFIGURATION, readK3s } from './k3s';
import { KUBEADM_CONFIGURATION, readKubeadm } from './kubeadm';
import type { ClusterMembership } from './membership';

export type { ClusterMembership } from './membership';

const PROGRAM = '/usr/local/sbin/isthmus-kubernetes';
const UNIT = 'isthmus-kubernetes.service';
const SECRETS = '/etc/isthmus/kubernetes/secrets/';

type Read = Omit<ClusterMembership, 'distribution' | 'addresses'>;

/** What each distribution reads, and how it is read here. */
const DISTRIBUTIONS: {
  readonly [D in DistributionName]: readonly [file: string, read: (boot: FirstBoot, text: string, name: string) => Read];
} = {
  kubeadm: [KUBEADM_CONFIGURATION, readKubeadm],
  k3s: [K3S_CONFIGURATION, readK3s],
};

/**
 * Unset: it joins nothing by itself.
 *
 * @throws NotUnderstoodError for a configuration without a known meaning
 */
export function readMembership(boot: FirstBoot): ClusterMembership | undefined {
  const names = Object.keys(DISTRIBUTIONS) as DistributionName[];
  const distribution = names.find((each) => boot.files.has(DISTRIBUTIONS[each][0]));
  if (distribution === undefined) return undefined;
  const [file, read] = DISTRIBUTIONS[distribution];
  const service = boot.files.get(`/etc/systemd/system/${UNIT}`);
  if (!service?.includes(`\nExecStart=${PROGRAM}\n`)) return undefined;
  if (!runs(boot, `systemctl enable ${UNIT}`, `systemctl start --no-block ${UNIT}`)) return undefined;
  const known = knownServers(boot);
  return reading(file, () => {
    const found = read(boot, boot.files.get(file) ?? '', known.name);
    const readable = [...boot.permissions].filter(([path, access]) => path.startsWith(SECRETS) && access !== '0600 root:root');
    return {
      ...found,
      distribution,
      addresses: found.apiServer.replace(/:\d+$/, '') === known.name ? known.addresses : [],
      open: [...readable.map(([path]) => `${path} can be read by others than root`), ...found.open],
    };
  });
}

/** As its program writes them into /etc/hosts. */
function knownServers({ files }: FirstBoot): { readonly name: string; readonly addresses: readonly string[] } {
  const program = files.get(PROGRAM) ?? '';
  const [, listed = '', name = ''] = /^for address in ([\d. ]+); do\n.*"\$address (\S+)" \/etc\/hosts/m.exec(program) ?? [];
  return { name, addresses: program.includes(`"$address ${name}" >> /etc/hosts`) ? listed.split(' ').filter(Boolean) : [] };
}
