import { type Card, cardsOf } from '../../kinds/machine/cards';
import { type Lock, type LockedCard, type LockedMachine, own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type Cidr, formatIp, type Ip, macFor, parseIp } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space, SubnetSpace } from './space';

/** Whose an address is: machines and services that follow each other may have one name. */
interface Holder {
  readonly kind: 'machine' | 'service';
  readonly name: string;
  /** Has left the system. */
  readonly gone?: boolean;
}

const textOf = ({ kind, name, gone }: Holder): string =>
  `${kind === 'service' ? 'the Service ' : ''}"${name}"${gone ? ', which has left the system' : ''}`;

/** Addresses in use, by whom: machines and services, and those that have left, as long as the lock keeps them. */
export class AddressBook {
  private readonly holders = new Map<Ip, Holder>();
  private readonly cursors = new Map<string, Ip>();
  private readonly macs = new Set<string>();

  /** @param present names of the machines, and of the further cards, that are part of the system */
  constructor(lock: Lock, present: ReadonlySet<string>) {
    const { machines, cards = {}, removed } = lock;
    for (const [name, { address, mac }] of [machines, removed.machines, cards, removed.cards ?? {}].flatMap((part) =>
      Object.entries(part),
    )) {
      this.hold(address, { kind: 'machine', name, gone: !present.has(name) });
      this.macs.add(mac);
    }
    for (const [name, { address }] of Object.entries(lock.services)) this.hold(address, { kind: 'service', name });
    for (const [name, { address }] of Object.entries(removed.services)) this.hold(address, { kind: 'service', name, gone: true });
  }

  /** Who else has an address, in words. */
  otherHolder(address: Ip, { kind, name }: Holder): string | undefined {
    const holder = this.holders.get(address);
    return holder === undefined || (holder.kind === kind && holder.name === name) ? undefined : textOf(holder);
  }

  claim(address: Ip, holder: Holder): void {
    this.holders.set(address, holder);
  }

  /** The lowest free address of `block` that `usable` admits. */
  claimNext(block: Cidr, holder: Holder, usable: (address: Ip) => boolean): Ip | undefined {
    const key = `${block}`;
    for (let address = this.cursors.get(key) ?? block.first; address <= block.last; address++) {
      if (this.holders.has(address) || !usable(address)) continue;
      this.cursors.set(key, address + 1);
      this.claim(address, holder);
      return address;
    }
    this.cursors.set(key, block.last + 1);
    return undefined;
  }

  claimMac(name: string): string {
    for (let attempt = 0; ; attempt++) {
      const mac = macFor(name, attempt);
      if (this.macs.has(mac)) continue;
      this.macs.add(mac);
      return mac;
    }
  }

  private hold(address: string, holder: Holder): void {
    const ip = parseIp(address);
    if (ip !== undefined) this.holders.set(ip, holder);
  }
}

const holderOf = ({ name }: Card): Holder => ({ kind: 'machine', name });

/** Where a card is on the network. */
export interface CardPlace {
  readonly address: string;
  readonly mac: string;
}

/** Address and MAC of every card, by its name: the lock's, the user's own, or the next free one, in the order of names. */
export function planMachineAddresses(
  system: string,
  machines: readonly Machine[],
  space: Space,
  lock: Lock,
  book: AddressBook,
  report: Report,
): ReadonlyMap<string, CardPlace> {
  const plan = new Map<string, CardPlace>();
  const place = ({ name }: Card, address: string, mac?: string): void => {
    plan.set(name, { address, mac: mac ?? book.claimMac(`${system}/${name}`) });
  };
  const pending: Card[] = [];
  for (const card of machines.flatMap((machine) => cardsOf(machine))) {
    const before = lockedPlace(card, lock) ?? returning(lock, card, space);
    const stays = before !== undefined && before.subnet === card.subnet.node.id;
    if (card.address !== undefined) {
      const address = checkAddress(card, card.address, space, book, report);
      if (address !== undefined) {
        book.claim(address, holderOf(card));
        place(card, formatIp(address), before?.mac);
      }
    } else if (stays) {
      checkLockedAddress(card, before.address, space.subnets.get(card.subnet), report);
      place(card, before.address, before.mac);
    } else {
      pending.push(card);
    }
  }
  for (const card of pending) {
    const subnet = space.subnets.get(card.subnet);
    if (!subnet) continue;
    const address = book.claimNext(subnet.cidr, holderOf(card), (ip) => reservedFor(subnet, ip) === undefined);
    if (address === undefined) report(problems.subnetFull(card.path, `${subnet.cidr}`, subnet.cidr.size));
    else place(card, formatIp(address));
  }
  return plan;
}

