import { NotUnderstoodError, reading } from '../errors';
import { addresses } from '../sets/addresses';
import { type Box, overlap } from '../sets/boxes';
import type { Interval } from '../sets/intervals';
import { PROTOCOL_NUMBERS } from '../sets/transport';
import { boxOf } from '../world/packets';
import { EVERY_PACKET, type FirewallRule, type GuestFirewall, packetsWith, passing } from './firewall';

/** What connection tracking knows of a packet. */
type State = 'new' | 'answer';

/** A rule as it stands, for packets that come over the network. */
interface Rule extends FirewallRule {
  /** Unset: all. */
  readonly states?: ReadonlySet<State>;
}

interface Chain {
  readonly rules: readonly Rule[];
  readonly policy: boolean;
}

/**
 * Reads a file of nftables as `nft -f` does: what its chain for incoming packets lets in.
 *
 * @throws NotUnderstoodError for every statement without a known meaning, and when there is not exactly one such chain
 */
export function readNftables(text: string): GuestFirewall {
  const chains = readChains(new Tokens(text));
  const [chain, ...more] = chains;
  if (!chain || more.length > 0) throw new NotUnderstoodError(`${chains.length} chains for incoming packets`);
  const last: FirewallRule = { boxes: [boxOf(EVERY_PACKET)], accepts: chain.policy, by: 'no rule of nftables drops it' };
  const passingIn = (state: State) => passing([...chain.rules.filter(({ states }) => states?.has(state) ?? true), last]);
  return { name: 'nftables', openings: passingIn('new'), answers: passingIn('answer'), unsaid: [] };
}

/** All chains for incoming packets that stand at the end of a file. */
function readChains(tokens: Tokens): readonly Chain[] {
  const tables = new Map<string, Chain[]>();
  for (let word = tokens.next(); word !== undefined; word = tokens.next()) {
    if (word === ';') continue;
    const verb = word === 'delete' ? word : 'add';
    if (word === 'delete') word = tokens.next();
    if (word !== 'table') throw new NotUnderstoodError(`"${word}" where a table was expected`);
    const table = `${tokens.next()} ${tokens.next()}`;
    if (verb === 'delete') tables.delete(table);
    const known = tables.get(table) ?? [];
    if (verb === 'add') tables.set(table, known);
    if (tokens.peek() === '{' && verb === 'add') known.push(...reading(`table ${table}`, () => readTable(tokens)));
  }
  return [...tables.values()].flat();
}

function readTable(tokens: Tokens): readonly Chain[] {
  const chains: Chain[] = [];
  tokens.expect('{');
  for (let word = tokens.next(); word !== '}'; word = tokens.next()) {
    if (word === ';') continue;
    if (word !== 'chain') throw new NotUnderstoodError(`"${word}" in a table`);
    chains.push(reading(`chain ${tokens.next()}`, () => readChain(tokens)));
  }
  return chains;
}

const HEAD = /^type filter hook input priority (0|filter)$/;

function readChain(tokens: Tokens): Chain {
  tokens.expect('{');
  const statements = tokens.statements();
  const [head, policy, ...rules] = statements.map((words) => words.join(' '));
  if (!HEAD.test(head ?? '')) throw new NotUnderstoodError(`"${head}", which does not filter incoming packets`);
  if (policy !== 'policy drop' && policy !== 'policy accept') throw new NotUnderstoodError(`"${policy}" where a policy was expected`);
  return {
    policy: policy === 'policy accept',
    rules: rules.flatMap((text, i) => reading(`"${text}"`, () => readRule(statements[i + 2] ?? [], text))),
  };
}

/** What the words of a rule narrow it to. */
interface Match {
  readonly boxes: readonly Box[];
  readonly states?: ReadonlySet<State>;
  /** It matches nothing that comes over the network by IPv4. */
  readonly elsewhere?: true;
}

const VERDICTS: Readonly<Record<string, boolean>> = { accept: true, drop: false, reject: false };

function readRule(words: readonly string[], text: string): readonly Rule[] {
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

/** Expressions begin with one word or two. */
const startOf = (words: readonly string[]): readonly [string, number] =>
  EXPRESSIONS[words[0] ?? ''] ? [words[0] ?? '', 1] : [words.slice(0, 2).join(' '), 2];

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
    if (!Object.hasOwn(PROTOCOLS, value)) throw new NotUnderstoodError(`protocol "${value}"`);
    return PROTOCOLS[value];
  });
  const boxes = numbers.filter((number) => number !== undefined).map((number) => packetsWith({ protocol: [number, number] }));
  return boxes.length > 0 ? { boxes } : NOWHERE;
}

export function portRange(text: string): Interval {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range: Interval = [Number(first), Number(last)];
  if (!(range[0] <= range[1] && range[1] <= 65535)) throw new NotUnderstoodError(`ports "${text}"`);
  return range;
}

/** Words, braces and the ends of statements; comments are gone, sets are one word. */
class Tokens {
  private readonly words: readonly string[];
  private at = 0;

  constructor(text: string) {
    const plain = text.replace(/^#.*$/gm, '');
    this.words = plain.match(/"[^"\n]*"|\{[^{}\n]*\}|[{};\n]|[^\s{};"]+/g)?.map((word) => (word === '\n' ? ';' : word)) ?? [];
  }

  next(): string | undefined {
    return this.words[this.at++];
  }

  peek(): string | undefined {
    return this.words[this.at];
  }

  expect(word: string): void {
    const found = this.next();
    if (found !== word) throw new NotUnderstoodError(`"${found}" where "${word}" was expected`);
  }

  /** Statements up to the end of the block that was opened. */
  statements(): readonly (readonly string[])[] {
    const all: string[][] = [[]];
    for (let word = this.next(); word !== '}'; word = this.next()) {
      if (word === undefined || word === '{') throw new NotUnderstoodError('a block within a chain, or one without an end');
      if (word === ';') all.push([]);
      else all.at(-1)?.push(word);
    }
    return all.filter((words) => words.length > 0);
  }
}
