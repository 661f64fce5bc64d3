import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Lock, own } from '../model/lock/lock';
import { environment, fileOf } from './environment';

/**
 * Where Terraform's state of a stack is, unless its program names another backend.
 * @param of the environment that it belongs to
 */
export const stateFile = (stack: string, of: string | undefined): string => fileOf(of, 'terraform', `${stack}.tfstate`);

/** States of a system's stacks beside the project, whichever it has now. */
export function stateFilesHere(system: string): readonly string[] {
  const first = stateFile(system, environment());
  const stem = first.slice(0, -'.tfstate'.length);
  const isFurther = (file: string): boolean => file.startsWith(`${stem}-`) && /^[a-z0-9-]+\.tfstate$/.test(file.slice(stem.length + 1));
  return readdirSync('.')
    .filter((file) => file === first || isFurther(file))
    .sort();
}

/** Addresses of what the state beside the project still has of something that has left. Other backends are not asked. */
export function stillApplied({ system, removed }: Lock, name: string): readonly string[] {
  const machine = own(removed.machines, name);
  const disks = Object.values(removed.volumes).filter((disk) => disk.machine === name || `${disk.machine}/${disk.volume}` === name);
  const gone = [
    ...(machine ? [`libvirt_domain.${name}`, ...Object.keys(machine.volumes).map((disk) => `libvirt_volume.${name}-${disk}`)] : []),
    ...disks.filter(({ released }) => !released).map(({ machine: of, volume }) => `libvirt_volume.${of}-${volume}`),
  ];
  const applied = new Set(stateFilesHere(system).flatMap(stateAddresses));
  return gone.filter((address) => applied.has(address));
}

/** What a state file says that there is; nothing where there is no such file. */
export function stateAddresses(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  try {
    const { resources = [] } = JSON.parse(readFileSync(file, 'utf8')) as State;
    return resources.flatMap(({ mode, type, name }) => (mode === 'managed' ? [`${type}.${name}`] : []));
  } catch {
    // What cannot be read proves nothing.
    return [];
  }
}

/** As much as is read of Terraform's state, format 4. */
interface State {
  readonly resources?: readonly { readonly mode?: string; readonly type?: string; readonly name?: string }[];
}
