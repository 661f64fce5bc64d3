import { NotUnderstoodError, reading } from '../errors';
import { Fields, parsedJson } from '../fields';
import { evaluate } from './expressions';

/** The resources of one synthesized stack (`cdk.tf.json`). */
export class Resources {
  private readonly byType = new Map<string, Map<string, Fields>>();
  private readonly outputs: Fields | undefined;
  /** Values that expressions speak of as `local.<name>`. */
  readonly locals: Fields;
  private readonly root: Fields;

  /**
   * @param configuration Terraform's JSON, as text or parsed
   * @throws NotUnderstoodError for anything else
   */
  constructor(configuration: string | object) {
    const root = new Fields(typeof configuration === 'string' ? parsedJson(configuration) : configuration);
    this.root = root;
    this.outputs = root.object('output', (fields) => fields);
    this.locals = root.object('locals', (fields) => fields) ?? new Fields({});
    const types = root.object('resource', (fields) => fields);
    for (const [type, resources] of types?.entries((fields, type) => [type, fields] as const) ?? []) {
      this.byType.set(type, new Map(resources.entries((fields, id) => [id, fields] as const)));
    }
  }

  /** Reads every resource of a type. What is not understood is named by its Terraform address. */
  all<T>(type: string, read: (fields: Fields, id: string) => T): readonly T[] {
    return this.ids(type).map((id) => reading(`${type}.${id}`, () => read(this.get(type, id), id)));
  }

  ids(type: string): readonly string[] {
    return [...(this.byType.get(type)?.keys() ?? [])];
  }

  get(type: string, id: string): Fields {
    const fields = this.byType.get(type)?.get(id);
    if (!fields) throw new NotUnderstoodError(`no resource ${type}.${id}`);
    return fields;
  }

  /** What is taken into the state before anything is made. */
  get imports(): readonly Fields[] {
    return this.root.list('import', (fields) => fields) ?? [];
  }

  /** What leaves the state. */
  get removed(): readonly Fields[] {
    return this.root.list('removed', (fields) => fields) ?? [];
  }

  /** Configurations of a provider. */
  providers(name: string): readonly Fields[] {
    return this.root.object('provider', (all) => all.list(name, (fields) => fields)) ?? [];
  }

  /** An output of the stack; undefined when there is none of that name. */
  output(name: string): Fields | undefined {
    return this.outputs?.object(name, (fields) => fields);
  }

  /** The text that Terraform makes of a string. @throws NotUnderstoodError as {@link evaluate} */
  text(value: string): string {
    return evaluate(value, { resources: this });
  }
}
