import { CLUSTERS } from '../kinds/cluster';
import { EGRESSES } from '../kinds/cluster/egress';
import { GATEWAYS } from '../kinds/gateway';
import { CONFIGURATORS } from '../kinds/guest/configurators';
import { kindOf } from '../kinds/machine';
import { ADDRESSINGS } from '../kinds/machine/addressings';
import { MESHES } from '../kinds/mesh';
import { needsOf } from '../kinds/pod/needs';
import { placementNeeds } from '../kinds/pod/placement-needs';
import { POOLS } from '../kinds/pool';
import { FORWARDS } from '../kinds/subnet/forwards';
import { kindOfWorkload } from '../kinds/workload';
import {
  destinationOf,
  endKey,
  networksOf,
  type ResolvedCertificate,
  type ResolvedCluster,
  type ResolvedDiskMount,
  type ResolvedFlow,
  type ResolvedGateway,
  type ResolvedHost,
  type ResolvedMachine,
  type ResolvedPods,
  type ResolvedSecret,
  type ResolvedSubnet,
  type ResolvedWorkload,
  sourceOf,
} from '../resolved';
import { compareText, isWithin, Size } from '../values';
import { ofNamespaces } from './clusters/namespace-prerequisites';
import { secretPrerequisites } from './clusters/secrets';
import type { HostName } from './network/foreign-names';

interface Parts {
  /** What the DNS of clusters has to know. */
  readonly names: readonly string[];
  readonly name: string;
  readonly domain: string;
  /** Names of Externals that are asked for in each subnet. */
  readonly foreign: ReadonlyMap<string, readonly HostName[]>;
  readonly hosts: readonly ResolvedHost[];
  readonly subnets: readonly ResolvedSubnet[];
  readonly machines: readonly ResolvedMachine[];
  readonly clusters: readonly ResolvedCluster[];
  readonly gateways: readonly ResolvedGateway[];
  readonly workloads: readonly ResolvedWorkload[];
  readonly pods: readonly ResolvedPods[];
  readonly secrets: readonly ResolvedSecret[];
  readonly flows: readonly ResolvedFlow[];
}

/** What must be there before the outputs are applied. */
export function prerequisitesOf(parts: Parts): readonly string[] {
  const lines = [
    ...parts.names,
    ...parts.hosts.flatMap((host) => ofHost(host, parts)),
    ...parts.subnets.flatMap((subnet) => ofSubnet(subnet, parts)),
    ...parts.machines.flatMap(ofMachine),
  ];
  for (const cluster of parts.clusters) lines.push(...ofCluster(cluster, parts));
  for (const gateway of parts.gateways) lines.push(...ofGateway(gateway, parts));
  return [...new Set(lines)].sort(compareText);
}

function ofHost(host: ResolvedHost, { machines }: Parts): readonly string[] {
  const own = machines.filter((machine) => machine.host === host.name);
  const pools = host.pools.filter((pool) => pool.path === undefined).flatMap((pool) => ofPool(host, pool));
  const images = own
    .flatMap((machine) => [...(machine.root.existing ? [] : [machine.image]), ...machine.cds.map(({ image }) => image)])
    .filter(({ source }) => source.startsWith('/'))
    .map(({ source }) => `Image ${source} can be read where Terraform runs.`);
  const volumes = own.flatMap((machine) =>
    [machine.root, ...machine.data]
      .filter(({ existing }) => existing)
      .map(
        ({ volumeName, pool, sizeBytes }) =>
          `Host ${host.name}: the volume "${volumeName}" is in the pool "${pool}", with ${Size.mebibytes(sizeBytes / 2 ** 20)} or more, for ${machine.name}.`,
      ),
  );
  return own.length === 0
    ? []
    : [...pools, ...images, ...volumes, `Host ${host.name}: virsh on the machine that runs Terraform can reach ${host.virshUri}.`];
}

