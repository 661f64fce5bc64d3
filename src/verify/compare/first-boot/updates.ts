import type { ResolvedMachine, ResolvedSecurityUpdates } from '../../../model/resolved';
import type { Guest } from '../../guest/guest';
import { readUpdates } from '../../guest/updates';
import { type Difference, missing, tooWide } from '../difference';

const inWords = ({ at, reboot, except }: ResolvedSecurityUpdates): string =>
  `at ${at}, ${reboot ? 'with' : 'without'} a restart, ${except.length === 0 ? 'of everything' : `but for ${except.join(', ')}`}`;

/** Security updates that a guest brings itself: a hole that stays open lets somebody in. */
export function updateDifferences({ name, guest, os }: ResolvedMachine, { boot }: Guest): readonly Difference[] {
  const [stated, found] = [guest.securityUpdates, readUpdates(boot)];
  if (!stated) return found ? [tooWide(name, `it brings itself security updates ${inWords(found)}, which are not in the model`)] : [];
  if (!found) return [missing(name, 'it brings itself no security updates')];
  const [says, does] = [inWords(stated), inWords(found)];
  return [
    ...(says === does ? [] : [missing(name, `it brings itself security updates ${does}, not ${says}`)]),
    ...(found.archives === undefined || found.archives.join() === os.securityOrigin
      ? []
      : [tooWide(name, `it brings itself updates from ${found.archives.join(' and ')}, not from ${os.securityOrigin ?? 'anywhere'}`)]),
    ...(guest.installs && found.program !== undefined && !boot.packages.includes(found.program)
      ? [missing(name, `nothing installs ${found.program}`)]
      : []),
  ];
}
