import type { Problem } from '../problem';

/** Problems of what cannot be text, and of texts that such things were made part of. */

/** @param kind the class of an object that has no text, which is named in the place of a path */
export const valueAsText = (kind: string, into: string, fix: string): Problem => ({
  code: 'VALUE_AS_TEXT',
  path: kind,
  message: `An object of the class ${kind} is made part of ${into}, where nothing of what it means would be left.`,
  fix,
});

/** @param found such as `[object Object]`, or `undefined` as the host of a URI */
export const objectInText = (path: string, prop: string, found: string): Problem => ({
  code: 'OBJECT_IN_TEXT',
  path,
  message: `"${prop}" holds "${found}": what was made part of the text there was lost.`,
  fix: 'Write what is meant as text or as a number: a property of the object, such as its name, or `port.number`. Where the text means just these letters, give a file as FileSource.bytes(…) or GuestFile.bytes(…).',
});
