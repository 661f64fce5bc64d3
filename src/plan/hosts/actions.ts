import { differences, isObject, type Json, type Leaf } from '../differences';
import { ruleOf } from '../rules';
import type { TerraformFiles } from '../side';
import { entriesOf, type Instance, type Instances, instancesOf, mapTexts, stackOf } from './instances';
import { ATTRIBUTES, type AttributeEffect } from './rules';

/**
 * What `terraform apply` does with something. `import`: it takes what is there into its state, and leaves it as it is. `forget`: it lets go of it,
 * and leaves it where it is.
 */
export type Action = 'create' | 'import' | 'update' | 'replace' | 'delete' | 'forget';

/** An attribute that differs. */
export interface AttributeChange extends Leaf {
  readonly effect: AttributeEffect;
}

export interface ResourceChange {
  readonly address: string;
  readonly action: Action;
  readonly instance: Instance;
  readonly attributes: readonly AttributeChange[];
  /** Addresses whose change replaces it. */
  readonly triggers: readonly string[];
}

/** Stands for a value that only an apply tells. */
const UNKNOWN = '(known after apply)';

/**
 * What an apply of `after` does where `before` has been applied. Sorted by address.
 * @param own names of the system's stacks, before and after
 */
export function resourceChanges(before: TerraformFiles, after: TerraformFiles, own: ReadonlySet<string>): readonly ResourceChange[] {
  const planner = new Planner(instancesOf(before, own), instancesOf(after, own), forgotten(after), imported(after));
  return planner.all();
}

/** Addresses that are let go of. */
function forgotten(files: TerraformFiles): ReadonlySet<string> {
  return new Set(
    blocksOf(files, 'removed').flatMap(({ from, lifecycle }) =>
      isObject(lifecycle) && lifecycle.destroy === false && typeof from === 'string' ? [plainAddress(from)] : [],
    ),
  );
}

/** Addresses of what is there already. */
const imported = (files: TerraformFiles): ReadonlySet<string> =>
  new Set(blocksOf(files, 'import').flatMap(({ to }) => (typeof to === 'string' ? [plainAddress(to)] : [])));

/** Blocks of a kind of which there are several. */
const blocksOf = (files: TerraformFiles, kind: 'import' | 'removed'): readonly Json[] =>
  Object.values(files)
    .flatMap((configuration) => (configuration as Json)[kind] ?? [])
    .filter(isObject);

const plainAddress = (text: string): string => text.replace(/^\$\{(.*)\}$/, '$1');

/** Follows Terraform's rules as far as this library's configurations use them: references, `ignore_changes`, `replace_triggered_by`. */
class Planner {
  private readonly known = new Map<string, ResourceChange | undefined>();

  constructor(
    private readonly before: Instances,
    private readonly after: Instances,
    private readonly forgotten: ReadonlySet<string>,
    private readonly imported: ReadonlySet<string>,
  ) {}

  all(): readonly ResourceChange[] {
    return [...new Set([...this.before.keys(), ...this.after.keys()])].sort().flatMap((address) => this.changeOf(address) ?? []);
  }

  private changeOf(address: string): ResourceChange | undefined {
    if (this.known.has(address)) return this.known.get(address);
    // Where somebody's own resources speak of each other in a circle, Terraform itself fails.
    this.known.set(address, undefined);
    const change = this.compare(address);
    this.known.set(address, change);
    return change;
  }

  private compare(address: string): ResourceChange | undefined {
    const [old, current] = [this.before.get(address), this.after.get(address)];
    const none = { attributes: [], triggers: [] };
    if (!current) {
      const action = this.forgotten.has(address) ? 'forget' : 'delete';
      return old && { address, action, instance: old, ...none };
    }
    if (!old) return { address, action: this.imported.has(address) ? 'import' : 'create', instance: current, ...none };
    const attributes = this.attributesOf(old, current);
    const triggers = current.triggeredBy.filter((trigger) => this.triggers(trigger));
    const action = actionOf(attributes, triggers);
    return action && { address, action, instance: current, attributes, triggers };
  }

