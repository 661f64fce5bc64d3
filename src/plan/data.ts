import { POOLS } from '../model/kinds/pool';
import type { ResolvedMachine, ResolvedSystem, ResolvedVolume } from '../model/resolved';
import { claimChanges } from './clusters/claims';
import type { ObjectChange } from './clusters/compare';
import type { DataChange, DataFate } from './data-change';
import type { Action, ResourceChange } from './hosts/actions';
import { bytesText } from './words';

/** Disks, then claims, by name. */
export function dataChanges(
  before: ResolvedSystem,
  after: ResolvedSystem,
  resources: readonly ResourceChange[],
  objects: readonly ObjectChange[],
): readonly DataChange[] {
  return [...diskChanges(before, after, resources), ...claimChanges(before, after, objects)];
}

interface Disk {
  readonly machine: ResolvedMachine;
  readonly disk: ResolvedVolume;
}

const disksOf = ({ machines }: ResolvedSystem): ReadonlyMap<string, Disk> =>
  new Map(machines.flatMap((machine) => [machine.root, ...machine.data].map((disk) => [disk.key, { machine, disk }])));

const DISK_FATES: { readonly [A in Action]: DataFate | undefined } = {
  create: 'created',
  import: undefined,
  update: undefined,
  replace: 'emptied',
  delete: 'deleted',
  forget: 'let-go',
};

/** Whether what was there is gone. */
const LOSES: { readonly [F in DataFate]: boolean } = { created: false, grown: false, 'let-go': false, deleted: true, emptied: true };

function diskChanges(before: ResolvedSystem, after: ResolvedSystem, resources: readonly ResourceChange[]): readonly DataChange[] {
  const [old, current] = [disksOf(before), disksOf(after)];
  const actions = new Map(resources.map(({ address, action }) => [address, action]));
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap((key): DataChange[] => {
    const [was, is] = [old.get(key), current.get(key)];
    const disk = is ?? was;
    if (!disk) return [];
    const name = `${disk.machine.name}/${disk.disk.id}`;
    const action = actions.get(`libvirt_volume.${key}`);
    const does = action && DISK_FATES[action];
    const size = bytesText(disk.disk.sizeBytes);
    if (does !== undefined) {
      const atStake = LOSES[does] && (was?.disk.protected ?? false);
      return [{ name, what: 'disk', does, notes: [size, ...keptNotes(before, after, key)], atStake }];
    }
    if (!was || !is || was.disk.sizeBytes >= is.disk.sizeBytes) return [];
    const first = growsByHand(disk, after) ? 'once the volume is made larger on its host, which libvirt cannot' : 'while the machine runs';
    const notes = [`from ${bytesText(was.disk.sizeBytes)} to ${size}, ${first}: then grow the file system inside`];
    return [{ name, what: 'disk', does: 'grown', notes, atStake: false }];
  });
}

/** Whether the host's administrator has to make the volume larger. */
const growsByHand = ({ machine, disk }: Disk, { hosts }: ResolvedSystem): boolean =>
  disk.existing ||
  hosts.some(
    ({ name, pools }) => name === machine.host && pools.some((pool) => pool.name === disk.pool && POOLS[pool.type].grownBy !== undefined),
  );

/** What was said when it left. */
const keptNotes = (before: ResolvedSystem, after: ResolvedSystem, key: string): readonly string[] =>
  after.retired.filter((retired) => retired.key === key && !before.retired.some((each) => each.key === key)).map(({ because }) => because);
