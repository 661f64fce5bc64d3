import { canonical } from '../fields';
import type { Resources } from './resources';

/** Virtual hardware of a stack's machines, by libvirt's name of them: a line for each thing that is said of it, such as `cpu.mode = "host-model"`. */
export type HardwareLines = ReadonlyMap<string, ReadonlySet<string>>;

/** What is said of processors and memory. */
const ATTRIBUTES = [
  'cpu',
  'cpu_tune',
  'memory',
  'memory_backing',
  'memory_tune',
  'memory_unit',
  'numa_tune',
  'vcpu',
  'vcpu_cpuset',
  'vcpus',
] as const;

/** Devices that are read for what they lead to. */
const ELSEWHERE: ReadonlySet<string> = new Set(['controllers', 'disks', 'filesystems', 'interfaces']);

/** Every device but those is read, also of kinds that nobody has heard of here. */
export function readHardware(resources: Resources): HardwareLines {
  const machines = new Map<string, ReadonlySet<string>>();
  resources.all('libvirt_domain', (domain) => {
    const devices = domain.object('devices', (all) =>
      all.names.flatMap((name) => (ELSEWHERE.has(name) ? [] : linesOf(`devices.${name}`, parsed(all.whole(name))))),
    );
    const lines = [...ATTRIBUTES.flatMap((name) => linesOf(name, parsed(domain.whole(name)))), ...(devices ?? [])];
    machines.set(resources.text(domain.text('name')), new Set(lines));
  });
  return machines;
}

const parsed = (json: string): unknown => (json === '' ? undefined : JSON.parse(json));

/** A line for each value, and for each element of a list. */
export function linesOf(path: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item) => `${path} has ${canonical(item)}`);
  if (typeof value !== 'object') return [`${path} = ${JSON.stringify(value)}`];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return entries.length === 0 ? [`${path} = {}`] : entries.flatMap(([key, item]) => linesOf(`${path}.${key}`, item));
}
