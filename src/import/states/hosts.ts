import { canBeSaid, connectionCode, type NamedPool, nowhere, poolCode } from '../host-code';
import type { Labels } from '../labels';
import { sizeOfBytes } from '../sizes';
import { code, number, object, optionalList, type Program, type Props, quoted, text } from '../source';
import { claimedFacts } from './claimed';
import type { At, FoundThings } from './found';

/** A host, once it is a constant of the program. */
export interface DeclaredHost {
  readonly constant: string;
  /** Where disks lie that name no pool. */
  readonly defaultPool: string;
}

/** What libvirt's own examples and installers call the first pool. */
const USUAL_POOL = 'default';

const MEBIBYTE = 2 ** 20;

/** Hosts of everything that was found, by the alias of their provider. */
export function declareHosts(found: FoundThings, labels: Labels, program: Program): ReadonlyMap<string, DeclaredHost> {
  const { machines, networks, pools, volumes } = found;
  const aliases = [...new Set([...machines, ...networks, ...pools, ...volumes].map(({ host }) => host))].sort();
  return new Map(aliases.map((alias) => [alias, declareHost(alias, found, aliases.length, labels, program)]));
}

function declareHost(alias: string, found: FoundThings, hosts: number, labels: Labels, program: Program): DeclaredHost {
  const label = labels.take(alias === '' ? 'kvm1' : alias, 'host');
  const own = found.machines.filter(({ host }) => host === alias);
  const { props: way, notes } = connection(found.uris[alias], label, hosts);
  const pools = poolsOf(alias, found);
  const [first, ...others] = pools.map((pool) => poolCode(pool, program));
  const defaultPool = pools[0]?.name ?? USUAL_POOL;
  const isUsual = first === undefined || first.code === poolCode({ name: USUAL_POOL, type: 'directory' }, program).code;
  const facts = claimedFacts(own, leastFor(own), program);
  const props = object({
    ...way,
    cpus: number(facts.cpus),
    memory: sizeOfBytes(facts.memory, program),
    ...facts.props,
    pool: isUsual ? undefined : first,
    pools: optionalList(others),
    virtualization: own.length > 0 && own.every(({ emulated }) => emulated) ? code(`${program.lib('Virtualization')}.QEMU`) : undefined,
  });
  const named = pools.filter(({ name }) => !found.pools.some((pool) => pool.host === alias && pool.name === name));
  const strangers = named.map(({ name }) => name).join(', ');
  if (named.some(({ name }) => name !== USUAL_POOL)) notes.push(`Not in the state, and taken for pools of files: ${strangers}.`);
  notes.push(...facts.notes);
  const size = 'State the processors and the memory that it has: these are the least that its machines fit into.';
  const constant = program.declare(label, code(`new ${program.lib('Host')}(this, ${quoted(label)}, ${props.code})`), [...notes, size]);
  return { constant, defaultPool };
}

/** Twice what guests have been given is more than any overhead; four virtual processors share one. */
function leastFor(machines: readonly { readonly cpus: number | undefined; readonly bytes: number | undefined }[]): {
  cpus: number;
  memory: number;
} {
  const all = machines.map(({ cpus = 1 }) => cpus);
  const cpus = Math.max(1, ...all, Math.ceil(all.reduce((sum, each) => sum + each, 0) / 4));
  const guests = machines.reduce((sum, { bytes = 0 }) => sum + bytes * 1.1 + 1024 * MEBIBYTE, 0);
  const gibibyte = 1024 * MEBIBYTE;
  return { cpus, memory: Math.ceil(guests / gibibyte + 4) * gibibyte };
}

/** `uri` or `ssh`, or a stand-in that reaches nobody. */
function connection(uri: string | undefined, label: string, hosts: number): { readonly props: Props; readonly notes: string[] } {
  const props = uri === undefined ? undefined : connectionCode(uri);
  if (props) return { props, notes: [] };
  const said = uri === undefined ? 'A state does not say where its host is' : 'Its URI is none that can be said here';
  if (hosts === 1) return { props: { uri: text('qemu:///system') }, notes: [`${said}: this is the machine that Terraform runs on.`] };
  return { props: nowhere(label), notes: [`${said}: state whom to reach there, and how.`] };
}

/** Those of the host that this library knows, and those that its machines name; the one with most volumes first. */
function poolsOf(alias: string, { pools, volumes }: FoundThings): readonly NamedPool[] {
  const here = <T extends At>(all: readonly T[]): readonly T[] => all.filter(({ host }) => host === alias);
  const known = new Map<string, NamedPool>(here(pools).map((pool) => [pool.name, pool]));
  for (const { pool } of here(volumes)) if (!known.has(pool)) known.set(pool, { name: pool, type: 'directory' });
  const count = ({ name }: NamedPool): number => here(volumes).filter(({ pool }) => pool === name).length;
  return [...known.values()].filter(canBeSaid).sort((a, b) => count(b) - count(a) || (a.name < b.name ? -1 : 1));
}
