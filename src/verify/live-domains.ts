import { XMLParser } from 'fast-xml-parser';
import { NotUnderstoodError } from './errors';
import { Fields } from './fields';
import type { CardDefinition } from './terraform/cards';
import { cardName, machineOfCard, parametersOf } from './terraform/cards';
import type { Segment } from './terraform/networks';

/** What a card is on: a libvirt network, or a bridge of the host. */
interface Source {
  readonly network?: string;
  readonly bridge?: string;
}

/** A card as it is now. */
interface LiveCard extends Pick<CardDefinition, 'filter' | 'portIsolated'> {
  readonly source: Source;
}

/** A domain as it runs, or as it would be started. */
export interface LiveDomain {
  readonly name: string;
  readonly uuid: string;
  /** By MAC address. */
  readonly cards: ReadonlyMap<string, LiveCard>;
}

const LISTS: readonly string[] = ['domain.devices.interface', 'domain.devices.interface.filterref.parameter'];
const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  isArray: (_name, path) => LISTS.includes(String(path)),
});

/** @throws NotUnderstoodError for what `virsh dumpxml` does not print, and for cards that no filter can be before */
export function liveDomain(xml: string): LiveDomain {
  const root = new Fields(PARSER.parse(xml));
  const domain = root.required(
    'domain',
    root.object('domain', (fields) => fields),
  );
  const interfaces = domain.object('devices', (devices) => devices.list('interface', (card) => card)) ?? [];
  const cards = interfaces.map((card) => {
    const mac = card.required(
      'mac',
      card.object('mac', (each) => each.text('address').toLowerCase()),
    );
    return [mac, liveCard(card, mac)] as const;
  });
  if (new Set(cards.map(([mac]) => mac)).size < cards.length) throw new NotUnderstoodError('two of its cards have one MAC address');
  return { name: domain.text('name'), uuid: domain.text('uuid'), cards: new Map(cards) };
}

function liveCard(card: Fields, mac: string): LiveCard {
  const source = card.object('source', (each) => ({ network: each.optionalText('network'), bridge: each.optionalText('bridge') }));
  const type = card.text('type');
  if (source === undefined || (type !== 'network' && type !== 'bridge'))
    throw new NotUnderstoodError(`its card ${mac} is of the type ${type}, which no filter is before`);
  const filter = card.object('filterref', (each) => ({
    name: each.text('filter'),
    parameters: parametersOf(each.list('parameter', (pair) => [pair.text('name'), pair.text('value')] as const) ?? []),
  }));
  return {
    source: type === 'network' ? { network: source.network } : { bridge: source.bridge },
    ...(filter && { filter }),
    portIsolated: card.object('port', (port) => port.optionalText('isolated')) === 'yes',
  };
}

/**
 * Cards of such domains as they are, in place of what a stack says of them: those that are gone are left out, others come in.
 * @param problems takes what is not understood
 */
export function asTheyRun(
  cards: readonly CardDefinition[],
  domains: ReadonlyMap<string, LiveDomain>,
  segments: readonly Segment[],
  problems: NotUnderstoodError[],
): readonly CardDefinition[] {
  const own = new Map([...domains].map(([machine, { cards: found }]) => [machine, new Map(found)]));
  const asItIs = ({ filter: _, ...card }: CardDefinition, { source, filter, portIsolated }: LiveCard): readonly CardDefinition[] => {
    const segment = segmentOf(source, card.host, segments);
    if (segment) return [{ ...card, segment, portIsolated, ...(filter && { filter }) }];
    problems.push(
      new NotUnderstoodError(`${card.name}: its card ${card.mac} is on the network "${source.network}", which is not part of the stack`),
    );
    return [];
  };
  const kept = cards.flatMap((card) => {
    const found = own.get(machineOfCard(card.name));
    if (!found) return [card];
    const live = found.get(card.mac);
    found.delete(card.mac);
    return live ? asItIs(card, live) : [];
  });
  const strange = [...own].flatMap(([machine, found]) => {
    const [like] = cards.filter(({ name }) => name === machine);
    return like
      ? [...found].flatMap(([mac, card], index) => {
          if (card.filter) return asItIs({ ...like, name: cardName(machine, cards.length + index), mac }, card);
          const on = card.source.network === undefined ? `the bridge "${card.source.bridge}"` : `the network "${card.source.network}"`;
          problems.push(new NotUnderstoodError(`${machine}: it has a further card ${mac} on ${on}, without a filter`));
          return [];
        })
      : [];
  });
  return [...kept, ...strange];
}

const segmentOf = ({ network, bridge }: Source, host: string, segments: readonly Segment[]): Segment | undefined =>
  bridge === undefined ? segments.find((each) => each.name === network && each.host === host) : { name: bridge, mode: 'bridge' };
