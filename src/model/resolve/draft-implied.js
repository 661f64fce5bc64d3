'use strict';
var __createBinding =
  (this && this.__createBinding) ||
  (Object.create
    ? (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        var desc = Object.getOwnPropertyDescriptor(m, k);
        if (!desc || ('get' in desc ? !m.__esModule : desc.writable || desc.configurable)) {
          desc = { enumerable: true, get: () => m[k] };
        }
        Object.defineProperty(o, k2, desc);
      }
    : (o, m, k, k2) => {
        if (k2 === undefined) k2 = k;
        o[k2] = m[k];
      });
var __setModuleDefault =
  (this && this.__setModuleDefault) ||
  (Object.create
    ? (o, v) => {
        Object.defineProperty(o, 'default', { enumerable: true, value: v });
      }
    : (o, v) => {
        o['default'] = v;
      });
var __importStar =
  (this && this.__importStar) ||
  (() => {
    var ownKeys = (o) => {
      ownKeys =
        Object.getOwnPropertyNames ||
        ((o) => {
          var ar = [];
          for (var k in o) if (Object.hasOwn(o, k)) ar[ar.length] = k;
          return ar;
        });
      return ownKeys(o);
    };
    return (mod) => {
      if (mod && mod.__esModule) return mod;
      var result = {};
      if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== 'default') __createBinding(result, mod, k[i]);
      __setModuleDefault(result, mod);
      return result;
    };
  })();
