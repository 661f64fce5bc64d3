import { isRecord } from '../../model/shape';
import { compareText } from '../../model/values';
import { records } from '../reader';
import { code, list, type Program, quoted, text } from '../source';
import type { Manifest } from './manifests';

type Spec = Readonly<Record<string, unknown>>;

/** What refers to a Secret, by the field that it stands in: the Secret's name, and the keys that are asked for. */
const REFERENCES: ReadonlyMap<string, (reference: Spec) => { readonly name: unknown; readonly keys: readonly unknown[] }> = new Map([
  ['secretKeyRef', ({ name, key }: Spec) => ({ name, keys: [key] })],
  ['secretRef', ({ name }: Spec) => ({ name, keys: [] })],
  // Of a volume, and of a source among others.
  ['secret', ({ secretName, name, items }: Spec) => ({ name: secretName ?? name, keys: records(items).map(({ key }) => key) })],
]);

/** Of Secrets that images are pulled with (kubernetes.io, "Secrets": kubernetes.io/dockerconfigjson). */
const PULL_KEY = '.dockerconfigjson';
const PULL_TYPE = 'kubernetes.io/dockerconfigjson';
const UNKNOWN_KEY = 'unknown';

/** Secrets that workloads refer to, with all keys that they ask for, or else those that they have: their constants, by name. */
export function declareSecrets(
  workloads: readonly Manifest[],
  manifests: readonly Manifest[],
  program: Program,
): ReadonlyMap<string, string> {
  const keys = new Map<string, Set<string>>();
  const add = (name: unknown, asked: readonly unknown[]): void => {
    if (typeof name !== 'string') return;
    const known = keys.get(name) ?? new Set<string>();
    keys.set(name, known);
    for (const key of asked) if (typeof key === 'string') known.add(key);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isRecord(value)) return;
    for (const [field, item] of Object.entries(value)) {
      const reference = isRecord(item) ? REFERENCES.get(field)?.(item) : undefined;
      if (reference) add(reference.name, reference.keys);
      if (field === 'imagePullSecrets') for (const { name } of records(item)) add(name, [PULL_KEY]);
      visit(item);
    }
  };
  for (const { content } of workloads) visit(content);
  return new Map(
    [...keys]
      .sort(([a], [b]) => compareText(a, b))
      .map(([name, own]) => {
        const there = manifests.filter((each) => each.kind === 'Secret' && each.name === name);
        for (const { content } of own.size === 0 ? there : [])
          for (const data of [content.data, content.stringData]) for (const key of Object.keys(isRecord(data) ? data : {})) own.add(key);
        const notes = own.size === 0 ? [`State the keys of ${name}: nothing names them.`] : [];
        const asked = list((own.size === 0 ? [UNKNOWN_KEY] : [...own].sort(compareText)).map(text)).code;
        const made = `${program.lib('Secret')}.fromExisting(this, ${quoted(name)}, { keys: ${asked}${own.has(PULL_KEY) ? `, type: ${quoted(PULL_TYPE)}` : ''} })`;
        return [name, program.declare(`${name} secret`, code(made), notes)] as const;
      }),
  );
}
