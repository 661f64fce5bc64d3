export { checkFilterXml, InvalidFilterError } from './check';
export { type CompiledFilter, FilterCompiler, FilterTooLargeError, MAX_RULES } from './compile';
