import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';

/** What operating systems answer, in words. Codes: errno(3). */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file stands where a folder should be',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'a folder stands where a file should be',
  EXDEV: 'a folder in it is a mount point',
  EBUSY: 'it is in use, or a mount point',
  ENAMETOOLONG: 'the path is too long',
};

/** Why something could not be written. */
export function inWords(error: unknown): string {
  const { code, message = String(error) } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return (code !== undefined && WORDS[code]) || message.replace(/\.$/, '');
}

/** Whether an error is an operating system's refusal to write into a folder. */
export function isWriteFailure(error: unknown, folder: string): boolean {
  const { code = '', path } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (['EROFS', 'ENOSPC', 'EDQUOT'].includes(code)) return true;
  // These can be about reading.
  return ['EACCES', 'EPERM'].includes(code) && path !== undefined && resolve(path).startsWith(resolve(folder));
}

/** Whether nothing at all is there, not even a link that leads nowhere. */
export const isMissing = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) === undefined;

export const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
