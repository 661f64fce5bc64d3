import { type DistributionOf, type FlannelBackendName, NODE_PARTS } from '../../../../model/resolved';
import { isSince } from '../../../../model/values';
import { writeYaml } from '../../../../yaml';
import { apiServerArguments } from '../api-server';
import { API_PORT, type BroughtUp, CLUSTER_DOMAIN } from '../unit';
import { K3S_API_SERVER, TOKEN } from './places';

/** A node, as far as k3s is told anything of it. */
export interface K3sNode extends BroughtUp {
  readonly distribution: DistributionOf<'k3s'>;
  readonly labels: readonly string[];
  readonly taints: readonly string[];
}

export const serverUrl = ({ bringUp: { apiServer } }: BroughtUp): string => `https://${apiServer.name}:${API_PORT}`;

/** What k3s is told on a node: its own words are those of its command line (docs.k3s.io, "k3s server", "k3s agent"). It passes over what it does not know. */
export const k3sConfiguration = (node: K3sNode): string =>
  writeYaml({
    ...(NODE_PARTS[node.bringUp.part].makesCluster ? { 'cluster-init': true } : { server: serverUrl(node) }),
    'token-file': TOKEN,
    'node-name': node.name,
    'node-ip': node.address,
    ...(node.labels.length > 0 && { 'node-label': node.labels }),
    ...(node.taints.length > 0 && { 'node-taint': node.taints }),
    ...(NODE_PARTS[node.bringUp.part].controlPlane && ofServer(node)),
    // The kubelet does not start where the kernel is not as it wants it, in place of changing it.
    'protect-kernel-defaults': true,
    'kubelet-arg': kubeletArguments(node),
    'kube-proxy-arg': KUBE_PROXY_ARGUMENTS,
  });

/** k3s leaves these to itself, as they are here: stated, nobody has to know. */
const kubeletArguments = ({ bringUp: { maxPods } }: K3sNode): readonly string[] => [
  'anonymous-auth=false',
  'authorization-mode=Webhook',
  ...(maxPods === undefined ? [] : [`max-pods=${maxPods}`]),
  'read-only-port=0',
];

/** As with kubeadm: node ports open at a node's own name for itself alone, and what it tells of itself is for the node. */
const KUBE_PROXY_ARGUMENTS = [
  'iptables-localhost-nodeports=false',
  'metrics-bind-address=127.0.0.1:10249',
  'nodeport-addresses=127.0.0.0/8',
];

/** With flannel, k3s's own policy controller enforces NetworkPolicy; with another plug-in that plug-in does. */
const PLUG_IN: { readonly [B in FlannelBackendName]: object } = {
  vxlan: { 'flannel-backend': 'vxlan' },
  'wireguard-native': { 'flannel-backend': 'wireguard-native' },
  none: { 'flannel-backend': 'none', 'disable-network-policy': true },
};

/** The edge is the system's own, and so is what runs charts. */
const ALWAYS_DISABLED = ['servicelb', 'traefik'];

/** Of secretbox k3s knows since its releases of April 2025, without it it takes AES-CBC (docs.k3s.io, "Secrets Encryption Config"). */
const SECRETBOX_SINCE = '1.33';

const ofServer = ({ bringUp, version, distribution: { flannelBackend, localStorage } }: K3sNode): object => ({
  'tls-san': bringUp.certificateNames,
  'cluster-cidr': bringUp.podCidr,
  'service-cidr': bringUp.serviceCidr,
  'cluster-domain': CLUSTER_DOMAIN,
  ...PLUG_IN[flannelBackend],
  disable: [...ALWAYS_DISABLED, ...(localStorage ? [] : ['local-storage'])].sort(),
  'disable-helm-controller': true,
  'secrets-encryption': true,
  ...(isSince(version, SECRETBOX_SINCE) && { 'secrets-encryption-provider': 'secretbox' }),
  'write-kubeconfig-mode': '0600',
  'kube-apiserver-arg': words({
    ...apiServerArguments(K3S_API_SERVER),
    profiling: 'false',
  }),
  'kube-controller-manager-arg': words({ 'node-cidr-mask-size': `${bringUp.nodeBlock}`, profiling: 'false' }),
  'kube-scheduler-arg': words({ profiling: 'false' }),
});

const words = (values: Readonly<Record<string, string>>): readonly string[] => Object.entries(values).map((pair) => pair.join('='));

/**
 * Where k3s has its own images from: they are called `docker.io/rancher/…`. Others of docker.io are asked for at the same registry, under their own
 * names, and then at docker.io (docs.k3s.io, "Private Registry Configuration").
 */
export function registries(imageRepository: string): string {
  const [host = '', ...path] = imageRepository.split('/');
  const folder = path.map((part) => `${part}/`).join('');
  return writeYaml({
    mirrors: { 'docker.io': { endpoint: [`https://${host}`], ...(folder && { rewrite: { '^rancher/(.*)': `${folder}rancher/$1` } }) } },
  });
}
