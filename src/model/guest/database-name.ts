/** Names that the engines keep for themselves. */
const RESERVED = ['information_schema', 'mysql', 'performance_schema', 'postgres', 'root', 'sys', 'template0', 'template1', 'test'];

/** Databases of MongoDB's own. */
const RESERVED_DATABASES = ['admin', 'config', 'local'];

/** Roles that engines, their packages or this library keep for themselves. */
const RESERVED_ROLES = ['debian-sys-maint', 'isthmus', 'isthmus-backup', 'isthmus-restore', 'none', 'prometheus', 'public', 'replicator'];

/**
 * Whether a text can be the name of a database in every engine: 1 to 32 characters (MySQL's limit for accounts, which are often
 * called like it), a lower-case letter, then such letters, digits, `_` and `-`, and no name that an engine has taken.
 */
export const isDatabaseName = (text: string): boolean => isName(text) && !RESERVED_DATABASES.includes(text);

const isName = (text: string): boolean => /^[a-z][a-z0-9_-]{0,31}$/.test(text) && !RESERVED.includes(text);

/** Whether a text can be the name of a role in every engine (PostgreSQL, "CREATE ROLE": names that begin with `pg_` are its own). */
export const isRoleName = (text: string): boolean => isName(text) && !RESERVED_ROLES.includes(text) && !text.startsWith('pg_');

/** Whether a text can be a pattern of keys of Redis and Valkey in a list of rights: no blanks, and nothing that has a meaning there or in shells but `*`. */
export const isKeyPattern = (text: string): boolean => /^[A-Za-z0-9:._/*-]{1,64}$/.test(text);
