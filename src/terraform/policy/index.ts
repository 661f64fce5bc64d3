export { checkFilterXml, InvalidFilterError } from './check';
export { type CompiledFilter, FilterCompiler, MAX_RULES } from './compile';
