import { addOnTitle } from '../../model/kinds/add-on';
import type { AddOnValueMap, ResolvedAddOn, ResolvedCluster, ResolvedInstallation } from '../../model/resolved';
import { addOnOf, byStep, installedAddOns, plugInOf } from '../../model/resolved/declared-add-ons';
import { isSince } from '../../model/values';
import { differences, pathText } from '../differences';
import type { PlanSide } from '../side';

/** What becomes of an add-on. `left-alone`: the system says nothing of it any more, and nothing takes it out of its cluster. */
export type AddOnFate = 'installed' | 'updated' | 'left-alone';

/** An add-on that changes. */
export interface AddOnChange {
  /** Of the system's clusters, the one that it is in. */
  readonly cluster: string;
  /** Its name, such as `metallb`. */
  readonly name: string;
  /** What becomes of it. */
  readonly does: AddOnFate;
  /** What changes of it, and what that does. */
  readonly notes: readonly string[];
}

/** What of the add-ons that a system says how to install differs between two sides, in the order of installation. */
export const addOnChanges = (before: PlanSide, after: PlanSide): readonly AddOnChange[] =>
  [...new Set([...after.system.clusters, ...before.system.clusters].map(({ name }) => name))].flatMap((name) => {
    const of = ({ system }: PlanSide): ResolvedCluster | undefined => system.clusters.find((cluster) => cluster.name === name);
    return changesIn(name, of(before), of(after));
  });

function changesIn(cluster: string, before: ResolvedCluster | undefined, after: ResolvedCluster | undefined): readonly AddOnChange[] {
  const [old, current] = [before ? installedAddOns(before) : [], after ? installedAddOns(after) : []];
  const wasPlugIn = before && plugInOf(before);
  const changed = current.flatMap((addOn): readonly AddOnChange[] => {
    const { name, plugIn } = addOn;
    const former = old.find((each) => each.name === name);
    const notes = former ? updateNotes(former, addOn) : [addOnTitle(addOn)];
    const replaces =
      plugIn && wasPlugIn && wasPlugIn.name !== name
        ? [`in the place of ${addOnTitle(wasPlugIn)}: pods of each node are without a network until it is restarted`]
        : [];
    return notes.length > 0 ? [{ cluster, name, does: former ? 'updated' : 'installed', notes: [...notes, ...replaces] }] : [];
  });
  const gone = old.filter(({ name }) => !(after && addOnOf(after, name)));
  return [
    ...changed,
    ...gone.map(
      (addOn): AddOnChange => ({ cluster, name: addOn.name, does: 'left-alone', notes: [addOnTitle(addOn), ...leavings(addOn)] }),
    ),
  ];
}

function updateNotes(old: ResolvedAddOn, current: ResolvedAddOn): readonly string[] {
  const back = !isSince(current.version, old.version);
  const version =
    old.version === current.version
      ? []
      : [`version from ${old.version} to ${current.version}${back ? ': makers promise nothing of the way back' : ''}`];
  const [before, after] = [contentsOf(old), contentsOf(current)];
  const values = Object.keys({ ...before, ...after }).flatMap((what) => {
    const paths = differences(before[what], after[what]).map(({ path }) => pathText(path));
    return paths.length === 0 ? [] : [`${what}: ${paths.join(', ')}`];
  });
  const elsewhere =
    old.namespace === current.namespace
      ? []
      : [`from the namespace ${old.namespace} to ${current.namespace}: a second one beside the first, which stays until it is uninstalled`];
  const sources =
    JSON.stringify(old.steps.map(sourceOf)) === JSON.stringify(current.steps.map(sourceOf)) || version.length > 0
      ? []
      : ['its charts or its manifest come from elsewhere'];
  return [...version, ...elsewhere, ...values, ...sources];
}

/** What steps of an installation say, by what they are called. */
const contentOf = byStep<readonly [string, AddOnValueMap][]>({
  helm: ({ release, content }) => [[`values of ${release}`, content]],
  definitions: ({ release, values }) => [[`values of ${release}`, values]],
  manifest: () => [],
  // Its address has the version in it, which is told by itself.
  kustomization: ({ content }) => [['patches', { patches: content.patches ?? [] }]],
});

const contentsOf = ({ steps }: ResolvedAddOn): Readonly<Record<string, AddOnValueMap>> =>
  Object.fromEntries(steps.flatMap((step) => contentOf(step)));

/** Where a step takes from. */
const sourceOf = (step: ResolvedInstallation): readonly unknown[] => {
  const { chart, repository, url } = step as Partial<Record<'chart' | 'repository' | 'url', string>>;
  return [step.by, chart, repository, url];
};

/** What takes it away: not by itself, since what others have made by its definitions goes with it. */
const leavings = ({ steps }: ResolvedAddOn): readonly string[] =>
  steps
    .flatMap((step) => uninstalling(step))
    .reverse()
    .map((command) => `\`${command}\` takes it away`);

const uninstalling = byStep<readonly string[]>({
  helm: ({ release, namespace }) => [`helm uninstall ${release} --namespace ${namespace}`],
  // With definitions everything that was made by them goes.
  definitions: () => [],
  manifest: () => [],
  kustomization: () => [],
});
