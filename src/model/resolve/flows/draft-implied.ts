import { FAMILIES } from '../../kinds/guest/families';
import { installs, kindOf, pathOf } from '../../kinds/machine';
import type { Subnet } from '../../network/network';
import type { External } from '../../policy/external';
import * as problems from '../../problems';
import type { FlowOrigin, ResolvedPort } from '../../resolved';
import { asArray, Port } from '../../values';
import type { DatabaseVm } from '../../workload/database-vm';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { LoadBalancer } from '../../workload/load-balancer';
import { AddressedBy, type Machine } from '../../workload/machine';
import { nameServersOf } from '../addresses/externals';
import { clusterDns, nodeLocalDns } from '../clusters/cluster-dns';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { addressedBy } from '../machines/check-machines';
import { modeOf, type Place, routingDefect } from '../network/routing';
import type { FlowDrafts } from './draft-flows';
import { clusterEnd, type End, endOf, externalEnd, machineEnd, resolverEnd } from './ends';

const DNS = [Port.tcp(53, 'dns-tcp'), Port.udp(53, 'dns')].map((port) => port.resolved);
const DHCP = [Port.udp(67, 'dhcp').resolved];
const NTP = [Port.udp(123, 'ntp')];
const WEB = [Port.tcp(80, 'http'), Port.tcp(443, 'https')];
const TLS = [Port.tcp(443, 'https')];
const BACKUP = [Port.tcp(22, 'ssh'), Port.tcp(443, 'https')];
const ANY: ResolvedPort = { protocol: 'any', from: 0, to: 0, name: 'any' };
/** What istiod serves to proxies: configuration and certificates over mutual TLS (Istio: "Ports used by Istio"). */
export const MESH_PORTS = [Port.tcp(15012, 'grpc-xds').resolved];

/** What administrators reach. */
export const adminPorts = (machine: Machine): readonly ResolvedPort[] => [
  FAMILIES[machine.props.os.resolved.family].login.resolved,
  ...kindOf(machine).adminPorts(machine),
];

/** Flows that follow from what the system is made of: names, addresses, time, software, administration, nodes, gateways, mesh. */
export function draftImplied(
  inventory: Inventory,
  machines: readonly Machine[],
  placeOf: (end: End) => Place,
  drafts: FlowDrafts,
  findings: Findings,
): void {
  for (const machine of machines) draftMachine(inventory, machine, placeOf, drafts, findings);
  for (const cluster of inventory.clusters) draftCluster(inventory, cluster, drafts);
  for (const gateway of inventory.gateways) {
    for (const service of Object.values(gateway.props.routes)) {
      drafts.add('gateway-route', endOf(gateway), endOf(service), [service.props.port.resolved], `route of the gateway ${gateway.name}`);
    }
  }
}

function draftMachine(inventory: Inventory, machine: Machine, placeOf: (end: End) => Place, drafts: FlowDrafts, findings: Findings): void {
  const self = machineEnd(machine);
  const { subnet } = machine.props;
  const { provisioning, admin } = inventory;
  const reaches = (to: End): string | undefined => routingDefect(placeOf(self), placeOf(to));
  const outward = (origin: FlowOrigin, source: External | undefined, ports: readonly Port[], because: string): boolean => {
    if (!source) return false;
    const to = externalEnd(source);
    if (reaches(to)) return false;
    drafts.add(origin, self, to, resolvedPorts(source, ports), because);
    return true;
  };

  for (const server of nameServerEnds(subnet)) drafts.add('dns', self, server, DNS, 'names of the system');
  if (addressedBy(machine) === AddressedBy.DHCP) drafts.add('dhcp', self, resolverEnd(subnet), DHCP, 'its address');
  if (machine.configured) outward('ntp', provisioning.ntp, NTP, 'time');
  if (installs(machine)) {
    const what = kindOf(machine).installs ?? '';
    if (!outward('packages', provisioning.packages, WEB, `installs ${what}`)) {
      const reason = provisioning.packages
        ? (reaches(externalEnd(provisioning.packages)) ?? '')
        : 'the system declares no package repositories';
      findings.problem(problems.noSoftwareSource(pathOf(machine), what, reason));
    }
  }
  if (machine.kind === 'cluster-node' && !outward('registry', provisioning.registry, TLS, 'container images') && installs(machine)) {
    const reason = provisioning.registry ? (reaches(externalEnd(provisioning.registry)) ?? '') : 'the system declares no image registry';
    findings.problem(problems.noSoftwareSource(pathOf(machine), 'container images', reason));
  }
  if (machine.kind === 'database' && (machine as DatabaseVm).props.backup)
    outward('backup', provisioning.backup, BACKUP, 'copies of its dumps');
  if (admin) draftAdmin(admin.from, machine, self, placeOf, drafts, findings);
  if (machine instanceof LoadBalancer) {
    for (const backend of asArray(machine.props.backends ?? [])) {
      drafts.add(
        'load-balancer-backend',
        self,
        endOf(backend),
        backend.listens.map((port) => port.resolved),
        `backend of ${machine.name}`,
      );
    }
  }
}

/** Whom the machines of a subnet ask for names. */
function nameServerEnds(subnet: Subnet): readonly End[] {
  const nameServers = nameServersOf(subnet);
  return [...(modeOf(subnet) === 'bridge' ? [] : [resolverEnd(subnet)]), ...(nameServers ? [externalEnd(nameServers)] : [])];
}

function draftAdmin(
  source: External,
  machine: Machine,
  self: End,
  placeOf: (end: End) => Place,
  drafts: FlowDrafts,
  findings: Findings,
): void {
  const from = externalEnd(source);
  const defect = routingDefect(placeOf(from), placeOf(self));
  if (defect) {
    findings.warn({
      code: 'NOT_ADMINISTRABLE',
      path: pathOf(machine),
      message: `Administrators cannot reach the machine from ${source.name}: ${defect}.`,
    });
    return;
  }
  drafts.add('admin', from, self, adminPorts(machine), 'administration');
}

function draftCluster(inventory: Inventory, cluster: KubernetesCluster, drafts: FlowDrafts): void {
  const nodes = clusterEnd('cluster-nodes', cluster);
  if (cluster.nodes.length > 0) drafts.add('node-to-node', nodes, nodes, [ANY], 'nodes of one cluster');
  // What the cluster's DNS does not know it asks where its nodes ask, and as a pod: by another address, or from another port.
  if ('nodes' in cluster.facts)
    for (const server of nameServerEnds(cluster.facts.nodes.subnet))
      drafts.add('dns', clusterEnd('cluster-dns', cluster), server, DNS, 'names of the system and of the world');
  const nodeDns = nodeLocalDns(cluster);
  for (const service of inventory.microservices) {
    if (service.cluster !== cluster) continue;
    const self = endOf(service);
    drafts.add('dns', self, clusterEnd('cluster-dns', cluster), clusterDns(cluster).ports, 'names of the cluster and the system');
    if (nodeDns) drafts.add('dns', self, externalEnd(nodeDns), DNS, 'names, from the cache of its own node');
    drafts.add('kubelet-probe', nodes, self, [service.props.port.resolved], 'health checks by the kubelet of its own node');
    if (service.props.mesh?.props.mode === 'sidecar-with-cni') {
      drafts.add(
        'mesh-control-plane',
        self,
        clusterEnd('mesh-control-plane', cluster),
        MESH_PORTS,
        'configuration and certificates of the proxy',
      );
    }
  }
}

const resolvedPorts = (source: External, fallback: readonly Port[]): readonly ResolvedPort[] =>
  (source.props.listens ?? fallback).map((port) => port.resolved);
