'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.withinCluster = exports.isPods = void 0;
exports.endOf = endOf;
exports.machineEnd = machineEnd;
exports.externalEnd = externalEnd;
exports.resolverEnd = resolverEnd;
exports.clusterEnd = clusterEnd;
const api_gateway_1 = require('../edge/api-gateway');
const external_1 = require('../policy/external');
const machine_1 = require('../workload/machine');
const microservice_1 = require('../workload/microservice');
const pods_1 = require('../workload/pods');
/** Whether the end consists of pods. */
const isPods = (end) => POD_KINDS.has(end.endpoint.kind);
exports.isPods = isPods;
const POD_KINDS = new Set(['microservice', 'gateway', 'pods', 'cluster-dns', 'mesh-control-plane']);
/** Between pods of one cluster, or from its nodes to its pods: no address of the plan is needed. */
const withinCluster = (from, to) =>
  ((0, exports.isPods)(from) || from.endpoint.kind === 'cluster-nodes') && (0, exports.isPods)(to) && from.cluster === to.cluster;
exports.withinCluster = withinCluster;
function endOf(peer) {
  if (peer instanceof machine_1.Machine) return machineEnd(peer);
  if (peer instanceof microservice_1.Microservice)
    return {
      endpoint: { kind: 'microservice', name: peer.name },
      path: peer.node.path,
      cluster: peer.cluster,
      microservice: peer,
      listens: peer.listens,
    };
  if (peer instanceof api_gateway_1.ApiGateway)
    return {
      endpoint: { kind: 'gateway', name: peer.name },
      path: peer.node.path,
      cluster: peer.cluster,
      gateway: peer,
      listens: peer.listens,
    };
  if (peer instanceof pods_1.Pods)
    return { endpoint: { kind: 'pods', name: peer.name }, path: peer.node.path, cluster: peer.cluster, pods: peer, listens: peer.listens };
  if (peer instanceof external_1.External) return externalEnd(peer);
  if (peer instanceof external_1.Anyone) return { endpoint: { kind: 'anyone', name: peer.name }, path: peer.name, listens: [] };
  return { endpoint: { kind: 'subnet', name: peer.node.id }, path: peer.node.path, subnet: peer, listens: [] };
}
function machineEnd(machine) {
  return {
    endpoint: { kind: 'machine', name: machine.name },
    path: machine.node.path,
    machine,
    subnet: machine.props.subnet,
    listens: machine.listens,
  };
}
function externalEnd(external) {
  return { endpoint: { kind: 'external', name: external.name }, path: external.name, external, listens: external.props.listens ?? [] };
}
function resolverEnd(subnet) {
  return { endpoint: { kind: 'resolver', name: subnet.node.id }, path: subnet.node.path, subnet, listens: [] };
}
function clusterEnd(kind, cluster) {
  const subnet = 'nodes' in cluster.facts ? cluster.facts.nodes.subnet : undefined;
  return {
    endpoint: { kind, name: cluster.node.id },
    path: cluster.node.path,
    cluster,
    subnet: kind === 'cluster-nodes' ? subnet : undefined,
    listens: [],
  };
}
