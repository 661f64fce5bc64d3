import { networksOf, type ResolvedMachine } from '../../model/resolved';
import { type Difference, missing, tooWide } from '../compare/difference';
import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
import { addresses } from '../sets/addresses';
import type { LiveGuest } from './ask';

interface Card {
  readonly name: string;
  readonly mac: string;
  /** IPv4, with the length of its prefix. */
  readonly addresses: readonly string[];
}

/** Its name, and the addresses of its cards. */
export function networkInside(machine: ResolvedMachine, { hostname, interfaces }: LiveGuest): readonly Difference[] {
  return [
    ...(hostname === undefined ? [] : nameDifferences(machine, hostname)),
    ...(interfaces === undefined ? [] : cardDifferences(machine, cardsIn(interfaces))),
  ];
}

function nameDifferences({ name, guest }: ResolvedMachine, hostname: string): readonly Difference[] {
  const names = [guest.windows?.computerName ?? guest.hostname, guest.fqdn].map((each) => each.toLowerCase());
  return names.includes(hostname.toLowerCase()) ? [] : [missing(name, `inside it is called ${hostname}, not ${names[0]}`)];
}

function cardDifferences(machine: ResolvedMachine, cards: readonly Card[]): readonly Difference[] {
  const { name } = machine;
  return networksOf(machine).flatMap(({ nic, network }) => {
    const card = cards.find(({ mac }) => mac === nic.mac);
    if (!card) return [missing(name, `inside there is no network card ${nic.mac}`)];
    const stated = `${nic.address}/${network.prefix}`;
    const strangers = card.addresses.filter((address) => address !== stated && !nic.speaksFor.some((block) => holds(block, address)));
    return [
      ...(card.addresses.includes(stated) ? [] : [missing(name, `its card ${card.name} has not the address ${stated} inside`)]),
      ...strangers.map((address) => tooWide(name, `its card ${card.name} has the address ${address} inside, which is not in the model`)),
    ];
  });
}

/** Whether a block, or an address by itself, holds an address with a prefix. */
function holds(block: string, address: string): boolean {
  const [from, to] = addresses(block);
  const [own] = addresses(address.replace(/\/.*/, ''));
  return from <= own && own <= to;
}

/** `guest-network-get-interfaces` of the QEMU guest agent. @throws NotUnderstoodError */
function cardsIn(interfaces: string): readonly Card[] {
  const answer = new Fields({ list: parsed(interfaces) });
  return (
    answer.list('list', (card) => ({
      name: card.text('name'),
      mac: (card.optionalText('hardware-address') ?? '').toLowerCase(),
      addresses: (card.list('ip-addresses', (each) => each) ?? [])
        .filter((each) => each.text('ip-address-type') === 'ipv4')
        .map((each) => `${each.text('ip-address')}/${each.optionalInteger('prefix')}`),
    })) ?? []
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotUnderstoodError('an answer of a guest agent that is no JSON');
  }
}
