/**
 * Attributes by their TypeScript name, generated from the provider's schema. The Terraform name stands beside it because it cannot
 * be computed back: `ioThreadIDs` is `io_thread_i_ds`, `vepa8021Qbg` is `vepa8021_qbg`.
 */
export interface AttributeTable {
  readonly [property: string]: Attribute;
}

/** Optional unless said; `computed` ones are only read. */
export type Attribute = readonly [terraformName: string, type: AttributeType, use?: 'required' | 'computed'];

/** A primitive, a list of primitives, a nested object, or a list of nested objects. */
export type AttributeType = Primitive | readonly [Primitive] | AttributeTable | readonly [AttributeTable];

export type Primitive = 'string' | 'number' | 'bool';

export function isListType(type: AttributeType): type is readonly [Primitive] | readonly [AttributeTable] {
  return Array.isArray(type);
}
