import { backupPackages } from '../../../../model/guest/set-up-packages';
import type { DatabaseRole } from '../../../../model/resolved';
import type { GuestPart, PackageManager } from '../../part';
import { copyProgram } from './copy';
import { type DumpMethod, dumpFiles, TIMER } from './dump';
import { pointInTimePart } from './point-in-time';
import { repositoryPart } from './repository';
import { restoreProgram } from './restore';

export type { DumpMethod } from './dump';

/** A daily dump by a systemd timer, which leaves the machine where there is a target, and the way back. */
export function backupPart(role: DatabaseRole, packages: PackageManager, method: DumpMethod): GuestPart {
  const { backup } = role;
  if (backup === undefined) return {};
  const { to } = backup;
  const log = pointInTimePart(role, method.pointInTime);
  const repository = to && repositoryPart(to);
  return {
    packages: backupPackages(packages, backup),
    files: [
      ...dumpFiles(role, backup, method),
      restoreProgram(role, method),
      ...(repository?.files ?? []),
      ...(to ? [copyProgram(to, backup, method.suffix)] : []),
      ...(log.files ?? []),
    ],
    steps: [
      // The image may have been meant to bring it.
      ...(to
        ? ['command -v restic > /dev/null || { echo "isthmus: restic is not installed, so no backup leaves the machine" >&2; exit 1; }']
        : []),
      ...(repository?.steps ?? []),
      'systemctl daemon-reload',
      `systemctl enable --now ${TIMER}`,
      ...(log.steps ?? []),
    ],
  };
}
