import { createHash, X509Certificate } from 'node:crypto';
import type { DistributionName, DistributionOf, ResolvedDistribution } from '../../model/resolved';

/** How nodes of a distribution are administered, by ssh. */
interface OnNodes<D extends ResolvedDistribution> {
  /** The administrator's kubeconfig, on a node of the control plane. */
  readonly admin: string;
  /** Makes a join token, likewise. */
  readonly makeToken: string;
  /** What it prints, as nodes are given it: with the digest of the cluster's authority. Undefined for what is no token. */
  readonly tokenIn: (answer: string) => string | undefined;
  /** What its program of upgrades is told. */
  readonly upgrade: (version: string, distribution: D) => readonly string[];
}

const DESCRIPTION = 'Nodes of the system join with it.';

const DISTRIBUTIONS: { readonly [D in DistributionName]: OnNodes<DistributionOf<D>> } = {
  kubeadm: {
    admin: '/etc/kubernetes/admin.conf',
    makeToken: `sudo kubeadm token create --ttl 2h --description "${DESCRIPTION}" && sudo cat /etc/kubernetes/pki/ca.crt`,
    tokenIn: pinned,
    upgrade: (version) => [version],
  },
  k3s: {
    admin: '/etc/rancher/k3s/k3s.yaml',
    makeToken: `sudo /usr/local/bin/k3s token create --ttl 2h --description "${DESCRIPTION}"`,
    tokenIn: (answer) => /^K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}$/m.exec(answer)?.[0],
    // What the system says of the address holds for a shell, too (`INVALID_K3S_BINARY`).
    upgrade: (version, { release, binary }) => [version, release, ...(binary ? [`'${binary.url}'`, binary.sha256.toLowerCase()] : [])],
  },
};

/** A distribution, to be asked about it. */
export const onNodesOf = ({ name }: ResolvedDistribution): OnNodes<ResolvedDistribution> =>
  DISTRIBUTIONS[name] as OnNodes<ResolvedDistribution>;

/**
 * `<token>/sha256:<digest>`: kubeadm's digest of an authority is that of its public key (kubernetes.io, "kubeadm join").
 * @param answer a token, and the authority's certificate
 * @returns undefined for what is neither
 */
export function pinned(answer: string): string | undefined {
  const [token] = /^[a-z0-9]{6}\.[a-z0-9]{16}$/m.exec(answer) ?? [];
  const [pem] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(answer) ?? [];
  if (token === undefined || pem === undefined) return undefined;
  const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return `${token}/sha256:${createHash('sha256').update(key).digest('hex')}`;
}
