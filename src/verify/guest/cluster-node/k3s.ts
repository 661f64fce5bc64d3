import { NotUnderstoodError } from '../../errors';
import type { FirstBoot } from '../first-boot';
import { besides } from './api-server';
import { type Document, documents, text } from './document';
import type { ClusterMembership } from './membership';

/** What k3s reads. */
export const K3S_CONFIGURATION = '/etc/rancher/k3s/config.yaml';
const REGISTRIES = '/etc/rancher/k3s/registries.yaml';
const SERVICE = '/etc/systemd/system/k3s.service';
const TOKEN = '/etc/rancher/k3s/token';

/** How it is started, as a server or as an agent. */
const STARTS = /^ExecStart=\/usr\/local\/bin\/k3s (server|agent)$/m;

/** What programs in k3s are told, and no more: a flag that is not here could open anything. */
const ARGUMENTS: Readonly<Record<string, readonly RegExp[]>> = {
  'kubelet-arg': [/^anonymous-auth=false$/, /^authorization-mode=Webhook$/, /^read-only-port=0$/, /^max-pods=\d+$/],
  'kube-proxy-arg': [
    /^nodeport-addresses=127\.0\.0\.0\/8$/,
    /^iptables-localhost-nodeports=false$/,
    /^metrics-bind-address=127\.0\.0\.1:10249$/,
  ],
  'kube-apiserver-arg': [
    /^admission-control-config-file=\/etc\/rancher\/k3s\/isthmus\/admission\.yaml$/,
    /^audit-policy-file=\/etc\/rancher\/k3s\/isthmus\/audit-policy\.yaml$/,
    /^audit-log-path=\/var\/log\/kubernetes\/audit\.log$/,
    /^audit-log-max(age|backup|size)=\d+$/,
    /^profiling=false$/,
  ],
  'kube-controller-manager-arg': [/^node-cidr-mask-size=\d+$/, /^profiling=false$/],
  'kube-scheduler-arg': [/^profiling=false$/],
};

/** Words that mean something here. k3s has many more, each of which could open something. */
const WORDS = new Set([
  'cluster-init',
  'server',
  'token-file',
  'node-name',
  'node-ip',
  'node-label',
  'node-taint',
  'tls-san',
  'cluster-cidr',
  'service-cidr',
  'cluster-domain',
  'flannel-backend',
  'disable-network-policy',
  'disable',
  'disable-helm-controller',
  'secrets-encryption',
  'secrets-encryption-provider',
  'write-kubeconfig-mode',
  'protect-kernel-defaults',
  ...Object.keys(ARGUMENTS),
]);

/** Arguments without which a node is open, and how in words. */
const CLOSED: Readonly<Record<string, readonly (readonly [argument: string, open: string])[]>> = {
  'kubelet-arg': [
    ['anonymous-auth=false', 'kubelets answer those without a name'],
    ['authorization-mode=Webhook', 'kubelets do for everybody what they are asked'],
    ['read-only-port=0', 'kubelets have a port in clear'],
  ],
  'kube-proxy-arg': [
    ['nodeport-addresses=127.0.0.0/8', 'kube-proxy opens node ports'],
    ['iptables-localhost-nodeports=false', 'kube-proxy opens node ports'],
    ['metrics-bind-address=127.0.0.1:10249', 'kube-proxy tells everybody of itself'],
  ],
};
const CLOSED_OF_SERVERS: typeof CLOSED = {
  'kube-apiserver-arg': [
    ['admission-control-config-file=/etc/rancher/k3s/isthmus/admission.yaml', 'pods are held to nothing where namespaces say nothing'],
    ['audit-policy-file=/etc/rancher/k3s/isthmus/audit-policy.yaml', 'nobody writes down who did what'],
    ['audit-log-path=/var/log/kubernetes/audit.log', 'nobody writes down who did what'],
  ],
};