function ofPool({ name: host }: ResolvedHost, { name, type, ceph }: ResolvedHost['pools'][number]): readonly string[] {
  const secret =
    ceph &&
    `Host ${host}: the libvirt secret ${ceph.secret} holds the key of the Ceph user "${ceph.user}" (virsh secret-define, secret-set-value).`;
  const { layers, type: known } = POOLS[type];
  const words = layers ? `, and holds files (its type is ${known}): disks are qcow2 images on top of another.` : ` (its type is ${known}).`;
  return [
    `Host ${host}: the storage pool "${name}" exists, is started${layers ? '' : ', and set to autostart'}${words}`,
    ...(secret ? [secret] : []),
  ];
}

function ofSubnet(subnet: ResolvedSubnet, { domain, foreign }: Parts): readonly string[] {
  if (FORWARDS[subnet.mode].owned) return [];
  const bridges = subnet.hosts.map(
    (host) => `Host ${host}: the Linux bridge "${subnet.bridge}" exists and carries ${subnet.cidr} with the router ${subnet.gateway}.`,
  );
  const servers = subnet.nameservers.join(', ');
  if (servers === '') return bridges;
  const names = (foreign.get(subnet.name) ?? []).map(({ name, address }) => `${name} (${address})`).sort(compareText);
  return [
    ...bridges,
    `Subnet ${subnet.name}: its name servers ${servers} answer for ${domain} with the addresses of this system.`,
    ...(names.length > 0 ? [`Subnet ${subnet.name}: its name servers ${servers} know ${names.join(', ')}.`] : []),
  ];
}

/** What hosts need for it besides QEMU. */
const FIRMWARE: Record<ResolvedMachine['hardware']['firmware'], string | undefined> = {
  bios: undefined,
  uefi: 'UEFI firmware (OVMF)',
  'uefi-secure-boot': 'UEFI firmware (OVMF)',
};

/** What the image of a machine brings that nobody installs software on. */
const IN_IMAGE: Record<ResolvedMachine['os']['firewall'], string> = {
  nftables: 'nftables',
  firewalld: 'firewalld',
  'windows-firewall': '',
  netsh: '',
};

/** What brings security updates. */
const UPDATERS: Record<NonNullable<ResolvedMachine['os']['packages']>, string> = { apt: 'unattended-upgrades', dnf: 'dnf-automatic' };
const FILE_SYSTEM_TOOLS: Record<ResolvedDiskMount['fileSystem'], string> = { xfs: 'xfsprogs', ext4: 'e2fsprogs' };

/** What the user's own first boot takes. */
function broughtFor({ guest, os }: ResolvedMachine): readonly string[] {
  const tools = (guest.firstBoot?.mounts ?? []).map(({ fileSystem }) => FILE_SYSTEM_TOOLS[fileSystem]);
  return [...new Set(tools), ...(guest.securityUpdates && os.packages ? [UPDATERS[os.packages]] : [])];
}

/** Sensitive variables, as sentences. */
const variablesOf = ({ guest: { firstBoot }, name }: ResolvedMachine): readonly string[] =>
  [...new Set(firstBoot?.variables.map((variable) => variable.name))].map(
    (variable) => `Terraform variable ${variable}: a secret that ${name} is told at its first boot.`,
  );

function ofMachine(machine: ResolvedMachine): readonly string[] {
  const lines: string[] = [];
  const { guest, hardware, host, image, name } = machine;
  const { inImage, setsUp } = CONFIGURATORS[guest.configuredBy];
  if (setsUp) {
    const parts = [
      ...inImage,
      ...(guest.installs ? [] : [IN_IMAGE[guest.firewallBy], ...(hardware.guestAgent ? ['qemu-guest-agent'] : []), ...broughtFor(machine)]),
    ];
    lines.push(`Image ${image.source} has ${parts.join(', ')}.`);
  }
  if (FIRMWARE[hardware.firmware] !== undefined) lines.push(`Host ${host}: ${FIRMWARE[hardware.firmware]} is installed, for ${name}.`);
  for (const { id, path, mount } of machine.sharedFolders) {
    lines.push(`Host ${host}: the folder ${path} exists, and virtiofsd is installed, for ${name}.`);
    if (mount === undefined) lines.push(`The guest ${name} mounts the shared folder "${id}" by itself, where it is wanted.`);
  }
  if (hardware.tpm) lines.push(`Host ${host}: swtpm is installed, for ${name}.`);
  lines.push(...kindOf(machine).prerequisites(guest.role, machine), ...variablesOf(machine));
  for (const { nic, network } of networksOf(machine)) lines.push(...ADDRESSINGS[network.addressedBy].prerequisites(machine.name, nic));
  return lines;
}

