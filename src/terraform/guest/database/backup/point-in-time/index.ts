import type { DatabaseRole } from '../../../../../model/resolved';
import type { GuestPart } from '../../../part';
import type { PostgresqlPlace } from '../place';
import { baseProgram } from './base';
import { logsProgram } from './logs';
import { restoreToTimeProgram } from './restore';
import { LOGS_TIMER, logsUnits } from './units';

/** What sends the log and copies of the data, and the way back to a point in time; nothing where that is not asked for. */
export function pointInTimePart(role: DatabaseRole, place: PostgresqlPlace | undefined): GuestPart {
  const { backup } = role;
  if (!place || !backup?.pointInTime || !backup.to) return {};
  return {
    files: [
      baseProgram(place, backup.to, backup),
      logsProgram(place, backup.to),
      restoreToTimeProgram(place, backup.to, role),
      ...logsUnits(place, role, backup, backup.pointInTime),
    ],
    steps: [
      'command -v jq > /dev/null || { echo "isthmus: jq is not installed, so no log leaves the machine" >&2; exit 1; }',
      `systemctl enable --now ${LOGS_TIMER}`,
    ],
  };
}
