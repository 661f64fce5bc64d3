import type { ResolvedRollout, ResolvedSystem, ResolvedWorkload, WorkloadKind } from '../../model/resolved';
import { digestName } from '../../model/resolved/object-names';
import { append } from '../../model/values';
import { fieldsOf, pathText } from '../differences';
import { changeText, ruleOf } from '../rules';
import { unique } from '../words';
import { isClaim } from './claims';
import type { FieldChange, ObjectAction, ObjectChange } from './compare';
import { EFFECTS, type FieldEffect } from './effects';
import { filesOf, kindOf, labelOf, type PlannedObject } from './objects';
import { FIELDS } from './rules';

/** What becomes of a workload. `run-again`: another Job is made. `recreated`: it has to be deleted first. */
export type WorkloadFate =
  | 'created'
  | 'removed'
  | 'recreated'
  | 'unknown'
  | 'run-again'
  | 'rolled'
  | 'scaled'
  | 'next-run'
  | 'changed-live';

/** What becomes of a workload's pods. */
export interface WorkloadChange {
  /** Its name. */
  readonly name: string;
  /** Name of its cluster. */
  readonly cluster: string;
  /** Its namespace. */
  readonly namespace: string;
  /** What happens to its pods. */
  readonly does: WorkloadFate;
  /** Why, or what differs, in words. */
  readonly notes: readonly string[];
  /** Its objects that differ: `Deployment shop/order-service`. */
  readonly objects: readonly string[];
}

/** What happens to an object of Kubernetes. */
export type ObjectFate = 'created' | 'withdrawn' | 'recreated' | 'unknown' | 'changed-live';

/** An object that belongs to no workload. */
export interface OtherObjectChange {
  /** Name of its cluster. */
  readonly cluster: string;
  /** As Kubernetes calls it. */
  readonly kind: string;
  /** Unset for objects of the whole cluster. */
  readonly namespace?: string;
  /** Its name. */
  readonly name: string;
  /** What happens to it. */
  readonly does: ObjectFate;
  /** What has to be known of it, as sentences. */
  readonly notes: readonly string[];
}

/** The object that keeps the pods of each kind of workload running. */
const KEEPERS: { readonly [K in WorkloadKind]: string } = {
  microservice: 'Deployment.apps',
  'stateful-service': 'StatefulSet.apps',
  'daemon-service': 'DaemonSet.apps',
  job: 'Job.batch',
  'cron-job': 'CronJob.batch',
};

/** The label by which objects are a workload's. */
const OWNER = 'app.kubernetes.io/name';

export const objectText = ({ kind, namespace, name }: Pick<PlannedObject, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** What becomes of workloads and of all other objects. */
export function workloadChanges(
  before: ResolvedSystem,
  after: ResolvedSystem,
  changes: readonly ObjectChange[],
): { readonly workloads: readonly WorkloadChange[]; readonly others: readonly OtherObjectChange[] } {
  const [was, is] = [workloadsOf(before), workloadsOf(after)];
  const all = new Map([...was, ...is]);
  const owned = new Map<string, ObjectChange[]>();
  const others: ObjectChange[] = [];
  for (const change of changes) {
    const { object } = change;
    const key = workloadKey({ cluster: object.cluster, name: labelOf(object, OWNER) ?? '' }, object.namespace);
    if (all.has(key)) append(owned, key, change);
    else others.push(change);
  }
  return {
    workloads: [...owned]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, own]) => {
        const workload = all.get(key) as ResolvedWorkload;
        const { cluster, namespace, name } = workload;
        const fate =
          was.has(key) && is.has(key)
            ? fateOf(was.get(key) as ResolvedWorkload, workload, own)
            : ({ does: is.has(key) ? 'created' : 'removed', notes: [] } as const);
        return { name, cluster, namespace, ...fate, objects: own.map(({ object }) => objectText(object)) };
      }),
    others: others.filter(({ object }) => object.kind !== 'ConfigMap' || object.name !== digestName(after.name)).map(otherChange),
  };
}

const workloadsOf = ({ workloads }: ResolvedSystem): ReadonlyMap<string, ResolvedWorkload> =>
  new Map(workloads.map((workload) => [workloadKey(workload, workload.namespace), workload]));

const workloadKey = ({ cluster, name }: Pick<ResolvedWorkload, 'cluster' | 'name'>, namespace = ''): string =>
  [cluster, namespace, name].join(' ');

/** The most far-reaching first. */
const SEVERITY: readonly FieldEffect[] = ['recreated', 'unknown', 'rolled', 'scaled', 'next-run', 'live'];

const worstOf = (effects: readonly FieldEffect[]): FieldEffect => SEVERITY.find((effect) => effects.includes(effect)) ?? 'live';

const silent = (): readonly string[] => [];

