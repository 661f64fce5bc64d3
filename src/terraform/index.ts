/**
 * Virtual machines of a system as a stack of cdktf: the program in `stacks/main.ts` uses it.
 *
 * @module isthmus/terraform
 */

export { type CustomizeTerraform, terraformMain } from './main';
export { type CompiledFilter, checkFilterXml, FilterCompiler, InvalidFilterError, MAX_RULES } from './policy';
export { type Named, VirtualMachinesStack, type VirtualMachinesStackProps } from './stack';
