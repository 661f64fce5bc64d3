import { NotUnderstoodError, reading } from '../errors';
import { boxOf } from '../packets';
import { contains, overlap } from '../sets/boxes';
import { EVERY_PACKET, type FirewallRule, type GuestFirewall, type Opening, passing } from './firewall';
import { type Rule, readRule, type State } from './nftables-rule';
import { Tokens } from './nftables-tokens';

/** To what a chain's rules are applied: packets for the machine, and those that arrive at an address of it, before any is sent on to others. */
type Hook = 'input' | 'arriving';

interface Chain {
  readonly name: string;
  /** Unset: its rules are applied where another chain jumps to it. */
  readonly at?: { readonly hook: Hook; readonly policy: boolean };
  readonly statements: readonly (readonly string[])[];
}

/**
 * Reads a file of nftables as `nft -f` does: what its chain for incoming packets lets in, and what of it is judged before
 * destinations are rewritten.
 *
 * @throws NotUnderstoodError for every statement without a known meaning, and when there is not exactly one chain for incoming packets
 */
export function readNftables(text: string): GuestFirewall {
  const tables = readTables(new Tokens(text));
  const input = only(tables, 'input');
  if (!input) throw new NotUnderstoodError('no chain for incoming packets');
  const arriving = only(tables, 'arriving');
  const passes = (state: State): readonly Opening[] => {
    const within = input(state);
    return arriving ? inBoth(arriving(state), within) : within;
  };
  return {
    name: 'nftables',
    openings: passes('new'),
    answers: passes('answer'),
    atInput: input('new'),
    redirectable: arriving ? arriving('new') : NOTHING_ASKED,
    unsaid: [],
  };
}

const NOTHING_ASKED: readonly Opening[] = [{ box: boxOf(EVERY_PACKET), by: 'no rule is asked before destinations are rewritten' }];

/** What passes both; what one rule lets pass whole is told as that of the other. */
function inBoth(some: readonly Opening[], others: readonly Opening[]): readonly Opening[] {
  return others.flatMap((other) => {
    if (some.some(({ box }) => contains(box, other.box))) return [other];
    return some.flatMap(({ box }) => {
      const common = overlap(box, other.box);
      return common ? [{ box: common, by: other.by }] : [];
    });
  });
}

type Passing = (state: State) => readonly Opening[];

/** What the chain at a hook lets pass; undefined where there is none. */
function only(tables: readonly (readonly Chain[])[], hook: Hook): Passing | undefined {
  const found = tables.flatMap((chains) =>
    chains.flatMap((chain) => (chain.at?.hook === hook ? [{ chain, policy: chain.at.policy, chains }] : [])),
  );
  const [first, ...more] = found;
  if (more.length > 0) throw new NotUnderstoodError(`${found.length} chains for ${WORDS[hook]} packets`);
  if (!first) return undefined;
  const rules = rulesOf(first.chain, first.chains, []);
  const last: FirewallRule = { boxes: [boxOf(EVERY_PACKET)], accepts: first.policy, by: 'no rule of nftables drops it' };
  return (state) => passing([...rules.filter(({ states }) => states?.has(state) ?? true), last]);
}

const WORDS: Readonly<Record<Hook, string>> = { input: 'incoming', arriving: 'arriving' };

/** Its rules in the order in which they are asked: where it jumps to another chain of its table, that one's. */
function rulesOf({ name, statements }: Chain, chains: readonly Chain[], within: readonly string[]): readonly Rule[] {
  if (within.includes(name)) throw new NotUnderstoodError(`the chain ${name}, which jumps to itself`);
  return statements.flatMap((words) => {
    const text = words.join(' ');
    const [jump, target, ...more] = words;
    if (jump !== 'jump') return reading(`"${text}"`, () => readRule(words, text));
    const chain = chains.find((each) => each.name === target && !each.at);
    if (!chain || more.length > 0) throw new NotUnderstoodError(`"${text}", which leads to no chain of the table`);
    return rulesOf(chain, chains, [...within, name]);
  });
}

/** All chains of each table that stand at the end of a file. */
function readTables(tokens: Tokens): readonly (readonly Chain[])[] {
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
  return [...tables.values()];
}

function readTable(tokens: Tokens): readonly Chain[] {
  const chains: Chain[] = [];
  tokens.expect('{');
  for (let word = tokens.next(); word !== '}'; word = tokens.next()) {
    if (word === ';') continue;
    if (word !== 'chain') throw new NotUnderstoodError(`"${word}" in a table`);
    const name = tokens.next() ?? '';
    chains.push(reading(`chain ${name}`, () => readChain(name, tokens)));
  }
  return chains;
}

/** Where destinations are rewritten: nft(8), `dstnat`. */
const DSTNAT = -100;
const CONNECTIONS_KNOWN = -200;

function readChain(name: string, tokens: Tokens): Chain {
  tokens.expect('{');
  const statements = tokens.statements();
  const [head, policy] = statements.map((words) => words.join(' '));
  if (!head?.startsWith('type ')) return { name, statements };
  const hook = hookOf(head);
  if (!hook) throw new NotUnderstoodError(`"${head}", which does not filter incoming packets`);
  if (policy !== 'policy drop' && policy !== 'policy accept') throw new NotUnderstoodError(`"${policy}" where a policy was expected`);
  return { name, at: { hook, policy: policy === 'policy accept' }, statements: statements.slice(2) };
}

function hookOf(head: string): Hook | undefined {
  if (/^type filter hook input priority (0|filter)$/.test(head)) return 'input';
  const [, priority] = /^type filter hook prerouting priority (-\d+)$/.exec(head) ?? [];
  const place = Number(priority);
  return place > CONNECTIONS_KNOWN && place < DSTNAT ? 'arriving' : undefined;
}
