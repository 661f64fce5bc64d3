/**
 * Virtual machines of a system as a stack of cdktf: the program in `stacks/main.ts` uses it.
 *
 * @module isthmus/terraform
 */

export { type CustomizeTerraform, terraformMain } from './main';
export type { Named } from './named';
export { type CompiledFilter, checkFilterXml, FilterCompiler, InvalidFilterError, MAX_RULES } from './policy';
export { VirtualMachinesStack, type VirtualMachinesStackProps } from './stack';
export { VirtualMachinesStacks, type VirtualMachinesStacksProps } from './stacks';
