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
exports.checkKubernetes = checkKubernetes;
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const check_machines_1 = require('./check-machines');
/** Checks everything that runs in or is said of clusters, one by one. */
function checkKubernetes(inventory, report) {
  for (const cluster of inventory.clusters) checkCluster(cluster, report);
  for (const service of inventory.microservices) checkMicroservice(service, report);
  for (const gateway of inventory.gateways) {
    const { node, props, cluster } = gateway;
    if (Object.keys(props.routes).length === 0) report(problems.missing(node.path, 'routes'));
    for (const [path, service] of Object.entries(props.routes)) {
      if (!/^\/[^\s]*$/.test(path)) report(problems.invalidRoute(node.path, path, 'it does not start with "/"'));
      if (service.cluster !== cluster) report(problems.invalidRoute(node.path, path, `${service.node.path} runs in another cluster`));
    }
    if (props.mesh && props.mesh.cluster !== cluster) report(problems.wrongCluster(node.path, 'mesh', props.mesh.cluster.node.id));
  }
  for (const pods of inventory.pods) {
    (0, check_machines_1.checkPorts)(pods.node.path, pods.listens, report);
    if (!(0, values_1.isLabel)(pods.props.namespace)) report(problems.invalidName(pods.node.path, pods.props.namespace));
    if (Object.keys(pods.props.labels).length === 0) report(problems.emptySelector(pods.node.path));
  }
}
function checkCluster({ node, facts }, report) {
  if (!/^1\.\d+$/.test(facts.version)) {
    report(problems.invalidCluster(node.path, `"${facts.version}" is no Kubernetes minor version.`, 'Write it like 1.34.'));
  }
  if (facts.namespace !== undefined && !(0, values_1.isLabel)(facts.namespace)) report(problems.invalidName(node.path, facts.namespace));
  if ('nodes' in facts && (!Number.isInteger(facts.nodes.count) || facts.nodes.count < 1)) {
    report(problems.invalidCluster(node.path, `${facts.nodes.count} nodes make no cluster.`, 'Use a whole number from 1.'));
  }
  if ('nodeAddresses' in facts && facts.nodeAddresses.length === 0) report(problems.missing(node.path, 'nodeAddresses'));
}
function checkMicroservice(service, report) {
  const { node, props } = service;
  if (!props.port) return report(problems.missing(node.path, 'port'));
  const why = floating(props.image);
  if (why) report(problems.floatingImageTag(node.path, props.image, why));
  (0, check_machines_1.checkPorts)(node.path, service.listens, report);
  for (const { resolved } of service.listens) {
    if (resolved.from !== resolved.to)
      report(
        problems.invalidMicroservice(
          node.path,
          `The port range ${resolved.from} to ${resolved.to} cannot be a Service's port.`,
          'List its ports one by one.',
        ),
      );
  }
  checkReplicas(service, report);
  const { cpu, memory, ephemeralStorage } = props.resources ?? {};
  if (cpu?.defect) report(problems.invalidAmount(node.path, 'resources.cpu', cpu.defect));
  if (memory) (0, check_machines_1.checkSize)(node.path, 'resources.memory', memory, report);
  if (ephemeralStorage) (0, check_machines_1.checkSize)(node.path, 'resources.ephemeralStorage', ephemeralStorage, report);
  if (props.namespace !== undefined && !(0, values_1.isLabel)(props.namespace)) report(problems.invalidName(node.path, props.namespace));
  if (props.mesh && props.mesh.cluster !== service.cluster) report(problems.wrongCluster(node.path, 'mesh', props.mesh.cluster.node.id));
  if (props.runAs !== undefined && (!Number.isInteger(props.runAs) || props.runAs < 1)) {
    report(
      problems.invalidMicroservice(node.path, `runAs ${props.runAs} is no user id above 0.`, 'Name the numeric id of an ordinary user.'),
    );
  }
  for (const name of [...Object.keys(props.env ?? {}), ...Object.keys(props.secrets ?? {})]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      report(
        problems.invalidMicroservice(node.path, `"${name}" is no name of an environment variable.`, 'Use letters, digits and underscores.'),
      );
    if (props.env && props.secrets && name in props.env && name in props.secrets)
      report(problems.invalidMicroservice(node.path, `"${name}" stands in both env and secrets.`, 'Keep one.'));
  }
  for (const path of props.scratch ?? []) {
    if (!/^\/[^\s]+$/.test(path))
      report(problems.invalidMicroservice(node.path, `scratch: "${path}" is not an absolute path below "/".`, 'Write one such as /tmp.'));
  }
  for (const waiver of props.hardening?.waivers ?? [])
    if (!waiver.because?.trim()) report(problems.waiverWithoutReason(node.path, waiver.rule));
}
/** Why an image reference does not name one image for good. */
function floating(image) {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.includes('@')) return 'has a digest that is not sha256 with 64 hexadecimal digits';
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return 'has no tag';
  return tag === 'latest' ? 'is tagged "latest", which means another image every time' : undefined;
}
function checkReplicas({ node, props }, report) {
  const { replicas, scaling } = props;
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1))
    report(problems.invalidReplicas(node.path, `${replicas} replicas is not a whole number from 1`));
  if (!scaling) return;
  if (replicas !== undefined) report(problems.invalidReplicas(node.path, `Both \`replicas\` (${replicas}) and \`scaling\` are given`));
  if (!Number.isInteger(scaling.min) || scaling.min < 1 || !Number.isInteger(scaling.max) || scaling.max <= scaling.min) {
    report(problems.invalidReplicas(node.path, `scaling from ${scaling.min} to ${scaling.max} is no range of whole numbers from 1`));
  }
  const target = scaling.targetCpuPercent ?? 70;
  if (!(target >= 1 && target <= 100)) report(problems.invalidReplicas(node.path, `targetCpuPercent ${target} is not between 1 and 100`));
}
