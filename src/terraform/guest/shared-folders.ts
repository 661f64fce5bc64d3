import type { ResolvedMachine } from '../../model/resolved';
import { bashProgram, type GuestPart, program, programsOf } from './part';
import { fstabHas } from './storage';

/**
 * Mounts folders of the host, now and whenever the guest is started. One that is gone keeps nothing else from starting.
 */
export function sharedFoldersPart({ sharedFolders, os }: ResolvedMachine): GuestPart {
  const mounts = sharedFolders.flatMap(({ id, mount }) => (mount === undefined ? [] : [{ id, mount }]));
  if (mounts.length === 0) return {};
  return {
    files: [
      bashProgram(
        'shared-folders',
        'Mounts the folders that the host shares. Safe to run again.',
        `
add_mount() {
  ${fstabHas('"$1"')}
}
${mounts.map(({ id, mount }) => `add_mount '${id} ${mount} virtiofs defaults,nofail 0 0'`).join('\n')}
systemctl daemon-reload
${mounts.map(({ mount }) => `mkdir -p ${mount}\nmountpoint -q ${mount} || mount ${mount}`).join('\n')}
`,
        programsOf(os),
      ),
    ],
    steps: [program('shared-folders', programsOf(os))],
  };
}
