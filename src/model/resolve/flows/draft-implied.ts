import { FAMILIES } from '../../kinds/guest/families';
import { installs, kindOf, pathOf } from '../../kinds/machine';
import { addressingOf } from '../../kinds/machine/addressings';
import { forwardOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import type { External } from '../../policy/external';
import * as problems from '../../problems';
import type { FlowOrigin, ResolvedPort } from '../../resolved';
import { asArray, Port } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { LoadBalancer } from '../../workload/load-balancer';
import type { Machine } from '../../workload/machine';
import { nameServersOf } from '../addresses/externals';
import { MESH_PORTS } from '../clusters/add-ons';
import { clusterDns, nodeLocalDns } from '../clusters/cluster-dns';
import { routingDefect } from '../network/routing';
import type { Drafting } from './draft-flows';
import type { DraftEnd, Ends } from './ends';

const DNS = [Port.tcp(53, 'dns-tcp'), Port.udp(53, 'dns')].map((port) => port.resolved);
const DHCP = [Port.udp(67, 'dhcp').resolved];
const NTP = [Port.udp(123, 'ntp')];
const WEB = [Port.tcp(80, 'http'), Port.tcp(443, 'https')];
const TLS = [Port.tcp(443, 'https')];
const BACKUP = [Port.tcp(22, 'ssh'), Port.tcp(443, 'https')];
const ANY: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };

/** What administrators reach. */
export const adminPorts = (machine: Machine): readonly ResolvedPort[] => [
  FAMILIES[machine.props.os.resolved.family].login.resolved,
  ...kindOf(machine).adminPorts(machine),
];

/** Flows that follow from what the system is made of: names, addresses, time, software, administration, nodes, gateways, mesh. */
export function draftImplied(drafting: Drafting): void {
  const { inventory, machines, ends, drafts } = drafting;
  for (const machine of machines) draftMachine(machine, drafting);
  for (const cluster of inventory.clusters) draftCluster(cluster, drafting);
  for (const gateway of inventory.gateways) {
    for (const service of Object.values(gateway.props.routes)) {
      drafts.add(
        'gateway-route',
        ends.of(gateway),
        ends.of(service),
        [service.props.port.resolved],
        `route of the gateway ${gateway.name}`,
      );
    }
  }
}

function draftMachine(machine: Machine, drafting: Drafting): void {
  const { inventory, ends, siteOf, drafts, findings } = drafting;
  const self = ends.of(machine);
  const { subnet } = machine.props;
  const { provisioning, admin } = inventory;
  const reaches = (to: DraftEnd): string | undefined => routingDefect(siteOf(self), siteOf(to));
  const outward = (origin: FlowOrigin, source: External | undefined, ports: readonly Port[], because: string): boolean => {
    if (!source) return false;
    const to = ends.of(source);
    if (reaches(to)) return false;
    drafts.add(origin, self, to, resolvedPorts(source, ports), because);
    return true;
  };

  for (const server of nameServerEnds(subnet, ends)) drafts.add('dns', self, server, DNS, 'names of the system');
  if (addressingOf(machine).leased) drafts.add('dhcp', self, ends.resolver(subnet), DHCP, 'its address');
  if (machine.configured) outward('ntp', provisioning.ntp, NTP, 'time');
  if (installs(machine)) {
    const what = kindOf(machine).installs ?? '';
    if (!outward('packages', provisioning.packages, WEB, `installs ${what}`)) {
      const reason = provisioning.packages
        ? (reaches(ends.of(provisioning.packages)) ?? '')
        : 'the system declares no package repositories';
      findings.problem(problems.noSoftwareSource(pathOf(machine), what, reason));
    }
  }
  if (machine.kind === 'cluster-node' && !outward('registry', provisioning.registry, TLS, 'container images') && installs(machine)) {
    const reason = provisioning.registry ? (reaches(ends.of(provisioning.registry)) ?? '') : 'the system declares no image registry';
    findings.problem(problems.noSoftwareSource(pathOf(machine), 'container images', reason));
  }
  if (machine.kind === 'database' && (machine as DatabaseVm).props.backup)
    outward('backup', provisioning.backup, BACKUP, 'copies of its dumps');
  if (admin) draftAdmin(ends.of(admin.from), machine, drafting);
  if (machine instanceof LoadBalancer) {
    for (const backend of asArray(machine.props.backends ?? [])) {
      drafts.add(
        'load-balancer-backend',
        self,
        ends.of(backend),
        backend.listens.map((port) => port.resolved),
        `backend of ${machine.name}`,
      );
    }
  }
}

/** Whom the machines of a subnet ask for names. */
function nameServerEnds(subnet: Subnet, ends: Ends): readonly DraftEnd[] {
  const nameServers = nameServersOf(subnet);
  return [...(forwardOf(subnet).owned ? [ends.resolver(subnet)] : []), ...(nameServers ? [ends.of(nameServers)] : [])];
}

function draftAdmin(from: DraftEnd, machine: Machine, { ends, siteOf, drafts, findings }: Drafting): void {
  const self = ends.of(machine);
  const defect = routingDefect(siteOf(from), siteOf(self));
  if (defect) {
    findings.warn({
      code: 'NOT_ADMINISTRABLE',
      path: pathOf(machine),
      message: `Administrators cannot reach the machine from ${from.end.name}: ${defect}.`,
    });
    return;
  }
  drafts.add('admin', from, self, adminPorts(machine), 'administration');
}

function draftCluster(cluster: KubernetesCluster, { inventory, ends, drafts }: Drafting): void {
  const nodes = ends.nodes(cluster);
  const dns = ends.dns(cluster);
  const controlPlane = ends.controlPlane(cluster);
  if (cluster.nodes.length > 0) drafts.add('node-to-node', nodes, nodes, [ANY], 'nodes of one cluster');
  // What the cluster's DNS does not know it asks where its nodes ask, and as a pod: by another address, or from another port.
  if ('nodes' in cluster.facts)
    for (const server of nameServerEnds(cluster.facts.nodes.subnet, ends))
      drafts.add('dns', dns, server, DNS, 'names of the system and of the world');
  const nodeDns = nodeLocalDns(cluster);
  for (const service of inventory.microservices) {
    if (service.cluster !== cluster) continue;
    const self = ends.of(service);
    drafts.add('dns', self, dns, clusterDns(cluster).ports, 'names of the cluster and the system');
    if (nodeDns) drafts.add('dns', self, ends.of(nodeDns), DNS, 'names, from the cache of its own node');
    drafts.add('kubelet-probe', nodes, self, [service.props.port.resolved], 'health checks by the kubelet of its own node');
    if (controlPlane && service.props.mesh?.props.mode === 'sidecar-with-cni')
      drafts.add('mesh-control-plane', self, controlPlane, MESH_PORTS, 'configuration and certificates of the proxy');
  }
}

const resolvedPorts = (source: External, fallback: readonly Port[]): readonly ResolvedPort[] =>
  (source.props.listens ?? fallback).map((port) => port.resolved);
