import type { ResolvedCluster } from '../../model/resolved';
import type { Binding, Subject } from '../kubernetes/access';
import type { Difference } from './difference';
import type { Model } from './model';

/**
 * What accounts and people whom the model does not know may do in the system's namespaces, by bindings that hold there alone. What clusters give
 * to somebody everywhere is their administrators' business.
 */
export const strangeRights = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    if (!found) return [];
    const known = accountsOf(model, cluster);
    return found.access
      .within(model.ownNamespaces(cluster.name))
      .flatMap((binding) => binding.subjects.filter((each) => !known.has(textOf(each))).map((subject) => difference(binding, subject)));
  });

/** Accounts of pods that the model knows. What those of workloads may do is compared with them. */
const accountsOf = ({ system }: Model, { name }: ResolvedCluster): ReadonlySet<string> =>
  new Set([
    ...system.workloads.filter(({ cluster }) => cluster === name).map(({ namespace, pods }) => account(namespace, pods.serviceAccount)),
    ...system.pods
      .filter(({ cluster, serviceAccount }) => cluster === name && serviceAccount !== undefined)
      .map(({ selector, serviceAccount }) => account(selector.namespace, serviceAccount ?? '')),
  ]);

const account = (namespace: string, name: string): string => `ServiceAccount ${namespace}/${name}`;
const textOf = ({ kind, namespace, name }: Subject): string => (kind === 'ServiceAccount' ? account(namespace, name) : `${kind} ${name}`);

function difference({ name, namespace, role, rules }: Binding, subject: Subject): Difference {
  const about = `${namespace}/${name}`;
  const what = rules
    ? rules.map(({ verbs, resources, paths }) => `${verbs.join(', ')} ${[...resources, ...paths].join(', ')}`).join('; ')
    : `whatever the ${role.kind} ${role.name} says, which is not there`;
  return { kind: 'too-wide', about, text: `the RoleBinding ${about} lets the ${textOf(subject)} do what the model does not know: ${what}` };
}
