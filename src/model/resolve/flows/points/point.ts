import { nodeNetworks } from '../../../kinds/cluster';
import { meshModeOf } from '../../../kinds/mesh';
import {
  type ClientPorts,
  type Enforcement,
  type EnforcementPoint,
  passesCards,
  podsAt,
  type ResolvedFlow,
  type ResolvedPort,
  type Way,
} from '../../../resolved';
import type { DraftEnd, PodsDraft } from '../../ends/draft-end';
import { clusterAround, hostOf } from '../../ends/end-facts';

/** What points judge a flow by. */
export interface Judged {
  readonly from: DraftEnd;
  readonly to: DraftEnd;
  readonly ports: readonly ResolvedPort[];
  readonly way: Way;
  readonly replyPorts: ResolvedFlow['replyPorts'];
  /** Ports that the cards of the sending machines let answers in to: their own, whatever the receiver sees. Unset where none sends. */
  readonly answeredAt?: ClientPorts;
  /** The receiver's mesh sees the sender's identity. */
  readonly identified: boolean;
  /** Where it is carried without mutual TLS although the receiver is in a mesh: nobody shows an identity there. */
  readonly plaintextPorts: readonly ResolvedPort[];
  /** Other pods that show the same identity as the sender. */
  readonly lookalike?: string;
  /** Machines of the system stand in the sending subnet, behind filters. */
  readonly inhabited: boolean;
  /** Some that stand there, too, are as they were found. */
  readonly unfilteredBeside: boolean;
  /** The receiver's cluster has more flows into it than its nodes' filters can hold. */
  readonly crowded: boolean;
}

export type Judgement = Omit<Enforcement, 'point'>;

/** A place where flows are checked. */
export interface Point {
  readonly side: 'sender' | 'receiver';
  /** How well it tells a flow from others; undefined when it does not see it. */
  readonly judge: (flow: Judged) => Judgement | undefined;
}

export type Points = { readonly [P in EnforcementPoint]: Point };

export const EXACT: Judgement = { precision: 'exact' };
export const coarse = (why: string): Judgement => ({ precision: 'coarse', why });
export const none = (why: string): Judgement => ({ precision: 'none', why });

/** Exact, unless something stands against it. */
export function exactBut(...reasons: readonly (string | undefined)[]): Judgement {
  const why = reasons.filter((reason) => reason !== undefined);
  return why.length > 0 ? coarse(why.join('; ')) : EXACT;
}

/** Why rules without connection state let more through than ports of a protocol. */
const UNSAID: { readonly [P in ResolvedPort['protocol']]: string | undefined } = {
  tcp: undefined,
  udp: 'only the first fragment of a large datagram carries ports',
  sctp: undefined,
  icmp: 'every kind of ICMP passes, path MTU discovery needs it',
  vrrp: undefined,
  any: undefined,
};

/** The same of all ports of a flow, which are sorted. */
export const unsaidByPorts = ({ ports }: Judged): readonly (string | undefined)[] => [
  ...new Set(ports.map(({ protocol }) => UNSAID[protocol])),
];

/** Why rules for addresses let through more than a flow to a name. */
export function namesUnseen({ to }: Judged): string | undefined {
  const host = hostOf(to);
  return host === undefined
    ? undefined
    : `it knows addresses and no names, and ${host} may be at any: every address outside of the system is let through at these ports`;
}

/** Why no filter stands before a machine. */
export const AS_FOUND = 'its network cards are as they were found, without filters';

export const NOT_GOVERNED = 'its namespace is not one of this system';

/** Why NetworkPolicies do not see the flow's ports. */
export function tunnelled({ to, identified }: Judged): string | undefined {
  const pods = podsAt(to.end);
  const shared = identified && pods?.mesh ? meshModeOf(pods.mesh).tunnel : undefined;
  if (shared === undefined) return undefined;
  return pods?.governed
    ? `${shared}: the mesh tells ports apart`
    : `${shared}, and nothing of this system tells ports apart in their namespace: every port of theirs is open to the sender`;
}

/** Whether nodes that are machines of the system carry the pods of an end. */
export const onOwnNodes = (end: DraftEnd): boolean => (clusterAround(end)?.nodes ?? []).length > 0;

/** Whether their network cards carry what pods send or are sent. */
export const carriedByNodes = (pods: PodsDraft, { way }: Judged): boolean => passesCards(way.by) && onOwnNodes(pods);

/** Whom a point that was set up once lets in beside the nodes that there are. */
export function nodesToCome({ from }: Judged): string {
  const cluster = clusterAround(from);
  const networks = cluster ? nodeNetworks(cluster) : [];
  return networks.length > 0 ? `; for nodes to come that is all of ${networks.join(', ')}` : '';
}