/** What becomes of a workload and of any other object, and what is said of it besides. */
const FATES: {
  readonly [E in FieldEffect]: {
    readonly workload: WorkloadFate;
    readonly other: ObjectFate;
    readonly notes: (workload: ResolvedWorkload) => readonly string[];
  };
} = {
  recreated: { workload: 'recreated', other: 'recreated', notes: silent },
  unknown: { workload: 'unknown', other: 'unknown', notes: silent },
  rolled: { workload: 'rolled', other: 'changed-live', notes: rolloutNotes },
  scaled: { workload: 'scaled', other: 'changed-live', notes: silent },
  'next-run': { workload: 'next-run', other: 'changed-live', notes: silent },
  live: { workload: 'changed-live', other: 'changed-live', notes: silent },
};

function fateOf(
  before: ResolvedWorkload,
  workload: ResolvedWorkload,
  changes: readonly ObjectChange[],
): Pick<WorkloadChange, 'does' | 'notes'> {
  if (before.kind !== workload.kind) return { does: 'created', notes: changes.flatMap((change) => replacementNote(before, change)) };
  const isKeeper = ({ object }: ObjectChange): boolean => kindOf(object) === KEEPERS[workload.kind];
  const keepers = changes.filter(isKeeper);
  const beside = changes
    .filter((change) => !isKeeper(change) && filesOf(change.object) === undefined && !isClaim(change.object))
    .flatMap(besideNote);
  // Under another name: what a Job runs is never changed.
  if (keepers.some(({ action }) => action === 'create')) return { does: 'run-again', notes: ['a new Job for what it runs now', ...beside] };
  const fields = keepers.flatMap((change) => change.fields.map((field) => ({ ...field, change })));
  const effects = changes.flatMap((change) => change.fields.map(({ effect }) => effect));
  const fate = FATES[worstOf(effects)];
  const notes = fields.map(({ change, ...field }) => fieldNote(change.object, field, workload.name));
  return { does: fate.workload, notes: unique([...notes, ...fate.notes(workload), ...beside]) };
}

/** Of another kind it is another object; what kept its pods before goes on until somebody deletes it. */
const replacementNote = ({ kind }: ResolvedWorkload, { action, object }: ObjectChange): readonly string[] =>
  action === 'withdraw' && kindOf(object) === KEEPERS[kind]
    ? [`in place of the ${object.kind} ${object.name}, whose pods run until it is deleted`]
    : [];

/** What it means that a field is left out, where that is not all there is to say. */
const LEFT_OUT: { readonly [E in FieldEffect]?: string } = {
  scaled: 'an autoscaler takes over: one pod until it has set its least number',
};

function fieldNote(object: PlannedObject, field: FieldChange, workload?: string): string {
  const rule = ruleOf(FIELDS[kindOf(object)] ?? {}, field.path);
  if (!rule) return `${pathText(field.path)}, of which nothing is known here`;
  const left = field.after === undefined ? LEFT_OUT[rule.effect] : undefined;
  if (left !== undefined) return left;
  const [list] = field.path.filter((key) => key.startsWith('['));
  const container = fieldsOf(field.path).some((key) => /^(initC|c)ontainers$/.test(key)) ? list?.slice(1, -1) : undefined;
  const whose = container === undefined || container === workload ? '' : ` of ${container}`;
  return changeText({ ...rule, words: `${rule.words}${whose}` }, atEnd(field, rule.words));
}

/** Values say something where a field is all that its words name. */
const atEnd = (field: FieldChange, words: string): FieldChange =>
  /^(image|pods|schedule|time zone|size|least number of pods|most pods|how often|seconds|pods at a time)/.test(words)
    ? field
    : { path: field.path, effect: field.effect };

const ROLLOUTS: {
  readonly [K in ResolvedRollout['kind']]: (rollout: Extract<ResolvedRollout, { readonly kind: K }>) => readonly string[];
} = {
  rolling: () => [],
  recreate: () => ['all pods end before new ones start'],
  'from-ordinal': ({ ordinal }) => [`only pods from number ${ordinal} on`],
  'on-delete': () => ['each pod stays as it is until somebody deletes it'],
};

/** Jobs have none. */
function rolloutNotes(workload: Pick<ResolvedWorkload, 'name'> & { readonly rollout?: ResolvedRollout }): readonly string[] {
  const { rollout } = workload;
  return rollout ? (ROLLOUTS[rollout.kind] as (rollout: ResolvedRollout) => readonly string[])(rollout) : [];
}

const ACTIONS: { readonly [A in ObjectAction]: string } = { create: 'new', change: 'changed', withdraw: 'withdrawn' };

const besideNote = ({ action, object, fields }: ObjectChange): readonly string[] => {
  const notes = fields.filter(({ effect }) => EFFECTS[effect].told).map((field) => fieldNote(object, field));
  return [`${object.kind} ${object.name} ${ACTIONS[action]}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`];
};

function otherChange({ action, object, fields }: ObjectChange): OtherObjectChange {
  const { cluster, kind, namespace, name } = object;
  const changed = FATES[worstOf(fields.map(({ effect }) => effect))].other;
  const does: { readonly [A in ObjectAction]: ObjectFate } = { create: 'created', withdraw: 'withdrawn', change: changed };
  return {
    cluster,
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    does: does[action],
    notes: unique(fields.map((field) => fieldNote(object, field))),
  };
}
