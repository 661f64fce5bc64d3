import { egressOf } from '../../../kinds/cluster/egress';
import { isFiltered } from '../../../kinds/machine';
import { clientRanges, joined, PROTOCOLS } from '../../../values';
import { areSame, byEnd, type PodsDraft } from '../../ends/draft-end';
import {
  AS_FOUND,
  carriedByNodes,
  coarse,
  EXACT,
  exactBut,
  type Judged,
  type Judgement,
  namesUnseen,
  none,
  onOwnNodes,
  type Point,
} from './point';

/** Filters keep no connection state. */
function replies({ replyPorts, answeredAt = replyPorts, ports }: Judged, whom: string): string {
  const ranges = joined(ports.flatMap((port) => clientRanges(answeredAt, port)));
  const all = inWords(ranges.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`)));
  return `replies are told by ports alone: the receiver may send from the port of the flow to ports ${all} of ${whom}`;
}

/** What is not answered leaves nothing open. */
const connects = ({ ports }: Judged): boolean => ports.some(({ protocol }) => PROTOCOLS[protocol].answered);

const inWords = (parts: readonly string[]): string =>
  parts.length > 2 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts.join(' and ');

/** Whose ports answers to pods go to. */
const carriers = ({ cluster }: PodsDraft): string =>
  egressOf(cluster).keepsAddress ? 'its pods' : 'its nodes, whose own firewalls let in nothing but answers';

/** nwfilter of the sending machine, or of the nodes that carry its pods. */
export const hypervisorEgress: Point = {
  side: 'sender',
  judge: (flow) => {
    const judged = judgedFrom(flow.from, flow);
    if (judged === UNFILTERED) return judged;
    return judged && exactBut(namesUnseen(flow), judged.why);
  },
};

const UNFILTERED = none(AS_FOUND);

const ofSubnet = (flow: Judged): string =>
  `${replies(flow, 'each machine of the subnet')}${flow.unfilteredBeside ? '; of adopted machines in it the network cards are as they were found, without filters' : ''}`;

/** By addresses alone. */
const judgedFrom = byEnd<Judgement | undefined, Judged>({
  machine: ({ machine }, flow) => {
    if (!isFiltered(machine)) return UNFILTERED;
    return connects(flow) ? coarse(replies(flow, 'the sender')) : EXACT;
  },
  pair: (_, flow) => coarse(replies(flow, 'each machine of the pair')),
  subnet: (_, flow) => (flow.inhabited ? coarse(ofSubnet(flow)) : undefined),
  nodes: (nodes, flow) => (onOwnNodes(nodes) ? (areSame(nodes, flow.to) ? EXACT : coarse(replies(flow, 'each node'))) : undefined),
  pods: (pods, flow) =>
    carriedByNodes(pods, flow)
      ? coarse(`the filters of the nodes stand for all pods of the cluster, and ${replies(flow, carriers(pods))}`)
      : undefined,
  resolver: () => undefined,
  'kvm-hosts': () => undefined,
  outside: () => undefined,
});
