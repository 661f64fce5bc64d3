import { nicsOf, type ResolvedMachine, type ResolvedSystem, type ResolvedVolume } from '../../model/resolved';
import { append, countOf } from '../../model/values';
import { isObject, type Json, pathText } from '../differences';
import { changeText, ruleOf } from '../rules';
import { mebibytesText, unique } from '../words';
import type { Action, AttributeChange, ResourceChange } from './actions';
import { ATTRIBUTES } from './rules';

/**
 * What becomes of a machine. `restarted`: shut down, changed and started again, its disks stay. `made-anew`: another machine takes its place.
 * `adopted`: it is there, and Terraform takes note of it.
 */
export type MachineFate = 'created' | 'adopted' | 'made-anew' | 'restarted' | 'changed-live' | 'removed';

/** What becomes of a machine. */
export interface MachineChange {
  /** Its name. */
  readonly name: string;
  /** What happens to it. */
  readonly does: MachineFate;
  /** Why, or what differs, in words. */
  readonly notes: readonly string[];
  /** Seconds that the guest gets to shut down by itself before it is switched off. Unset where it is not shut down. */
  readonly shutdownSeconds?: number;
  /** Somebody has to shut it down before the apply, which refuses otherwise. */
  readonly shutDownFirst?: true;
  /** Terraform addresses. */
  readonly addresses: readonly string[];
}

/** A machine before and after, with what an apply does of it. */
interface Told {
  readonly name: string;
  readonly before?: ResolvedMachine;
  readonly after?: ResolvedMachine;
  /** By what of the machine it is. */
  readonly changes: ReadonlyMap<Part, readonly ResourceChange[]>;
}

type Part =
  | 'domain'
  | 'start'
  | 'size'
  | 'content'
  | 'adopted-filter'
  | 'filter'
  | 'filter-rules'
  | 'cloud-init'
  | 'ignition'
  | 'disk'
  | 'first-boot';

/** Of which machine a resource is a part; undefined for what is nobody's. */
export type MachineParts = ReadonlyMap<string, { readonly machine: string; readonly part: Part }>;

/** Names of machines are Terraform addresses, by rules that are public. */
export function machineParts(systems: readonly ResolvedSystem[]): MachineParts {
  const parts = new Map<string, { readonly machine: string; readonly part: Part }>();
  for (const { machines } of systems)
    for (const machine of machines) {
      const { name, root, data } = machine;
      const add = (address: string, part: Part): void => void parts.set(address, { machine: name, part });
      add(`libvirt_domain.${name}`, 'domain');
      add(`terraform_data.${name}-start`, 'start');
      add(`terraform_data.${name}-size`, 'size');
      add(`terraform_data.${name}-content`, 'content');
      add(`terraform_data.first-boot["${name}"]`, 'first-boot');
      for (const step of ['cloud-init', 'unattend']) add(`terraform_data.${step}["${name}"]`, 'cloud-init');
      for (const address of [`terraform_data.ignition["${name}"]`, `libvirt_volume.${name}-ignition`]) add(address, 'ignition');
      for (const card of nicsOf(machine))
        for (const part of ['adopted-filter', 'filter', 'filter-rules'] as const) add(`terraform_data.${part}["${card.name}"]`, part);
      for (const { key } of [root, ...data]) add(`libvirt_volume.${key}`, 'disk');
    }
  return parts;
}

/** What becomes of machines: those of which something changes, by name. */
export function machineChanges(
  before: ResolvedSystem,
  after: ResolvedSystem,
  changes: readonly ResourceChange[],
  parts: MachineParts,
): readonly MachineChange[] {
  const told = new Map<string, Map<Part, ResourceChange[]>>();
  for (const change of changes) {
    const { machine, part } = parts.get(change.address) ?? {};
    if (machine === undefined || part === undefined) continue;
    const of = told.get(machine) ?? new Map<Part, ResourceChange[]>();
    told.set(machine, of);
    append(of, part, change);
  }
  const named = ({ machines }: ResolvedSystem, name: string): ResolvedMachine | undefined => machines.find((each) => each.name === name);
  return [...told.keys()]
    .sort()
    .map((name) => machineChange({ name, before: named(before, name), after: named(after, name), changes: told.get(name) ?? new Map() }));
}

