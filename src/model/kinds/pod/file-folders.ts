import { compareText } from '../../values';

/** A path without the slashes at its end. Undefined for what is no absolute path below "/", without blanks and colons. */
export function plainPath(path: string): string | undefined {
  const plain = path.replace(/\/+$/, '');
  return /^(\/[^\s/:]+)+$/.test(plain) && !/\/\.(\.|\/|$)/.test(plain) ? plain : undefined;
}

/** Whether it is one without slashes at its end that a shell, `/etc/fstab` and a unit of systemd all take as it is. */
export const isGuestPath = (path: string): boolean => plainPath(path) === path && /^[A-Za-z0-9/._@+-]+$/.test(path);

export const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/**
 * Folders to mount so that all files are where they are wanted, and no folder in another: files of a folder below come along.
 * @param paths plain ones
 */
export function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = [...new Set(paths.map(folderOf))].sort(compareText);
  return folders.filter((folder) => !folders.some((other) => isBelow(folder, other)));
}
