import { NotUnderstoodError } from '../errors';
import { boxOf } from '../packets';
import { addresses } from '../sets/addresses';
import { type Box, overlap } from '../sets/boxes';
import { PROTOCOL_NUMBERS } from '../sets/transport';
import { EVERY_PACKET, type FirewallRule, packetsWith, portRange } from './firewall';

/** What connection tracking knows of a packet. */
export type State = 'new' | 'answer';

/** A rule as it stands, for packets that come over the network. */
export interface Rule extends FirewallRule {
  /** Unset: all. */
  readonly states?: ReadonlySet<State>;
}

/** What the words of a rule narrow it to. */
interface Match {
  readonly boxes: readonly Box[];
  readonly states?: ReadonlySet<State>;
  /** It matches nothing that comes over the network by IPv4. */
  readonly elsewhere?: true;
}

const VERDICTS: Readonly<Record<string, boolean>> = { accept: true, drop: false, reject: false };

/**
 * Reads one rule.
 *
 * @throws NotUnderstoodError for words without a known meaning
 */
export function readRule(words: readonly string[], text: string): readonly Rule[] {
  const accepts = VERDICTS[words.at(-1) ?? ''];
  if (accepts === undefined) throw new NotUnderstoodError('no verdict at its end');
  let match: Match = { boxes: [boxOf(EVERY_PACKET)] };
  for (let rest = words.slice(0, -1); rest.length > 0; ) {
    const [start, count] = startOf(rest);
    const narrowed = EXPRESSIONS[start]?.(valuesOf(rest.slice(count, count + 1)));
    if (!narrowed) throw new NotUnderstoodError(`"${rest.join(' ')}"`);
    match = both(match, narrowed);
    rest = rest.slice(count + 1);
  }
  return match.elsewhere ? [] : [{ ...match, accepts, by: `nftables: ${text}` }];
}

/** Expressions begin with one word, two or four. */
function startOf(words: readonly string[]): readonly [string, number] {
  const count = [1, 4].find((length) => Object.hasOwn(EXPRESSIONS, words.slice(0, length).join(' '))) ?? 2;
  return [words.slice(0, count).join(' '), count];
}

/** The values of an expression: one, a list with commas, or a set. */
const valuesOf = ([text = '']: readonly string[]): readonly string[] =>
  text
    .replace(/^\{|\}$/g, '')
    .split(',')
    .map((value) => value.trim());

function both(a: Match, b: Match): Match {
  const states = a.states && b.states ? new Set([...a.states].filter((state) => b.states?.has(state))) : (a.states ?? b.states);
  return {
    boxes: a.boxes.flatMap((one) => b.boxes.map((other) => overlap(one, other)).filter((box) => box !== undefined)),
    ...(states && { states }),
    ...((a.elsewhere || b.elsewhere) && { elsewhere: true }),
  };
}

const STATES: Readonly<Record<string, State | undefined>> = { new: 'new', established: 'answer', related: 'answer', invalid: undefined };
const EVERYTHING: Match = { boxes: [boxOf(EVERY_PACKET)] };
const NOWHERE: Match = { boxes: [], elsewhere: true };

const EXPRESSIONS: Readonly<Record<string, (values: readonly string[]) => Match>> = {
  'ct state': (values) => {
    const states = values.map((value) => {
      if (!Object.hasOwn(STATES, value)) throw new NotUnderstoodError(`state "${value}"`);
      return STATES[value];
    });
    return { ...EVERYTHING, states: new Set(states.filter((state) => state !== undefined)) };
  },
  iifname: ([name]) => {
    if (name === '"lo"' || name === 'lo') return NOWHERE;
    throw new NotUnderstoodError(`interface ${name}`);
  },
  'meta l4proto': protocols,
  'ip protocol': protocols,
  'meta nfproto': ([family]) => {
    if (family === 'ipv4') return EVERYTHING;
    if (family === 'ipv6') return NOWHERE;
    throw new NotUnderstoodError(`family "${family}"`);
  },
  'ip saddr': (values) => ({ boxes: values.map((value) => packetsWith({ src: addresses(value) })) }),
  'ip6 saddr': () => NOWHERE,
  // What a machine's own firewall is asked about here is for an address of its own.
  'fib daddr type !=': ([type]) => {
    if (type === 'local') return NOWHERE;
    throw new NotUnderstoodError(`addresses of type "${type}"`);
  },
  ...Object.fromEntries(
    (['tcp', 'udp', 'sctp'] as const).flatMap((name) => {
      const number = PROTOCOL_NUMBERS[name];
      const ports = (field: 'srcPorts' | 'dstPorts') => (values: readonly string[]) => ({
        boxes: values.map((value) => packetsWith({ protocol: [number, number], [field]: portRange(value) })),
      });
      return [
        [`${name} sport`, ports('srcPorts')],
        [`${name} dport`, ports('dstPorts')],
      ] as const;
    }),
  ),
};

const PROTOCOLS: Readonly<Record<string, number | undefined>> = {
  ...PROTOCOL_NUMBERS,
  'ipv6-icmp': undefined,
  icmpv6: undefined,
};

function protocols(values: readonly string[]): Match {
  const numbers = values.map((value) => {
    // By its number.
    if (/^\d{1,3}$/.test(value) && Number(value) <= 255) return Number(value);
    if (!Object.hasOwn(PROTOCOLS, value)) throw new NotUnderstoodError(`protocol "${value}"`);
    return PROTOCOLS[value];
  });
  const boxes = numbers.filter((number) => number !== undefined).map((number) => packetsWith({ protocol: [number, number] }));
  return boxes.length > 0 ? { boxes } : NOWHERE;
}
