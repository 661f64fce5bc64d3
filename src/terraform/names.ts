import type { TerraformElement, TerraformResource } from 'cdktf';

/**
 * Creates an element under its Terraform address. The address follows from names of the system alone, never from where a
 * construct stands: Terraform would destroy what lies under an address that is gone. As construct id it cannot be taken twice.
 *
 * @param type Terraform type, e.g. `libvirt_volume`
 * @param name logical id, e.g. `database-vm-root`
 */
export function addressed<T extends TerraformElement>(type: string, name: string, create: (constructId: string) => T): T {
  const element = create(`${type}.${name}`);
  element.overrideLogicalId(name);
  return element;
}

/** A file or volume name as part of a logical id (letters, digits, `_` and `-`): different names stay different. */
export function idPart(name: string): string {
  return name.replace(/[^A-Za-z0-9-]/g, (character) => (character === '.' ? '_' : `_${character.codePointAt(0)?.toString(16)}_`));
}

/** A resource's address, for places where Terraform takes no expression. */
export const terraformAddress = (resource: TerraformResource): string => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** Terraform's expression for an attribute. The getters of resources give the same as a token, which records a stack trace each. */
export const reference = (resource: TerraformResource, attribute: string): string => `\${${terraformAddress(resource)}.${attribute}}`;
