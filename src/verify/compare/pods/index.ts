import { endKey, type ResolvedWorkload } from '../../../model/resolved';
import { NotUnderstoodError } from '../../errors';
import type { Plain } from '../../kubernetes/readers';
import type { Labels } from '../../kubernetes/selector';
import type { Template } from '../../kubernetes/templates';
import { type Unlike, unlike } from '../../kubernetes/unlike';
import { STEERING } from '../../kubernetes/unread';
import type { Difference } from '../difference';
import type { Model } from '../model';
import { wantedAround } from './around';
import { keeperOf } from './keepers';
import { wantedPods } from './template';
import type { Wanted } from './wanted';

/** What pods of the system are made of, and what the model says of it. */
export const podDifferences = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    if (!found) return [];
    const [templates, around] = [byName(found.templates), byName(found.plain)];
    const selectors = new Map(model.system.podGroups.map((end) => [endKey(end), end.selector.labels]));
    const lost = new Set(model.lostPods());
    return model.system.workloads.flatMap((workload) => {
      const { kind, name, namespace } = workload;
      if (workload.cluster !== cluster.name) return [];
      const key = endKey({ is: 'pods', of: kind, name });
      const alike = selectors.get(key) ?? {};
      const own = templates.get(`${namespace}/${name}`) ?? [];
      return [
        // Those that flows are about are reported as lost already.
        ...(own.length === 0 && lost.has(key) ? [] : ofWorkload(workload, own, alike, wantedPods(alike, cluster, workload))),
        ...aroundWorkload(workload, around, alike),
      ];
    });
  });

function byName<T extends { readonly namespace: string; readonly name: string }>(list: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const names = new Map<string, T[]>();
  for (const each of list) {
    const name = `${each.namespace}/${each.name}`;
    const others = names.get(name);
    if (others) others.push(each);
    else names.set(name, [each]);
  }
  return names;
}

function ofWorkload(workload: ResolvedWorkload, templates: readonly Template[], alike: Labels, spec: Wanted): readonly Difference[] {
  const about = `${workload.namespace}/${workload.name}`;
  const { kind: kept, wanted, said } = keeperOf(workload, alike);
  const own = templates.filter(({ kind }) => kind === kept);
  const marks = { labels: workload.pods.labels, annotations: workload.pods.annotations };
  return [
    ...(own.length === 0 ? [{ kind: 'missing', about, text: `${about}: no ${kept} makes its pods` } as const] : []),
    ...templates
      .filter(({ kind }) => kind !== kept)
      .map(({ kind }): Difference => ({ kind: 'too-wide', about, text: `${about}: a ${kind} makes pods under its name, too` })),
    ...own.flatMap((template) =>
      read(about, () => [
        ...unlike(spec, specOf(template)),
        ...unlike({ metadata: marks }, { metadata: { labels: labelsOf(template, workload), annotations: annotationsOf(template) } }),
        ...unlike(wanted, said(template.keeper.raw)),
      ]),
    ),
  ];
}

/** Budgets, autoscalers and claims of a workload. */
const aroundWorkload = (workload: ResolvedWorkload, around: ReadonlyMap<string, readonly Plain[]>, alike: Labels): readonly Difference[] =>
  wantedAround(workload, alike).flatMap(({ kind, name, wanted }): readonly Difference[] => {
    const about = `the ${kind} ${workload.namespace}/${name}`;
    const found = around.get(`${workload.namespace}/${name}`)?.find((each) => each.kind === kind);
    return found ? read(about, () => unlike(wanted, saidBy(found, wanted))) : [{ kind: 'missing', about, text: `${about} is not there` }];
  });

/** What a server completes when it stores a claim that leaves it open: the class of the cluster's default, and the volume that it got. */
const COMPLETED: readonly string[] = ['storageClassName', 'volumeName'];

function saidBy({ kind, object }: Plain, wanted: Wanted): Readonly<Record<string, unknown>> {
  const isStored = kind === 'PersistentVolumeClaim' && object.object('metadata', (metadata) => metadata.has('uid'));
  const open = new Set(isStored ? COMPLETED.filter((field) => wanted[field] === undefined) : []);
  const spec = object.object('spec', ({ raw }) => raw) ?? {};
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !open.has(field)));
}

/** `serviceAccount` is an old name of the account, which servers write beside the new one. */
function specOf({ spec: { raw } }: Template): Readonly<Record<string, unknown>> {
  const { serviceAccount, ...spec } = raw;
  return { ...spec, serviceAccountName: spec.serviceAccountName ?? serviceAccount };
}

/** Those of the user. Others are read for whom they let in, and where they lead traffic. */
const labelsOf = ({ metadata }: Template, { pods }: ResolvedWorkload): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata?.map('labels') ?? {}).filter(([key]) => Object.hasOwn(pods.labels, key)));

/** What kubectl writes of itself when pods are started anew by hand. */
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

/** But for those of meshes and their like, which are read for where they lead traffic. */
const annotationsOf = ({ metadata }: Template): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(metadata?.map('annotations') ?? {}).filter(([key]) => key !== RESTARTED && !STEERING.test(key)));

function read(about: string, compare: () => readonly Unlike[]): readonly Difference[] {
  try {
    return compare().map((each) => inWords(about, each));
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    return [{ kind: 'unreadable', about, text: `${about}: ${error.message}` }];
  }
}

/** What may hold something secret that somebody wrote there. */
const MAY_BE_SECRET = /\.(value|command|args)(\[|$)|metadata\.annotations/;

function inWords(about: string, { at, wanted, found }: Unlike): Difference {
  const kind = found === undefined ? 'missing' : 'too-wide';
  const say = (text: string): Difference => ({ kind, about, text: `${about}: ${at} ${text}` });
  if (found === undefined) return say('is not there');
  if (MAY_BE_SECRET.test(at)) return say(wanted === undefined ? 'is not in the model' : 'is not what the model says');
  return say(wanted === undefined ? `is ${found}, which is not in the model` : `is ${found}, not ${wanted}`);
}
