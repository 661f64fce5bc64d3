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
exports.resolveSystem = resolveSystem;
const lock_1 = require('../lock/lock');
const parse_1 = require('../lock/parse');
const problems = __importStar(require('../problems'));
const values_1 = require('../values');
const addressing_1 = require('./addressing');
const check_hosts_1 = require('./check-hosts');
const check_kubernetes_1 = require('./check-kubernetes');
const check_machines_1 = require('./check-machines');
const compile_flows_1 = require('./compile-flows');
const draft_flows_1 = require('./draft-flows');
const draft_implied_1 = require('./draft-implied');
const ends_1 = require('./ends');
const freeze_1 = require('./freeze');
const inventory_1 = require('./inventory');
const next_lock_1 = require('./next-lock');
const plan_addresses_1 = require('./plan-addresses');
const prerequisites_1 = require('./prerequisites');
const report_1 = require('./report');
const resolve_kubernetes_1 = require('./resolve-kubernetes');
const resolve_machines_1 = require('./resolve-machines');
const resolve_subnets_1 = require('./resolve-subnets');
const routing_1 = require('./routing');
const space_1 = require('./space');
/**
 * The passes, in order: read, check, plan addresses, compile flows, assemble. A pass that meets a problem reports it
 * and goes on with the rest, so that all problems come together.
 */