/** The first that reads annotations under `metallb.io/` (release notes of MetalLB 0.14.9). */
const METALLB = '0.14.9';

/** What it takes for LoadBalancer Services to be heard of. */
function announced(at: string, { nodes }: ResolvedCluster, namespace: string): readonly string[] {
  const [only, ...others] = nodes;
  const metallb = `${at}: MetalLB ${METALLB} or later runs in the namespace ${namespace} with its CRDs (metallb.io/v1beta1).`;
  if (only === undefined || others.length > 0) return [metallb];
  // kubeadm labels and taints control planes (kubernetes.io, "Well-Known Labels, Annotations and Taints").
  return [
    metallb,
    `${at}: its only node runs pods, and announces addresses of Services, after \`kubectl taint nodes ${only} node-role.kubernetes.io/control-plane-\` and \`kubectl label nodes ${only} node.kubernetes.io/exclude-from-external-load-balancers-\`.`,
  ];
}

/** Whether rules for pods of a cluster name the addresses of its own nodes. */
function namesNodes({ name, nodeAddresses }: ResolvedCluster, flows: readonly ResolvedFlow[]): boolean {
  return flows.some((flow) => {
    const { from, to, exempt } = flow;
    const blocks = [
      ...(from.is === 'pods' && from.governed && from.cluster === name ? destinationOf(flow) : []),
      ...(to.is === 'pods' && to.governed && to.cluster === name ? sourceOf(flow) : []),
    ];
    const names = (address: string) => blocks.some(({ cidr, except }) => isWithin(address, [cidr]) && !isWithin(address, except));
    return exempt === undefined && nodeAddresses.some((address) => names(`${address}/32`));
  });
}

/** What Cilium takes for nodes is no address to it (docs.cilium.io, "Layer 3 Policies": selecting nodes with CIDR). */
function cilium(cluster: ResolvedCluster, flows: readonly ResolvedFlow[]): readonly string[] {
  const at = `Cluster ${cluster.name}`;
  const { nodeLocal } = cluster.dns;
  return [
    ...(namesNodes(cluster, flows)
      ? [
          `${at}: where its network plug-in is Cilium, \`policyCIDRMatchMode\` holds \`nodes\`: NetworkPolicies name the addresses of its nodes.`,
        ]
      : []),
    ...(nodeLocal
      ? [
          `${at}: where its network plug-in is Cilium, \`dns.nodeLocal\` is left out and a CiliumLocalRedirectPolicy leads to the node-local DNS, whose pods \`dns.labels\` describe.`,
        ]
      : []),
  ];
}

