import { XMLParser } from 'fast-xml-parser';
import { NotUnderstoodError } from './errors';
import { Fields } from './fields';
import type { CardDefinition } from './terraform/cards';
import { cardName } from './terraform/cards';

/** A domain that no apply changes, as it runs. */
export interface LiveDomain {
  readonly name: string;
  readonly uuid: string;
  /** By MAC address: the filter that is before the card. */
  readonly cards: ReadonlyMap<string, CardDefinition['filter']>;
}

const LISTS: readonly string[] = ['domain.devices.interface', 'domain.devices.interface.filterref.parameter'];
const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (_name, path) => LISTS.includes(String(path)),
});

/** @throws NotUnderstoodError for what `virsh dumpxml` does not print */
export function liveDomain(xml: string): LiveDomain {
  const root = new Fields(PARSER.parse(xml));
  const domain = root.required(
    'domain',
    root.object('domain', (fields) => fields),
  );
  const interfaces = domain.object('devices', (devices) => devices.list('interface', (card) => card)) ?? [];
  const cards = interfaces.map((card) => {
    const mac = card.object('mac', (each) => each.text('address').toLowerCase());
    const filter = card.object('filterref', (each) => {
      if (each.has('parameter')) throw new NotUnderstoodError('a filter with parameters that no apply has given it');
      return { name: each.text('filter'), parameters: {} };
    });
    return [card.required('mac', mac), filter] as const;
  });
  return { name: domain.text('name'), uuid: domain.text('uuid'), cards: new Map(cards) };
}

/** Cards of such domains as they are, in place of what a stack says of them: those that are gone are left out, others come in. */
export function asTheyRun(cards: readonly CardDefinition[], domains: ReadonlyMap<string, LiveDomain>): readonly CardDefinition[] {
  const own = new Map([...domains].map(([machine, domain]) => [machine, new Set(domain.cards.keys())]));
  const kept = cards.flatMap((card): readonly CardDefinition[] => {
    const machine = card.name.replace(/ card \d+$/, '');
    const domain = domains.get(machine);
    if (!domain) return [card];
    if (!domain.cards.has(card.mac)) return [];
    own.get(machine)?.delete(card.mac);
    const { filter: _, ...rest } = card;
    const filter = domain.cards.get(card.mac);
    return [{ ...rest, ...(filter && { filter }) }];
  });
  const strange = [...own].flatMap(([machine, macs]) => {
    const [like] = cards.filter(({ name }) => name === machine);
    return like ? [...macs].map((mac, index) => ({ ...like, name: cardName(machine, cards.length + index), mac })) : [];
  });
  return [...kept, ...strange];
}
