import { literals } from '@cdktf/provider-libvirt';
import { TerraformLocal } from 'cdktf';
import type { Construct } from 'constructs';
import { addressed } from './names';

/**
 * Values that resources speak of as `local.<name>.<key>`: written once, and read once by Terraform, which would read a map
 * that stands in a `for_each` anew for every instance. May be filled until the stack is synthesized. Without cdktf's tokens.
 *
 * @param name letters, digits and `_`
 */
export function renderLocals<T>(scope: Construct, name: string, values: Readonly<Record<string, T>>): void {
  addressed('local', name, (id) => new TerraformLocal(scope, id, new literals.Literal(values)));
}