  private attributesOf(old: Instance, current: Instance): readonly AttributeChange[] {
    const was = mapTexts(old.values, (text) => this.value(text, this.before, () => false));
    const is = mapTexts(current.values, (text) => this.value(text, this.after, (address) => this.isMade(address)));
    if (current.ignoresAll) return [];
    const [seen, wanted] = [was, is].map((values) => current.ignored.reduce((rest, path) => without(rest, keysOf(path)), values));
    const rules = ATTRIBUTES[current.type] ?? {};
    return differences(seen, wanted).map((leaf) => ({ ...leaf, effect: ruleOf(rules, leaf.path)?.effect ?? 'unknown' }));
  }

  /** A text with what is known in the place of references. */
  private value(text: string, instances: Instances, unknown: (address: string) => boolean): string {
    return text.replace(/\$\{(\w+\.[\w-]+(?:\["[^"]*"\])?)\.(\w+)\}/g, (reference, address: string, attribute: string) => {
      const found = instances.get(address)?.values[attribute];
      if (typeof found === 'string') return this.value(found, instances, unknown);
      return unknown(address) ? UNKNOWN : reference;
    });
  }

  private isMade(address: string): boolean {
    const action = this.changeOf(address)?.action;
    return action !== undefined && ACTIONS[action].makes;
  }

  /** Terraform: "Only immediate changes to the resource will trigger replacement", its creation does not. */
  private triggers(address: string): boolean {
    const action = this.changeOf(address)?.action;
    return action !== undefined && ACTIONS[action].triggers;
  }
}

/** Whether an action makes something, and whether it replaces what is replaced with it. */
const ACTIONS: { readonly [A in Action]: { readonly makes: boolean; readonly triggers: boolean } } = {
  create: { makes: true, triggers: false },
  import: { makes: false, triggers: false },
  update: { makes: false, triggers: true },
  replace: { makes: true, triggers: true },
  delete: { makes: false, triggers: false },
  forget: { makes: false, triggers: false },
};

/** What Terraform does about an attribute; what counts most first. At another host something is not found, and so made. */
const EFFECTS: { readonly [E in AttributeEffect]: Action } = {
  elsewhere: 'create',
  replace: 'replace',
  again: 'replace',
  restart: 'update',
  live: 'update',
  refused: 'update',
  unknown: 'update',
};

const FOREMOST: readonly Action[] = ['create', 'replace', 'update'];

function actionOf(attributes: readonly AttributeChange[], triggers: readonly string[]): Action | undefined {
  const wanted = new Set<Action>([...attributes.map(({ effect }) => EFFECTS[effect]), ...triggers.map(() => 'replace' as const)]);
  return FOREMOST.find((action) => wanted.has(action));
}

/** A value without what lies at a path such as `dns.host` or `ips[0].dhcp`. */
function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const place = copy as Record<string, unknown>;
  if (rest.length === 0) delete place[key];
  else place[key] = without(place[key], rest);
  return copy;
}

const keysOf = (path: string): readonly string[] => path.replaceAll('[', '.').replaceAll(']', '').split('.');

/**
 * Outputs whose values differ: an apply writes them, and touches nothing. Of several stacks with the stack's name in front.
 * @param own names of the system's stacks, before and after
 */
export function changedOutputs(before: TerraformFiles, after: TerraformFiles, own: ReadonlySet<string>): readonly string[] {
  const [old, current] = [outputsOf(before, own), outputsOf(after, own)];
  const names = [...new Set([...old.keys(), ...current.keys()])].sort();
  return names.filter((name) => differences(old.get(name), current.get(name)).length > 0);
}

const outputsOf = (files: TerraformFiles, own: ReadonlySet<string>): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(files).flatMap(([place, file]) => {
      const stack = stackOf(place);
      const prefix = own.size === 1 && own.has(stack) ? '' : `${stack}/`;
      return entriesOf((file as Json).output).map(([name, block]) => [prefix + name, isObject(block) ? block.value : block] as const);
    }),
  );