function machineChange(told: Told): MachineChange {
  const { name, changes } = told;
  const addresses = [...changes.values()].flat().map(({ address }) => address);
  return { name, ...fateOf(told), addresses };
}

type Fate = Omit<MachineChange, 'name' | 'addresses'>;

/** By what is done of its domain. */
const FATES: { readonly [A in Action]: (told: Told, domain: ResourceChange) => Fate } = {
  create: ({ before, after }) => (before ? secondCopy(before, after) : { does: 'created', notes: after ? [newText(after)] : [] }),
  import: ({ changes }) => ({ does: 'adopted', notes: ['it runs on as it is, and Terraform takes note of it', ...liveNotes(changes)] }),
  delete: (_, domain) => ({ does: 'removed', notes: [], ...shutdownOf(domain, 'destroy') }),
  forget: ({ changes }) => ({ does: 'removed', notes: ['it runs on, and Terraform forgets it', ...liveNotes(changes)] }),
  replace: (told, domain) => ({ does: 'made-anew', notes: attributeNotes(told, domain), ...shutdownOf(domain, 'destroy') }),
  update: (told, domain) => ({ does: 'restarted', notes: attributeNotes(told, domain), ...shutdownOf(domain, 'update') }),
};

function fateOf(told: Told): Fate {
  const [domain] = told.changes.get('domain') ?? [];
  const networks = networksMadeAnew(told.changes);
  const fate: Fate = domain
    ? FATES[domain.action](told, domain)
    : { does: networks.length > 0 ? 'restarted' : 'changed-live', notes: networks.length > 0 ? [] : liveNotes(told.changes) };
  if (networks.length === 0) return fate;
  return { ...fate, notes: [...fate.notes, ...networks.map((name) => `the network of subnet ${name} is made anew`)], shutDownFirst: true };
}

/** Networks that it is attached to: an apply refuses to touch them as long as it is, and starts it afterwards. */
function networksMadeAnew(changes: Told['changes']): readonly string[] {
  const triggers = (changes.get('start') ?? []).flatMap((start) => start.triggers);
  return triggers.flatMap((address) => (address.startsWith('libvirt_network.') ? [address.slice(address.indexOf('.') + 1)] : []));
}

const newText = ({ host, cpus, memoryMiB }: ResolvedMachine): string =>
  `on ${host} with ${countOf(cpus, 'processor')} and ${mebibytesText(memoryMiB)}`;

const secondCopy = (before: ResolvedMachine, after: ResolvedMachine | undefined): Fate => ({
  does: 'made-anew',
  notes: [`a second one is made on ${after?.host ?? 'another host'}: that on ${before.host} runs on, and Terraform forgets it`],
});

/** Of the configuration that is applied: that is how the provider reads it. */
function shutdownOf({ instance }: ResourceChange, when: 'update' | 'destroy'): Pick<Fate, 'shutdownSeconds'> {
  const timeout = [when, 'shutdown', 'timeout'].reduce<unknown>(
    (at, key) => (isObject(at) ? (at as Json)[key] : undefined),
    instance.values,
  );
  return typeof timeout === 'number' ? { shutdownSeconds: timeout } : {};
}

function attributeNotes(told: Told, { attributes, triggers }: ResourceChange): readonly string[] {
  return unique([...attributes.flatMap((attribute) => attributeNote(told, attribute)), ...triggers.map((address) => `${address} changes`)]);
}

function attributeNote({ before, after }: Told, attribute: AttributeChange): readonly string[] {
  const notes = before && after ? PARTS[attribute.path.join('.')]?.(before, after) : undefined;
  if (notes && notes.length > 0) return notes;
  const rule = ruleOf(ATTRIBUTES.libvirt_domain ?? {}, attribute.path);
  // The provider redefines a domain whatever it is that differs.
  return [rule ? changeText(rule, attribute) : `${pathText(attribute.path)}, of which nothing more is known here`];
}

