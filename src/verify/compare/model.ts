import {
  type End,
  type EndName,
  endKey,
  machinesAt,
  nicsOf,
  type ResolvedCluster,
  type ResolvedFlow,
  type ResolvedMachine,
  type ResolvedNic,
  type ResolvedSystem,
} from '../../model/resolved';
import type { Guest } from '../guest/guest';
import type { Pods } from '../kubernetes/pods';
import type { Labels } from '../kubernetes/selector';
import { covers, type IntervalSet } from '../sets/intervals';
import { cardName } from '../terraform/cards';
import type { Cluster, Machine, Party, World } from '../world/world';
import { Ends } from './ends';
import { type FoundPods, podGroups } from './pod-groups';

/** A network card of the model. */
export interface CardOfMachine {
  readonly machine: ResolvedMachine;
  readonly nic: ResolvedNic;
  /** What it is called in the outputs. */
  readonly found: string;
}

/** Cards of a machine, by what the outputs call them. */
const cardsOf = (machine: ResolvedMachine): readonly CardOfMachine[] =>
  nicsOf(machine).map((nic, index) => ({ machine, nic, found: cardName(machine.objectName, index) }));

/** The model's things as they are found in the world of the outputs. */
export class Model {
  readonly machinesByName: ReadonlyMap<string, ResolvedMachine>;
  /** Flows that something is written for: those that the platform exempts from all filters are left out. */
  readonly flows: readonly ResolvedFlow[];
  /** What the flows' packets look like. */
  readonly ends: Ends;
  private readonly byObjectName: ReadonlyMap<string, ResolvedMachine>;
  private readonly pods: ReadonlyMap<string, FoundPods | undefined>;
  private readonly selectors: ReadonlyMap<Pods, Labels>;
  private readonly cardsByName: ReadonlyMap<string, CardOfMachine>;
  private readonly cardsBySubnet = new Map<string, string[]>();
  private readonly clusters: ReadonlyMap<string, ResolvedCluster>;

  constructor(
    readonly system: ResolvedSystem,
    readonly world: World,
  ) {
    this.flows = system.flows.filter(({ exempt }) => exempt === undefined);
    this.ends = new Ends(system, world);
    this.machinesByName = new Map(system.machines.map((machine) => [machine.name, machine]));
    const cards = system.machines.flatMap(cardsOf);
    this.cardsByName = new Map(cards.map((card) => [card.nic.name, card]));
    this.byObjectName = new Map(cards.map(({ found, machine }) => [found, machine]));
    this.clusters = new Map(system.clusters.map((cluster) => [cluster.name, cluster]));
    this.pods = podGroups(system, world);
    this.selectors = new Map(
      system.podGroups.flatMap((end) => {
        const found = this.podsOf(end);
        return found ? [[found.pods, end.selector.labels] as const] : [];
      }),
    );
    for (const { nic } of cards) {
      const list = this.cardsBySubnet.get(nic.subnet);
      if (list) list.push(nic.name);
      else this.cardsBySubnet.set(nic.subnet, [nic.name]);
    }
  }

  /** The cluster whose pods an end stands for. */
  clusterOf(end: End): ResolvedCluster | undefined {
    return end.is === 'pods' ? this.resolvedCluster(end.cluster) : undefined;
  }

  /** A network card of the model, by its name. */
  card(name: string): CardOfMachine | undefined {
    return this.cardsByName.get(name);
  }

  /** The card of the outputs that is the model's, first ones by the names of their machines; unset when it is not there, or not understood. */
  machine(name: string): Machine | undefined {
    return this.world.machines.get(this.card(name)?.found ?? '');
  }

  /** What is set up inside a machine. Unset where nothing is, or it is not understood: both are reported as that. */
  guest(name: string): Guest | undefined {
    const found = this.machine(name);
    return found?.isRiddle ? undefined : found?.guest;
  }

  /** What the model says of a machine of the outputs. */
  described({ name }: Machine): ResolvedMachine | undefined {
    return this.byObjectName.get(name);
  }