/** @param name under which its program knows the API servers */
export function readK3s(boot: FirstBoot, content: string, name: string): Omit<ClusterMembership, 'distribution' | 'addresses'> {
  const [config = {}, ...others] = documents(content);
  if (others.length > 0) throw new NotUnderstoodError('there are several documents, of which k3s reads one');
  const strange = Object.keys(config).find((key) => !WORDS.has(key));
  if (strange !== undefined) throw new NotUnderstoodError(`${strange} has no meaning here`);
  const [, part] = STARTS.exec(boot.files.get(SERVICE) ?? '') ?? [];
  if (part === undefined) throw new NotUnderstoodError(`${SERVICE} starts neither a server nor an agent`);
  const controlPlane = part === 'server';
  const makes = config['cluster-init'] === true;
  if (makes === (config.server !== undefined))
    throw new NotUnderstoodError('neither a cluster that is made nor one that is joined, or both');
  if (text(config, 'token-file') !== TOKEN) throw new NotUnderstoodError(`its token is not ${TOKEN}`);
  const common = {
    makes,
    controlPlane,
    apiServer: makes ? `${name}:6443` : text(config, 'server').replace(/^https:\/\//, ''),
    labels: listed(config, 'node-label'),
    taints: listed(config, 'node-taint'),
  };
  const software = { ...programOf(boot), 'where its images come from': imagesOf(boot), 'address of the node': text(config, 'node-ip') };
  const open = [...openings(config, CLOSED), ...(controlPlane ? openings(config, CLOSED_OF_SERVERS) : []), ...strangeArguments(config)];
  if (!controlPlane) return { ...common, told: software, open };
  const disabled = listed(config, 'disable');
  const backend = text(config, 'flannel-backend');
  return {
    ...common,
    podCidr: text(config, 'cluster-cidr'),
    serviceCidr: text(config, 'service-cidr'),
    certificateNames: listed(config, 'tls-san'),
    told: { ...software, 'its network plug-in': backend, 'volumes on its disks': disabled.includes('local-storage') ? 'no' : 'yes' },
    open: [...open, ...ofServer(config, disabled, backend), ...besides(boot, '/etc/rancher/k3s/isthmus/')],
  };
}

/** Whether a plug-in of k3s's own carries packets, beside which its policy controller runs. */
const FLANNEL: Readonly<Record<string, boolean>> = { vxlan: true, 'wireguard-native': true, none: false };

function ofServer(config: Document, disabled: readonly string[], backend: string): readonly string[] {
  const flannel = FLANNEL[backend] ?? true;
  const facts: readonly (readonly [boolean, string])[] = [
    [['servicelb', 'traefik'].every((each) => disabled.includes(each)), 'k3s brings an edge of its own (ServiceLB, Traefik)'],
    [config['disable-helm-controller'] === true, 'whoever may write a HelmChart installs what he likes'],
    [config['secrets-encryption'] === true, 'Secrets lie in etcd in clear'],
    [config['write-kubeconfig-mode'] === '0600', "its administrator's kubeconfig can be read by others than root"],
    [!flannel || config['disable-network-policy'] !== true, 'nothing enforces NetworkPolicy'],
  ];
  return facts.flatMap(([holds, words]) => (holds ? [] : [words]));
}

/** A list of texts; none where there is none. */
function listed(config: Document, key: string): readonly string[] {
  const found = config[key] ?? [];
  if (!Array.isArray(found)) throw new NotUnderstoodError(`${key} is no list`);
  return found.map(String);
}

const openings = (config: Document, closed: typeof CLOSED): readonly string[] => [
  ...new Set(
    Object.entries(closed).flatMap(([key, all]) =>
      all.flatMap(([argument, words]) => (listed(config, key).includes(argument) ? [] : [words])),
    ),
  ),
];

const strangeArguments = (config: Document): readonly string[] =>
  Object.entries(ARGUMENTS).flatMap(([key, known]) =>
    listed(config, key)
      .filter((argument) => !known.some((form) => form.test(argument)))
      .map((argument) => `${key} has ${argument}`),
  );

/** The release that its program insists on, and where first boot has it from. */
function programOf({ files }: FirstBoot): Readonly<Record<string, string>> {
  const [, release = 'any'] =
    /^\[ "\$version" = '([^']+)' \] \|\| fail /m.exec(files.get('/usr/local/sbin/isthmus-kubernetes') ?? '') ?? [];
  const setUp = files.get('/usr/local/sbin/isthmus-cluster-node') ?? '';
  const checks = (program: string): boolean => program.includes('  echo "$2  /usr/local/bin/k3s.new" | sha256sum --check --status || {');
  const [, url, digest] = /^get '([^']+)' ([0-9a-f]{64})$/m.exec(setUp) ?? [];
  return {
    'release of k3s': release,
    'what the next release is checked by': checks(files.get('/usr/local/sbin/isthmus-upgrade-node') ?? '') ? 'its SHA-256' : 'nothing',
    'where k3s comes from': url === undefined ? 'its image' : `${url} ${checks(setUp) ? digest : 'unchecked'}`,
  };
}

function imagesOf({ files }: FirstBoot): string {
  const content = files.get(REGISTRIES);
  if (content === undefined) return 'docker.io';
  const [{ mirrors = {} } = {}] = documents(content) as readonly { mirrors?: Readonly<Record<string, Mirror>> }[];
  const [entry, ...others] = Object.entries(mirrors);
  const [host, ...further] = entry?.[1].endpoint ?? [];
  if (entry?.[0] !== 'docker.io' || others.length > 0 || host === undefined || further.length > 0)
    throw new NotUnderstoodError(`${REGISTRIES} is no mirror of docker.io`);
  const rewrites = Object.values(entry[1].rewrite ?? {});
  return [host.replace(/^https:\/\//, ''), ...rewrites.map((to) => to.replace(/\/?rancher\/\$1$/, ''))].join('/');
}

interface Mirror {
  readonly endpoint?: readonly string[];
  readonly rewrite?: Readonly<Record<string, string>>;
}
