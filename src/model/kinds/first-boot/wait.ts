import type { Declarations } from '../../declarations';
import type { FirstBootWaitProps } from '../../guest/first-boot-wait';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedGuest } from '../../resolved';
import type { Machine } from '../../workload/machine';
import { pathOf } from '../machine';

const DEFAULT_MINUTES = 30;
const MOST_MINUTES = 24 * 60;

/** Why an apply cannot know how the first boot of a machine went; undefined where it can ask. */
function unasked(machine: Machine): string | undefined {
  const { os } = machine.props;
  if (!machine.configured) return `nothing sets up ${os.resolved.title} here, so that nothing comes to an end`;
  // On Windows the agent comes with the drivers.
  const hasAgent = os.hardware.guestAgent || (machine.setsUpWindows && machine.windowsSetup?.props.virtioDrivers !== undefined);
  return hasAgent ? undefined : 'it has no QEMU guest agent, which an apply asks';
}

/** How long an apply waits for a machine. Undefined: it does not. */
export function waitOf(machine: Machine, { props: system }: Declarations): ResolvedGuest['awaited'] {
  const stated = machine.props.waitForFirstBoot ?? system.waitForFirstBoot;
  if (!stated || unasked(machine) !== undefined) return undefined;
  return { minutes: stated.minutes ?? DEFAULT_MINUTES };
}

/** Checks what is said of a machine. */
export function checkWait(machine: Machine, report: Report): void {
  const { waitForFirstBoot: stated } = machine.props;
  if (!stated) return;
  checkMinutes(pathOf(machine), stated, report);
  const why = unasked(machine);
  if (why !== undefined) report(problems.firstBootUnseen(pathOf(machine), why));
}

/** Checks how long is waited. */
export function checkMinutes(path: string, { minutes }: FirstBootWaitProps, report: Report): void {
  if (minutes !== undefined && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= MOST_MINUTES))
    report(problems.invalidFirstBootWait(path, minutes, MOST_MINUTES));
}
