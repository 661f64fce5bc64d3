import type { Problem } from '../problem';
import { valueInWords } from './words';

/** Problems of constructs as such: where they belong, what they are called, and when they are made. */

/** @param kind name of its class */
export const parentMissing = (kind: string, id: unknown, parent: unknown): Problem => ({
  code: 'PARENT_MISSING',
  path: typeof id === 'string' && id !== '' ? id : kind,
  message: `The ${kind} ${typeof id === 'string' ? `"${id}" ` : ''}belongs to ${parent === undefined || parent === null ? 'nothing' : valueInWords(parent)}, and so to no system: it would be in no output.`,
  fix: `Give the system, or what of it the ${kind} is a part of, before the id.`,
});

/** @param path of its parent */
export const idInvalid = (path: string, kind: string, id: unknown): Problem => ({
  code: 'INVALID_ID',
  path,
  message: `${id === undefined || id === null ? 'No id' : valueInWords(id)} is given to a ${kind} as its id.`,
  fix: 'Give it text of its own: lowercase letters, digits and hyphens, such as "order-db".',
});

/** @param other name of the class of what has it already */
export const idTwice = (path: string, kind: string, other: string): Problem => ({
  code: 'ID_TWICE',
  path,
  message: `This ${kind} has the id of another construct in the same place, a ${other}.`,
  fix: 'Give one of them another id; `name` may say what it is called in the outputs.',
});

/** @param call such as `policy.allow` */
export const resolvedAlready = (system: string, call: string): Problem => ({
  code: 'RESOLVED_ALREADY',
  path: system,
  message: `${call}: the system is resolved already, and nothing of it changes any more.`,
  fix: 'Say it before resolve(), or before the output is synthesized.',
});
