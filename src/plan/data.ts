import type { PoolType, ResolvedMachine, ResolvedSystem, ResolvedVolume } from '../model/resolved';
import type { ObjectChange } from './clusters/compare';
import { annotationOf, labelOf, type PlannedObject } from './clusters/objects';
import { isObject } from './differences';
import type { Action, ResourceChange } from './hosts/actions';
import { bytesText } from './words';

/** What becomes of data. `let-go`: it stays where it is, and nobody manages it any more. `emptied`: an empty disk takes its place. */
export type DataFate = 'created' | 'grown' | 'let-go' | 'deleted' | 'emptied';

/** A disk of a machine, or a claim of a workload. */
export interface DataChange {
  /** `database-vm/data`; of claims the namespace and the name: `shop/queue-data`. */
  readonly name: string;
  /** A disk of a machine, or a claim of a workload. */
  readonly what: 'disk' | 'claim';
  /** What happens to the data. */
  readonly does: DataFate;
  /** What has to be known of it, as sentences. */
  readonly notes: readonly string[];
  /** Something is lost that cannot be made again. */
  readonly atStake: boolean;
}

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
  hosts.some(({ name, pools }) => name === machine.host && pools.some((pool) => pool.name === disk.pool && BY_HAND[pool.type]));

const BY_HAND: { readonly [T in PoolType]: boolean } = { directory: false, nfs: false, lvm: true, zfs: true, rbd: false, iscsi: true };

/** What was said when it left. */
const keptNotes = (before: ResolvedSystem, after: ResolvedSystem, key: string): readonly string[] =>
  after.retired.filter((retired) => retired.key === key && !before.retired.some((each) => each.key === key)).map(({ because }) => because);

const KEEPS_DATA = 'isthmus/keeps-data';

/** An apply leaves it in the cluster, and so does whoever is told what to delete. */
export const keepsData = (object: PlannedObject): boolean => annotationOf(object, KEEPS_DATA) !== undefined;

export const isClaim = ({ kind, group }: PlannedObject): boolean => group === '' && kind === 'PersistentVolumeClaim';

function claimChanges(before: ResolvedSystem, after: ResolvedSystem, objects: readonly ObjectChange[]): readonly DataChange[] {
  const known = new Set(before.retiredClaims.map(claimKey));
  const retired = new Map(after.retiredClaims.map((claim) => [claimKey(claim), claim]));
  const claims = objects.filter(({ object }) => isClaim(object)).flatMap((change) => claimChange(change, retired));
  const told = new Set(claims.map(({ name }) => name));
  // Those of single pods stand in no manifest.
  const gone = after.retiredClaims.filter((claim) => !known.has(claimKey(claim)) && !told.has(nameOf(claim))).map(retiredClaim);
  return [...claims, ...gone, ...namespaceChanges(objects)];
}

type Retired = ResolvedSystem['retiredClaims'][number];

const claimKey = ({ cluster, namespace = '', name }: Pick<Retired, 'cluster' | 'name'> & { readonly namespace?: string }): string =>
  [cluster, namespace, name].join('/');
const nameOf = ({ namespace = '', name }: { readonly namespace?: string; readonly name: string }): string => `${namespace}/${name}`;

const retiredClaim = (claim: Retired): DataChange => ({
  name: nameOf(claim),
  what: 'claim',
  does: claim.keepData ? 'let-go' : 'deleted',
  notes: [claim.because],
  atStake: !claim.keepData,
});

function claimChange({ action, object, fields }: ObjectChange, retired: ReadonlyMap<string, Retired>): readonly DataChange[] {
  const name = nameOf(object);
  const claim = { name, what: 'claim' } as const;
  if (action === 'create') return [{ ...claim, does: 'created', notes: sizeNotes(object), atStake: false }];
  if (action === 'withdraw') {
    const told = retired.get(claimKey(object));
    if (told) return [retiredClaim(told)];
    const does = keepsData(object) ? 'let-go' : 'deleted';
    return [{ ...claim, does, notes: [], atStake: false }];
  }
  if (fields.some(({ effect }) => effect === 'recreated'))
    return [{ ...claim, does: 'emptied', notes: ['the server refuses the change: another claim would be an empty one'], atStake: true }];
  const size = fields.find(({ path }) => path.join('.') === 'spec.resources.requests.storage');
  return size ? [{ ...claim, does: 'grown', notes: [`from ${size.before} to ${size.after}, where its class can`], atStake: false }] : [];
}

function sizeNotes({ content: { spec } }: PlannedObject): readonly string[] {
  const requests = ['resources', 'requests', 'storage'].reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), spec);
  return typeof requests === 'string' ? [requests] : [];
}

/** A namespace takes everything with it that is in it, claims too. */
const namespaceChanges = (objects: readonly ObjectChange[]): readonly DataChange[] =>
  objects
    .filter(({ action, object }) => action === 'withdraw' && object.kind === 'Namespace' && object.group === '')
    .filter(({ object }) => objects.some((each) => isClaim(each.object) && each.object.namespace === object.name && keepsData(each.object)))
    .map(({ object }) => ({
      name: `${object.name}/*`,
      what: 'claim',
      does: 'deleted',
      notes: ['whoever deletes the namespace deletes its claims with it'],
      atStake: true,
    }));

/** The workload whose files a ConfigMap holds. */
export const filesOf = (object: PlannedObject): string | undefined => labelOf(object, 'isthmus/files-of');
