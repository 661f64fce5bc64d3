export { type CustomizeTerraform, terraformMain } from './main';
export { type CompiledFilter, checkFilterXml, FilterCompiler, InvalidFilterError, MAX_RULES } from './policy';
export { type Named, VirtualMachinesStack, type VirtualMachinesStackProps } from './stack';
