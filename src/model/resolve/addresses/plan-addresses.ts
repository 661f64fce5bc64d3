import { type Card, cardsOf } from '../../kinds/guest/cards';
import { type Lock, type LockedCard, type LockedMachine, own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type Cidr, formatIp, type Ip, macFor, parseIp } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space, SubnetSpace } from './space';

/** Whose an address is: machines, pairs and services that follow each other may have one name. */
interface Holder {
  readonly kind: 'machine' | 'pair' | 'service';
  readonly name: string;
  /** Has left the system. */
  readonly gone?: boolean;
}

/** As what a holder of an address keeps it: what was a pair may be one machine now. */
const HEIRS: { readonly [K in Holder['kind']]: readonly Holder['kind'][] } = {
  machine: ['machine'],
  pair: ['pair', 'machine'],
  service: ['service'],
};

const textOf = ({ kind, name, gone }: Holder): string =>
  `${kind === 'service' ? 'the Service ' : ''}"${name}"${gone ? ', which has left the system' : ''}`;

/** Addresses in use, by whom: machines and services, and those that have left, as long as the lock keeps them. */
export class AddressBook {
  private readonly holders = new Map<Ip, Holder>();
  private readonly cursors = new Map<string, Ip>();
  /** Names of cards by MAC address. */
  private readonly macs = new Map<string, string>();

  /** @param present names of the machines, of their further cards, and of pairs, that are part of the system */
  constructor(lock: Lock, present: ReadonlySet<string>) {
    const { machines, cards = {}, removed } = lock;
    for (const [name, { address, mac }] of [machines, removed.machines, cards, removed.cards ?? {}].flatMap((part) =>
      Object.entries(part),
    )) {
      this.hold(address, { kind: 'machine', name, gone: !present.has(name) });
      this.macs.set(mac, name);
    }
    for (const [name, { address }] of Object.entries({ ...removed.pairs, ...lock.pairs }))
      this.hold(address, { kind: 'pair', name, gone: !present.has(name) });
    for (const [name, { address }] of Object.entries(lock.services)) this.hold(address, { kind: 'service', name });
    for (const [name, { address }] of Object.entries(removed.services)) this.hold(address, { kind: 'service', name, gone: true });
  }

  /** Who else has an address, in words. */
  otherHolder(address: Ip, { kind, name }: Holder): string | undefined {
    const holder = this.holders.get(address);
    const isOwn = holder?.name === name && HEIRS[holder.kind].includes(kind);
    return holder === undefined || isOwn ? undefined : textOf(holder);
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

  /** Takes a MAC address for a card. @returns the card that has it, where another one does */
  takeMac(mac: string, card: string): string | undefined {
    const other = this.macs.get(mac);
    this.macs.set(mac, card);
    return other === card ? undefined : other;
  }

  claimMac(name: string, card: string): string {
    for (let attempt = 0; ; attempt++) {
      const mac = macFor(name, attempt);
      if (this.macs.has(mac)) continue;
      this.macs.set(mac, card);
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
  const place = ({ name, mac: stated }: Card, address: string, mac?: string): void => {
    plan.set(name, { address, mac: stated ?? mac ?? book.claimMac(`${system}/${name}`, name) });
  };
  const pending: Card[] = [];
  const cards = machines.flatMap((machine) => cardsOf(machine));
  // Before any that follow from names.
  for (const { name, mac, path } of cards) {
    const holder = mac === undefined ? undefined : book.takeMac(mac, name);
    if (mac !== undefined && holder !== undefined) report(problems.macTaken(path, mac, holder));
  }
  for (const card of cards) {
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
      const ip = parseIp(before.address);
      if (ip !== undefined) book.claim(ip, holderOf(card));
      place(card, before.address, before.mac);
    } else {
      pending.push(card);
    }
  }
  for (const card of pending) {
    const subnet = space.subnets.get(card.subnet);
    if (!subnet) continue;
    const address = freeAddress(subnet, holderOf(card), card.path, book, report);
    if (address !== undefined) place(card, formatIp(address));
  }
  return plan;
}

type LockedPlace = Pick<LockedMachine & LockedCard, 'subnet' | 'address'> & { readonly mac?: string };

/** What was a pair hands its address on to the machine of its name. */
const lockedPlace = ({ id, name }: Card, { machines, cards = {}, pairs = {} }: Lock): LockedPlace | undefined =>
  id === undefined ? (own(machines, name) ?? own(pairs, name)) : own(cards, name);

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
  const elsewhere = (address: Ip): string | undefined =>
    cardsOf(card.machine).find((each) => space.subnets.get(each.subnet)?.cidr.contains(address))?.name;
  const taker = { path: card.path, subnet: space.subnets.get(card.subnet), elsewhere };
  return chosenAddress(text, taker, (address) => book.otherHolder(address, holderOf(card)), report);
}

/** Who is to have an address. */
interface Taker {
  readonly path: string;
  /** Unset: it has no block, which is a problem by itself. */
  readonly subnet: SubnetSpace | undefined;
  /** Who could have an address that is outside of the subnet. */
  readonly elsewhere?: (address: Ip) => string | undefined;
}

/** The address that a user has chosen, with all that stands against it reported. */
export function chosenAddress(
  text: string,
  { path, subnet, elsewhere }: Taker,
  otherHolder: (address: Ip) => string | undefined,
  report: Report,
): Ip | undefined {
  const address = parseIp(text);
  if (address === undefined) {
    report(problems.invalidAddress(path, 'address', text));
    return undefined;
  }
  if (!subnet) return undefined;
  if (!subnet.cidr.contains(address)) report(problems.addressOutsideSubnet(path, text, `${subnet.cidr}`, elsewhere?.(address)));
  const reserved = reservedFor(subnet, address);
  if (reserved) report(problems.addressReserved(path, text, reserved));
  const holder = otherHolder(address);
  if (holder !== undefined) report(problems.addressTaken(path, text, holder));
  return address;
}

/** The next free address of a subnet; a problem where there is none. */
export function freeAddress(subnet: SubnetSpace, holder: Holder, path: string, book: AddressBook, report: Report): Ip | undefined {
  const address = book.claimNext(subnet.cidr, holder, (ip) => reservedFor(subnet, ip) === undefined);
  if (address === undefined) report(problems.subnetFull(path, `${subnet.cidr}`, subnet.cidr.size));
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
function reservedFor({ cidr, gateway, services, foreign }: SubnetSpace, address: Ip): string | undefined {
  if (address === cidr.first) return `the network address of ${cidr}`;
  if (address === cidr.last) return `the broadcast address of ${cidr}`;
  if (address === gateway) return 'the gateway of the subnet';
  if (services?.contains(address)) return `in the block reserved for services ${services}`;
  return foreign.find((thing) => thing.cidr.contains(address))?.what;
}
