import type { SecurityUpdates } from '../../guest/security-updates';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedSecurityUpdates } from '../../resolved';
import { isTimeOfDay } from '../../values';
import type { Machine } from '../../workload/machine';
import { installs, kindOf } from '../machine';

/** When nobody has said another time: after dumps, which are mostly made at 02:00. */
const DEFAULT_TIME = '04:00';

/** Security updates that a guest brings itself: those that are said, or else those that are safe for its kind of machine. */
export function updatesOf(machine: Machine): ResolvedSecurityUpdates | undefined {
  const { securityUpdates } = machine.props.firstBoot ?? {};
  const { updatesItself, heldBack } = kindOf(machine);
  if (!machine.configured || (!securityUpdates && !(updatesItself && installs(machine)))) return undefined;
  const { at, props }: Pick<SecurityUpdates, 'at' | 'props'> = securityUpdates ?? { at: DEFAULT_TIME, props: {} };
  if (at === undefined) return undefined;
  return { at, reboot: props.reboot ?? false, except: [...new Set([...heldBack(machine), ...(props.except ?? [])])].sort() };
}

export function checkUpdates(path: string, updates: SecurityUpdates, report: Report): void {
  const { at, props } = updates;
  const bad = (reason: string, fix: string): void => report(problems.invalidFirstBoot(path, 'securityUpdates', reason, fix));
  if (at === undefined && !props.because?.trim())
    bad('nobody brings them, and it is not said why', "Write SecurityUpdates.elsewhere({ because: '…' }).");
  if (at !== undefined && !isTimeOfDay(at)) bad(`"${at}" is no time of day`, "Write SecurityUpdates.daily('04:00').");
  for (const name of props.except ?? [])
    if (!/^[A-Za-z0-9][A-Za-z0-9+._-]*\*?$/.test(name))
      bad(`"${name}" is no name of a package`, "Write one each, such as 'nginx' or 'linux-*'.");
}
