import type { Declarations } from '../declarations';
import { egressOf } from '../kinds/cluster/egress';
import { emptyLock, type Lock } from '../lock/lock';
import { checkLock, parseLock } from '../lock/parse';
import type { Report } from '../problem';
import * as problems from '../problems';
import { destinationOf, nicsOf, type ResolvedExternal, type ResolvedFlow, type ResolvedSystem, sourceOf, type Warning } from '../resolved';
import { type Cidr, compareBlocks, compareText, inKeyOrder, outermost, sha256 } from '../values';
import type { KubernetesCluster } from '../workload/kubernetes-cluster';
import { nodeSurroundings } from './addresses/overlaps';
import { AddressBook, planMachineAddresses, planServiceAddresses } from './addresses/plan-addresses';
import { planSpace } from './addresses/plan-space';
import type { Space } from './addresses/space';
import { warnAgainstAdvice } from './advice';
import { checkClusters } from './clusters/check-clusters';
import { checkGateways } from './clusters/check-gateways';
import { checkKubernetes } from './clusters/check-kubernetes';
import { checkQuotas } from './clusters/check-quotas';
import { checkRoom } from './clusters/check-room';
import { checkSelectors } from './clusters/check-selectors';
import { Connections } from './clusters/connections';
import { checkObjectNames } from './clusters/object-names';
import { resolveClusters, resolveGateways, resolvePods, resolveWorkloads } from './clusters/resolve-kubernetes';
import { checkSecrets, resolveSecrets } from './clusters/secrets';
import { Findings } from './findings';
import { Addressing } from './flows/addressing';
import { compileFlows } from './flows/compile-flows';
import { draftDeclared, type FlowDraft, FlowDrafts } from './flows/draft-flows';
import { draftImplied } from './flows/draft-implied';
import { type DraftEnd, Ends, groundOf, wayBetween } from './flows/ends';
import { CardsOfFlows } from './flows/joined-ends';
import { deepFreeze } from './freeze';
import { type Inventory, takeInventory } from './inventory/inventory';
import { nextLock } from './lock/next-lock';
import { warnOutdatedGuests } from './lock/outdated-guests';
import { checkCards } from './machines/check-cards';
import { checkHolding, checkVolumes } from './machines/check-disks';
import { checkMachines } from './machines/check-machines';
import { checkSpareHosts } from './machines/check-spare-hosts';
import { closeGuests } from './machines/closed-guests';
import { resolveHosts } from './machines/hosts';
import { placeMachines } from './machines/placement';
import { resolveMachines } from './machines/resolve-machines';
import { warnOtherNames } from './network/card-names';
import { fixedRoutes } from './network/fixed-routes';
import { type Directory, foreignNames, warnClaimedRegistries, warnNameless } from './network/foreign-names';
import { GuestRoutes } from './network/guest-routes';
import { hostsBySubnet, type Site } from './network/routing';
import { resolveSubnets } from './network/subnets';
import { warnOversights } from './oversights';
import { prerequisitesOf } from './prerequisites';

/** What {@link System.resolve} is told. */
export interface ResolveOptions {
  /**
   * What earlier runs decided: the text of the lock file, or the lock that an earlier resolve() answered.
   * @default - an empty lock: everything is new
   */
  readonly lock?: string | Lock;
}

/** What {@link System.resolve} answers. */
export interface Resolution {
  /** Deeply frozen. */
  readonly system: ResolvedSystem;
  /** What the next run must be given. */
  readonly lock: Lock;
  /** What a user should know although it stops nothing. */
  readonly warnings: readonly Warning[];
}

/**
 * The passes, in order: read, check, plan addresses, compile flows, assemble. A pass that meets a problem reports it
 * and goes on with the rest, so that all problems come together.
 */
