import { egressOf } from '../../kinds/cluster/egress';
import { databaseBehind } from '../../kinds/machine';
import { cardsOf } from '../../kinds/machine/cards';
import { outsiders } from '../../kinds/sources';
import { forwardOf, isolationOf } from '../../kinds/subnet';
import type { Subnet } from '../../network/network';
import { placeOf } from '../../place';
import type { FlowRule } from '../../policy/waiver';
import type { Problem, Report } from '../../problem';
import * as problems from '../../problems';
import { type ClientPorts, type EndKind, endKind, type ResolvedFlow, type ResolvedPort, sharesMesh } from '../../resolved';
import { append, compareText, joinedPorts, PROTOCOLS, shorten, slugOf } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { nodeFiltersFor } from '../clusters/node-filters';
import { about, type Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { clientPortsOf } from '../machines/client-ports';
import { hidden, lacksRoute, routingDefect, type Site } from '../network/routing';
import { Accounts } from './accounts';
import type { Addressing } from './addressing';
import { type FlowDraft, flowText } from './draft-flows';
import { type DraftEnd, matchEnd, subnetOf, wayBetween } from './ends';
import { type Detour, detourText, isAtSeveral, remedy } from './joined-ends';
import { ORIGINS } from './origins';
import { Plaintext, portsOf } from './plaintext';
import { enforcementOf, exemption, unenforcedReason } from './points';
import type { Judged } from './points/point';

/** Gives every draft its addresses, ports and enforcement; reports those that cannot be carried or checked. */
export function compileFlows(
  inventory: Inventory,
  drafts: readonly FlowDraft[],
  addressing: Addressing,
  siteOf: (end: DraftEnd) => Site,
  findings: Findings,
): readonly ResolvedFlow[] {
  const surroundings = {
    crowded: crowdedClusters(drafts),
    accounts: new Accounts(drafts),
    plaintext: new Plaintext(drafts),
    siteOf,
    clientsIn: clientsBySubnet(inventory),
  };
  const pairs = drafts.flatMap((draft) => {
    const flow = compileFlow(draft, addressing, surroundings);
    checkFlow(draft, flow, inventory, siteOf, findings);
    return flow ? [{ draft, flow }] : [];
  });
  if (pairs.length < drafts.length && !findings.any)
    throw new Error('A flow has no addresses at one of its ends, and nothing that is wrong with the system says why.');
  pairs.sort(
    (a, b) =>
      compareText(a.flow.id, b.flow.id) || compareText(a.flow.origin, b.flow.origin) || compareText(a.draft.to.path, b.draft.to.path),
  );
  for (const [index, { draft, flow }] of pairs.entries()) {
    const before = pairs[index - 1];
    if (before && before.flow.id === flow.id && before.flow.origin === flow.origin)
      findings.problem(problems.derivedNameClash(draft.to.path, 'flow', flow.id, before.draft.to.path));
  }
  return pairs.map(({ flow }) => flow);
}

const ID_PARTS: Record<EndKind, (name: string) => string> = {
  machine: (name) => name,
  microservice: (name) => name,
  'stateful-service': (name) => name,
  'daemon-service': (name) => name,
  job: (name) => name,
  'cron-job': (name) => name,
  gateway: (name) => name,
  pods: (name) => name,
  subnet: (name) => `subnet-${name}`,
  resolver: (name) => `resolver-${name}`,
  nodes: (name) => `${name}-nodes`,
  'cluster-dns': (name) => `${name}-dns`,
  'mesh-control-plane': (name) => `${name}-mesh`,
  external: (name) => `external-${slugOf(name)}`,
  anyone: (name) => name,
};

const idPart = ({ end }: DraftEnd): string => ID_PARTS[endKind(end)](end.name);

/** Clusters whose node filters cannot tell the addresses of services apart. */
function crowdedClusters(drafts: readonly FlowDraft[]): ReadonlySet<KubernetesCluster> {
  const inbound = new Map<KubernetesCluster, number>();
  for (const { from, to } of drafts) {
    if (to.is === 'pods' && wayBetween(from, to) === 'network') inbound.set(to.cluster, (inbound.get(to.cluster) ?? 0) + 1);
  }
  return new Set([...inbound].filter(([, flows]) => nodeFiltersFor(flows) === 'whole-block').map(([cluster]) => cluster));
}

/** What a flow is judged by besides itself. */
interface Surroundings {
  readonly crowded: ReadonlySet<KubernetesCluster>;
  readonly accounts: Accounts;
  readonly plaintext: Plaintext;
  readonly siteOf: (end: DraftEnd) => Site;
  /** Ports that connections of a subnet's machines come from. */
  readonly clientsIn: ReadonlyMap<Subnet, ClientPorts>;
}

function clientsBySubnet({ machines }: Inventory): Surroundings['clientsIn'] {
  const all = new Map<Subnet, ClientPorts[]>();
  for (const machine of machines) for (const { subnet } of cardsOf(machine)) append(all, subnet, clientPortsOf(machine));
  return new Map([...all].map(([subnet, list]) => [subnet, joinedPorts(list)]));
}

/** Ports that answers reach on the cards of the machines that send. */
function answeredAt(from: DraftEnd, clientsIn: Surroundings['clientsIn']): Pick<Judged, 'answeredAt'> {
  const nobody = (): undefined => undefined;
  const ports = matchEnd(from, {
    machine: ({ machine }) => clientPortsOf(machine),
    subnet: ({ subnet }) => clientsIn.get(subnet),
    nodes: ({ cluster }) => (cluster.nodes.length > 0 ? joinedPorts(cluster.nodes.map(clientPortsOf)) : undefined),
    pods: nobody,
    resolver: nobody,
    outside: nobody,
  });
  return ports ? { answeredAt: ports } : {};
}

/** Undefined where an address is missing, which is reported elsewhere. */
function compileFlow(
  draft: FlowDraft,
  addressing: Addressing,
  { crowded, accounts, plaintext, siteOf, clientsIn }: Surroundings,
): ResolvedFlow | undefined {
  const { from, to, origin } = draft;
  const elsewhere = (sends: Detour['sends']): readonly string[] =>
    draft.strays.filter((stray) => stray.sends === sends).map(({ block }) => block);
  const way = addressing.way(from, to, { packets: elsewhere('packets'), answers: elsewhere('answers') });
  if (!way) return undefined;
  const { exchange, exempt } = ORIGINS[origin];
  const { dialledPorts, ports } = portsOf(draft);
  const plaintextPorts = plaintext.ofFlow(draft);
  const identified = sharesMesh(from.end, to.end);
  const replyPorts = addressing.replyPorts(from);
  const site = siteOf(from);
  const judged = {
    ...{ from, to, ports, way, replyPorts, identified, plaintextPorts },
    lookalike: accounts.lookalike(from),
    ...answeredAt(from, clientsIn),
    inhabited: site.kind === 'subnet' && site.hosts.size > 0,
    crowded: to.is === 'pods' && crowded.has(to.cluster),
  };
  return {
    id: shorten(`${idPart(from)}-to-${idPart(to)}`, 63),
    origin,
    from: from.end,
    to: to.end,
    ports,
    dialledPorts,
    because: [...draft.because].sort(compareText),
    way,
    replyPorts,
    exchange,
    enforcement: exempt === undefined ? enforcementOf(judged) : exemption(exempt),
    plaintextPorts,
    ...(exempt !== undefined && { exempt }),
  };
}

function checkFlow(
  draft: FlowDraft,
  flow: ResolvedFlow | undefined,
  inventory: Inventory,
  siteOf: (end: DraftEnd) => Site,
  findings: Findings,
): void {
  const { from, to } = draft;
  const text = flowText(from, to, draft.because);
  const report = draft.statement ? about(draft.statement, findings.problem) : findings.problem;
  const { stated, declared } = ORIGINS[draft.origin];
  if (!stated) return;
  const defect = carriageDefect(from, to, inventory, siteOf);
  if (defect) report(problems.flowNotRoutable(to.path, text, defect.why, defect.way));
  else if (draft.detour) report(problems.flowByOtherCard(to.path, text, detourText(draft.detour), remedy(draft.detour)));
  for (const stray of draft.strays) warnStray(stray, to, text, draft.statement && placeOf(draft.statement), findings);
  for (const port of draft.dialled.values()) checkProtocol(port, from, to, text, report);
  for (const [rule, reasons] of draft.waivers)
    if (reasons.size > 1) report(problems.contradictoryWaivers(to.path, text, rule, [...reasons].sort(compareText)));
  const held: Held = { from, to, text, enforcement: defect || !declared ? undefined : flow?.enforcement };
  for (const [rule, broken] of Object.entries(RULES) as [FlowRule, (flow: Held) => Problem | undefined][]) {
    const problem = broken(held);
    const waived = draft.waivers.has(rule);
    if (problem && !waived) report(problem);
    if (problem || !waived || defect) continue;
    const at = draft.statement && placeOf(draft.statement);
    findings.warn({ code: 'WAIVER_UNUSED', path: to.path, at, message: `${text}: "${rule}" is waived, but nothing stands against it.` });
  }
}

/** The whole world is meant, and a part of it is elsewhere for the machine. */
function warnStray(stray: Detour, to: DraftEnd, text: string, at: string | undefined, findings: Findings): void {
  const message = `${text}: ${detourText(stray)}: for that part of the world the flow does not hold.`;
  findings.warn({ code: 'FLOW_PARTLY_ELSEWHERE', path: to.path, at, message });
}

/** What rules look at. */
interface Held {
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  readonly text: string;
  /** Unset where nothing has to be enforced. */
  readonly enforcement: ResolvedFlow['enforcement'] | undefined;
}

/** How a flow breaks the rules that it can be excused from. */
const RULES: { readonly [R in FlowRule]: (flow: Held) => Problem | undefined } = {
  'no-public-database': ({ from, to, text }) => {
    const database = isAnyone(from) && to.is === 'machine' ? databaseBehind(to.machine) : undefined;
    return database === undefined ? undefined : problems.publicDatabase(to.path, text, database);
  },
  'enforced-at-destination': ({ to, text, enforcement }) => {
    const reason = enforcement && unenforcedReason(to, enforcement);
    return reason === undefined ? undefined : problems.flowUnenforced(to.path, text, reason);
  },
};

const isAnyone = (end: DraftEnd): boolean => end.is === 'outside' && !end.external;

/** Why a flow cannot be carried, and what would help. */
interface Obstacle {
  readonly why: string;
  readonly way: keyof typeof problems.WAYS_OUT;
}

/** Why the flow's packets would not arrive, or their replies not return. */
function carriageDefect(from: DraftEnd, to: DraftEnd, inventory: Inventory, siteOf: (end: DraftEnd) => Site): Obstacle | undefined {
  if (wayBetween(from, to) !== 'network') return undefined;
  if (to.is === 'pods' && !to.entrance) return { why: `the pods "${to.end.name}" have no address outside their cluster`, way: 'pods' };
  for (const [end, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const subnet = subnetOf(end);
    // What has several cards has the routes that are said of it.
    if (!subnet || isolationOf(subnet).outward || isAtSeveral(end)) continue;
    const foreign = foreignBlocks(other, inventory);
    if (foreign) {
      const why = `the subnet "${subnet.node.id}" has no default route (Isolation.HIGH), and ${foreign} is neither a provisioning source nor where administrators come from`;
      return { why, way: isAnyone(other) ? 'subnet' : 'outside' };
    }
  }
  const hiding = hidingDefect(from, to, siteOf);
  if (hiding) return { why: hiding, way: 'subnet' };
  const answer = answerDefect(from, siteOf);
  if (answer) return { why: answer, way: 'egress' };
  const why = routingDefect(siteOf(from), siteOf(to));
  return why === undefined ? undefined : { why, way: lacksRoute(siteOf(from), siteOf(to)) ? 'route' : 'subnet' };
}

/** Why answers would not find their way: machines of an isolated subnet know no addresses but those of their own. */
function answerDefect(from: DraftEnd, siteOf: (end: DraftEnd) => Site): string | undefined {
  const site = siteOf(from);
  if (
    from.is !== 'pods' ||
    !egressOf(from.cluster).keepsAddress ||
    site.kind !== 'subnet' ||
    !forwardOf(site.subnet).left(site.subnet.node.id)
  )
    return undefined;
  return `machines of the isolated subnet "${site.subnet.node.id}" have no route back to the pod addresses of "${from.cluster.node.id}"`;
}

/** Why no filter at the receiver could be written for a sender behind NAT. */
function hidingDefect(from: DraftEnd, to: DraftEnd, siteOf: (end: DraftEnd) => Site): string | undefined {
  const [a, b] = [siteOf(from), siteOf(to)];
  if (a.kind !== 'subnet' || !forwardOf(a.subnet).hides || to.is === 'outside') return undefined;
  if (b.kind === 'outside') return hidden(a.subnet);
  if (from.is !== 'pods' || a.subnet === b.subnet) return undefined;
  return `pods of the cluster "${from.cluster.node.id}" leave through nodes in the NAT subnet "${a.subnet.node.id}", which hides them twice`;
}

function foreignBlocks(end: DraftEnd, inventory: Inventory): string | undefined {
  if (isAnyone(end)) return 'the rest of the world';
  if (end.is !== 'outside') return undefined;
  const { provisioning, admin } = inventory;
  const known = outsiders(provisioning, admin).flatMap(({ blocks }) => blocks);
  return end.external?.blocks.find((block) => !known.includes(block));
}

function checkProtocol(port: ResolvedPort, from: DraftEnd, to: DraftEnd, text: string, report: Report): void {
  if (!PROTOCOLS[port.protocol].inClusters && (from.is === 'pods' || to.is === 'pods'))
    report(problems.unsupportedProtocol(to.path, text, 'ICMP', 'by a NetworkPolicy'));
}
