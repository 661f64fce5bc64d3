import { XMLParser } from 'fast-xml-parser';
import { NotUnderstoodError, reading } from '../errors';
import { Fields } from '../fields';
import { boxOf } from '../packets';
import { addresses } from '../sets/addresses';
import type { Interval } from '../sets/intervals';
import { PROTOCOL_NUMBERS } from '../sets/transport';
import { EVERY_PACKET, type GuestFirewall, type Opening, packetsWith, portRange } from './firewall';

/** Elements that may stand several times. */
const LISTS: readonly string[] = ['port', 'protocol', 'rule'];

/**
 * Reads a zone of firewalld that drops what it does not name (firewalld.zone(5)). Answers always get in.
 *
 * @throws NotUnderstoodError for every element without a known meaning, and for other zones
 */
export function readFirewalldZone(xml: string): GuestFirewall {
  const root = new Fields(parsed(xml));
  const zone = root.required(
    'zone',
    root.object('zone', (fields) => fields),
  );
  const target = zone.optionalText('target');
  if (target !== 'DROP') throw new NotUnderstoodError(`a zone with the target "${target}"`);
  zone.optionalText('short');
  zone.optionalText('description');
  const openings = [
    ...(zone.list('port', (port) => portOpening(port)) ?? []),
    ...(zone.list('protocol', protocolOpening) ?? []).flat(),
    ...(zone.list('rule', ruleOpening) ?? []).flat(),
  ];
  zone.done();
  return { name: 'firewalld', openings, answers: [{ box: boxOf(EVERY_PACKET), by: 'firewalld lets answers in' }], unsaid: [] };
}

function parsed(xml: string): unknown {
  const isArray = (name: string, _path: unknown, _leaf: boolean, isAttribute: boolean): boolean => !isAttribute && LISTS.includes(name);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    ignoreDeclaration: true,
    parseTagValue: false,
    isArray,
  });
  try {
    return parser.parse(xml, true);
  } catch (error) {
    throw new NotUnderstoodError(`XML that is not well-formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function portOpening(port: Fields, source: Partial<typeof EVERY_PACKET> = {}): Opening {
  const protocol = port.text('protocol');
  const range = port.text('port');
  port.done();
  const number = Object.hasOwn(PROTOCOL_NUMBERS, protocol) ? PROTOCOL_NUMBERS[protocol as keyof typeof PROTOCOL_NUMBERS] : undefined;
  if (number === undefined) throw new NotUnderstoodError(`protocol "${protocol}"`);
  return {
    box: packetsWith({ ...source, protocol: [number, number], dstPorts: portRange(range) }),
    by: `firewalld: port ${range} ${protocol}`,
  };
}

function protocolOpening(protocol: Fields): readonly Opening[] {
  const name = protocol.text('value');
  protocol.done();
  if (name === 'ipv6-icmp') return [];
  if (name !== 'icmp') throw new NotUnderstoodError(`protocol "${name}"`);
  return [{ box: packetsWith({ protocol: [1, 1] }), by: 'firewalld: icmp' }];
}

function numberOf(protocol: string): Interval {
  if (!Object.hasOwn(PROTOCOL_NUMBERS, protocol)) throw new NotUnderstoodError(`protocol "${protocol}"`);
  const number = PROTOCOL_NUMBERS[protocol as keyof typeof PROTOCOL_NUMBERS];
  return [number, number];
}

/** A rich rule that accepts. */
function ruleOpening(rule: Fields): readonly Opening[] {
  const family = rule.optionalText('family');
  const source = rule.object('source', (fields) => {
    const address = fields.text('address');
    fields.done();
    return address;
  });
  const accepts = rule.optionalText('accept');
  const protocols = rule.list('protocol', (fields) => fields.text('value'));
  const ports = rule.list('port', (fields) => portOpening(fields, source === undefined ? {} : { src: addresses(source) }));
  rule.done();
  if (accepts !== '') throw new NotUnderstoodError('a rich rule that does not accept');
  if (family === 'ipv6') return [];
  if (family !== 'ipv4') throw new NotUnderstoodError(`a rich rule for the family "${family}"`);
  const by = `firewalld: rich rule for ${source ?? 'everyone'}`;
  if (protocols)
    return reading(by, () =>
      protocols.map((protocol) => ({
        box: packetsWith({ ...(source !== undefined && { src: addresses(source) }), protocol: numberOf(protocol) }),
        by,
      })),
    );
  if (!ports) return [{ box: packetsWith(source === undefined ? {} : { src: addresses(source) }), by }];
  return reading(by, () => ports.map(({ box, by: port }) => ({ box, by: `${port}, ${source ?? 'everyone'}` })));
}
