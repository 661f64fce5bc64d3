/** What `terraform providers schema -json` prints, as far as this provider uses it. */
export interface ProviderSchemas {
  readonly format_version: string;
  readonly provider_schemas: { readonly [source: string]: ProviderSchema };
}

export interface ProviderSchema {
  readonly provider: BlockSchema;
  readonly resource_schemas: { readonly [type: string]: BlockSchema };
  readonly data_source_schemas: { readonly [type: string]: BlockSchema };
}

export interface BlockSchema {
  readonly version: number;
  readonly block: Attributes & { readonly block_types?: object };
}

export interface Attributes {
  readonly attributes?: { readonly [name: string]: AttributeSchema };
}

export type Primitive = 'string' | 'number' | 'bool';

export interface AttributeSchema {
  readonly type?: Primitive | readonly ['list' | 'set', Primitive];
  readonly nested_type?: Attributes & { readonly nesting_mode: 'single' | 'list' };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

/** Source address of the provider, also its key in the schema. */
export const PROVIDER = 'dmacvicar/libvirt';
export const REGISTRY = 'registry.terraform.io';
/** Version of the provider that the bindings are for; the package has the same version. */
export const VERSION = '0.9.7';

export function providerSchema(schemas: ProviderSchemas): ProviderSchema {
  const schema = schemas.provider_schemas[`${REGISTRY}/${PROVIDER}`];
  if (!schema) throw new Error(`the schema file does not hold ${REGISTRY}/${PROVIDER}`);
  return schema;
}