type LockedPlace = Pick<LockedMachine & LockedCard, 'subnet' | 'address' | 'mac'>;

const lockedPlace = ({ id, name }: Card, { machines, cards = {} }: Lock): LockedPlace | undefined =>
  id === undefined ? own(machines, name) : own(cards, name);

/** A removed card, or machine without retired volumes, that comes back gets its old address, if that can still be had. */
function returning({ removed }: Lock, { id, name, subnet }: Card, space: Space): LockedPlace | undefined {
  const machine = own(removed.machines, name);
  const tombstone = id === undefined ? machine : own(removed.cards ?? {}, name);
  const area = space.subnets.get(subnet);
  const address = tombstone && parseIp(tombstone.address);
  if (!tombstone || (tombstone === machine && machine.retired) || !area || address === undefined) return undefined;
  return area.cidr.contains(address) && reservedFor(area, address) === undefined ? tombstone : undefined;
}

function checkAddress(card: Card, text: string, space: Space, book: AddressBook, report: Report): Ip | undefined {
  const { path } = card;
  const subnet = space.subnets.get(card.subnet);
  const address = parseIp(text);
  if (address === undefined) {
    report(problems.invalidAddress(path, 'address', text));
    return undefined;
  }
  if (!subnet) return undefined;
  if (!subnet.cidr.contains(address)) {
    const other = cardsOf(card.machine).find((each) => space.subnets.get(each.subnet)?.cidr.contains(address));
    report(problems.addressOutsideSubnet(path, text, `${subnet.cidr}`, other?.name));
  }
  const reserved = reservedFor(subnet, address);
  if (reserved) report(problems.addressReserved(path, text, reserved));
  const holder = book.otherHolder(address, holderOf(card));
  if (holder !== undefined) report(problems.addressTaken(path, text, holder));
  return address;
}

/** The user may have changed the subnet around a machine that exists. */
function checkLockedAddress({ path }: Card, text: string, subnet: SubnetSpace | undefined, report: Report): void {
  const address = parseIp(text);
  if (!subnet || address === undefined) return;
  if (!subnet.cidr.contains(address)) {
    report(problems.lockContradiction(path, 'address', text, `the subnet ${subnet.cidr}`));
    return;
  }
  const reserved = reservedFor(subnet, address);
  if (reserved) report(problems.lockedAddressReserved(path, text, reserved));
}

/** Why a machine cannot have this address of the subnet. */
export function reservedFor({ cidr, gateway, services, foreign }: SubnetSpace, address: Ip): string | undefined {
  if (address === cidr.first) return `the network address of ${cidr}`;
  if (address === cidr.last) return `the broadcast address of ${cidr}`;
  if (address === gateway) return 'the gateway of the subnet';
  if (services?.contains(address)) return `in the block reserved for services ${services}`;
  return foreign.find((thing) => thing.cidr.contains(address))?.what;
}

/** Addresses for LoadBalancer Services, by name of the service, sorted by it. */
export function planServiceAddresses(
  wanted: readonly {
    readonly name: string;
    readonly path: string;
    readonly cluster: string;
    readonly block: Cidr;
  }[],
  space: Space,
  lock: Lock,
  book: AddressBook,
  report: Report,
): ReadonlyMap<string, string> {
  const plan = new Map<string, string>();
  for (const { name, path, cluster, block } of wanted) {
    const present = own(lock.services, name);
    const before = present ?? own(lock.removed.services, name);
    const ip = before && parseIp(before.address);
    if (ip !== undefined) {
      // Clusters are renamed, and services come back: what counts is whether they can have their address there.
      if (!block.contains(ip)) report(problems.serviceAddressLost(path, name, formatIp(ip), `${block}`, cluster, present !== undefined));
      book.claim(ip, { kind: 'service', name });
      plan.set(name, formatIp(ip));
      continue;
    }
    const address = book.claimNext(block, { kind: 'service', name }, usableIn(block, space));
    if (address === undefined) report(problems.servicesExhausted(path, `${block}`));
    else plan.set(name, formatIp(address));
  }
  return plan;
}

/** Addresses of a block for services that are not those of the network, its broadcasts or its router. */
function usableIn(block: Cidr, { subnets }: Space): (address: Ip) => boolean {
  const around = [...subnets.values()].find(({ cidr }) => cidr.contains(block));
  if (around) return (address) => ![around.cidr.first, around.cidr.last, around.gateway].includes(address);
  // Nobody said what network it is part of: no one that could end there (MetalLB calls these addresses buggy).
  return (address) => address % 256 !== 0 && address % 256 !== 255;
}
