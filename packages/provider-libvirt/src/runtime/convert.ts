import { Tokenization } from 'cdktf';
import { didYouMean } from './did-you-mean';
import { type Attribute, type AttributeTable, type AttributeType, isListType, type Primitive } from './table';

/** Attributes by Terraform name, as they stand in the JSON. */
export interface TerraformAttributes {
  [name: string]: unknown;
}

/**
 * Renames and checks the attributes of an object. Whatever is wrong is added to `problems`, each with its path; the result is of
 * use only when nothing was. Tokens pass unchecked: their values are not known before Terraform runs.
 */
export function objectToTerraform(table: AttributeTable, value: object, path: string, problems: string[]): TerraformAttributes {
  const given = value as TerraformAttributes;
  const result: TerraformAttributes = {};
  for (const property of Object.keys(given)) {
    if (given[property] === undefined) continue;
    const attribute = Object.hasOwn(table, property) ? table[property] : undefined;
    if (attribute && attribute[2] !== 'computed') {
      result[attribute[0]] = valueToTerraform(attribute[1], given[property], join(path, property), problems);
    } else if (property.startsWith(MAP_TOKEN)) {
      return given;
    } else {
      const problem = attribute ? 'computed by the provider, cannot be set' : unknownAttribute(property, table);
      problems.push(`${join(path, property)}: ${problem}`);
    }
  }
  for (const property of requiredProperties(table)) {
    if (given[property] == null) problems.push(`${join(path, property)}: required, but not set`);
  }
  return result;
}

/** As {@link objectToTerraform}, for one attribute. */
export function attributeToTerraform([, type, use]: Attribute, value: unknown, path: string, problems: string[]): unknown {
  if (value == null && use === 'required') problems.push(`${path}: required, but not set`);
  return value === undefined ? undefined : valueToTerraform(type, value, path, problems);
}

function valueToTerraform(type: AttributeType, value: unknown, path: string, problems: string[]): unknown {
  if (typeof type === 'string') {
    if (!IS[type](value) && !isUnknown(value)) problems.push(wrongKind(path, EXPECTED[type], value));
    return value;
  }
  if (isUnknown(value)) return value;
  if (isListType(type)) {
    if (Array.isArray(value)) return value.map((element, index) => valueToTerraform(type[0], element, `${path}[${index}]`, problems));
    problems.push(wrongKind(path, 'a list', value));
  } else {
    if (typeof value === 'object' && value && !Array.isArray(value)) return objectToTerraform(type, value, path, problems);
    problems.push(wrongKind(path, 'an object', value));
  }
  return undefined;
}

const IS: Record<Primitive, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: Number.isFinite,
  bool: (value) => typeof value === 'boolean',
};
const EXPECTED: Record<Primitive, string> = { string: 'a string', number: 'a number', bool: 'true or false' };

/** How cdktf marks a token that was made to look like a list or a map. */
const LIST_TOKEN = '#{TfToken[';
const MAP_TOKEN = '&{TfToken[';

/** Of any type once Terraform runs: tokens, strings with an expression, and `null`, which Terraform takes for "not set". */
function isUnknown(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${') || value.startsWith(LIST_TOKEN);
  return value === null || Tokenization.isResolvable(value);
}

function wrongKind(path: string, expected: string, value: unknown): string {
  const object = typeof value === 'object';
  return `${path}: expected ${expected}, got ${Array.isArray(value) ? 'a list' : object ? 'an object' : `the ${typeof value} ${String(value)}`}`;
}

function unknownAttribute(property: string, table: AttributeTable): string {
  const settable = Object.keys(table).filter((name) => table[name]?.[2] !== 'computed');
  const guess = settable.find((name) => table[name]?.[0] === property) ?? didYouMean(property, settable);
  return `unknown attribute${guess ? `; did you mean ${guess}?` : ''}`;
}

function join(path: string, property: string): string {
  return path ? `${path}.${property}` : property;
}

const required = new WeakMap<AttributeTable, readonly string[]>();

function requiredProperties(table: AttributeTable): readonly string[] {
  let properties = required.get(table);
  if (!properties) {
    properties = Object.keys(table).filter((property) => table[property]?.[2] === 'required');
    required.set(table, properties);
  }
  return properties;
}
