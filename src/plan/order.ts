import { type End, type EndName, nicsOf, type ResolvedSystem } from '../model/resolved';
import { groupBy } from '../model/values';
import type { PolicyChanges } from '../report/changes';
import { endText, listText } from '../report/words';
import type { MachineChange } from './hosts/machines';
import { unique } from './words';

/** The two things that are applied. */
export type PlanSideName = 'terraform' | 'kubernetes';

/** Which output is applied first, so that what works goes on working and nothing is open that need not be. */
export interface Order {
  /** Which side is applied first. */
  readonly first: PlanSideName;
  /** Why. Empty: either order does. */
  readonly because: readonly string[];
  /** What would want the other order, and is cut off until both are applied. */
  readonly against: readonly string[];
  /** Objects that are withdrawn go before anything is applied: an address that they name becomes somebody else's. */
  readonly withdrawFirst: readonly string[];
}

interface Wish {
  readonly first: PlanSideName;
  readonly because: string;
  /** The strongest decides. */
  readonly strength: number;
}

/** Pods wait for a machine that is not there yet for minutes; for what is not open yet, until the second half is applied. */
const STRENGTH = { made: 3, opened: 2, gone: 1, closed: 1 } as const;

/** Who has to be asked when an end of a flow shall let somebody in. Of others nothing is applied. */
const SIDES: { readonly [I in End['is']]: PlanSideName | undefined } = {
  pods: 'kubernetes',
  machine: 'terraform',
  pair: 'terraform',
  subnet: 'terraform',
  resolver: 'terraform',
  'kvm-hosts': undefined,
  nodes: undefined,
  outside: undefined,
};

const OTHER: { readonly [S in PlanSideName]: PlanSideName } = { terraform: 'kubernetes', kubernetes: 'terraform' };

/**
 * What is new is there before anyone is told of it; what goes is left alone before it goes. So who is talked to opens before those who
 * talk, and those who talk stop before it closes.
 */
export function orderOf(before: ResolvedSystem, after: ResolvedSystem, machines: readonly MachineChange[], policy: PolicyChanges): Order {
  const named = (fate: MachineChange['does']): readonly string[] => machines.filter(({ does }) => does === fate).map(({ name }) => name);
  const wishes: readonly Wish[] = [
    ...named('created').map((name) => wish('terraform', 'made', `${name} is there before anyone in a cluster is told of it`)),
    ...named('removed').map((name) => wish('kubernetes', 'gone', `nobody in a cluster is led to ${name} any more before it goes`)),
    ...flowWishes(policy),
  ];
  const strongest = (side: PlanSideName): number =>
    Math.max(0, ...wishes.filter(({ first }) => first === side).map(({ strength }) => strength));
  const first = strongest('kubernetes') > strongest('terraform') ? 'kubernetes' : 'terraform';
  const of = (side: PlanSideName): readonly string[] => unique(wishes.filter((each) => each.first === side).map(({ because }) => because));
  return { first, because: of(first), against: of(OTHER[first]), withdrawFirst: passedOn(before, after) };
}

const wish = (first: PlanSideName, what: keyof typeof STRENGTH, because: string): Wish => ({ first, because, strength: STRENGTH[what] });

function flowWishes({ flows }: PolicyChanges): readonly Wish[] {
  const opened = [...flows.added, ...flows.changed.flatMap(({ after, ports }) => (ports.added.length > 0 ? [after] : []))];
  const closed = [...flows.removed, ...flows.changed.flatMap(({ before, ports }) => (ports.removed.length > 0 ? [before] : []))];
  const across = <T extends { readonly from: EndName; readonly to: EndName }>(list: readonly T[]) =>
    list.flatMap(({ from, to }) => {
      const [sender, receiver] = [SIDES[from.is], SIDES[to.is]];
      return sender !== undefined && receiver !== undefined && sender !== receiver ? [{ from, to, sender, receiver }] : [];
    });
  return [
    ...byReceiver(across(opened)).map(({ from, to, receiver }) => wish(receiver, 'opened', `${to} lets ${from} in before it is asked`)),
    ...byReceiver(across(closed)).map(({ from, to, sender }) => wish(sender, 'closed', `${from} stops before ${to} lets it in no more`)),
  ];
}

interface Crossing {
  readonly from: EndName;
  readonly to: EndName;
  readonly sender: PlanSideName;
  readonly receiver: PlanSideName;
}

/** Flows into one receiver from one side are one reason. */
function byReceiver(crossings: readonly Crossing[]) {
  const groups = groupBy(crossings, ({ sender, to }) => `${sender} ${to.is} ${to.name}`);
  return [...groups.values()].map((group) => {
    const [{ to, sender, receiver }] = group as [Crossing];
    return { from: listText(unique(group.map(({ from }) => endText(from)))), to: endText(to), sender, receiver };
  });
}

/** Addresses that somebody had and somebody else has now. */
function passedOn(before: ResolvedSystem, after: ResolvedSystem): readonly string[] {
  const holders = ({ machines, workloads, gateways }: ResolvedSystem): ReadonlyMap<string, string> =>
    new Map([
      ...machines.flatMap((machine) => nicsOf(machine).map(({ address }) => [address, machine.name] as const)),
      ...[...workloads, ...gateways].flatMap(({ name, virtualAddress }) =>
        virtualAddress ? [[virtualAddress.address, name] as const] : [],
      ),
    ]);
  const old = holders(before);
  return [...holders(after)].flatMap(([address, name]) => {
    const was = old.get(address);
    return was === undefined || was === name ? [] : [`${address} was ${was}'s and becomes ${name}'s`];
  });
}
