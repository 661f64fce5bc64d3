import { canBeSaid, connectionCode, nowhere, poolCode } from '../host-code';
import { Labels } from '../labels';
import { sizeOfBytes } from '../sizes';
import { code, number, object, optionalList, Program, quoted } from '../source';
import { type HostTexts, nodeFacts, poolFacts } from './facts';

/**
 * A program with hosts as they are: how they are reached, what they have, and their storage pools with their sizes.
 * @param system name of the system: a label
 * @throws Error for texts that virsh does not print
 */
export function programOfHosts(hosts: readonly HostTexts[], system: string): string {
  const program = new Program();
  const labels = new Labels();
  for (const host of hosts) declareHost(host, labels, program);
  return program.toText(system);
}

/** What installers call the pool that every host has, see `HostProps.pool`. */
const USUAL_POOL = 'default';

function declareHost({ uri, hostname, nodeinfo, pools: texts }: HostTexts, labels: Labels, program: Program): void {
  const { cpus, bytes } = nodeFacts(nodeinfo);
  const pools = texts.map(poolFacts);
  const left = pools.filter((pool) => !canBeSaid(pool));
  const known = pools.filter(canBeSaid);
  const first = known.find(({ name }) => name === USUAL_POOL) ?? known[0];
  const others = known.filter((pool) => pool !== first);
  const label = labels.take(hostname.split('.')[0] ?? '', 'host');
  const way = connectionCode(uri);
  const props = object({
    ...(way ?? nowhere(label)),
    cpus: number(cpus),
    memory: sizeOfBytes(bytes, program),
    pool: first && poolCode(first, program),
    pools: optionalList(others.map((pool) => poolCode(pool, program))),
  });
  program.declare(label, code(`new ${program.lib('Host')}(this, ${quoted(label)}, ${props.code})`), [
    ...(way ? [] : ['Its URI is none that can be said here: state whom to reach there, and how.']),
    ...(first ? [] : ['It has no pool that disks could lie in.']),
    ...left.map(({ name }) => `not said: the pool ${name}, of a type or name that is not known here`),
  ]);
}
