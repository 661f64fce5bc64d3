import fc from 'fast-check';
import {
  type ClientPorts,
  cardsOfMachines,
  type EndKind,
  type EndName,
  endKey,
  endKind,
  machineOf,
  type PodsOf,
  type ResolvedFlow,
  type ResolvedPort,
  type ResolvedSystem,
  thingKey,
} from '../../src/model/resolved';
import { Model } from '../../src/verify/compare/model';
import { covers, intervalSet } from '../../src/verify/sets/intervals';
import { canReach } from '../../src/verify/world/reach';
import type { Party, World } from '../../src/verify/world/world';
import { build } from './build';
import { render, worldFrom } from './outputs';
import { pinnedAnd } from './pinned';
import { plans } from './plan';

/** Something in the system that can send and receive. */
interface Thing {
  readonly end: EndName;
  readonly party: Party;
  readonly cluster?: string;
  readonly subnet?: string;
  /** Of one of two machines that share an address: the key of what they are together. */
  readonly shares?: string;
  /** It is reached, and sends nothing: the shared address of two machines, at one of them. */
  readonly isReachedOnly?: true;
  /** Policies of this system stand before it. */
  readonly guarded: boolean;
}

type Question = Pick<ResolvedPort, 'protocol' | 'from'>;

const ODD: Question = { protocol: 'tcp', from: 4444 };

function thingsOf(system: ResolvedSystem, world: World): readonly Thing[] {
  const model = new Model(system, world);
  const machines = cardsOfMachines(system.machines).flatMap(({ machine: { cluster }, nic, end }): readonly Thing[] => {
    const { name } = nic;
    const machine = model.machine(name);
    if (!machine) throw new Error(`${name} is not in the world`);
    const pair = system.pairs.find(({ members }) => members.includes(name));
    const key: EndName | undefined = pair && { is: 'pair', name: pair.name };
    return [
      {
        end,
        party: { kind: 'machine', machine: { ...machine, shares: [] } },
        subnet: nic.subnet,
        // One that was adopted as it is has no filter.
        guarded: nic.filter !== undefined,
        ...(cluster && { cluster }),
        ...(key && { shares: endKey(key) }),
      },
      ...machine.shares.map(
        (address): Thing => ({
          end: key as EndName,
          party: { kind: 'machine', machine: { ...machine, address, shares: [] } },
          guarded: true,
          isReachedOnly: true,
        }),
      ),
    ];
  });
  const ours = new Set(system.workloads.map(({ kind }): PodsOf => kind));
  const pods = (of: PodsOf, names: readonly { readonly name: string; readonly cluster: string }[]) =>
    names.map(({ name, cluster }): Thing => {
      const end: EndName = { is: 'pods', of, name };
      const found = model.podsOf(end);
      if (!found) throw new Error(`${of} ${name} is not in the world`);
      return { end, party: { kind: 'pods', ...found }, cluster, guarded: ours.has(of) };
    });
  return [
    ...machines,
    ...system.workloads.flatMap((each) => pods(each.kind, [each])),
    ...pods('gateway', system.gateways),
    ...pods('pods', system.pods),
  ];
}

/** Whether an end of a flow stands for a thing that is reached there: two machines are reached together at what they share. */
const receives = (one: EndName, thing: Thing): boolean => stands(one, thing) && endKey(one) !== thing.shares;

/** Whether an end of a flow stands for a thing that sends. */
const stands = (one: EndName, { end, subnet, cluster, shares }: Thing): boolean =>
  endKey(one) === endKey(end) ||
  endKey(one) === shares ||
  (one.is === 'subnet' && one.name === subnet) ||
  (one.is === 'nodes' && end.is === 'machine' && one.name === cluster);

const covered = (ports: readonly ResolvedPort[], { protocol, from }: Question): boolean =>
  ports.some((port) => port.protocol === 'any' || (port.protocol === protocol && port.from <= from && from <= port.to));

/** Whether anything of this system stands between two things. */
function isOurs(from: Thing, to: Thing): boolean {
  const foreign = [from, to].filter(({ guarded }) => !guarded);
  // Foreign pods among each other, and with the nodes that carry them.
  if (foreign.length === 2) return false;
  if (foreign.length === 1 && from.cluster === to.cluster && [from, to].some(({ end }) => end.is === 'machine')) return false;
  return true;
}

/** What may get through although no flow allows it, by the words of the matrix. */
function isCoarse(system: ResolvedSystem, from: Thing, to: Thing, asked: Question): boolean {
  const into = system.flows.filter((flow) => receives(flow.to, to) && covered(flow.ports, asked) && flow.exempt === undefined);
  // The tunnel of ambient mode carries every port; where no point tells them apart, none is shut.
  const tunnelled = system.flows.filter((flow) => stands(flow.from, from) && receives(flow.to, to));
  if (asked.protocol === 'tcp' && tunnelled.some(({ enforcement }) => enforcement.every(({ precision }) => precision !== 'exact')))
    return true;
  // Nodes stand for all pods of their cluster: whoever is not held back before, passes behind them.
  const fromCluster = into.filter(({ from: sender }) =>
    sender.is === 'subnet'
      ? system.machines.some((node) => node.nic.subnet === sender.name && node.cluster !== undefined && node.cluster === from.cluster)
      : clusterOf(system, sender) === from.cluster,
  );
  const unguarded = !from.guarded || from.end.is === 'machine';
  return (
    unguarded &&
    fromCluster.some((flow) => flow.enforcement.some(({ point, precision }) => point.endsWith('ingress') && precision !== 'exact'))
  );
}

