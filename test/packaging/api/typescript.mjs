/** TypeDoc reads sources by the API of TypeScript 5, which is installed by another name: the compiler of this repository has none. */
export const resolve = (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context);
