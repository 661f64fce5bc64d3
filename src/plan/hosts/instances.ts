import { isObject, type Json } from '../differences';
import type { TerraformFiles } from '../side';

/** A resource of a configuration, or one of its instances, as Terraform looks at it: without what it only does with it. */
export interface Instance {
  /** Terraform address; in stacks that are not of the system with the stack's name in front: `other/libvirt_volume.x`. */
  readonly address: string;
  readonly stack: string;
  readonly type: string;
  /** Logical id. */
  readonly name: string;
  /** Of the instance, where there are several. */
  readonly key?: string;
  /** Attributes; expressions as they stand there, but for those of the instance itself. */
  readonly values: Json;
  /** Attributes of which a change is ignored, as paths. */
  readonly ignored: readonly string[];
  /** A change of whatever attribute is ignored. */
  readonly ignoresAll: boolean;
  /** Addresses whose change replaces it. */
  readonly triggeredBy: readonly string[];
}

export type Instances = ReadonlyMap<string, Instance>;

/** What Terraform reads of a resource for itself. A provider is where it stands, which counts as an attribute. */
const META = new Set(['//', 'provisioner', 'lifecycle', 'depends_on', 'for_each', 'count', 'connection']);

/**
 * All instances of all stacks, by address: those of a system have no address in common.
 * @param own names of the system's stacks
 */
export function instancesOf(files: TerraformFiles, own: ReadonlySet<string>): Instances {
  const found = new Map<string, Instance>();
  for (const [place, configuration] of Object.entries(files)) {
    const stack = stackOf(place);
    const prefix = own.has(stack) ? '' : `${stack}/`;
    for (const [type, resources] of entriesOf((configuration as Json).resource))
      for (const [name, body] of entriesOf(resources)) {
        if (!isObject(body)) continue;
        const all = eachOf(body.for_each, configuration as Json);
        for (const each of all ?? [undefined]) {
          const address = `${prefix}${type}.${name}${each ? `[${JSON.stringify(each.key)}]` : ''}`;
          found.set(address, instance({ address, stack, type, name }, body, each));
        }
      }
  }
  return found;
}

/** `stacks/shop/cdk.tf.json` is the stack `shop`. */
export const stackOf = (place: string): string => /(?:^|\/)stacks\/([^/]+)\//.exec(place)?.[1] ?? place;

export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] => (isObject(value) ? Object.entries(value) : []);

interface Each {
  readonly key: string;
  readonly value: Json;
}

/** The entries of a `for_each`; undefined for a resource that is one, and for what only Terraform can work out. */
function eachOf(given: unknown, { locals }: Json): readonly Each[] | undefined {
  const name = typeof given === 'string' ? /^\$\{local\.(\w+)\}$/.exec(given)?.[1] : undefined;
  const all = name === undefined ? given : isObject(locals) ? locals[name] : undefined;
  return isObject(all) ? Object.entries(all).map(([key, value]) => ({ key, value: isObject(value) ? value : {} })) : undefined;
}

function instance(place: Pick<Instance, 'address' | 'stack' | 'type' | 'name'>, body: Json, each: Each | undefined): Instance {
  const lifecycle = isObject(body.lifecycle) ? body.lifecycle : {};
  const values = Object.fromEntries(Object.entries(body).filter(([key, value]) => !META.has(key) && value !== undefined));
  return {
    ...place,
    ...(each && { key: each.key }),
    values: each ? (mapTexts(values, (text) => ofInstance(text, each)) as Json) : values,
    ignored: texts(lifecycle.ignore_changes),
    // As a list it names some; what else Terraform takes is the word for all.
    ignoresAll: typeof lifecycle.ignore_changes === 'string',
    triggeredBy: texts(lifecycle.replace_triggered_by).map((address) =>
      each ? address.replace('[each.key]', `[${JSON.stringify(each.key)}]`) : address,
    ),
  };
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

/** An expression for a field of the instance is what stands there. */
function ofInstance(text: string, { key, value }: Each): string {
  const [, field] = /^\$\{each\.(?:value\.)?(\w+)\}$/.exec(text) ?? [];
  if (field === undefined) return text;
  const found = text.includes('each.value.') ? value[field] : key;
  return typeof found === 'string' ? found : text;
}

/** A value with every text in it mapped. */
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, map)])) : value;
}
