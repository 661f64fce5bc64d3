import { NotUnderstoodError, reading } from '../errors';
import { address } from '../sets/addresses';
import { configurationOf, type FirstBoot } from './first-boot';

/** An address that machines hold in turn, as one of them is told. */
export interface SharedAddress {
  readonly addresses: readonly number[];
  /** The address that it speaks from. */
  readonly own: number;
  /** The machines that it listens to. */
  readonly peers: readonly number[];
  /** VRRP's number of them. */
  readonly routerId: number;
  readonly priority: number;
  /** Takes the address from a machine with a lower number. */
  readonly preempts: boolean;
  /** What must end well for it to hold the address. */
  readonly checks: readonly string[];
}

const CONFIGURATION = '/etc/keepalived/keepalived.conf';

/**
 * What the first boot tells keepalived; undefined when it brings up none.
 *
 * @throws NotUnderstoodError for a configuration without a known meaning
 */
export function readPair(boot: FirstBoot): SharedAddress | undefined {
  const path = configurationOf(boot, 'keepalived.service', CONFIGURATION);
  if (path === undefined) return undefined;
  return reading(path, () => readInstance(blocksIn(boot.files.get(path) ?? ''), boot));
}

/** `words { … }`, or words alone. */
interface Statement {
  readonly words: string;
  readonly inside?: readonly Statement[];
}

function blocksIn(text: string): readonly Statement[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/[#!].*$/, '').trim())
    .filter((line) => line !== '');
  let at = 0;
  const read = (isInside: boolean): readonly Statement[] => {
    const found: Statement[] = [];
    for (; at < lines.length; ) {
      const line = lines[at++] ?? '';
      if (line === '}') {
        if (!isInside) throw new NotUnderstoodError('a brace that closes nothing');
        return found;
      }
      const [, head] = /^(.*\S)\s*\{$/.exec(line) ?? [];
      found.push(head === undefined ? { words: line } : { words: head, inside: read(true) });
    }
    if (isInside) throw new NotUnderstoodError('a block without an end');
    return found;
  };
  return read(false);
}

/** What decides nothing about who holds which address. */
const HOW = /^(router_id|vrrp_version|vrrp_garp_|enable_script_security$|script_user|state BACKUP$|advert_int|interval|timeout|fall|rise)/;

function readInstance(statements: readonly Statement[], boot: FirstBoot): SharedAddress {
  const scripts = new Map<string, string>();
  const instances: SharedAddress[] = [];
  for (const { words, inside } of statements) {
    const [kind = '', name = ''] = words.split(/\s+/);
    if (!inside || !Object.hasOwn(SECTIONS, kind)) throw new NotUnderstoodError(`"${words}"`);
    SECTIONS[kind]?.(inside, name, { scripts, instances, boot });
  }
  const [instance, ...more] = instances;
  if (!instance || more.length > 0) throw new NotUnderstoodError(`${instances.length} addresses that are held in turn`);
  return { ...instance, checks: instance.checks.map((check) => scripts.get(check) ?? 'nothing') };
}

interface Reading {
  readonly scripts: Map<string, string>;
  readonly instances: SharedAddress[];
  readonly boot: FirstBoot;
}

const SECTIONS: Readonly<Record<string, (inside: readonly Statement[], name: string, reading: Reading) => void>> = {
  global_defs: (inside) => {
    for (const { words } of inside) if (!HOW.test(words)) throw new NotUnderstoodError(`"${words}"`);
  },
  vrrp_script: (inside, name, { scripts, boot }) => {
    for (const { words } of inside) {
      const [, path] = /^script "(\S+)"$/.exec(words) ?? [];
      if (path !== undefined) scripts.set(name, boot.files.get(path) ?? '');
      else if (!HOW.test(words)) throw new NotUnderstoodError(`"${words}"`);
    }
  },
  vrrp_instance: (inside, name, { instances }) => {
    instances.push(reading(name, () => instanceOf(inside)));
  },
};

function instanceOf(inside: readonly Statement[]): SharedAddress {
  const single = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  let preempts = true;
  for (const statement of inside) {
    const [key = '', ...values] = statement.words.split(/\s+/);
    if (statement.inside)
      lists.set(
        key,
        statement.inside.map(({ words }) => words),
      );
    else if (key === 'nopreempt') preempts = false;
    else if (KEYS.has(key)) single.set(key, values.join(' '));
    else if (!HOW.test(statement.words)) throw new NotUnderstoodError(`"${statement.words}"`);
  }
  const unknown = [...lists.keys()].find((key) => !LISTS.has(key));
  if (unknown !== undefined) throw new NotUnderstoodError(`"${unknown}"`);
  const one = (key: string): string => {
    const value = single.get(key);
    if (value === undefined) throw new NotUnderstoodError(`no ${key}`);
    return value;
  };
  const at = one('interface');
  const addresses = (lists.get('virtual_ipaddress') ?? []).map((text) => {
    const [, held, device = at] = /^([\d.]+)\/32(?: dev (\S+))?$/.exec(text) ?? [];
    if (held === undefined || device !== at) throw new NotUnderstoodError(`the address "${text}"`);
    return address(held);
  });
  return {
    addresses,
    own: address(one('unicast_src_ip')),
    peers: (lists.get('unicast_peer') ?? []).map(address),
    routerId: Number(one('virtual_router_id')),
    priority: Number(one('priority')),
    preempts,
    checks: lists.get('track_script') ?? [],
  };
}

const KEYS: ReadonlySet<string> = new Set(['interface', 'virtual_router_id', 'priority', 'unicast_src_ip']);
const LISTS: ReadonlySet<string> = new Set(['unicast_peer', 'virtual_ipaddress', 'track_script']);
