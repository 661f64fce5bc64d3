import { endKey, type ResolvedWorkload, type WorkloadKind } from '../../../model/resolved';
import { NotUnderstoodError } from '../../errors';
import type { Template } from '../../kubernetes/templates';
import { type Unlike, unlike } from '../../kubernetes/unlike';
import { STEERING } from '../../kubernetes/unread';
import type { Difference } from '../difference';
import type { Model } from '../model';
import { wantedPods } from './template';
import type { Wanted } from './wanted';

/** What pods of the system are made of, and what the model says of it. */
export const podDifferences = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    if (!found) return [];
    const byName = new Map<string, Template[]>();
    for (const template of found.templates) {
      const name = `${template.namespace}/${template.name}`;
      byName.set(name, [...(byName.get(name) ?? []), template]);
    }
    const selectors = new Map(model.system.podGroups.map((end) => [endKey(end), end.selector.labels]));
    const lost = new Set(model.lostPods());
    return model.system.workloads.flatMap((workload) => {
      const { kind, name, namespace } = workload;
      const key = endKey({ is: 'pods', of: kind, name });
      const templates = byName.get(`${namespace}/${name}`) ?? [];
      // Those that flows are about are reported as lost already.
      if (workload.cluster !== cluster.name || (templates.length === 0 && lost.has(key))) return [];
      return ofWorkload(workload, templates, wantedPods(selectors.get(key) ?? {}, cluster, workload));
    });
  });

/** What keeps the pods of each kind. */
const KEEPERS: { readonly [K in WorkloadKind]: string } = {
  microservice: 'Deployment',
  'stateful-service': 'StatefulSet',
  'daemon-service': 'DaemonSet',
  job: 'Job',
  'cron-job': 'CronJob',
};

function ofWorkload(workload: ResolvedWorkload, templates: readonly Template[], spec: Wanted): readonly Difference[] {
  const about = `${workload.namespace}/${workload.name}`;
  const keeper = KEEPERS[workload.kind];
  const own = templates.filter(({ kind }) => kind === keeper);
  const wanted = { labels: workload.pods.labels, annotations: workload.pods.annotations };
  return [
    ...(own.length === 0 ? [{ kind: 'missing', about, text: `${about}: no ${keeper} makes its pods` } as const] : []),
    ...templates
      .filter(({ kind }) => kind !== keeper)
      .map(({ kind }): Difference => ({ kind: 'too-wide', about, text: `${about}: a ${kind} makes pods under its name, too` })),
    ...own.flatMap((template) => {
      const found = { spec: specOf(template), labels: labelsOf(template, workload), annotations: annotationsOf(template) };
      return read(about, () => [...unlike(spec, found.spec), ...unlike({ metadata: marks(wanted) }, { metadata: marks(found) })]);
    }),
  ];
}

/** `serviceAccount` is an old name of the account, which servers write beside the new one. */
function specOf({ spec: { raw } }: Template): Readonly<Record<string, unknown>> {
  const { serviceAccount, ...spec } = raw;
  return { ...spec, serviceAccountName: spec.serviceAccountName ?? serviceAccount };
}

const marks = ({ labels, annotations }: { readonly labels: object; readonly annotations: object }) => ({ labels, annotations });

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