/** What it takes for pods to run where every node is one of the control plane: kubeadm taints those. */
function taints({ name, nodeRoom = [], nodes, pool }: ResolvedCluster, { workloads }: Parts): readonly string[] {
  // Of a single node that announces addresses all is said together.
  if (nodeRoom.some(({ controlPlane }) => !controlPlane) || nodes.length === 0 || (nodes.length === 1 && pool)) return [];
  const waiting = workloads.some(
    ({ cluster, pods }) => cluster === name && !pods.placement.tolerations.some(({ key }) => key === undefined || key === CONTROL_PLANE),
  );
  const command = `kubectl taint nodes ${nodes.join(' ')} ${CONTROL_PLANE}-`;
  return waiting ? [`Cluster ${name}: its nodes, all of the control plane, run pods after \`${command}\`.`] : [];
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

function ofCluster(cluster: ResolvedCluster, parts: Parts): readonly string[] {
  const { workloads, flows } = parts;
  const at = `Cluster ${cluster.name}`;
  const lines = [...CLUSTERS[cluster.kind].prerequisites(cluster)];
  if (cluster.pool) lines.push(...announced(at, cluster, cluster.pool.namespace));
  lines.push(...taints(cluster, parts));
  lines.push(...cilium(cluster, flows));
  lines.push(...EGRESSES[cluster.podEgress].prerequisites(cluster));
  if (cluster.mesh) {
    const meshed = workloads.filter((workload) => workload.cluster === cluster.name && workload.pods.inMesh).map(({ pods }) => pods);
    lines.push(...MESHES[cluster.mesh.provider].prerequisites(cluster.mesh, cluster.name, meshed));
  }
  lines.push(...ofNamespaces(cluster, parts), ...secretPrerequisites(parts.secrets, cluster.name));
  const secrets = new Map(parts.secrets.map((secret) => [secret.name, secret]));
  for (const workload of workloads) {
    const { cluster: home, namespace, pods } = workload;
    if (home !== cluster.name) continue;
    for (const { server, path } of pods.shares ?? [])
      lines.push(`${at}: its nodes mount NFS 4.1 (nfs-common, nfs-utils), and ${server} exports ${path} to them.`);
    if (!pods.ownAccount) lines.push(`${at}: the ServiceAccount ${namespace}/${pods.serviceAccount} exists.`);
    for (const need of [...placementNeeds(workload), ...kindOfWorkload(workload).needs(workload)]) lines.push(`${at}: ${need}.`);
    for (const { kind, name, key } of needsOf(pods)) {
      const secret = kind === 'Secret' ? secrets.get(name) : undefined;
      if (secret?.external) continue;
      const keys = key === undefined ? (secret?.keys ?? ['']) : [key];
      for (const each of keys) lines.push(`${at}: the ${kind} ${namespace}/${name} exists${each && `, with the key ${each}`}.`);
    }
  }
  return lines;
}

function ofGateway(gateway: ResolvedGateway, parts: Parts): readonly string[] {
  const { cluster, name, namespace, proxy, inMesh, listeners, certificates, proxyProtocol } = gateway;
  const { clusters, flows, secrets } = parts;
  const at = `Cluster ${cluster}`;
  const into = flows.filter(({ to }) => endKey(to) === endKey({ is: 'pods', of: 'gateway', name }));
  const senders = [...new Map(into.flatMap(sourceOf).map((block) => [block.cidr, block])).values()];
  const mesh = clusters.find((each) => each.name === cluster)?.mesh;
  const lines = [...GATEWAYS[gateway.provider].prerequisites(gateway, { mesh, senders })];
  if (inMesh)
    lines.push(`${at}: the proxy pods in ${proxy.namespace} are part of the mesh, under the service account ${proxy.serviceAccount}.`);
  const own = new Set(parts.machines.map((machine) => machine.name));
  if (proxyProtocol)
    for (const { from } of into)
      if (!own.has(from.name)) lines.push(`${from.name} begins each connection to the gateway ${name} by PROXY protocol.`);
  for (const listener of listeners)
    if (secrets.some((secret) => secret.name === listener.tlsSecret && !secret.external))
      lines.push(`${at}: the Secret ${namespace}/${listener.tlsSecret} of type kubernetes.io/tls exists.`);
  for (const { issuer } of certificates)
    lines.push(
      `${at}: cert-manager ${CERT_MANAGER} or later runs with its CRDs (cert-manager.io/v1).`,
      `${at}: the ${issuer.kind} ${ISSUERS[issuer.kind](namespace)}${issuer.name} exists.`,
    );
  return lines;
}

/** What stands before the name of an issuer. */
const ISSUERS: { readonly [K in ResolvedCertificate['issuer']['kind']]: (namespace: string) => string } = {
  ClusterIssuer: () => '',
  Issuer: (namespace) => `${namespace}/`,
};

/** The first with cert-manager.io/v1 (release notes of cert-manager 1.0). */
const CERT_MANAGER = '1.0';
