import { NODE_PARTS, type ResolvedBringUp } from '../../../../model/resolved';
import { isSince } from '../../../../model/values';
import { writeYaml } from '../../../../yaml';
import { AUDIT_LOG, apiServerArguments } from '../api-server';
import { API_PORT, CLUSTER_DOMAIN } from '../unit';
import { API_SERVER_FOLDER, ENCRYPTION, KUBEADM_API_SERVER, MARKS } from './places';

/** A node, as far as kubeadm's configuration says anything of it. */
export interface KubeadmNode {
  readonly bringUp: ResolvedBringUp;
  readonly cluster: string;
  /** Kubernetes minor version. */
  readonly version: string;
  readonly name: string;
  readonly address: string;
  readonly imageRepository?: string | undefined;
}

/** How a version of kubeadm's configuration says things. */
interface Dialect {
  readonly apiVersion: string;
  readonly args: (values: Readonly<Record<string, string>>) => unknown;
  /** How long a control plane may take to come up. */
  readonly patience: (minutes: number) => { readonly ofNode: object; readonly ofCluster: object };
}

const V1BETA3: Dialect = {
  apiVersion: 'kubeadm.k8s.io/v1beta3',
  args: (values) => values,
  patience: (minutes) => ({ ofNode: {}, ofCluster: { timeoutForControlPlane: `${minutes}m0s` } }),
};

const V1BETA4: Dialect = {
  apiVersion: 'kubeadm.k8s.io/v1beta4',
  args: (values) => Object.entries(values).map(([name, value]) => ({ name, value })),
  patience: (minutes) => ({ ofNode: { timeouts: { controlPlaneComponentHealthCheck: `${minutes}m0s` } }, ofCluster: {} }),
};

/** kubeadm 1.31 is the first that reads v1beta4; v1beta3 is to go (kubernetes.io, "kubeadm Configuration (v1beta4)"). */
const dialectOf = (version: string): Dialect => (isSince(version, '1.31') ? V1BETA4 : V1BETA3);

/** Emulated machines, and images that come over slow lines. */
const PATIENCE_MINUTES = 15;
const RUNTIME = 'unix:///run/containerd/containerd.sock';

/** What kubeadm is told on a node, as documents of YAML with {@link MARKS}. */
export function kubeadmConfiguration(node: KubeadmNode): string {
  const documents = NODE_PARTS[node.bringUp.part].makesCluster ? ofFirst(node) : [joining(node)];
  return documents.map(writeYaml).join('---\n');
}

/** What it is told where the node joins the control plane of a cluster that it has made once. */
export const joinConfiguration = (node: KubeadmNode): string => writeYaml(joining(node));

function ofFirst(node: KubeadmNode): readonly object[] {
  const { bringUp, version, address } = node;
  const { apiVersion, patience } = dialectOf(version);
  return [
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [
        {
          token: MARKS.joinToken,
          description: 'Nodes of the system join with it; deleted once all have.',
          ttl: '24h0m0s',
          usages: ['signing', 'authentication'],
          groups: ['system:bootstrappers:kubeadm:default-node-token'],
        },
      ],
      localAPIEndpoint: { advertiseAddress: address, bindPort: API_PORT },
      nodeRegistration: registration(node),
      ...(bringUp.secrets.certificateKey !== undefined && { certificateKey: MARKS.certificateKey }),
      ...patience(PATIENCE_MINUTES).ofNode,
    },
    clusterConfiguration(node),
    kubeletConfiguration(bringUp),
    KUBE_PROXY,
  ];
}

function clusterConfiguration({ bringUp, cluster, version, imageRepository }: KubeadmNode): object {
  const { apiVersion, args, patience } = dialectOf(version);
  return {
    apiVersion,
    kind: 'ClusterConfiguration',
    clusterName: cluster,
    kubernetesVersion: MARKS.version,
    controlPlaneEndpoint: `${bringUp.apiServer.name}:${API_PORT}`,
    ...(imageRepository !== undefined && { imageRepository }),
    networking: { podSubnet: bringUp.podCidr, serviceSubnet: bringUp.serviceCidr, dnsDomain: CLUSTER_DOMAIN },
    apiServer: {
      certSANs: bringUp.certificateNames,
      extraArgs: args({
        ...apiServerArguments(KUBEADM_API_SERVER),
        'encryption-provider-config': ENCRYPTION,
        profiling: 'false',
      }),
      extraVolumes: [
        { name: 'isthmus', hostPath: API_SERVER_FOLDER, mountPath: API_SERVER_FOLDER, readOnly: true, pathType: 'Directory' },
        { name: 'audit-log', hostPath: AUDIT_LOG, mountPath: AUDIT_LOG, readOnly: false, pathType: 'DirectoryOrCreate' },
      ],
      ...patience(PATIENCE_MINUTES).ofCluster,
    },
    controllerManager: { extraArgs: args({ 'node-cidr-mask-size': `${bringUp.nodeBlock}`, profiling: 'false' }) },
    scheduler: { extraArgs: args({ profiling: 'false' }) },
  };
}

/** Nobody without a name, nothing in clear: what kubeadm's defaults leave to the kubelet's own is stated. */
const kubeletConfiguration = ({ maxPods }: ResolvedBringUp): object => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
  authorization: { mode: 'Webhook' },
  cgroupDriver: 'systemd',
  ...(maxPods !== undefined && { maxPods }),
  readOnlyPort: 0,
  rotateCertificates: true,
});

/**
 * Node ports open at a node's own name for itself alone: they would lead past the node's own firewall, and nothing of the system has any.
 * What it tells of itself is for the node, too.
 */
const KUBE_PROXY = {
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  iptables: { localhostNodePorts: false },
  metricsBindAddress: '127.0.0.1:10249',
  nodePortAddresses: ['127.0.0.0/8'],
};

function joining(node: KubeadmNode): object {
  const { bringUp, version, address } = node;
  const { apiVersion, patience } = dialectOf(version);
  return {
    apiVersion,
    kind: 'JoinConfiguration',
    discovery: {
      bootstrapToken: {
        apiServerEndpoint: `${bringUp.apiServer.name}:${API_PORT}`,
        token: MARKS.joinToken,
        // What the cluster says of itself is signed with the token (HMAC), which nobody else has; a token that a cluster has made brings a digest along.
        unsafeSkipCAVerification: true,
      },
    },
    nodeRegistration: registration(node),
    ...(NODE_PARTS[bringUp.part].controlPlane && {
      controlPlane: {
        localAPIEndpoint: { advertiseAddress: address, bindPort: API_PORT },
        certificateKey: MARKS.certificateKey,
      },
    }),
    ...patience(PATIENCE_MINUTES).ofNode,
  };
}

/** Where there are no workers, control planes are not kept free of pods. */
const registration = ({ name, bringUp: { part, runsPods } }: KubeadmNode): object => ({
  name,
  criSocket: RUNTIME,
  ...(NODE_PARTS[part].controlPlane && runsPods && { taints: [] }),
});
