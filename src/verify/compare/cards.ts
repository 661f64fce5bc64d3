import { type CardNetwork, networksOf, nicsOf, type ResolvedMachine, type ResolvedNic } from '../../model/resolved';
import type { Direction } from '../nwfilter/definition';
import { stopped } from '../nwfilter/evaluate';
import { packetsOf } from '../nwfilter/interface-filter';
import { ARP, EVERYTHING, macNumber } from '../nwfilter/match';
import { obstacles } from '../packets';
import { address, addresses, printAddresses } from '../sets/addresses';
import type { Box } from '../sets/boxes';
import { difference, type Interval, intervalSet } from '../sets/intervals';
import { ALL_PORTS, printTransport, transport } from '../sets/transport';
import { cardName, machineOfCard } from '../terraform/cards';
import { cardHop } from '../world/hops';
import { route } from '../world/routing';
import type { Machine } from '../world/world';
import { type Difference, missing, tooWide } from './difference';
import type { Model } from './model';
import { type CardTolerance, cardTolerances } from './tolerance';

/** Machines of the model whose cards are not there, not filtered, or let through what no flow allows. */
export function cardDifferences(model: Model): readonly Difference[] {
  const tolerances = cardTolerances(model);
  return [
    ...unknownMachines(model),
    ...model.system.machines.flatMap((machine) => [
      ...otherCards(machine, model),
      ...networksOf(machine).flatMap(({ nic, network }) => {
        const { name } = nic;
        const found = model.machine(name);
        const what = nic === machine.nic ? 'machine' : 'network card';
        if (!found) return [missing(name, `the ${what} is not in the output, or not understood`)];
        if (!nic.filter)
          return [
            ...(found.filtered ? [missing(name, 'a filter is put before its network card, which was to stay as it was found')] : []),
            ...identity(nic, found),
            ...surroundings(nic, network, found, model),
          ];
        if (!found.filtered) return [tooWide(name, 'its network card has no filter')];
        return [
          ...identity(nic, found),
          ...surroundings(nic, network, found, model),
          ...frames(nic, found),
          ...announcements(nic, sharedBy(machine, nic, model), found),
          ...packets(name, found, tolerances.get(name) as CardTolerance, model),
          ...lostIcmp(name, found, tolerances.get(name) as CardTolerance),
        ];
      }),
    ]),
  ];
}

/** Machines that the model does not know are their owner's, but for what they may send to networks of the system. */
function unknownMachines({ system, world }: Model): readonly Difference[] {
  const known = new Set(system.machines.map(({ objectName }) => objectName));
  const strange = [...world.machines.values()].filter(({ name, filtered }) => !filtered && !known.has(machineOfCard(name)));
  return strange.map(({ name, segment }) =>
    tooWide(name, `a machine that the model does not know is on ${segment.name}, without a filter`),
  );
}

function otherCards(machine: ResolvedMachine, { world }: Model): readonly Difference[] {
  const { name, objectName } = machine;
  const known = new Set(nicsOf(machine).map((_, index) => cardName(objectName, index)));
  const others = [...world.machines.keys()].filter((other) => machineOfCard(other) === objectName && !known.has(other));
  return others.map((other) => tooWide(name, `it has another network card (${other}) that the model does not know`));
}

function identity(nic: ResolvedNic, found: Machine): readonly Difference[] {
  const { name } = nic;
  const differences: Difference[] = [];
  if (found.address !== address(nic.address)) {
    differences.push(missing(name, `its address is ${printAddresses([found.address, found.address])}, not ${nic.address}`));
  }
  if (macNumber(found.mac) !== macNumber(nic.mac)) differences.push(missing(name, `its MAC address is ${found.mac}, not ${nic.mac}`));
  return differences;
}

