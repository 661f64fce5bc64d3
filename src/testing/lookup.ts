import type { k8s } from 'cdk8s-plus-27';

/** What `synthKubernetes` answers. */
type Manifests = Readonly<Record<string, readonly unknown[]>>;
/** What `synthTerraform` answers. */
type Configurations = Readonly<Record<string, object>>;

type Kinds = typeof k8s;

/** As it stands in a file: quantities and ports that may have names are plain numbers and text there. */
type Plain<T> = T extends k8s.IntOrString | k8s.Quantity
  ? number | string
  : T extends Date
    ? string
    : T extends readonly (infer U)[]
      ? readonly Plain<U>[]
      : T extends object
        ? { readonly [P in keyof T]: Plain<T[P]> }
        : T;

/** An object of Kubernetes with the fields of its kind; of any fields for a kind that Kubernetes itself does not have. */
export type Manifest<K extends string> = {
  readonly apiVersion: string;
  readonly kind: K;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Plain<k8s.ObjectMeta>;
} & (`Kube${K}` extends keyof Kinds
  ? Kinds[`Kube${K}`] extends new (
      scope: never,
      id: never,
      props?: infer P,
    ) => unknown
    ? Omit<Plain<NonNullable<P>>, 'metadata'>
    : unknown
  : { readonly [field: string]: unknown });

/**
 * One object of what `synthKubernetes` answered.
 * @param namespace where several have one of the name. @default - any
 * @throws TypeError when there is none, or more than one; it says what there is
 */
export function manifestOf<K extends string>(manifests: Manifests, kind: K, name: string, namespace?: string): Manifest<K> {
  const all = (Object.values(manifests).flat() as Manifest<string>[]).filter((object) => object.kind === kind);
  const found = all.filter(({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace));
  const [object] = found;
  if (object && found.length === 1) return object as Manifest<K>;
  const there = all.map(({ metadata }) => [metadata.namespace ?? [], metadata.name].flat().join('/'));
  throw new TypeError(
    `${found.length === 0 ? 'No' : `${found.length} objects of`} ${kind} "${name}"${namespace === undefined ? '' : ` in ${namespace}`}; there are: ${there.join(', ') || 'none'}.`,
  );
}

/**
 * One resource of what `synthTerraform` answered, as its file has it.
 * @param type e.g. `libvirt_domain`
 * @param name the one in its Terraform address, e.g. `database-vm`
 * @throws TypeError when no stack has it, or several; it says what there is
 */
export function resourceOf(configurations: Configurations, type: string, name: string): Readonly<Record<string, unknown>> {
  const byName = Object.values(configurations).map(
    (configuration) => (configuration as { resource?: Record<string, Record<string, Record<string, unknown>>> }).resource?.[type] ?? {},
  );
  const found = byName.flatMap((resources) => (Object.hasOwn(resources, name) ? [resources[name] as Record<string, unknown>] : []));
  const [resource] = found;
  if (resource && found.length === 1) return resource;
  const there = byName.flatMap((resources) => Object.keys(resources)).sort();
  throw new TypeError(
    `${found.length === 0 ? 'No' : `${found.length} resources`} ${type} "${name}"; there are: ${there.join(', ') || 'none'}.`,
  );
}