/** Lists of a domain of which each element has a name of its own in the system. */
const PARTS: Readonly<Record<string, (before: ResolvedMachine, after: ResolvedMachine) => readonly string[]>> = {
  'devices.disks': (before, after) => [
    ...comings('disk', ...both(before, after, ({ data }) => data.map(({ id }) => id))),
    ...comings('CD', ...both(before, after, ({ cds }) => cds.map(({ image }) => image.volumeName))),
    ...attachmentNotes(before, after),
  ],
  'devices.filesystems': (before, after) =>
    comings('shared folder', ...both(before, after, ({ sharedFolders }) => sharedFolders.map(({ id }) => id))),
  'devices.hostdevs': (before, after) =>
    comings('device of its host', ...both(before, after, ({ hardware: { devices } }) => devices.map(({ bus, id }) => `${bus} ${id}`))),
  'devices.interfaces': (before, after) =>
    comings('network card', ...both(before, after, (machine) => nicsOf(machine).map(({ name }) => name))),
};

/** Disks that stay and are attached otherwise. */
function attachmentNotes(before: ResolvedMachine, after: ResolvedMachine): readonly string[] {
  const old = new Map([before.root, ...before.data].map((disk) => [disk.id, disk]));
  return [after.root, ...after.data].flatMap((disk) => {
    const was = old.get(disk.id);
    const changed = was ? ATTACHMENT.filter((fact) => was[fact] !== disk[fact]) : [];
    return changed.length > 0 ? [`the disk "${disk.id}" is attached otherwise (${changed.join(', ')})`] : [];
  });
}

const ATTACHMENT = ['cache', 'io', 'readOnly', 'shared', 'bus', 'pool', 'format'] as const satisfies readonly (keyof ResolvedVolume)[];

const both = <T>(before: ResolvedMachine, after: ResolvedMachine, of: (machine: ResolvedMachine) => T): readonly [T, T] => [
  of(before),
  of(after),
];

const comings = (what: string, before: readonly string[], after: readonly string[]): readonly string[] => [
  ...after.filter((name) => !before.includes(name)).map((name) => `a further ${what} "${name}"`),
  ...before.filter((name) => !after.includes(name)).map((name) => `the ${what} "${name}" is taken out`),
];

/** What changes while a machine runs. Its disks are told of by themselves. */
const LIVE: { readonly [P in Exclude<Part, 'domain' | 'start'>]: (changes: readonly ResourceChange[]) => string | undefined } = {
  'adopted-filter': (changes) =>
    changes.some(({ action }) => action === 'create')
      ? 'a filter is put before its network card: from then on what no flow is about is dropped'
      : 'its network card has no filter any more: whoever reaches its network reaches it',
  'filter-rules': (changes) => (changes.every(({ action }) => IN_PLACE[action]) ? 'what its filter lets through' : undefined),
  filter: (changes) => (changes.every(({ action }) => IN_PLACE[action]) ? 'how its filter is reached' : undefined),
  'cloud-init': () => 'the CD that it was set up from',
  ignition: () => 'the file that Ignition has set it up from',
  size: () => 'the size or the limits of a disk',
  content: () => undefined,
  disk: () => undefined,
  'first-boot': (changes) => unique(changes.map(({ action }) => ASKED[action])).join(', and '),
};

/** What becomes of the question how a first boot went. */
const ASKED: { readonly [A in Action]: string } = {
  create: 'the apply waits until it says that its first boot is finished',
  import: 'the apply takes note of its first boot',
  update: 'how long an apply waits for its first boot, when it is next made',
  replace: 'the apply waits until it says that its first boot is finished',
  delete: 'no apply waits for its first boot',
  forget: 'no apply waits for its first boot',
};

/** Whether something is there before and after it. */
const IN_PLACE: { readonly [A in Action]: boolean } = {
  create: false,
  import: true,
  update: true,
  replace: true,
  delete: false,
  forget: false,
};

function liveNotes(changes: Told['changes']): readonly string[] {
  const entries = Object.entries(LIVE) as [keyof typeof LIVE, (typeof LIVE)[keyof typeof LIVE]][];
  return unique(entries.flatMap(([part, words]) => (changes.has(part) ? (words(changes.get(part) ?? []) ?? []) : [])));
}
