import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { NotUnderstoodError } from '../../errors';
import { Fields } from '../../fields';

/** What an answer file says of a card. */
export interface AnsweredCard {
  /** `52:54:00:…`. */
  readonly mac: string;
  readonly address: string;
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

export interface AnswerFile {
  readonly cards: readonly AnsweredCard[];
  /** All other settings by `pass/component/…`: texts as they are. */
  readonly settings: ReadonlyMap<string, string>;
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => ['settings', 'component', 'Interface', 'IpAddress', 'Route'].includes(name),
});

const TCPIP = 'Microsoft-Windows-TCPIP';

/**
 * Reads an answer file of Windows Setup.
 *
 * @throws NotUnderstoodError for text that is no such file, and for cards whose settings are not in the order that Windows wants
 */
export function readAnswerFile(text: string): AnswerFile {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new NotUnderstoodError(`an answer file that is no XML: ${valid.err.msg}`);
  const root = new Fields(PARSER.parse(text)).object('unattend', (fields) => fields);
  const cards: AnsweredCard[] = [];
  const settings = new Map<string, string>();
  for (const pass of root?.list('settings', (fields) => fields) ?? []) {
    const name = pass.text('@pass');
    for (const part of pass.list('component', (fields) => fields) ?? []) {
      const component = part.text('@name');
      if (component === TCPIP) cards.push(...readCards(part));
      else texts(part, `${name}/${component}`, settings);
    }
  }
  return { cards, settings };
}

/** Settings stand in this order, or Windows takes none of them (Microsoft, "Interface"). */
const ORDER = ['Ipv4Settings', 'Ipv6Settings', 'Identifier', 'UnicastIpAddresses', 'Routes'];

function readCards(component: Fields): readonly AnsweredCard[] {
  return (
    component.object('Interfaces', (all) =>
      all.list('Interface', (card) => {
        const names = card.names.filter((name) => !name.startsWith('@'));
        if (names.join() !== ORDER.filter((name) => names.includes(name)).join())
          throw new NotUnderstoodError(`settings ${names.join(', ')}`);
        for (const version of ['Ipv4Settings', 'Ipv6Settings'])
          for (const asked of ['DhcpEnabled', 'RouterDiscoveryEnabled'])
            if (card.object(version, (all) => all.optionalText(asked)) !== 'false')
              throw new NotUnderstoodError(`a card with ${asked} (${version})`);
        const [own] = card.object('UnicastIpAddresses', (list) => list.list('IpAddress', (each) => each.text('#text'))) ?? [];
        if (own === undefined) throw new NotUnderstoodError('a card without an address');
        return {
          mac: card.text('Identifier').toLowerCase().replaceAll('-', ':'),
          address: own,
          routes:
            card.object('Routes', (list) =>
              list.list('Route', (each) => ({ to: each.text('Prefix'), via: each.text('NextHopAddress') })),
            ) ?? [],
        };
      }),
    ) ?? []
  );
}

/** Everything below, by path; attributes and the facts of the component itself are no settings. */
function texts(fields: Fields, path: string, into: Map<string, string>): void {
  for (const name of fields.names) {
    if (name.startsWith('@')) continue;
    const value = fields.textOrObject(name);
    const place = name === '#text' ? path : `${path}/${name}`;
    if (typeof value === 'string') into.set(place, value);
    else if (value) texts(value, place, into);
    else for (const [index, each] of (fields.list(name, (item) => item) ?? []).entries()) texts(each, `${place}[${index}]`, into);
  }
}
