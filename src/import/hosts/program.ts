import { canBeSaid, connectionCode, nowhere, poolCode } from '../host-code';
import { Labels } from '../labels';
import { sizeOfBytes } from '../sizes';
import { code, number, object, optionalList, optionalObject, Program, type Props, quoted, text } from '../source';
import type { FoundDisk } from '../states/facts';
import type { DeclaredHost } from '../states/hosts';
import { machineTypeOf } from '../states/libvirt';
import { declareMachine } from '../states/machines';
import { declareSubnets } from '../states/networks';
import { type Capabilities, capabilityFacts, type HostTexts, nodeFacts, poolFacts } from './facts';
import { thingsOf } from './things';

/**
 * A program with hosts as they are: how they are reached, what they have, their storage pools with their sizes, and the machines that are
 * on them, as such that are adopted.
 * @param system name of the system: a label. Domains whose names begin with it are its own, and left out
 * @throws Error for texts that virsh does not print
 */
export function programOfHosts(hosts: readonly HostTexts[], system: string): string {
  const program = new Program();
  const labels = new Labels();
  const found = thingsOf(hosts, `${system}-`);
  if (found.machines.length > 0)
    program.note([
      'Machines are those that run there (`adopt`): an apply takes note of them and changes nothing: node_modules/isthmus/docs/adoption.md.',
      'Networks stay as they are: each is the bridge that it is on.',
      'Who may talk to whom is nowhere to be read: say it by this.policy.allow(…), and then `filtered: true` of each machine.',
    ]);
  const declared = new Map(hosts.map((host, index) => [String(index), declareHost(host, labels, program)]));
  const subnets = declareSubnets({ ...found, networks: found.networks.filter(isUsedIn(found)) }, labels, program, '');
  const used = new Map<string, FoundDisk>();
  for (const machine of found.machines) declareMachine(machine, { program, found, hosts: declared, subnets, labels, prefix: '', used });
  return program.toText(system);
}

/** Whether a card of a machine is on a network. */
const isUsedIn =
  ({ machines }: ReturnType<typeof thingsOf>) =>
  ({ name, host }: ReturnType<typeof thingsOf>['networks'][number]): boolean =>
    machines.some((machine) => machine.host === host && machine.cards.some(({ network }) => network === name));

/** What installers call the pool that every host has, see `HostProps.pool`. */
const USUAL_POOL = 'default';

function declareHost({ uri, hostname, nodeinfo, pools: texts, capabilities }: HostTexts, labels: Labels, program: Program): DeclaredHost {
  const { cpus, bytes } = nodeFacts(nodeinfo);
  const pools = texts.map(poolFacts);
  const left = pools.filter((pool) => !canBeSaid(pool));
  const known = pools.filter(canBeSaid);
  const first = known.find(({ name }) => name === USUAL_POOL) ?? known[0];
  const others = known.filter((pool) => pool !== first);
  const label = labels.take(hostname.split('.')[0] ?? '', 'host');
  const way = connectionCode(uri);
  const offered = capabilityFacts(capabilities);
  const props = object({
    ...(way ?? nowhere(label)),
    cpus: number(cpus),
    memory: sizeOfBytes(bytes, program),
    pool: first && poolCode(first, program),
    pools: optionalList(others.map((pool) => poolCode(pool, program))),
    virtualization: offered.emulated ? code(`${program.lib('Virtualization')}.QEMU`) : undefined,
    machineTypes: machineTypes(offered),
    firmware: firmware(offered),
  });
  const constant = program.declare(label, code(`new ${program.lib('Host')}(this, ${quoted(label)}, ${props.code})`), [
    ...(way ? [] : ['Its URI is none that can be said here: state whom to reach there, and how.']),
    ...(first ? [] : ['It has no pool that disks could lie in.']),
    ...left.map(({ name }) => `not said: the pool ${name}, of a type or name that is not known here`),
  ]);
  return { constant, defaultPool: first?.name ?? USUAL_POOL };
}

/** Machines that are made there keep their virtual hardware when QEMU is upgraded. */
function machineTypes({ machines }: Capabilities): ReturnType<typeof optionalObject> {
  const versions = machines.filter((name) => machineTypeOf(name) !== name).map((name) => [machineTypeOf(name), text(name)] as const);
  return optionalObject(Object.fromEntries(versions.filter(([family]) => family !== undefined)));
}

const EL = '/usr/share/edk2/ovmf';

/** Where distributions have firmware whose places are not the library's own (package edk2-ovmf of Enterprise Linux and Fedora). */
const PLACES: Readonly<Record<string, Props>> = {
  [`${EL}/OVMF_CODE.secboot.fd`]: {
    code: text(`${EL}/OVMF_CODE.fd`),
    variables: text(`${EL}/OVMF_VARS.fd`),
    secureCode: text(`${EL}/OVMF_CODE.secboot.fd`),
    secureVariables: text(`${EL}/OVMF_VARS.secboot.fd`),
  },
};

const firmware = ({ loaders }: Capabilities): ReturnType<typeof optionalObject> =>
  optionalObject(loaders.map((path) => PLACES[path]).find((place) => place !== undefined) ?? {});
