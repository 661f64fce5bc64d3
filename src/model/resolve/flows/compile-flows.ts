import type { ServiceMesh } from '../../edge/service-mesh';
import { databaseBehind } from '../../kinds/machine';
import * as problems from '../../problems';
import type { Endpoint, ResolvedFlow, ResolvedPort } from '../../resolved';
import { comparePorts, compareText, shorten } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { nodeFiltersFor } from '../clusters/node-filters';
import type { Findings, Report } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { hidden, modeOf, type Place, routingDefect } from '../network/routing';
import { type Addressing, portsBehind } from './addressing';
import { type FlowDraft, flowText } from './draft-flows';
import { type End, isOutside, isPods, staysOnNode, withinCluster } from './ends';
import { enforcementOf, unenforcedReason } from './enforcement';

/** Gives every draft its addresses, ports and enforcement; reports those that cannot be carried or checked. */
export function compileFlows(
  inventory: Inventory,
  drafts: readonly FlowDraft[],
  addressing: Addressing,
  placeOf: (end: End) => Place,
  findings: Findings,
): readonly ResolvedFlow[] {
  const crowded = crowdedClusters(drafts);
  const pairs = drafts.map((draft) => ({ draft, flow: compileFlow(draft, addressing, crowded) }));
  for (const { draft, flow } of pairs) checkFlow(draft, flow, inventory, placeOf, findings.problem);
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

const ID_PARTS: Record<Endpoint['kind'], (name: string) => string> = {
  machine: (name) => name,
  microservice: (name) => name,
  gateway: (name) => name,
  pods: (name) => name,
  subnet: (name) => `subnet-${name}`,
  resolver: (name) => `resolver-${name}`,
  'cluster-nodes': (name) => `${name}-nodes`,
  'cluster-dns': (name) => `${name}-dns`,
  'mesh-control-plane': (name) => `${name}-mesh`,
  external: (name) =>
    `external-${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}`,
  anyone: (name) => name,
};

const idPart = ({ endpoint }: End): string => ID_PARTS[endpoint.kind](endpoint.name);

/** Clusters whose node filters cannot tell the addresses of services apart. */
function crowdedClusters(drafts: readonly FlowDraft[]): ReadonlySet<KubernetesCluster> {
  const inbound = new Map<KubernetesCluster, number>();
  for (const { from, to } of drafts) {
    if (to.cluster && isPods(to) && !withinCluster(from, to)) inbound.set(to.cluster, (inbound.get(to.cluster) ?? 0) + 1);
  }
  return new Set([...inbound].filter(([, flows]) => nodeFiltersFor(flows) === 'whole-block').map(([cluster]) => cluster));
}

function compileFlow(draft: FlowDraft, addressing: Addressing, crowded: ReadonlySet<KubernetesCluster>): ResolvedFlow {
  const { from, to, origin } = draft;
  const dialledPorts = [...draft.dialled.values()].sort(comparePorts);
  const ports = dialledPorts.map((port) => portsBehind(to, port));
  const source = addressing.source(from, to);
  const identified = sharedMesh(from, to);
  return {
    id: shorten(`${idPart(from)}-to-${idPart(to)}`, 63),
    origin,
    from: from.endpoint,
    to: to.endpoint,
    ports,
    dialledPorts,
    because: [...draft.because].sort(compareText),
    source,
    destination: addressing.destination(from, to),
    replyPorts: addressing.replyPorts(from),
    enforcement: enforcementOf(origin, {
      from,
      to,
      ports,
      source,
      identified,
      guarded: to.machine?.configured ?? false,
      crowded: to.cluster !== undefined && crowded.has(to.cluster),
    }),
    plaintext: to.microservice?.props.mesh !== undefined && !identified && origin !== 'kubelet-probe',
  };
}

/** Both ends have identities in the same mesh. */
function sharedMesh(from: End, to: End): boolean {
  const mesh = meshOf(to);
  return mesh !== undefined && meshOf(from) === mesh;
}

const meshOf = (end: End): ServiceMesh | undefined => (end.microservice ?? end.gateway ?? end.pods)?.props.mesh;

function checkFlow(draft: FlowDraft, flow: ResolvedFlow, inventory: Inventory, placeOf: (end: End) => Place, report: Report): void {
  const { from, to } = draft;
  const text = flowText(from, to);
  if (draft.origin !== 'declared' && draft.origin !== 'load-balancer-backend') return;
  const defect = carriageDefect(from, to, inventory, placeOf);
  if (defect) report(problems.flowNotRoutable(to.path, text, defect));
  for (const port of flow.dialledPorts) checkProtocol(port, from, to, text, report);
  for (const [rule, reasons] of draft.waivers)
    if (reasons.size > 1) report(problems.contradictoryWaivers(to.path, text, rule, [...reasons].sort(compareText)));
  const database = from.endpoint.kind === 'anyone' && to.machine ? databaseBehind(to.machine) : undefined;
  if (database !== undefined && !draft.waivers.has('no-public-database')) report(problems.publicDatabase(to.path, text, database));
  const unenforced = defect ? undefined : unenforcedReason(to, flow.enforcement);
  if (unenforced && draft.origin === 'declared' && !draft.waivers.has('enforced-at-destination'))
    report(problems.flowUnenforced(to.path, text, unenforced));
}

/** Why the flow's packets would not arrive, or their replies not return. */
function carriageDefect(from: End, to: End, inventory: Inventory, placeOf: (end: End) => Place): string | undefined {
  if (withinCluster(from, to) || staysOnNode(from, to)) return undefined;
  if (to.pods) return `the pods "${to.endpoint.name}" have no address outside their cluster`;
  for (const [end, other] of [
    [from, to],
    [to, from],
  ] as const) {
    if (end.subnet?.props.isolation !== 'high') continue;
    const foreign = foreignBlocks(other, inventory);
    if (foreign)
      return `the subnet "${end.subnet.node.id}" has no default route (Isolation.HIGH), and ${foreign} is neither a provisioning source nor where administrators come from`;
  }
  return hidingDefect(from, to, placeOf) ?? answerDefect(from, placeOf) ?? routingDefect(placeOf(from), placeOf(to));
}

/** Why answers would not find their way: machines of an isolated subnet know no addresses but those of their own. */
function answerDefect(from: End, placeOf: (end: End) => Place): string | undefined {
  const place = placeOf(from);
  if (!isPods(from) || from.cluster?.facts.podEgress !== 'native' || place.kind !== 'subnet' || modeOf(place.subnet) !== 'isolated')
    return undefined;
  return `machines of the isolated subnet "${place.subnet.node.id}" have no route back to the pod addresses of "${from.cluster.node.id}"`;
}

/** Why no filter at the receiver could be written for a sender behind NAT. */
function hidingDefect(from: End, to: End, placeOf: (end: End) => Place): string | undefined {
  const [a, b] = [placeOf(from), placeOf(to)];
  if (a.kind !== 'subnet' || modeOf(a.subnet) !== 'nat' || isOutside(to)) return undefined;
  if (b.kind === 'outside') return hidden(a.subnet);
  if (!isPods(from) || a.subnet === b.subnet) return undefined;
  return `pods of the cluster "${from.cluster?.node.id}" leave through nodes in the NAT subnet "${a.subnet.node.id}", which hides them twice`;
}

function foreignBlocks(end: End, inventory: Inventory): string | undefined {
  if (end.endpoint.kind === 'anyone') return 'the rest of the world';
  if (!end.external) return undefined;
  const { provisioning, admin } = inventory;
  const known = [...Object.values(provisioning), admin?.from].filter((source) => source !== undefined).flatMap((source) => source.blocks);
  return end.external.blocks.find((block) => !known.includes(block));
}

function checkProtocol(port: ResolvedPort, from: End, to: End, text: string, report: Report): void {
  if (port.protocol === 'icmp' && (isPods(from) || isPods(to)))
    report(problems.unsupportedProtocol(to.path, text, 'ICMP', 'by a NetworkPolicy'));
}
