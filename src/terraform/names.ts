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

/** A resource's address, for places where Terraform takes no expression. */
export const terraformAddress = (resource: TerraformResource): string => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** Terraform's expression for an attribute. The getters of resources give the same as a token, which records a stack trace each. */
export const reference = (resource: TerraformResource, attribute: string): string => `\${${terraformAddress(resource)}.${attribute}}`;
