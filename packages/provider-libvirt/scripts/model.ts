import { baseName, moduleName, pascalCase, propertyName } from './naming';
import { type AttributeSchema, type Attributes, type Primitive, type ProviderSchema, VERSION } from './schema';

/** An attribute's type: `list` covers Terraform's lists and sets, which are written alike. */
export type AttributeType =
  | { readonly kind: 'primitive'; readonly primitive: Primitive }
  | { readonly kind: 'primitives'; readonly primitive: Primitive; readonly set: boolean }
  | { readonly kind: 'struct'; readonly struct: Struct }
  | { readonly kind: 'structs'; readonly struct: Struct };

export interface Attribute {
  /** Name in TypeScript. */
  readonly property: string;
  readonly terraformName: string;
  /** `computed`: only read; an attribute that is computed but may be set is `optional`. */
  readonly use: 'required' | 'optional' | 'computed';
  readonly type: AttributeType;
}

export interface Struct {
  /** Name of its interface. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** A resource, a data source or the provider: one generated file with one class. */
export interface Module {
  readonly kind: 'resource' | 'data source' | 'provider';
  readonly terraformType: string;
  /** File name, and the part of the path after `@cdktf/provider-libvirt/lib/`. */
  readonly file: string;
  /** Name of its namespace in the index. */
  readonly namespace: string;
  readonly className: string;
  /** Page in the Terraform registry. */
  readonly url: string;
  readonly config: Struct;
}

const DOCS = `https://registry.terraform.io/providers/dmacvicar/libvirt/${VERSION}/docs`;

/** Every class of the package, in the order of its index. */
export function modules(schema: ProviderSchema): Module[] {
  const all = [
    ...Object.entries(schema.resource_schemas).map(([type, { block }]) => blockModule('resource', type, block)),
    ...Object.entries(schema.data_source_schemas).map(([type, { block }]) => blockModule('data source', type, block)),
    providerModule(schema.provider.block),
  ];
  assertUnique(all.flatMap((module) => [module.className, ...structs(module.config).map((struct) => struct.name)]));
  return all;
}

/** The struct and all that are nested in it, parents first. */
export function structs(struct: Struct): Struct[] {
  return [struct, ...struct.attributes.flatMap(({ type }) => ('struct' in type ? structs(type.struct) : []))];
}

function blockModule(kind: 'resource' | 'data source', terraformType: string, block: Attributes & { block_types?: object }): Module {
  if (block.block_types) throw new Error(`${terraformType}: nested blocks are not supported, only nested attributes`);
  const base = baseName(terraformType, kind);
  const className = pascalCase(base);
  const page = terraformType.replace(/^libvirt_/, '');
  return {
    kind,
    terraformType,
    file: moduleName(base),
    namespace: className.charAt(0).toLowerCase() + className.slice(1),
    className,
    url: `${DOCS}/${kind === 'resource' ? 'resources' : 'data-sources'}/${page}`,
    config: { name: `${className}Config`, attributes: attributes(block, className) },
  };
}

function providerModule(block: Attributes): Module {
  const withAlias: Attributes = { attributes: { ...block.attributes, alias: { type: 'string', optional: true } } };
  return {
    kind: 'provider',
    terraformType: 'libvirt',
    file: 'provider',
    namespace: 'provider',
    className: 'LibvirtProvider',
    url: DOCS,
    config: { name: 'LibvirtProviderConfig', attributes: attributes(withAlias, 'LibvirtProvider') },
  };
}

function attributes(parent: Attributes, parentName: string): Attribute[] {
  const all = Object.entries(parent.attributes ?? {}).map(([terraformName, schema]) => ({
    property: propertyName(terraformName),
    terraformName,
    use: schema.required ? ('required' as const) : schema.optional ? ('optional' as const) : ('computed' as const),
    type: attributeType(schema, parentName + pascalCase(terraformName)),
  }));
  assertUnique(all.map(({ property }) => `${parentName}.${property}`));
  return all;
}

function attributeType({ type, nested_type: nested }: AttributeSchema, name: string): AttributeType {
  if (nested) {
    const struct = { name, attributes: attributes(nested, name) };
    if (nested.nesting_mode === 'single') return { kind: 'struct', struct };
    if (nested.nesting_mode === 'list') return { kind: 'structs', struct };
  }
  if (type === 'string' || type === 'number' || type === 'bool') return { kind: 'primitive', primitive: type };
  if (Array.isArray(type) && (type[0] === 'list' || type[0] === 'set') && typeof type[1] === 'string') {
    return { kind: 'primitives', primitive: type[1], set: type[0] === 'set' };
  }
  throw new Error(`${name}: a type that these bindings do not cover: ${JSON.stringify(type ?? nested)}`);
}

function assertUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new Error(`two things would be named ${name}`);
    seen.add(name);
  }
}
