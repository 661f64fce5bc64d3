import { ComplexList, ComplexObject, type IInterpolatingParent, type IResolvable } from 'cdktf';
import { type Attribute, type AttributeTable, isListType } from './table';

declare const computedValue: unique symbol;

/** Type of an attribute that is only read: no value can be written for it, its reference has the type `T`. */
export interface Computed<T> {
  readonly [computedValue]: T;
}

/** A nested object as Terraform will know it: every attribute is a reference, to be used as a value elsewhere. */
export type Reference<T> = ComplexObject & { readonly [K in keyof T]-?: ReferenceTo<NonNullable<T[K]>> };

/** A list of nested objects as Terraform will know it. */
export interface ReferenceList<T> extends ComplexList {
  get(index: number): Reference<T>;
}

export type ReferenceTo<V> = [V] extends [Computed<infer U>] ? ReferenceToWritten<U> : ReferenceToWritten<V>;

// Tuples keep the unions whole: `boolean | IResolvable` and `X[] | IResolvable` are one type each.
type ReferenceToWritten<V> = [V] extends [string]
  ? string
  : [V] extends [number]
    ? number
    : [V] extends [boolean | IResolvable]
      ? IResolvable
      : [V] extends [string[]]
        ? string[]
        : [V] extends [(infer E)[] | IResolvable]
          ? ReferenceList<E>
          : Reference<V>;

/** The reference to a nested attribute of `parent`. */
export function referenceTo([terraformName, type]: Attribute, parent: IInterpolatingParent): ComplexObject | ComplexList {
  const table = isListType(type) ? type[0] : type;
  if (typeof table === 'string') throw new Error(`${terraformName} is not a nested attribute`);
  return isListType(type) ? new StructList(parent, terraformName, table) : new (referenceClass(table))(parent, terraformName, false);
}

class StructList extends ComplexList {
  constructor(
    parent: IInterpolatingParent,
    terraformName: string,
    private readonly table: AttributeTable,
  ) {
    super(parent, terraformName, false);
  }

  get(index: number): ComplexObject {
    return new (referenceClass(this.table))(this.terraformResource, this.terraformAttribute, false, index);
  }
}

const classes = new WeakMap<AttributeTable, typeof ComplexObject>();

/** A class whose getters are the attributes, made when it is first asked for: few of the many nested objects ever are. */
function referenceClass(table: AttributeTable): typeof ComplexObject {
  let made = classes.get(table);
  if (!made) {
    made = class extends ComplexObject {};
    for (const [property, attribute] of Object.entries(table)) {
      Object.defineProperty(made.prototype, property, {
        get(this: ComplexObject) {
          return read(attribute, this);
        },
        enumerable: true,
        configurable: true,
      });
    }
    classes.set(table, made);
  }
  return made;
}

function read(attribute: Attribute, object: ComplexObject): unknown {
  const [terraformName, type] = attribute;
  if (type === 'string') return object.getStringAttribute(terraformName);
  if (type === 'number') return object.getNumberAttribute(terraformName);
  if (type === 'bool') return object.getBooleanAttribute(terraformName);
  if (isListType(type) && typeof type[0] === 'string') return object.getListAttribute(terraformName);
  return referenceTo(attribute, object);
}
