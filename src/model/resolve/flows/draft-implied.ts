import { type LoadBalancer, pairOf } from '../../edge/load-balancer';
import { serverOf } from '../../kinds/backup';
import { nodesSubnet } from '../../kinds/cluster';
import { clusterDns, nodeLocalDns } from '../../kinds/cluster/dns';
import { updatesOf } from '../../kinds/first-boot';
import { addressingOf } from '../../kinds/guest/addressings';
import { cardsOf } from '../../kinds/guest/cards';
import type { Fetch } from '../../kinds/guest/kind';
import { adminPorts, installs, kindOf, pathOf } from '../../kinds/machine';
import { controlPlaneOf, meshModeOf } from '../../kinds/mesh';
import { exporterPorts, scrapersOf } from '../../kinds/monitoring';
import { askedPorts } from '../../kinds/pod/containers';
import { endOf, NFS } from '../../kinds/pod/nfs';
import { sharesIn } from '../../kinds/pod/shares';
import { SOURCES } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import { kindOfWorkload } from '../../kinds/workload';
import type { Anyone, External } from '../../network/external';
import type { Subnet } from '../../network/network';
import * as problems from '../../problems';
import { endInWords, type ResolvedPort } from '../../resolved';
import { EVERY_PACKET, Port, PROTOCOLS, VRRP } from '../../values';
import type { BackupTarget } from '../../workload/backup-target';
import { API_SERVER, type KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import type { ServiceMesh } from '../../workload/service-mesh';
import { dhcpServersOf, nameServersOf } from '../addresses/externals';
import type { DraftEnd } from '../ends/draft-end';
import { externalOf, isAnyone, subnetOf } from '../ends/end-facts';
import type { Ends } from '../ends/ends';
import type { Inventory } from '../inventory/inventory';
import { homeOf, ownNamespaces } from '../inventory/namespaces';
import { routingDefect } from '../network/routing';
import type { Drafting } from './draft-flows';
import { detourText, type JoinedEnds } from './joined-ends';

const DNS = [Port.tcp(53, 'dns-tcp'), Port.udp(53, 'dns')].map((port) => port.resolved);
const DHCP = [Port.udp(67, 'dhcp').resolved];

/** Flows that follow from what the system is made of: names, addresses, time, software, administration, nodes, gateways, mesh. */
export function draftImplied(drafting: Drafting): void {
  const { inventory, machines, ends, drafts } = drafting;
  for (const machine of machines) draftMachine(machine, drafting);
  for (const pair of inventory.pairs) draftPair(pair, drafting);
  for (const cluster of inventory.clusters) draftCluster(cluster, drafting);
  for (const gateway of inventory.gateways) {
    for (const { backends, migration } of gateway.routes)
      for (const { to, port = to.listens[0] } of backends)
        if (port)
          drafts.add('gateway-route', ends.of(gateway), ends.of(to), [port.resolved], `route of the gateway ${gateway.name}`, migration);
  }
}

function draftMachine(machine: Machine, drafting: Drafting): void {
  const { inventory, ends, drafts } = drafting;
  const self = ends.of(machine);
  const { subnet } = machine.props;
  const { admin } = inventory;
  const { backup, fetches, follows } = kindOf(machine);
  for (const server of nameServerEnds(subnet, ends)) drafts.add('dns', self, server, DNS, 'names of the system');
  for (const card of cardsOf(machine))
    if (addressingOf(card).leased) drafts.add('dhcp', ends.card(card), dhcpEnd(card.subnet, ends), DHCP, 'its address');
  if (machine.configured) draftFetch(machine, { source: 'ntp', because: 'time' }, drafting);
  for (const fetch of [...softwareOf(machine), ...fetches(machine)]) draftFetch(machine, fetch, drafting);
  const backups = backup(machine);
  if (backups?.to) draftBackup(machine, backups.to, drafting);
  else if (backups && inventory.provisioning.backup) warnStaying(machine, inventory.provisioning.backup, drafting);
  const followed = follows(machine);
  if (followed)
    drafts.add(
      'replication',
      self,
      ends.of(followed),
      followed.listens.map((port) => port.resolved),
      `follows ${followed.name}`,
    );
  for (const scraper of scrapersOf(machine)) drafts.add('monitoring', ends.of(scraper), self, exporterPorts(machine), 'metrics');
  if (admin?.from) draftAdmin(ends.of(admin.from), machine, drafting);
  // Those of a pair are the pair's own.
  if (!pairOf(machine)) draftBackends(machine, drafting);
}

function draftBackends(machine: Machine, { ends, drafts }: Drafting): void {
  for (const { to, ports, migration } of kindOf(machine).backends(machine)) {
    const dialled = ports.map((port) => port.resolved);
    drafts.add('load-balancer-backend', ends.of(machine), ends.of(to), dialled, `backend of ${machine.name}`, migration);
  }
}

/** Each machine of a pair tells the other one that it holds the address. */
function draftPair(pair: LoadBalancer, drafting: Drafting): void {
  const { ends, drafts } = drafting;
  draftBackends(pair, drafting);
  for (const from of pair.members)
    for (const to of pair.members)
      if (from !== to) drafts.add('vrrp', ends.of(from), ends.of(to), [VRRP], `who holds the address of ${pair.name}`);
}

function softwareOf(machine: Machine): readonly Fetch[] {
  const what = installs(machine);
  if (what !== undefined) return [{ source: 'packages', because: `installs ${what}`, essential: what }];
  return updatesOf(machine) ? [{ source: 'packages', because: 'security updates', essential: 'security updates' }] : [];
}

function draftFetch(
  machine: Machine,
  { source, because, essential }: Fetch,
  { inventory, ends, siteOf, cards, drafts, findings }: Drafting,
): void {
  const from = inventory.provisioning[source];
  const { ports, undeclared } = SOURCES[source];
  const self = ends.of(machine);
  const end = from && ends.of(from);
  const defect = end ? sourceDefect(cards.join(self, end), siteOf) : undeclared;
  if (end && defect === undefined) {
    const open = (externalOf(end)?.props.listens ?? ports).map((port) => port.resolved);
    drafts.add(source, self, end, open, because);
  } else if (essential !== undefined) {
    findings.problem(problems.noSoftwareSource(pathOf(machine), essential, defect ?? ''));
  }
}

/** Who takes the backups is dialled at the port that the target speaks on. */
function draftBackup(machine: Machine, target: BackupTarget, { inventory, ends, siteOf, cards, drafts, findings }: Drafting): void {
  const server = serverOf(target, inventory.provisioning, inventory.domain);
  // That there is none is said where the backup is checked.
  if (!server) return;
  const [self, end] = [ends.of(machine), ends.of(server.end)];
  const defect = sourceDefect(cards.join(self, end), siteOf);
  if (defect === undefined) drafts.add('backup', self, end, [server.port.resolved], 'its backups');
  else findings.problem(problems.backupUnreachable(pathOf(machine), server.name, defect));
}

/** Nobody copies what is said to nobody. */
function warnStaying(machine: Machine, { name }: External | Anyone, { findings }: Drafting): void {
  findings.warn({
    code: 'BACKUP_STAYS',
    path: pathOf(machine),
    message: `Its backups stay on its data disk, though the system declares "${name}" for them: say where they go there (\`backup.to\`), or leave \`provisioning.backup\` out.`,
  });
}

/** Why nothing can be had from a source that is declared. */
function sourceDefect({ from, to, detour }: JoinedEnds, siteOf: Drafting['siteOf']): string | undefined {
  const subnet = subnetOf(from);
  if (isAnyone(to) && subnet && !isolationOf(subnet).outward)
    return `the subnet "${subnet.node.id}" has no default route (Isolation.HIGH), and the addresses of its source are not known`;
  return routingDefect(siteOf(from), siteOf(to)) ?? (detour && detourText(detour));
}

/** Who gives out addresses in a subnet. */
function dhcpEnd(subnet: Subnet, ends: Ends): DraftEnd {
  const servers = dhcpServersOf(subnet);
  return servers ? ends.of(servers) : ends.resolver(subnet);
}

/** Whom the machines of a subnet ask for names. */
function nameServerEnds(subnet: Subnet, ends: Ends): readonly DraftEnd[] {
  const nameServers = nameServersOf(subnet);
  return [...(forwardOf(subnet).owned ? [ends.resolver(subnet)] : []), ...(nameServers ? [ends.of(nameServers)] : [])];
}

function draftAdmin(from: DraftEnd, machine: Machine, { ends, siteOf, cards, drafts, findings }: Drafting): void {
  const self = ends.of(machine);
  const { to, detour } = cards.join(from, self);
  const defect = routingDefect(siteOf(from), siteOf(to)) ?? (detour && detourText(detour));
  if (defect) {
    findings.warn({
      code: 'NOT_ADMINISTRABLE',
      path: pathOf(machine),
      message: `Administrators cannot reach the machine from ${endInWords(from.end)}: ${defect}.`,
    });
    return;
  }
  drafts.add('admin', from, self, adminPorts(machine), 'administration');
}

/** Who may use the Kubernetes API has to reach it: behind the address of its Service, where policies hold. */
function draftApiServer(cluster: KubernetesCluster, { inventory, ends, drafts, findings }: Drafting): void {
  const { apiServer } = cluster.facts;
  const servers = apiServer ? [apiServer] : cluster.nodes.filter(({ controlPlane }) => controlPlane);
  const ports = (apiServer?.props.listens ?? [API_SERVER]).map((port) => port.resolved);
  for (const workload of inventory.workloads) {
    const { access = [] } = workload.props;
    if (workload.cluster !== cluster || access.length === 0) continue;
    if (servers.length === 0) findings.problem(problems.noApiServer(workload.node.path, cluster.node.id));
    for (const server of servers)
      for (const { because } of access) drafts.add('api-server', ends.of(workload), ends.of(server), ports, because);
  }
}

/** What servers export is mounted by the node that a pod runs on, whichever that is. */
function draftShares(cluster: KubernetesCluster, { inventory, ends, drafts }: Drafting): void {
  for (const workload of inventory.workloads.filter((each) => each.cluster === cluster))
    for (const { id, props } of sharesIn(workload))
      drafts.add('network-files', ends.nodes(cluster), ends.of(endOf(props.server)), [NFS.resolved], `volume ${id} of ${workload.name}`);
}

function draftCluster(cluster: KubernetesCluster, drafting: Drafting): void {
  const { inventory, ends, drafts } = drafting;
  const nodes = ends.nodes(cluster);
  const dns = ends.dns(cluster);
  const controlPlane = ends.controlPlane(cluster);
  if (cluster.nodes.length > 0) drafts.add('node-to-node', nodes, nodes, [EVERY_PACKET], 'nodes of one cluster');
  // What the cluster's DNS does not know it asks where its nodes ask, and as a pod: by another address, or from another port.
  const subnet = nodesSubnet(cluster);
  if (subnet)
    for (const server of nameServerEnds(subnet, ends)) drafts.add('dns', dns, server, DNS, 'names of the system and of the world');
  const nodeDns = nodeLocalDns(cluster);
  draftApiServer(cluster, drafting);
  draftShares(cluster, drafting);
  for (const { self, mesh, asked } of residentsOf(cluster, inventory, ends)) {
    drafts.add('dns', self, dns, clusterDns(cluster).ports, 'names of the cluster and the system');
    if (nodeDns) drafts.add('dns', self, ends.of(nodeDns), DNS, 'names, from the cache of its own node');
    if (asked.length > 0) drafts.add('kubelet-probe', nodes, self, asked, 'health checks by the kubelet of its own node');
    if (mesh && controlPlane && meshModeOf(mesh.props).asksControlPlane) {
      const { ports } = controlPlaneOf(mesh);
      drafts.add('mesh-control-plane', self, controlPlane, ports, 'configuration and certificates of the proxy');
    }
  }
}

/** Pods that nothing is let through for unless a policy of this system says so. */
interface Resident {
  readonly self: DraftEnd;
  readonly mesh?: ServiceMesh;
  /** Ports that the kubelet asks. */
  readonly asked: readonly ResolvedPort[];
}

function residentsOf(cluster: KubernetesCluster, inventory: Inventory, ends: Ends): readonly Resident[] {
  const { workloads, pods, name } = inventory;
  const namespaces = ownNamespaces(cluster, inventory);
  const here = <T extends { readonly cluster: KubernetesCluster }>(list: readonly T[]): readonly T[] =>
    list.filter((each) => each.cluster === cluster);
  const own = here(workloads).map((workload): Resident => {
    const asked = askedBy(askedPorts(workload, kindOfWorkload(workload).probes(workload)), workload.containerPorts);
    return { self: ends.of(workload), mesh: workload.props.mesh, asked };
  });
  // Where others' pods are asked is not known: at most where they listen.
  const lodgers = here(pods).filter((each) => namespaces.has(homeOf(each, name)));
  const others = lodgers.map((each): Resident => {
    const asked = each.listens.map(({ resolved }) => resolved).filter(({ protocol }) => PROTOCOLS[protocol].connects);
    return { self: ends.of(each), mesh: each.props.mesh, asked };
  });
  return [...own, ...others];
}

/** The ports that pods are asked at, under the names that it gave them. */
function askedBy(numbers: ReadonlySet<number>, listens: readonly Port[]): readonly ResolvedPort[] {
  const asked = listens.filter(({ resolved: { protocol, from } }) => PROTOCOLS[protocol].connects && numbers.has(from));
  // Flows name ports as they are dialled: what is behind them follows.
  return asked.map(({ dialled }) => dialled.resolved);
}
