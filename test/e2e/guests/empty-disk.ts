import { join } from 'node:path';
import type { Lab } from '../harness/lab';

/** A disk without anything, for machines that need not come up. @returns its file */
export async function emptyDisk(lab: Lab, name = 'disk'): Promise<string> {
  const disk = join(lab.folder(), `${name}.qcow2`);
  await lab.output(['qemu-img', 'create', '-q', '-f', 'qcow2', disk, '64M']);
  return disk;
}