export function resolveSystem(root: Declarations, options: ResolveOptions): Resolution {
  const findings = new Findings(root);
  const report = findings.problem;
  const inventory = takeInventory(root, findings);
  const readBefore = readLock(options.lock, inventory.name, report);
  const before = readBefore ?? emptyLock(inventory.name);
  const space = planSpace(inventory, findings);
  const placement = placeMachines(inventory, checkMachines(inventory, report), before, report);
  const { machines, hostOf } = placement;
  for (const machine of machines) checkHolding(machine, hostOf(machine), report);
  checkVolumes(machines, hostOf, report);
  const hosts = resolveHosts(inventory, placement, report);
  checkClusters(inventory, findings);
  checkKubernetes(inventory, report);
  checkSelectors(inventory, findings);

  warnOversights(inventory, machines, findings);

  const ends = new Ends(inventory);
  const siteOf = siting(hostsBySubnet(placement));
  const book = new AddressBook(before, inventory.cardNames);
  const addresses = planMachineAddresses(inventory.name, machines, space, before, book, report);
  const services = new Map<string, { readonly cluster: string; readonly address: string }>();
  const lookup = { machine: (name: string) => addresses.get(name)?.address, service: (name: string) => services.get(name)?.address };
  const addressing = new Addressing(space, lookup.machine, lookup.service, siteOf);
  const blocks = baseline(space);
  const routes = fixedRoutes(inventory, machines, blocks, before);
  const guestRoutes = new GuestRoutes({ inventory, space, routes }, blocks);
  checkCards(machines, guestRoutes, space, report);

  const cards = new CardsOfFlows(ends, guestRoutes, addressing, space, siteOf);
  const drafts = new FlowDrafts(cards);
  const drafting = { inventory, machines, ends, siteOf, cards, drafts, findings };
  draftDeclared(drafting);
  draftImplied(drafting);
  const connections = new Connections(inventory, ends, cards, drafts);
  connections.check(report);

  for (const [name, planned] of planServices(drafts.all, space, before, book, report)) services.set(name, planned);
  const compiled = compileFlows(inventory, drafts.all, addressing, siteOf, findings);

  const resolvedMachines = resolveMachines(
    machines,
    { inventory, hostOf, space, lock: before, addresses, flows: compiled, baseline: blocks, routes },
    report,
  );
  const flows = closeGuests(compiled, resolvedMachines);
  warnOutdatedGuests(machines, resolvedMachines, flows, before, inventory, routes, findings);
  // Without a lock that can be read nothing can be told about what has left.
  const gone = readBefore ? inventory : { ...inventory, retirements: [] };
  const locked = nextLock(gone, space, machines, resolvedMachines, { hosts, services, routes }, before, findings);
  const externals = externalsOf(drafts.all);
  const foreign = foreignNames(inventory, resolvedMachines, flows, externals);
  const known = directory(inventory, addresses, services);
  const subnets = resolveSubnets(inventory, space, resolvedMachines, flows, { directory: known, foreign, routes }, report);
  warnOtherNames(machines, resolvedMachines, subnets, flows, known, findings);
  warnNameless(machines, subnets, flows, externals, findings);
  const clusters = resolveClusters(inventory, space, flows, lookup);
  const workloads = resolveWorkloads(inventory, lookup, connections);
  checkSecrets(inventory, workloads, report);
  checkQuotas(inventory, clusters, workloads, report);
  checkSpareHosts(inventory, { hosts, machines: resolvedMachines, subnets }, report);
  checkRoom(inventory, clusters, workloads, findings);
  warnClaimedRegistries(inventory, subnets, findings);
  const gateways = resolveGateways(inventory, lookup, flows);
  checkGateways(inventory, { gateways, clusters, flows }, findings);
  checkObjectNames(inventory, { clusters, workloads, gateways }, report);
  findings.throwIfAny();
  root.node.lock();

  const pods = inventory.pods.map((each) => resolvePods(each, inventory.name));
  const secrets = resolveSecrets(inventory, workloads, gateways);
  const parts = { hosts, subnets, machines: resolvedMachines, clusters, workloads, gateways, pods, secrets };
  const system: ResolvedSystem = {
    name: inventory.name,
    domain: inventory.domain,
    sharedDomain: inventory.root.props.sharedDomain ?? false,
    digest: digestOf(parts.machines, services, flows),
    ...parts,
    ...(inventory.root.props.spareHosts !== undefined && { spareHosts: inventory.root.props.spareHosts }),
    retired: locked.retired,
    retiredClaims: locked.retiredClaims,
    podGroups: ends.pods.map(({ end }) => end),
    externals,
    flows,
    prerequisites: prerequisitesOf({
      name: inventory.name,
      domain: inventory.domain,
      names: connections.prerequisites(),
      foreign,
      flows,
      ...parts,
    }),
  };
  warnAgainstAdvice(inventory, system, findings);
  return deepFreeze({ system, lock: locked.lock, warnings: findings.sortedWarnings });
}