Object.defineProperty(exports, '__esModule', { value: true });
exports.MESH_PORTS = void 0;
exports.draftImplied = draftImplied;
const external_1 = require('../policy/external');
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const load_balancer_1 = require('../workload/load-balancer');
const machine_1 = require('../workload/machine');
const check_machines_1 = require('./check-machines');
const ends_1 = require('./ends');
const routing_1 = require('./routing');
const DNS = [values_1.Port.tcp(53, 'dns-tcp'), values_1.Port.udp(53, 'dns')].map((port) => port.resolved);
const DHCP = [values_1.Port.udp(67, 'dhcp').resolved];
const NTP = [values_1.Port.udp(123, 'ntp')];
const WEB = [values_1.Port.tcp(80, 'http'), values_1.Port.tcp(443, 'https')];
const TLS = [values_1.Port.tcp(443, 'https')];
const BACKUP = [values_1.Port.tcp(22, 'ssh'), values_1.Port.tcp(443, 'https')];
const ANY = { protocol: 'any', from: 0, to: 0, name: 'any' };
/** What istiod serves to proxies: configuration and certificates over mutual TLS (Istio: "Ports used by Istio"). */
exports.MESH_PORTS = [values_1.Port.tcp(15012, 'grpc-xds').resolved];
const ADMIN = { linux: values_1.Port.tcp(22, 'ssh'), windows: values_1.Port.tcp(3389, 'rdp') };
/** Flows that follow from what the system is made of: names, addresses, time, software, administration, nodes, gateways, mesh. */
function draftImplied(inventory, machines, placeOf, drafts, findings) {
  for (const machine of machines) draftMachine(inventory, machine, placeOf, drafts, findings);
  for (const cluster of inventory.clusters) draftCluster(inventory, cluster, drafts);
  for (const gateway of inventory.gateways) {
    for (const service of Object.values(gateway.props.routes)) {
      drafts.add(
        'gateway-route',
        (0, ends_1.endOf)(gateway),
        (0, ends_1.endOf)(service),
        [service.props.port.resolved],
        `route of the gateway ${gateway.name}`,
      );
    }
  }
}
function draftMachine(inventory, machine, placeOf, drafts, findings) {
  const self = (0, ends_1.machineEnd)(machine);
  const { subnet } = machine.props;
  const { provisioning = {}, admin } = inventory.root.props;
  const reaches = (to) => (0, routing_1.routingDefect)(placeOf(self), placeOf(to));
  const outward = (origin, source, ports, because) => {
    if (!source) return false;
    const to = (0, ends_1.externalEnd)(source);
    if (reaches(to)) return false;
    drafts.add(origin, self, to, resolvedPorts(source, ports), because);
    return true;
  };
  if (subnet.props.forward?.mode !== 'bridge') drafts.add('dns', self, (0, ends_1.resolverEnd)(subnet), DNS, 'names of the system');
  else if (subnet.props.nameservers?.length) {
    drafts.add(
      'dns',
      self,
      (0, ends_1.externalEnd)(
        external_1.External.cidrs(
          subnet.props.nameservers.map((server) => `${server}/32`),
          { name: `${subnet.node.id}-dns` },
        ),
      ),
      DNS,
      'names of the system',
    );
  }
  if ((0, check_machines_1.addressedBy)(machine) === machine_1.AddressedBy.DHCP)
    drafts.add('dhcp', self, (0, ends_1.resolverEnd)(subnet), DHCP, 'its address');
  if (machine.configured) outward('ntp', provisioning.ntp, NTP, 'time');
  if ((0, check_machines_1.installs)(machine)) {
    const what = check_machines_1.INSTALLS[machine.kind] ?? '';
    if (!outward('packages', provisioning.packages, WEB, `installs ${what}`)) {
      const reason = provisioning.packages
        ? (reaches((0, ends_1.externalEnd)(provisioning.packages)) ?? '')
        : 'the system declares no package repositories';
      findings.problem(problems.noSoftwareSource(machine.node.path, what, reason));
    }
  }
  if (
    machine.kind === 'cluster-node' &&
    !outward('registry', provisioning.registry, TLS, 'container images') &&
    (0, check_machines_1.installs)(machine)
  ) {
    const reason = provisioning.registry
      ? (reaches((0, ends_1.externalEnd)(provisioning.registry)) ?? '')
      : 'the system declares no image registry';
    findings.problem(problems.noSoftwareSource(machine.node.path, 'container images', reason));
  }
  if (machine.kind === 'database' && machine.props.backup) outward('backup', provisioning.backup, BACKUP, 'copies of its dumps');
  if (admin) draftAdmin(admin.from, machine, self, placeOf, drafts, findings);
  if (machine instanceof load_balancer_1.LoadBalancer) {
    for (const backend of (0, values_1.asArray)(machine.props.backends ?? [])) {
      drafts.add(
        'load-balancer-backend',
        self,
        (0, ends_1.endOf)(backend),
        backend.listens.map((port) => port.resolved),
        `backend of ${machine.name}`,
      );
    }
  }
}
function draftAdmin(source, machine, self, placeOf, drafts, findings) {
  const from = (0, ends_1.externalEnd)(source);
  const defect = (0, routing_1.routingDefect)(placeOf(from), placeOf(self));
  if (defect) {
    findings.warn({
      code: 'NOT_ADMINISTRABLE',
      path: machine.node.path,
      message: `Administrators cannot reach the machine from ${source.name}: ${defect}.`,
    });
    return;
  }
  const ports = [ADMIN[machine.props.os.resolved.family].resolved];
  if (machine.kind === 'cluster-node') ports.push(...machine.listens.map((port) => port.resolved));
  drafts.add('admin', from, self, ports, 'administration');
}
function draftCluster(inventory, cluster, drafts) {
  const nodes = (0, ends_1.clusterEnd)('cluster-nodes', cluster);
  if (cluster.nodes.length > 0) drafts.add('node-to-node', nodes, nodes, [ANY], 'nodes of one cluster');
  for (const service of inventory.microservices) {
    if (service.cluster !== cluster) continue;
    const self = (0, ends_1.endOf)(service);
    drafts.add('dns', self, (0, ends_1.clusterEnd)('cluster-dns', cluster), DNS, 'names of the cluster and the system');
    drafts.add('kubelet-probe', nodes, self, [service.props.port.resolved], 'health checks by the kubelet of its own node');
    if (service.props.mesh?.props.mode === 'sidecar-with-cni') {
      drafts.add(
        'mesh-control-plane',
        self,
        (0, ends_1.clusterEnd)('mesh-control-plane', cluster),
        exports.MESH_PORTS,
        'configuration and certificates of the proxy',
      );
    }
  }
}
const resolvedPorts = (source, fallback) => (source.props.listens ?? fallback).map((port) => port.resolved);
