import { readLockFile } from '../cli/lock-file';

/**
 * The text of the lock file in the current folder, to give to `resolve`, `synthTerraform` and `synthKubernetes`.
 * @returns undefined before the first synth
 * @throws InvalidSystemError when it cannot be read
 */
export const readLock = (): string | undefined => readLockFile();
