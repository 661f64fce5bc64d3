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
exports.nameOf = nameOf;
exports.takeInventory = takeInventory;
const api_gateway_1 = require('../edge/api-gateway');
const service_mesh_1 = require('../edge/service-mesh');
const host_1 = require('../network/host');
const network_1 = require('../network/network');
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const kubernetes_cluster_1 = require('../workload/kubernetes-cluster');
const machine_1 = require('../workload/machine');
const microservice_1 = require('../workload/microservice');
const pods_1 = require('../workload/pods');
/** The name that outputs use for a construct. */
function nameOf(construct) {
  return 'name' in construct && typeof construct.name === 'string' ? construct.name : construct.node.id;
}
function takeInventory(root, report) {
  const all = root.node.findAll();
  const pick = (type) => {
    const found = all.filter((construct) => construct instanceof type);
    return found.sort((a, b) => (0, values_1.compareText)(nameOf(a), nameOf(b)) || (0, values_1.compareText)(a.node.path, b.node.path));
  };
  const inventory = {
    root,
    name: root.node.id,
    domain: root.props.domain ?? `${root.node.id}.internal`,
    hosts: pick(host_1.Host),
    networks: pick(network_1.Network),
    subnets: pick(network_1.Subnet),
    machines: pick(machine_1.Machine),
    clusters: pick(kubernetes_cluster_1.KubernetesCluster),
    meshes: pick(service_mesh_1.ServiceMesh),
    microservices: pick(microservice_1.Microservice),
    gateways: pick(api_gateway_1.ApiGateway),
    pods: pick(pods_1.Pods),
  };
  checkNames(inventory, report);
  for (const construct of all) {
    for (const message of construct.node.validate()) {
      report({
        code: 'VALIDATION',
        path: construct.node.path,
        message,
        fix: 'See the message: it comes from a validation that your program added.',
      });
    }
  }
  return inventory;
}
function checkNames(inventory, report) {
  const path = inventory.root.node.path;
  if (!(0, values_1.isLabel)(inventory.name)) report(problems.invalidName(path, inventory.name));
  if (!(0, values_1.isDomain)(inventory.domain)) report(problems.invalidDomain(path, inventory.domain));
  const { machines, clusters, microservices, gateways, pods, hosts, networks, subnets } = inventory;
  for (const namespace of [[...machines, ...clusters, ...microservices, ...gateways, ...pods], hosts, networks, subnets]) {
    const holders = new Map();
    for (const construct of namespace) {
      const name = nameOf(construct);
      const other = holders.get(name);
      if (!(0, values_1.isLabel)(name)) report(problems.invalidName(construct.node.path, name));
      else if (other !== undefined) report(problems.nameClash(construct.node.path, name, other));
      else holders.set(name, construct.node.path);
    }
  }
}
