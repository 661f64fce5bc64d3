interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A Job's name ends in a digest of what it runs. */
const keyOf = ({ kind, metadata: { namespace = '', name } }: KubernetesObject): string =>
  `${kind} ${namespace}/${name}`.replace(/-[0-9a-f]{8}$/, '');

const fieldsOf = (value: unknown, path = ''): readonly (readonly [string, string])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, item]) => fieldsOf(item, path === '' ? name : `${path}.${name}`))
    : [[path, JSON.stringify(value)]];

/** What two sets of objects differ in: those that one alone has, and fields of the others. */
export function differences(before: readonly KubernetesObject[], after: readonly KubernetesObject[]): readonly string[] {
  const [old, current] = [before, after].map((all) => new Map(all.map((each) => [keyOf(each), each]))) as [
    Map<string, KubernetesObject>,
    Map<string, KubernetesObject>,
  ];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), current.get(key)];
    if (was === undefined || is === undefined) return [`${key} ${was === undefined ? 'is new' : 'is gone'}`];
    const [a, b] = [new Map(fieldsOf(was)), new Map(fieldsOf(is))];
    return [...new Set([...a.keys(), ...b.keys()])].flatMap((path) =>
      a.get(path) === b.get(path) ? [] : [`${key} ${path}: ${a.get(path)} is ${b.get(path)}`],
    );
  });
}