function resolveSystem(root, options) {
  const findings = new report_1.Findings();
  const report = findings.problem;
  const inventory = (0, inventory_1.takeInventory)(root, report);
  const before = readLock(options.lock, inventory.name, report);
  const space = (0, space_1.planSpace)(inventory, findings);
  const machines = (0, check_machines_1.checkMachines)(inventory, report);
  const hosts = (0, check_hosts_1.resolveHosts)(inventory, machines, report);
  (0, check_kubernetes_1.checkKubernetes)(inventory, report);
  const placeOf = placing((0, routing_1.hostsBySubnet)(machines));
  const drafts = new draft_flows_1.FlowDrafts();
  (0, draft_flows_1.draftDeclared)(inventory, machines, drafts, findings);
  (0, draft_implied_1.draftImplied)(inventory, machines, placeOf, drafts, findings);
  const book = new plan_addresses_1.AddressBook(before);
  const addresses = (0, plan_addresses_1.planMachineAddresses)(inventory.name, machines, space, before, book, report);
  const services = planServices(drafts.all, space, before, book, report);
  const byName = new Map([...addresses].map(([machine, { address }]) => [machine.name, address]));
  const lookup = { machine: (name) => byName.get(name), service: (name) => services.get(name)?.address };
  const flows = (0, compile_flows_1.compileFlows)(
    inventory,
    drafts.all,
    new addressing_1.Addressing(space, lookup.machine, lookup.service, placeOf),
    placeOf,
    findings,
  );
  const resolvedMachines = (0, resolve_machines_1.resolveMachines)(
    machines,
    { inventory, space, lock: before, addresses, flows, baseline: baseline(space) },
    findings,
  );
  const locked = (0, next_lock_1.nextLock)(inventory, machines, resolvedMachines, addresses, services, before, report);
  const subnets = (0, resolve_subnets_1.resolveSubnets)(
    inventory,
    space,
    resolvedMachines,
    flows,
    directory(inventory, byName, services),
    report,
  );
  const clusters = (0, resolve_kubernetes_1.resolveClusters)(inventory, space, flows, lookup);
  const microservices = (0, resolve_kubernetes_1.resolveMicroservices)(inventory, lookup);
  const gateways = (0, resolve_kubernetes_1.resolveGateways)(inventory, lookup);
  findings.throwIfAny();
  root.node.lock();
  const parts = { hosts, subnets, machines: resolvedMachines, clusters, microservices, gateways };
  const system = {
    name: inventory.name,
    domain: inventory.domain,
    digest: digestOf(parts.machines, services, flows),
    ...parts,
    retired: locked.retired,
    pods: inventory.pods.map(resolve_kubernetes_1.resolvePods),
    externals: externalsOf(drafts.all),
    flows,
    prerequisites: (0, prerequisites_1.prerequisitesOf)(parts),
    warnings: findings.sortedWarnings,
  };
  return (0, freeze_1.deepFreeze)({ system, lock: locked.lock });
}
function readLock(lock, system, report) {
  const read =
    lock === undefined
      ? (0, lock_1.emptyLock)(system)
      : typeof lock === 'string'
        ? (0, parse_1.parseLock)(lock, report)
        : (0, parse_1.checkLock)(lock, report);
  if (read && read.system !== system) report(problems.lockOfOtherSystem(system, read.system));
  return read ?? (0, lock_1.emptyLock)(system);
}
const OUTSIDE = { kind: 'outside' };
/** Where ends stand. Pods stand where their cluster's nodes do. */
function placing(hosts) {
  return (end) => {
    const nodes = end.cluster && 'nodes' in end.cluster.facts ? end.cluster.facts.nodes.subnet : undefined;
    const subnet = end.subnet ?? ((0, ends_1.isPods)(end) ? nodes : undefined);
    return subnet ? { kind: 'subnet', subnet, hosts: hosts.get(subnet) ?? new Set() } : OUTSIDE;
  };
}
/** Services and gateways that something outside their cluster reaches get an address each. */
function planServices(drafts, space, lock, book, report) {
  const wanted = new Map();
  for (const { from, to, origin } of drafts) {
    if (origin === 'kubelet-probe' || (!to.microservice && !to.gateway) || (0, ends_1.withinCluster)(from, to) || !to.cluster) continue;
    const block = space.clusters.get(to.cluster)?.services;
    if (block) wanted.set(to.endpoint.name, { name: to.endpoint.name, path: to.path, cluster: to.cluster, block });
    else report(problems.noServiceAddresses(to.path, (0, draft_flows_1.flowText)(from, to).split(' ')[0] ?? '', to.cluster.node.id));
  }
  const list = [...wanted.values()]
    .sort((a, b) => (0, values_1.compareText)(a.name, b.name))
    .map(({ cluster, ...rest }) => ({
      ...rest,
      cluster: cluster.node.id,
      subnets: 'nodes' in cluster.facts ? [cluster.facts.nodes.subnet] : [],
    }));
  const plan = (0, plan_addresses_1.planServiceAddresses)(list, space, lock, book, report);
  return new Map(
    list.flatMap(({ name, cluster }) => {
      const address = plan.get(name);
      return address === undefined ? [] : [[name, { cluster, address }]];
    }),
  );
}
/** Blocks whose machines and pods may come to talk to a guest: none of them follows from a flow, so none changes with policy. */
function baseline(space) {
  const blocks = [...space.networks.values()].map(String);
  for (const [cluster, { pods }] of space.clusters) {
    if (cluster.facts.podEgress === 'native' && pods) blocks.push(`${pods}`);
    if ('nodeAddresses' in cluster.facts) blocks.push(...cluster.facts.nodeAddresses.map((address) => `${address}/32`));
  }
  return [...new Set(blocks)].sort(values_1.compareBlocks);
}
function directory(inventory, machines, services) {
  const entries = [...machines, ...[...services].map(([name, { address }]) => [name, address])];
  return new Map(entries.map(([name, address]) => [name, { address, fqdn: `${name}.${inventory.domain}` }]));
}
function externalsOf(drafts) {
  const blocks = new Map();
  for (const { from, to } of drafts)
    for (const { external } of [from, to]) if (external) blocks.set(external.name, [...external.blocks].sort(values_1.compareBlocks));
  return [...blocks].sort(([a], [b]) => (0, values_1.compareText)(a, b)).map(([name, list]) => ({ name, blocks: list }));
}
/** Over what both outputs must agree on: addresses, names, ports, permissions. */
function digestOf(machines, services, flows) {
  const facts = {
    machines: machines.map(({ name, nic }) => [name, nic.address]),
    services: [...services].map(([name, { address }]) => [name, address]),
    flows: flows.map(({ id, origin, ports, dialledPorts, source, destination }) => [
      id,
      origin,
      ports,
      dialledPorts,
      source.blocks,
      destination,
    ]),
  };
  return (0, values_1.sha256)(JSON.stringify(facts));
}
