import { nodeFiltersFor } from '../../kinds/cluster/node-filters';
import { ORIGINS } from '../../kinds/flow-origins';
import { cardsOf } from '../../kinds/guest/cards';
import { isFiltered } from '../../kinds/machine';
import { clientPortsOf } from '../../kinds/machine/client-ports';
import type { Subnet } from '../../network/network';
import * as problems from '../../problems';
import { type ClientPorts, type EndKind, endKind, type ResolvedFlow, sharedMesh } from '../../resolved';
import { append, compareText, joinedPorts, shorten, slugOf } from '../../values';
import type { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { Machine } from '../../workload/machine';
import { type DraftEnd, matchEnd } from '../ends/draft-end';
import { clusterOf } from '../ends/end-facts';
import { podsEntered } from '../ends/ways';
import { about, type Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import type { SiteOf } from '../network/routing';
import { Accounts } from './accounts';
import type { Addressing } from './addressing';
import { checkFlow } from './check-flow';
import type { FlowDraft } from './draft-flows';
import type { Detour } from './joined-ends';
import { Plaintext, portsOf } from './plaintext';
import { enforcementOf, exemption } from './points';
import type { Judged } from './points/point';

/** Gives every draft its addresses, ports and enforcement; reports those that cannot be carried or checked. */
export function compileFlows(
  inventory: Inventory,
  drafts: readonly FlowDraft[],
  addressing: Addressing,
  siteOf: SiteOf,
  findings: Findings,
): readonly ResolvedFlow[] {
  const surroundings = {
    crowded: crowdedClusters(drafts),
    accounts: new Accounts(drafts),
    plaintext: new Plaintext(drafts),
    siteOf,
    answered: new AnsweredPorts(inventory),
    filtered: subnetsOf(inventory.machines.filter(isFiltered)),
    unfiltered: subnetsOf(inventory.machines.filter((machine) => !isFiltered(machine))),
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
      about(draft.statement ?? draft, findings.problem)(problems.derivedNameClash(draft.to.path, 'flow', flow.id, before.draft.to.path));
  }
  return pairs.map(({ flow }) => flow);
}

const ID_PARTS: Record<EndKind, (name: string) => string> = {
  machine: (name) => name,
  pair: (name) => name,
  microservice: (name) => name,
  'stateful-service': (name) => name,
  'daemon-service': (name) => name,
  job: (name) => name,
  'cron-job': (name) => name,
  gateway: (name) => name,
  pods: (name) => name,
  subnet: (name) => `subnet-${name}`,
  resolver: (name) => `resolver-${name}`,
  'kvm-hosts': (name) => `hosts-of-${name}`,
  nodes: (name) => `${name}-nodes`,
  'cluster-dns': (name) => `${name}-dns`,
  'mesh-control-plane': (name) => `${name}-mesh`,
  external: (name) => `external-${slugOf(name)}`,
  host: (name) => `external-${slugOf(name)}`,
  anyone: (name) => name,
};

const subnetsOf = (machines: readonly Machine[]): ReadonlySet<Subnet> =>
  new Set(machines.flatMap((machine) => cardsOf(machine).map(({ subnet }) => subnet)));

const idPart = ({ end }: DraftEnd): string => ID_PARTS[endKind(end)](end.name);

/** Whether an address of a service stands for others, too, in the filters of nodes. */
const IS_CROWDED: { readonly [F in ReturnType<typeof nodeFiltersFor>]: boolean } = { 'each-address': false, 'whole-block': true };

/** Clusters whose node filters cannot tell the addresses of services apart. */
function crowdedClusters(drafts: readonly FlowDraft[]): ReadonlySet<KubernetesCluster> {
  const inbound = new Map<KubernetesCluster, number>();
  for (const { from, to } of drafts) {
    const cluster = podsEntered(from, to)?.cluster;
    if (cluster) inbound.set(cluster, (inbound.get(cluster) ?? 0) + 1);
  }
  return new Set([...inbound].filter(([, flows]) => IS_CROWDED[nodeFiltersFor(flows)]).map(([cluster]) => cluster));
}

/** What a flow is judged by besides itself. */
interface Surroundings {
  readonly crowded: ReadonlySet<KubernetesCluster>;
  readonly accounts: Accounts;
  readonly plaintext: Plaintext;
  readonly siteOf: SiteOf;
  readonly answered: AnsweredPorts;
  /** Subnets with machines behind filters, and with such that are as they were found. */
  readonly filtered: ReadonlySet<Subnet>;
  readonly unfiltered: ReadonlySet<Subnet>;
}

/** Ports that answers reach on the cards of the machines that send, worked out once for each sender. */
class AnsweredPorts {
  private readonly bySubnet: ReadonlyMap<Subnet, ClientPorts>;
  private readonly known = new Map<DraftEnd, Pick<Judged, 'answeredAt'>>();

  constructor({ machines }: Inventory) {
    const all = new Map<Subnet, ClientPorts[]>();
    for (const machine of machines) for (const { subnet } of cardsOf(machine)) append(all, subnet, clientPortsOf(machine));
    this.bySubnet = new Map([...all].map(([subnet, list]) => [subnet, joinedPorts(list)]));
  }

  of(from: DraftEnd): Pick<Judged, 'answeredAt'> {
    const known = this.known.get(from) ?? this.find(from);
    this.known.set(from, known);
    return known;
  }

  private find(from: DraftEnd): Pick<Judged, 'answeredAt'> {
    const nobody = (): undefined => undefined;
    const ports = matchEnd(from, {
      machine: ({ machine }) => clientPortsOf(machine),
      pair: ({ balancer }) => clientPortsOf(balancer),
      subnet: ({ subnet }) => this.bySubnet.get(subnet),
      nodes: ({ cluster }) => (cluster.nodes.length > 0 ? joinedPorts(cluster.nodes.map(clientPortsOf)) : undefined),
      pods: nobody,
      resolver: nobody,
      'kvm-hosts': nobody,
      outside: nobody,
    });
    return ports ? { answeredAt: ports } : {};
  }
}

/** Undefined where an address is missing, which is reported elsewhere. */
function compileFlow(
  draft: FlowDraft,
  addressing: Addressing,
  { crowded, accounts, plaintext, siteOf, answered, filtered, unfiltered }: Surroundings,
): ResolvedFlow | undefined {
  const { from, to, origin } = draft;
  const elsewhere = (sends: Detour['sends']): readonly string[] =>
    draft.strays.filter((stray) => stray.sends === sends).map(({ block }) => block);
  const way = addressing.way(from, to, { packets: elsewhere('packets'), answers: elsewhere('answers') });
  if (!way) return undefined;
  const { exchange, exempt } = ORIGINS[origin];
  const { dialledPorts, ports } = portsOf(draft);
  const plaintextPorts = plaintext.ofFlow(draft);
  const identified = sharedMesh(from.end, to.end) !== undefined;
  const replyPorts = addressing.replyPorts(from);
  const [site, cluster] = [siteOf(from), clusterOf(to)];
  const home = site && site.hosts.size > 0 ? site.subnet : undefined;
  const judged = {
    ...{ from, to, ports, way, replyPorts, identified, plaintextPorts },
    lookalike: accounts.lookalike(from),
    ...answered.of(from),
    inhabited: home !== undefined && filtered.has(home),
    unfilteredBeside: home !== undefined && unfiltered.has(home),
    crowded: cluster !== undefined && crowded.has(cluster),
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
