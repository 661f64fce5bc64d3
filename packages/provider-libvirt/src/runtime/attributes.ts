import {
  type IInterpolatingParent,
  type TerraformElement,
  type TerraformMetaArguments,
  type TerraformProviderGeneratorMetadata,
  TerraformStack,
} from 'cdktf';
import { attributeToTerraform, objectToTerraform, type TerraformAttributes } from './convert';
import { type Reference, type ReferenceList, referenceTo } from './reference';
import type { Attribute, AttributeTable } from './table';

/** What a generated class knows of itself. */
export interface Definition {
  /** Terraform type, e.g. `libvirt_domain`. */
  readonly type: string;
  readonly metadata: TerraformProviderGeneratorMetadata;
  readonly attributes: AttributeTable;
}

/** The attributes of a config, without those that cdktf handles (`provider`, `lifecycle`, `count` …). */
export type Input<Config> = Readonly<Omit<Config, keyof TerraformMetaArguments>>;

const META_ARGUMENTS = new Set(['connection', 'count', 'dependsOn', 'forEach', 'lifecycle', 'provider', 'provisioners']);

/** Those attributes that cdktf handles. */
export function metaArguments(config: TerraformMetaArguments): TerraformMetaArguments {
  const { connection, count, dependsOn, forEach, lifecycle, provider, provisioners } = config ?? {};
  return { connection, count, dependsOn, forEach, lifecycle, provider, provisioners };
}

/** The others. */
export function providerAttributes(config: object): object {
  return Object.fromEntries(Object.entries(config ?? {}).filter(([name]) => !META_ARGUMENTS.has(name)));
}

/** The attributes of one element: checked when they are given or set, converted when the stack is synthesized. */
export class Attributes<Config extends object> {
  private readonly values: TerraformAttributes;

  /** @throws Error that lists every unknown, missing or wrongly typed attribute with its path. */
  constructor(
    private readonly element: TerraformElement,
    private readonly definition: Definition,
    values: object,
  ) {
    this.values = { ...values };
    this.toTerraform();
  }

  get input(): Input<Config> {
    return this.values as Input<Config>;
  }

  /** @throws Error that lists every unknown, missing or wrongly typed attribute with its path. */
  assign(property: string, value: unknown): void {
    this.check((problems) => attributeToTerraform(this.attribute(property), value, property, problems));
    this.values[property] = value;
  }

  reference<T>(property: string): Reference<T> {
    return referenceTo(this.attribute(property), this.element as TerraformElement & IInterpolatingParent) as Reference<T>;
  }

  referenceList<T>(property: string): ReferenceList<T> {
    return referenceTo(this.attribute(property), this.element as TerraformElement & IInterpolatingParent) as ReferenceList<T>;
  }

  /** @throws Error as the constructor: nested objects may have been changed since. */
  toTerraform(): TerraformAttributes {
    return this.check((problems) => objectToTerraform(this.definition.attributes, this.values, '', problems));
  }

  private attribute(property: string): Attribute {
    const attribute = this.definition.attributes[property];
    if (!attribute) throw new Error(`${this.definition.type} has no attribute ${property}`);
    return attribute;
  }

  private check<T>(convert: (problems: string[]) => T): T {
    const problems: string[] = [];
    const converted = convert(problems);
    if (problems.length === 0) return converted;
    // The path, not the logical id: asking for that would fix it before `overrideLogicalId`.
    const { scopes } = this.element.node;
    const path = scopes.slice(scopes.findLastIndex(TerraformStack.isStack) + 1).map(({ node }) => node.id);
    throw new Error(problems.map((problem) => `${this.definition.type}.${path.join('/')}: ${problem}`).join('\n'));
  }
}
