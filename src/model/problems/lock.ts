import type { Problem } from '../problem';

export const lockMalformed = (message: string): Problem => ({
  code: 'LOCK_MALFORMED',
  path: 'lock',
  message,
  fix: 'Restore the file from version control (after a merge: `npx isthmus lock repair`). Do not delete it: it keeps machines from being made twice.',
});

export const lockEdited = (): Problem => ({
  code: 'LOCK_EDITED',
  path: 'lock',
  message: 'The content of the file is not what its digest says: it was joined line by line, or edited by hand.',
  fix: 'After a merge, rebase or cherry-pick: `npx isthmus lock repair`. After an edit that was meant: `npx isthmus lock accept`. Else restore the file from version control.',
});

export const lockOld = (): Problem => ({
  code: 'LOCK_OLD',
  path: 'lock',
  message: 'The file has a format of before: it does not say what tells the hosts from others.',
  fix: 'Run `npx isthmus lock accept`: it writes the file in the format of today. The next synth then notes how each host is reached: see that this is right before you commit it.',
});

export const lockMissing = (trace: string, restore: string): Problem => ({
  code: 'LOCK_MISSING',
  path: 'lock',
  message: `There is no isthmus.lock.json, but ${trace}. Without it machines would get other addresses, and a disk that has left would not be missed.`,
  fix: `${restore}. If nothing of the system was ever applied, or all of it is gone: \`npx isthmus lock init\`.`,
});

export const lockUnreadable = (file: string, reason: string): Problem => ({
  code: 'LOCK_UNREADABLE',
  path: 'lock',
  message: `${file} is there and cannot be read: ${reason}.`,
  fix: 'Let it be a file that you may read. Do not delete it: it keeps machines from being made twice.',
});

export const lockNotWritable = (reason: string): Problem => ({
  code: 'LOCK_NOT_WRITABLE',
  path: 'lock',
  message: `isthmus.lock.json has to change and cannot be written: ${reason}.`,
  fix: 'Let it be a file that you may write, in a folder where you may make files. Where it must not change, set CI=true: then nothing is written.',
});

export const lockBusy = (who: string, link: string): Problem => ({
  code: 'LOCK_BUSY',
  path: 'lock',
  message: `Somebody else is at work in this folder: ${who}.`,
  fix: `Wait until that has ended. If nothing of the kind runs any more, delete ${link}.`,
});

export const lockDuplicate = (what: string, value: string, holders: readonly string[]): Problem => ({
  code: 'LOCK_DUPLICATE',
  path: 'lock',
  message: `The ${what} ${value} is held by ${holders.join(' and ')}.`,
  fix: 'After a merge of two branches that each added a machine: `npx isthmus lock repair` gives the one that is not applied yet another value.',
});

export const lockOfOtherSystem = (mine: string, other: string): Problem => ({
  code: 'LOCK_OF_OTHER_SYSTEM',
  path: 'lock',
  message: `The lock belongs to the system "${other}", this one is "${mine}".`,
  fix: `Give each system a project folder of its own: its lock is the isthmus.lock.json there. If it is the same system, call it "${other}" again: it cannot be renamed, every object on the hosts bears its name.`,
});

export const hostTwice = (path: string, connection: string, otherPath: string): Problem => ({
  code: 'HOST_TWICE',
  path,
  message: `${otherPath} is at ${connection} as well: one machine cannot be two hosts.`,
  fix: 'Describe it once, and give its machines that one host.',
});

export const lockOutOfDate = (changes: readonly string[]): Problem => ({
  code: 'LOCK_OUT_OF_DATE',
  path: 'lock',
  message: `The lock file would change (${changes.join(', ')}), and it is frozen here (CI).`,
  fix: 'Run `npx isthmus synth` where you develop and commit isthmus.lock.json.',
});

export const releaseUnknown = (name: string, present: boolean, known: readonly string[]): Problem => ({
  code: 'RELEASE_UNKNOWN',
  path: 'lock',
  message: present
    ? `release: "${name}" was part of the system at the last synth.`
    : `release: nothing called "${name}" has left the system; what has: ${known.join(', ') || 'nothing'}.`,
  fix: present ? 'Remove it from the system and synthesize first.' : 'Write the name of a machine, service or volume that has left.',
});

export const renewUnknown = (name: string, known: readonly string[]): Problem => ({
  code: 'RENEW_UNKNOWN',
  path: 'lock',
  message: `renew: the lock has no machine "${name}"; it has: ${known.join(', ') || 'none'}.`,
  fix: 'Write the name of a machine of the system.',
});
