import type { Declarations } from '../declarations';
import { egressOf } from '../kinds/cluster/egress';
import { emptyLock, type Lock } from '../lock/lock';
import { checkLock, parseLock } from '../lock/parse';
import type { Report } from '../problem';
import * as problems from '../problems';
import type { ResolvedSystem, Warning } from '../resolved';
import { isRecord } from '../shape/record';
import { propsIn } from '../shape/wrong';
import { outermost } from '../values';
import { nodeSurroundings } from './addresses/overlaps';
import { AddressBook, planMachineAddresses } from './addresses/plan-addresses';
import { planPairAddresses } from './addresses/plan-pairs';
import { planServices } from './addresses/plan-services';
import { planSpace } from './addresses/plan-space';
import type { Space } from './addresses/space';
import { warnAgainstAdvice } from './advice';
import { directory, externalsOf, systemDigest } from './assembled';
import { withAddOns } from './clusters/add-ons';
import { checkClusters } from './clusters/check-clusters';
import { checkGateways } from './clusters/check-gateways';
import { checkKubernetes } from './clusters/check-kubernetes';
import { checkLogins } from './clusters/check-logins';
import { checkMigrations } from './clusters/check-migrations';
import { checkQuotas } from './clusters/check-quotas';
import { checkRoom } from './clusters/check-room';
import { checkSelectors } from './clusters/check-selectors';
import { Connections } from './clusters/connections';
import { resolveMigrations } from './clusters/migrations';
import { checkObjectNames } from './clusters/object-names';
import { outsideHosts } from './clusters/outside-hosts';
import { resolveGateways } from './clusters/resolve-gateways';
import { resolveClusters, resolvePods, resolveWorkloads } from './clusters/resolve-kubernetes';
import { checkSecrets, resolveSecrets } from './clusters/secrets';
import { resolveTraffic } from './clusters/traffic';
import { groundOf } from './ends/end-facts';
import { Ends } from './ends/ends';
import { Findings } from './findings';
import { Addressing } from './flows/addressing';
import { compileFlows } from './flows/compile-flows';
import { draftDeclared } from './flows/draft-declared';
import { FlowDrafts } from './flows/draft-flows';
import { draftImplied } from './flows/draft-implied';
import { CardsOfFlows } from './flows/joined-ends';
import { warnPlainHttp } from './flows/plain-http';
import { deepFreeze } from './freeze';
import { takeInventory } from './inventory/inventory';
import { checkControlPlanes } from './lock/control-planes';
import { withLandmarks } from './lock/landmarks';
import { nextLock } from './lock/next-lock';
import { warnOutdatedGuests } from './lock/outdated-guests';
import { checkAdopted } from './machines/check-adopted';
import { checkCards } from './machines/check-cards';
import { checkHolding, checkVolumes } from './machines/check-disks';
import { checkMachines } from './machines/check-machines';
import { checkPairs } from './machines/check-pairs';
import { checkSpareHosts } from './machines/check-spare-hosts';
import { closeGuests } from './machines/closed-guests';
import { resolveHosts } from './machines/hosts';
import { placeMachines } from './machines/placement';
import { hostsBySubnet } from './machines/placement/placement';
import { resolveMachines, resolvePairs } from './machines/resolve-machines';
import { planVsocks } from './machines/vsocks';
import { warnOtherNames } from './network/card-names';
import { fixedRoutes } from './network/fixed-routes';
import { foreignNames, warnClaimedRegistries, warnNameless } from './network/foreign-names';
import { GuestRoutes } from './network/guest-routes';
import type { SiteOf } from './network/routing';
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
  if (!isRecord(options)) report(problems.invalidValue(root.node.path, 'resolve(options)', options, 'an object such as { lock }'));
  const readBefore = readLock(propsIn(options).lock, inventory.name, report);
  const before = readBefore ?? emptyLock(inventory.name);
  const space = planSpace(inventory, findings);
  const placement = placeMachines(inventory, checkMachines(inventory, report), before, report);
  const { machines, hostOf } = placement;
  checkPairs(inventory, report);
  for (const machine of machines) checkHolding(machine, hostOf(machine), report);
  checkVolumes(machines, hostOf, report);
  checkAdopted(machines, inventory, before, report);
  const bareHosts = resolveHosts(inventory, placement, report);
  checkClusters(inventory, findings);
  checkKubernetes(inventory, report);
  checkSelectors(inventory, findings);

  warnOversights(inventory, machines, findings);

  const ends = new Ends(inventory);
  const hostsIn = hostsBySubnet(placement);
  const siteOf = siting(hostsIn);
  const book = new AddressBook(before, new Set([...inventory.cardNames, ...inventory.pairs.map(({ name }) => name)]));
  const shared = planPairAddresses(inventory.pairs, space, before, book, report);
  const addresses = planMachineAddresses(inventory.name, machines, space, before, book, report);
  const services = new Map<string, { readonly cluster: string; readonly address: string }>();
  const lookup = {
    machine: (name: string) => addresses.get(name)?.address,
    pair: (name: string) => shared.get(name),
    service: (name: string) => services.get(name)?.address,
  };
  const addressing = new Addressing(space, lookup, siteOf, hostsIn);
  const blocks = baseline(space);
  const vsocks = planVsocks(machines, hostOf, before, report);
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
  warnPlainHttp(inventory, ends, drafts.all, findings);
  const compiled = compileFlows(inventory, drafts.all, addressing, siteOf, findings);

  const resolvedMachines = resolveMachines(
    machines,
    { inventory, hostOf, space, lock: before, addresses, pairs: shared, flows: compiled, baseline: blocks, vsocks, routes },
    report,
  );
  checkLogins(inventory, ends, compiled, resolvedMachines, report);
  const hosts = withLandmarks(bareHosts, resolvedMachines, before);
  const flows = closeGuests(compiled, resolvedMachines);
  const pairs = resolvePairs(inventory, shared);
  checkControlPlanes(inventory.clusters, before, findings);
  warnOutdatedGuests(machines, resolvedMachines, flows, before, inventory, routes, findings);
  // Without a lock that can be read nothing can be told about what has left.
  const gone = readBefore ? inventory : { ...inventory, retirements: [] };
  const locked = nextLock(gone, space, machines, resolvedMachines, { hosts, services, pairs, routes }, before, findings);
  const externals = externalsOf(drafts.all);
  const foreign = foreignNames(inventory, resolvedMachines, flows, externals);
  const known = directory(inventory, addresses, shared, services);
  const subnets = resolveSubnets(inventory, space, resolvedMachines, flows, { directory: known, foreign, routes, pairs }, report);
  warnOtherNames(machines, resolvedMachines, subnets, flows, known, findings);
  warnNameless(machines, subnets, flows, externals, findings);
  const podGroups = ends.pods.map(({ end }) => end);
  const bareClusters = resolveClusters(inventory, space, flows, lookup, outsideHosts(podGroups, flows, externals));
  const workloads = resolveWorkloads(inventory, lookup, connections);
  checkSecrets(inventory, workloads, report);
  const gateways = resolveGateways(inventory, lookup, flows);
  const clusters = withAddOns(inventory, bareClusters, { gateways, flows, subnets, workloads }, report);
  checkQuotas(inventory, clusters, workloads, report);
  checkSpareHosts(inventory, { hosts, machines: resolvedMachines, subnets }, report);
  checkRoom(inventory, clusters, workloads, findings);
  warnClaimedRegistries(inventory, subnets, findings);
  checkGateways(inventory, { gateways, clusters, flows }, findings);
  const migrations = resolveMigrations(inventory, { ends, drafts: drafts.all, flows, addresses: lookup });
  const traffic = resolveTraffic(inventory, { ends, flows, clusters, migrations }, report);
  const secrets = resolveSecrets(inventory, { workloads, gateways, traffic });
  checkMigrations(inventory, ends, drafts.all, findings);
  checkObjectNames(inventory, { clusters, workloads, gateways, migrations, traffic, secrets }, report);
  findings.throwIfAny();
  root.node.lock();

  const pods = inventory.pods.map((each) => resolvePods(each, inventory.name));
  const parts = { hosts, subnets, machines: resolvedMachines, pairs, clusters, workloads, gateways, migrations, traffic, pods, secrets };
  const system: ResolvedSystem = {
    name: inventory.name,
    domain: inventory.domain,
    sharedDomain: inventory.root.props.sharedDomain ?? false,
    digest: systemDigest(parts, services, flows),
    ...parts,
    ...(inventory.root.props.spareHosts !== undefined && { spareHosts: inventory.root.props.spareHosts }),
    retired: locked.retired,
    ...(locked.leftAlone.length > 0 && { leftAlone: locked.leftAlone }),
    retiredClaims: locked.retiredClaims,
    podGroups,
    externals,
    flows,
    ...prerequisitesOf({
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

function siting(hosts: ReturnType<typeof hostsBySubnet>): SiteOf {
  return (end) => {
    const subnet = groundOf(end);
    return subnet && { subnet, hosts: hosts.get(subnet) ?? new Set() };
  };
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
