import type { Problem } from '../problem';

/** What can be wrong with native objects that a program adds or asks for. */

export const fileClash = (chart: string, file: string, other: string): Problem => ({
  code: 'FILE_CLASH',
  path: chart,
  message: `It would be written to the file "${file}", which is that of "${other}" too.`,
  fix: 'Give one of them another name, or a ManifestChart another `fileName`.',
});

export const fileOrder = (chart: string, file: string, needed: string, later: string): Problem => ({
  code: 'FILE_ORDER',
  path: chart,
  message: `It depends on "${needed}", but its file "${file}" is applied before "${later}".`,
  fix: 'Depend on a chart of an earlier stage, or give the ManifestChart a `fileName` with a higher number.',
});

export const dependencyCycle = (circle: readonly string[]): Problem => ({
  code: 'DEPENDENCY_CYCLE',
  path: circle[0] ?? '',
  message: `It depends on itself: ${circle.join(' => ')}.`,
  fix: 'Take one of these dependencies away.',
});

export const objectTwice = (chart: string, object: string, other: string): Problem => ({
  code: 'OBJECT_TWICE',
  path: chart,
  message: `${object} is in "${other}" too: whichever is applied later would overwrite the other.`,
  fix: 'Rename one of them, or change the one that is there (`customize` reaches it).',
});

export const unknownName = (path: string, what: string, name: string, known: Iterable<string>): Problem => ({
  code: 'UNKNOWN_NAME',
  path,
  message: `There is no ${what} "${name}". There are: ${[...known].sort().join(', ') || 'none'}.`,
  fix: 'Use one of these names.',
});
