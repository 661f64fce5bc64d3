import { pathOf } from '../../kinds/machine';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Machine } from '../../workload/machine';

/** Folders of a guest that it would not work without, or not by its own. */
const SYSTEM_FOLDERS = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|root|run|sbin|sys|tmp|usr|var)?$/;

/** Text that is a path in a table of mounts as well as in XML. */
const isPlainPath = (path: string): boolean => /^(\/[A-Za-z0-9._@+-]+)+$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path);

/** Checks the folders that a machine shares with its host. */
export function checkFolders(machine: Machine, report: Report): void {
  const path = pathOf(machine);
  const ids = new Set<string>();
  const mounts = new Set<string>();
  for (const { id, path: there, mount } of machine.props.sharedFolders ?? []) {
    const wrong = (reason: string, fix: string): void => report(problems.invalidFolder(path, id, reason, fix));
    // The tag of virtio-fs has 36 bytes (virtio 1.2, 5.11.4).
    if (!/^[a-z]([a-z0-9-]{0,34}[a-z0-9])?$/.test(id))
      wrong('has a name that guests cannot ask for', 'Use 1 to 36 lower-case letters, digits and hyphens, starting with a letter.');
    if (ids.has(id)) wrong('is there twice', 'Call one of them otherwise.');
    ids.add(id);
    if (!isPlainPath(there))
      wrong(
        `has the path "${there}" on the host`,
        'Write the absolute path of one folder: letters, digits and ._@+-, no dots alone between slashes.',
      );
    if (mount === undefined) continue;
    if (!machine.configured)
      wrong(
        'has a `mount`, and nothing sets this guest up',
        `Leave it out, and mount it in the image: \`mount -t virtiofs ${id} ${mount}\`.`,
      );
    if (!isPlainPath(mount) || SYSTEM_FOLDERS.test(mount))
      wrong(`would be mounted at "${mount}"`, 'Write the absolute path of a folder of its own in the guest, such as /srv/media.');
    if (mounts.has(mount)) wrong(`would be mounted at "${mount}", where another one is`, 'Mount it elsewhere.');
    mounts.add(mount);
  }
}
