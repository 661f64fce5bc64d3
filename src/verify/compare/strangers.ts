import type { Pods } from '../kubernetes/pods';
import type { Model } from './model';

/** A namespace, and an account, that nobody has. */
export const STRANGE = 'x-unknown';

/** Any pod of a namespace in which nobody is known. */
export const anyPodOf = (namespace: string, addresses: Pods['addresses']): Pods => ({
  name: `any pod of the namespace ${namespace}`,
  namespace,
  labels: {},
  identity: {},
  serviceAccount: STRANGE,
  hasToken: false,
  hostAccess: [],
  ports: [],
  probes: [],
  addresses,
});

/** Pods that are not known and only look like known ones: a selector that takes these in is too wide. Those with least likeness first. */
export function strangersTo(known: readonly Pods[], model: Pick<Model, 'identityOf'>): readonly Pods[] {
  const elsewhere = known.map((pods) => stranger(pods, `pods labelled as ${pods.name} in any other namespace`, STRANGE, pods.labels));
  const partial = known.flatMap((pods) => {
    const labels = Object.entries(model.identityOf(pods));
    return labels.map(([left]) =>
      stranger(
        pods,
        `pods of the namespace ${pods.namespace} that lack the label ${left} of ${pods.name}`,
        pods.namespace,
        Object.fromEntries(labels.filter(([key]) => key !== left)),
      ),
    );
  });
  const [some] = known;
  const namespaces = new Map(known.map((pods) => [pods.namespace, pods]));
  const unlabelled = [...namespaces].map(([namespace, pods]) => stranger(pods, `any pod of the namespace ${namespace}`, namespace, {}));
  return [...unlabelled, ...partial, ...elsewhere, ...(some ? [stranger(some, 'any pod of any other namespace', STRANGE, {})] : [])];
}

function stranger(like: Pods, name: string, namespace: string, labels: Pods['labels']): Pods {
  return {
    name,
    namespace,
    labels,
    identity: labels,
    serviceAccount: STRANGE,
    hasToken: false,
    hostAccess: [],
    ports: like.ports,
    probes: [],
    addresses: like.addresses,
    ...(like.mesh && { mesh: like.mesh }),
  };
}