  /** Names of the cards in a subnet. */
  namesIn(subnet: string): readonly string[] {
    return this.cardsBySubnet.get(subnet) ?? [];
  }

  cluster(name: string): Cluster | undefined {
    return this.world.clusters.get(name);
  }

  resolvedCluster(name: string): ResolvedCluster | undefined {
    return this.clusters.get(name);
  }

  /** Namespaces of a cluster that are the system's own: whatever stands in them is denied by default. */
  ownNamespaces(cluster: string): ReadonlySet<string> {
    const namespaces = this.resolvedCluster(cluster)?.namespaces ?? [];
    return new Set(namespaces.filter(({ owned }) => owned).map(({ name }) => name));
  }

  /** The pods behind an end; unset when it has none, or they are not in the outputs. */
  podsOf(end: EndName): FoundPods | undefined {
    return this.pods.get(endKey(end));
  }

  /** Those of their labels that make them these pods, and not others: as their controller says, or else the model. */
  identityOf(pods: Pods): Labels {
    return pods.identity ?? this.selectors.get(pods) ?? pods.labels;
  }

  /** All pods that ends of flows stand for. */
  allPods(): readonly FoundPods[] {
    return [...this.pods.values()].filter((found) => found !== undefined);
  }

  /** Ends whose pods are not in the outputs, by their key. */
  lostPods(): readonly string[] {
    return [...this.pods].filter(([, found]) => !found).map(([key]) => key);
  }

  /** Whether an end is in the outputs, where its name stands for something there. */
  isThere(end: End): boolean {
    const answers: { readonly [Is in End['is']]: () => boolean } = {
      pods: () => this.podsOf(end) !== undefined,
      machine: () => this.machine(end.name) !== undefined,
      pair: () => machinesAt(end).every((name) => this.machine(name) !== undefined),
      nodes: () => this.cluster(end.name) !== undefined,
      // By their addresses.
      subnet: () => true,
      resolver: () => true,
      'kvm-hosts': () => true,
      outside: () => true,
    };
    return answers[end.is]();
  }

  /** Whether the model has the machine or the pods that an end is; that they are not in the outputs is reported with them. */
  isKnown(end: End): boolean {
    const cards = end.is === 'machine' ? [end.name] : machinesAt(end);
    if (cards.length > 0) return cards.every((name) => this.cardsByName.has(name));
    return end.is === 'pods' && this.pods.has(endKey(end));
  }

  /** Everything that stands behind an end of a flow. */
  parties(end: End, known: IntervalSet): readonly Party[] {
    const pods = end.is === 'pods' ? this.podsOf(end) : undefined;
    if (pods) return [{ kind: 'pods', ...pods }];
    const byAddress = known.map((each): Party => ({ kind: 'addresses', addresses: each }));
    if (end.is === 'nodes') {
      const machines = this.resolvedCluster(end.name)?.nodes ?? [];
      return machines.length > 0 ? machines.flatMap((name) => this.party(name)) : byAddress;
    }
    if (end.is === 'subnet') return [...byAddress, ...this.namesIn(end.name).flatMap((name) => this.party(name))];
    if (end.is === 'pair') return end.members.flatMap((name) => this.party(name)).map((party) => dialledAt(party, known));
    return end.is === 'machine' ? this.party(end.name) : byAddress;
  }

  private party(name: string): readonly Party[] {
    const machine = this.machine(name);
    return machine ? [{ kind: 'machine', machine }] : [];
  }
}

/** A machine that holds one of the addresses in turn with another one, while it does: who sends from it does so under its own. */
function dialledAt(party: Party, known: IntervalSet): Party {
  const shared = party.kind === 'machine' ? party.machine.shares.find((each) => covers(known, [[each, each]])) : undefined;
  return party.kind === 'machine' && shared !== undefined ? { kind: 'machine', machine: { ...party.machine, address: shared } } : party;
}