function readLock(lock: string | Lock | undefined, system: string, report: Report): Lock | undefined {
  if (lock === undefined) return emptyLock(system);
  const read = typeof lock === 'string' ? parseLock(lock, report) : checkLock(lock, report);
  if (!read || read.system === system) return read;
  report(problems.lockOfOtherSystem(system, read.system));
  return undefined;
}

const OUTSIDE: Site = { kind: 'outside' };

/** Where ends stand. Pods stand where their cluster's nodes do. */
function siting(hosts: ReturnType<typeof hostsBySubnet>): (end: DraftEnd) => Site {
  return (end) => {
    const subnet = groundOf(end);
    return subnet ? { kind: 'subnet', subnet, hosts: hosts.get(subnet) ?? new Set() } : OUTSIDE;
  };
}

/** Pods that something outside of their cluster reaches get an address. */
function planServices(
  drafts: readonly FlowDraft[],
  space: Space,
  lock: Lock,
  book: AddressBook,
  report: Report,
): ReadonlyMap<string, { cluster: string; address: string }> {
  const wanted = new Map<string, { name: string; path: string; cluster: KubernetesCluster; block: Cidr }>();
  for (const { from, to } of drafts) {
    if (to.is !== 'pods' || !to.entrance || wayBetween(from, to) !== 'network') continue;
    const block = space.clusters.get(to.cluster)?.services;
    if (block) wanted.set(to.end.name, { name: to.end.name, path: to.path, cluster: to.cluster, block });
    else report(problems.noServiceAddresses(to.path, from.end.name, to.cluster.node.id));
  }
  const list = [...wanted.values()]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ cluster, ...rest }) => ({ ...rest, cluster: cluster.node.id }));
  const plan = planServiceAddresses(list, space, lock, book, report);
  return new Map(
    list.flatMap(({ name, cluster }) => {
      const address = plan.get(name);
      return address === undefined ? [] : [[name, { cluster, address }] as const];
    }),
  );
}

/** Blocks that guests may come to talk with, either way: none of them follows from a flow, so none changes with policy. */
function baseline(space: Space): readonly string[] {
  const blocks = [...space.networks.values()];
  for (const [cluster, { pods, services }] of space.clusters) {
    if (egressOf(cluster).keepsAddress && pods) blocks.push(pods);
    blocks.push(...nodeSurroundings(cluster));
    if (services) blocks.push(services);
  }
  return outermost(blocks).map(String);
}

function directory(
  inventory: Inventory,
  cards: ReadonlyMap<string, { readonly address: string }>,
  services: ReadonlyMap<string, { readonly address: string }>,
): Directory {
  return new Map([...cards, ...services].map(([name, { address }]) => [name, { address, fqdn: `${name}.${inventory.domain}` }]));
}

function externalsOf(drafts: readonly FlowDraft[]): ResolvedSystem['externals'] {
  const found = new Map<string, ResolvedExternal>();
  for (const { from, to } of drafts)
    for (const end of [from, to]) {
      if (end.is !== 'outside' || !end.external) continue;
      const { blocks, props } = end.external;
      const { name } = end.end;
      const hostnames = props.hostnames && Object.keys(props.hostnames).length > 0 ? { hostnames: inKeyOrder(props.hostnames) } : {};
      found.set(name, { name, blocks: [...blocks].sort(compareBlocks), ...hostnames });
    }
  return [...found.values()].sort((a, b) => compareText(a.name, b.name));
}

/** Over what both outputs must agree on: addresses, names, ports, permissions. */
function digestOf(
  machines: ResolvedSystem['machines'],
  services: ReadonlyMap<string, { address: string }>,
  flows: readonly ResolvedFlow[],
): string {
  const facts = {
    machines: machines.flatMap((machine) => nicsOf(machine).map(({ name, address }) => [name, address])),
    services: [...services].map(([name, { address }]) => [name, address]),
    flows: flows.map((flow) => {
      const { id, origin, ports, dialledPorts } = flow;
      return [id, origin, ports, dialledPorts, sourceOf(flow), destinationOf(flow)];
    }),
  };
  return sha256(JSON.stringify(facts));
}
