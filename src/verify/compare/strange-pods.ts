import type { ResolvedCluster } from '../../model/resolved';
import type { Template } from '../kubernetes/templates';
import type { Difference } from './difference';
import type { Model } from './model';

/** Pods that stand in the system's namespaces, that nothing describes, and that have what is its own: an account of a workload, or a Secret. */
export const strangePods = (model: Model): readonly Difference[] =>
  model.system.clusters.flatMap((cluster) => {
    const found = model.cluster(cluster.name);
    if (!found) return [];
    const own = model.ownNamespaces(cluster.name);
    const known = new Set(model.system.workloads.filter((each) => each.cluster === cluster.name).map(nameOf));
    return found.templates
      .filter((each) => own.has(each.namespace) && !known.has(nameOf(each)) && !isDescribed(each, cluster, model))
      .flatMap((template) => ofTemplate(template, cluster, model));
  });

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string => `${namespace}/${name}`;

/** Whether pods are some of those that others render, and that the model is told of. */
function isDescribed({ namespace, metadata }: Template, { name }: ResolvedCluster, { system }: Model): boolean {
  const labels = metadata?.map('labels') ?? {};
  return system.pods.some(
    ({ cluster, selector }) =>
      cluster === name &&
      selector.namespace === namespace &&
      Object.entries(selector.labels).every(([key, value]) => labels[key] === value),
  );
}

function ofTemplate(template: Template, { name: cluster }: ResolvedCluster, { system }: Model): readonly Difference[] {
  const { namespace, spec } = template;
  const about = nameOf(template);
  const account = spec.optionalText('serviceAccountName') ?? spec.optionalText('serviceAccount');
  const secrets = system.secrets.filter(({ places }) => places.some((each) => each.cluster === cluster && each.namespace === namespace));
  const used = texts(spec.raw);
  return [
    ...system.workloads
      .filter((each) => each.cluster === cluster && each.namespace === namespace && each.pods.ownAccount)
      .filter(({ pods }) => pods.serviceAccount === account)
      .map(({ name }) => ({ what: `the account ${account} of ${name}` })),
    ...secrets.filter(({ name }) => used.has(name)).map(({ name }) => ({ what: `the Secret ${name}` })),
  ].map(({ what }): Difference => ({ kind: 'too-wide', about, text: `${about}: pods that the model does not know have ${what}` }));
}

/** Names of Secrets in variables, volumes and what images are pulled with. */
function texts(spec: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  JSON.stringify(spec, (key, value: unknown) => {
    if (key === 'secretName' && typeof value === 'string') names.add(value);
    if (SECRETS.has(key)) for (const each of [value].flat()) names.add(String((each as { readonly name?: unknown } | null)?.name));
    return value;
  });
  return names;
}

/** Fields that name a Secret. */
const SECRETS: ReadonlySet<string> = new Set(['secretKeyRef', 'secretRef', 'secret', 'imagePullSecrets', 'nodePublishSecretRef']);