/** Which machines are its neighbours, and what its host forwards to it. */
function surroundings(
  nic: ResolvedNic,
  { routes }: CardNetwork,
  { segment, portIsolated, routers = [] }: Machine,
  { system }: Model,
): readonly Difference[] {
  const { name } = nic;
  const differences: Difference[] = [];
  const subnet = system.subnets.find((each) => each.name === nic.subnet);
  const expected = subnet?.mode === 'bridge' ? subnet.bridge : subnet?.objectName;
  if (segment.name !== expected || segment.mode !== subnet?.mode) {
    differences.push(tooWide(name, `it is on ${segment.name} (${segment.mode}), not on ${expected} (${subnet?.mode})`));
  }
  const [gateway, block] = [address(subnet?.gateway ?? '0.0.0.0'), addresses(subnet?.cidr ?? '0.0.0.0/0')];
  if (segment.gateway !== undefined && segment.gateway !== gateway)
    differences.push(
      missing(name, `its host is at ${printAddresses([segment.gateway, segment.gateway])} in ${segment.name}, not at ${subnet?.gateway}`),
    );
  if (segment.block && segment.block.join() !== block.join())
    differences.push(missing(name, `its network ${segment.name} is ${printAddresses(segment.block)}, not ${subnet?.cidr}`));
  const stated = new Set(routes.map(({ via }) => address(via)));
  const other = routers.find((router) => router !== gateway && !stated.has(router));
  if (other !== undefined)
    differences.push(missing(name, `it sends by ${printAddresses([other, other])}, where no router of its subnet is`));
  if (nic.portIsolated && !portIsolated) differences.push(tooWide(name, 'its bridge port is not isolated from those of its neighbours'));
  return differences;
}

/** Frames with other sender's addresses than its own, and frames that no flow is about. */
function frames({ name }: ResolvedNic, { filter, mac }: Machine): readonly Difference[] {
  const differences: Difference[] = [];
  const own = macNumber(mac);
  for (const plane of ['ipv4', 'arp'] as const) {
    const false_ = filter.passages('out', plane).filter(({ box }) => !isOnly(box[0], own));
    if (false_[0]) differences.push(tooWide(name, `it may send ${plane} frames under other MAC addresses than its own (${false_[0].by})`));
  }
  for (const [plane, text] of [
    ['ipv6', 'IPv6 packets'],
    ['other', 'frames that are neither IP nor ARP'],
  ] as const) {
    for (const [direction, verb] of [
      ['in', 'receive'],
      ['out', 'send'],
    ] as const) {
      const [passage] = filter.passages(direction, plane);
      if (passage) differences.push(tooWide(name, `it may ${verb} ${text} (${passage.by})`));
    }
  }
  return differences;
}

const isOnly = (interval: Interval | undefined, value: number): boolean => interval?.[0] === value && interval[1] === value;

/** What others of its subnet ask it for by ARP besides its own address: what it holds in turn with another machine, and addresses of Services. */
function sharedBy({ name, nic: first }: ResolvedMachine, nic: ResolvedNic, { system }: Model): readonly Interval[] {
  const pairs = nic === first ? system.pairs.filter(({ members }) => members.includes(name)) : [];
  const subnet = addresses(system.subnets.find((each) => each.name === nic.subnet)?.cidr ?? nic.address);
  const blocks = nic.speaksFor.map(addresses).filter(([from, to]) => subnet[0] <= from && to <= subnet[1]);
  return [...pairs.map((pair) => addresses(pair.address)), ...blocks];
}

/** ARP: it has to find others and be found at its address, and must not take the address of another. */
function announcements(nic: ResolvedNic, shared: readonly Interval[], { filter, mac }: Machine): readonly Difference[] {
  const { name } = nic;
  const differences: Difference[] = [];
  const [own, ownMac] = [addresses(nic.address), macNumber(mac)];
  const out = filter.passages('out', 'arp');
  const may = intervalSet(['0.0.0.0', nic.address, ...nic.speaksFor].map(addresses));
  for (const { box, by } of out) {
    const others = difference([box[ARP.sender] as Interval], may);
    if (others.length > 0) differences.push(tooWide(name, `it may announce ${others.map(printAddresses).join(', ')} by ARP (${by})`));
    if (!isOnly(box[ARP.senderMac], ownMac))
      differences.push(tooWide(name, `it may announce other MAC addresses than its own by ARP (${by})`));
  }
  for (const each of [own, ...shared]) {
    const announced = EVERYTHING.arp
      .with(0, [ownMac, ownMac])
      .with(ARP.opcode, [1, 2])
      .with(ARP.senderMac, [ownMac, ownMac])
      .with(ARP.sender, each);
    if (stopped(announced, out).length > 0)
      differences.push(missing(name, `its filter keeps it from announcing ${each === own ? 'its address' : printAddresses(each)} by ARP`));
  }
  const asked = EVERYTHING.arp.with(ARP.opcode, [1, 2]);
  if (stopped(asked, filter.passages('in', 'arp')).length > 0) differences.push(missing(name, 'its filter keeps ARP from it'));
  return differences;
}

