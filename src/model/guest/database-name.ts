/** Names that the engines keep for themselves. */
const RESERVED = ['information_schema', 'mysql', 'performance_schema', 'postgres', 'root', 'sys', 'template0', 'template1', 'test'];

/**
 * Whether a text can be the name of a database and of its owner in every engine: 1 to 32 characters (MySQL's limit for accounts),
 * a lower-case letter, then such letters, digits, `_` and `-`, and no name that an engine has taken.
 */
export const isDatabaseName = (text: string): boolean => /^[a-z][a-z0-9_-]{0,31}$/.test(text) && !RESERVED.includes(text);
