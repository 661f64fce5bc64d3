import { readLockFile } from '../cli/lock-file';

/**
 * The text of the lock file in the current folder, to give to `resolve`, `synthTerraform` and `synthKubernetes`.
 * @param environment whose lock it is. @default - the one that the variable ISTHMUS_ENV names; none in a project without environments
 * @returns undefined before the first synth
 * @throws InvalidSystemError when it cannot be read
 */
export const readLock = (environment?: string): string | undefined => readLockFile(environment);