/** IPv4 that a card lets through and the model does not, one difference for each rule. */
function packets(name: string, found: Machine, tolerance: CardTolerance, model: Model): readonly Difference[] {
  const byRule = new Map<string, { direction: Direction; boxes: Box[] }>();
  for (const direction of ['in', 'out'] as const) {
    for (const { box, by } of found.filter.passages(direction, 'ipv4')) {
      const excess = tolerance.excess(direction, packetsOf(box));
      if (excess.length === 0) continue;
      const key = `${direction} ${by}`;
      const known = byRule.get(key) ?? { direction, boxes: [] };
      known.boxes.push(...excess);
      byRule.set(key, known);
    }
  }
  return [...byRule].map(([key, { direction, boxes }]) => {
    const [first] = boxes as [Box];
    const more = boxes.length > 1 ? `, and ${boxes.length - 1} more` : '';
    const rule = key.slice(direction.length + 1);
    const verb = direction === 'in' ? 'lets in' : 'lets out';
    return tooWide(
      name,
      `it ${verb} ${boxText(first, model)}${more}, which no flow allows (${rule})${elsewhere(first, direction, found, model)}`,
    );
  });
}

/** Without the ICMP that goes with a flow, its large packets get lost (path MTU discovery). */
function lostIcmp(name: string, machine: Machine, { icmp }: CardTolerance): readonly Difference[] {
  const lost = icmp.filter(({ direction, packets: each }) => obstacles([cardHop(machine, direction)], each, 'srcPorts').length > 0);
  const [first] = lost;
  if (!first) return [];
  const { src, dst } = first.packets;
  const more = lost.length > 1 ? `, and ${lost.length - 1} more` : '';
  return [
    missing(
      name,
      `its filter stops ICMP that goes with its flows: ${printAddresses(src)} → ${printAddresses(dst)} (${first.direction})${more}`,
    ),
  ];
}

function boxText(box: Box, model: Model): string {
  const [src, dst, protocol, srcPorts, dstPorts] = box as readonly [Interval, Interval, Interval, Interval, Interval];
  const sent = protocol[0] === protocol[1] ? printTransport(transport(protocol[0], dstPorts)) : 'every protocol';
  const from =
    srcPorts[0] === ALL_PORTS[0] && srcPorts[1] === ALL_PORTS[1]
      ? ''
      : ` from source port ${srcPorts[0]}${srcPorts[1] === srcPorts[0] ? '' : `–${srcPorts[1]}`}`;
  return `${sent}${from}, ${named(src, model)} → ${named(dst, model)}`;
}

/** An address with whose it is. */
function named(interval: Interval, model: Model): string {
  const nic = model.system.machines.flatMap(nicsOf).find((each) => isOnly(interval, address(each.address)));
  return nic ? `${printAddresses(interval)} (${nic.name})` : printAddresses(interval);
}

/** Whether something else still stops it. */
function elsewhere(box: Box, direction: Direction, found: Machine, { world }: Model): string {
  const peer = box[direction === 'in' ? 0 : 1] as Interval;
  const other = [...world.machines.values()].find((machine) => isOnly(peer, machine.address));
  if (!other) return '';
  const places = [
    { kind: 'segment', segment: found.segment },
    { kind: 'segment', segment: other.segment },
  ] as const;
  const routed = direction === 'in' ? route(places[1], places[0]) : route(places[0], places[1]);
  const [src, dst, protocol, srcPorts, dstPorts] = box as readonly [Interval, Interval, Interval, Interval, Interval];
  const passes = other.filter.through(direction === 'in' ? 'out' : 'in', { src, dst, protocol, srcPorts, dstPorts });
  if (routed === undefined) return '; routing still stops it';
  return passes.length === 0 ? `; the filter of ${other.name} still stops it` : '; nothing else stops it';
}