function clusterOf(system: ResolvedSystem, end: EndName): string | undefined {
  const lists: { readonly [K in EndKind]?: readonly { readonly name: string; readonly cluster?: string }[] } = {
    ...Object.fromEntries(system.workloads.map(({ kind }) => [kind, system.workloads])),
    gateway: system.gateways,
    pods: system.pods,
    machine: system.machines,
  };
  return lists[endKind(end)]?.find((each) => each.name === end.name)?.cluster;
}

/** Ports that a flow's connections come from where a machine sends them itself: on its own card. */
function ownPorts(system: ResolvedSystem, flow: ResolvedFlow, { end }: Thing): ClientPorts {
  const machine = flow.from.is === 'pods' || end.is !== 'machine' ? undefined : system.machines.find(({ name }) => name === machineOf(end));
  return machine?.clientPorts ?? flow.replyPorts;
}

const isAmong = (port: number, ranges: ClientPorts['tcp'] = []): boolean => ranges.some(({ from, to }) => from <= port && port <= to);

/** Source ports from which answers come; a filter without memory cannot tell them from questions. */
function answering(system: ResolvedSystem, from: Thing, to: Thing, { protocol, from: port }: Question) {
  // What comes back to pods comes back to the node that they hide behind.
  const sent = (flow: ResolvedFlow): boolean =>
    stands(flow.from, to) || (to.end.is === 'machine' && to.cluster !== undefined && clusterOf(system, flow.from) === to.cluster);
  const back = system.flows.filter(
    (flow) =>
      sent(flow) &&
      receives(flow.to, from) &&
      isAmong(port, flow.replyPorts[protocol]) &&
      isAmong(port, ownPorts(system, flow, to)[protocol]),
  );
  const ports = back.flatMap((flow) => flow.dialledPorts.filter((each) => each.protocol === protocol));
  return intervalSet(ports.map((each) => [each.from, each.to] as const));
}

/** Whatever is wrong between two things, in words. */
function wrong(system: ResolvedSystem, world: World, from: Thing, to: Thing): readonly string[] {
  const between = system.flows.filter(
    (flow) => flow.exempt === undefined && flow.origin !== 'dhcp' && stands(flow.from, from) && receives(flow.to, to),
  );
  const asked = [
    ...new Map(
      [...system.flows.filter((flow) => receives(flow.to, to)).flatMap(({ ports }) => ports), ODD]
        .filter(({ protocol }) => protocol !== 'icmp' && protocol !== 'vrrp' && protocol !== 'any')
        .map((port) => [`${port.protocol} ${port.from}`, port]),
    ).values(),
  ];
  return asked.flatMap((port) => {
    const protocol = port.protocol as 'tcp' | 'udp' | 'sctp';
    const flows = between.filter((flow) => covered(flow.ports, port));
    const verdict = canReach(world, from.party, to.party, protocol, port.from);
    const text = `${from.end.name} to ${to.end.name} on ${protocol}/${port.from}`;
    const lost = flows.filter(
      (flow) =>
        !covers(
          verdict.assured,
          (ownPorts(system, flow, from)[protocol] ?? []).map((range) => [range.from, range.to]),
        ),
    );
    if (lost.length > 0) return [`${text} is allowed, and stopped by ${verdict.obstacles.join(', ')}`];
    if (flows.length > 0 || !verdict.allowed || covers(answering(system, from, to, port), verdict.sourcePorts)) return [];
    return isCoarse(system, from, to, port) ? [] : [`${text} is not allowed, and open by ${verdict.path.join(', ')}`];
  });
}

const isOneMachine = (one: Party, other: Party): boolean =>
  one.kind === 'machine' && other.kind === 'machine' && one.machine.name === other.machine.name;

test('between any two things of a system, on every port that matters: open if allowed, shut if not', () => {
  const counts = { systems: 0, pairs: 0 };
  fc.assert(
    fc.property(plans(), (plan) => {
      const { system } = build(plan).resolve();
      const world = worldFrom(system, render(system));
      const things = thingsOf(system, world);
      counts.systems++;
      const found = things.flatMap((from) =>
        things.flatMap((to) => {
          const isSame = thingKey(from.end) === thingKey(to.end) || isOneMachine(from.party, to.party);
          const ours = !from.isReachedOnly && !isSame && isOurs(from, to);
          counts.pairs += ours ? 1 : 0;
          return ours ? wrong(system, world, from, to) : [];
        }),
      );
      expect(found).toEqual([]);
    }),
    pinnedAnd(8, 4),
  );
  expect(counts.pairs).toBeGreaterThan(10 * counts.systems);
});
