import { existsSync, readFileSync } from 'node:fs';
import { type Lock, own } from '../model/lock/lock';
import { environment, fileOf } from './environment';

/**
 * Where Terraform's state of a system is, unless its program names another backend.
 * @param of the environment that it belongs to
 */
export const stateFile = (system: string, of: string | undefined): string => fileOf(of, 'terraform', `${system}.tfstate`);

/** Addresses of what the state beside the project still has of something that has left. Other backends are not asked. */
export function stillApplied({ system, removed }: Lock, name: string): readonly string[] {
  const machine = own(removed.machines, name);
  const disks = Object.values(removed.volumes).filter((disk) => disk.machine === name || `${disk.machine}/${disk.volume}` === name);
  const gone = [
    ...(machine ? [`libvirt_domain.${name}`, ...Object.keys(machine.volumes).map((disk) => `libvirt_volume.${name}-${disk}`)] : []),
    ...disks.filter(({ released }) => !released).map(({ machine: of, volume }) => `libvirt_volume.${of}-${volume}`),
  ];
  const applied = new Set(stateAddresses(stateFile(system, environment())));
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
