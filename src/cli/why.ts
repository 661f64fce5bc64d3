import type { Problem, Report } from '../model/problem';
import { portUnreadable } from '../model/problems';
import type { ResolvedPort } from '../model/resolved';
import { parsePort } from '../model/values';
import { endCalled, reachability, whyText } from '../report';
import { CommandError } from './command-error';
import { print } from './print';
import { resolveIn } from './run-app';

/**
 * `isthmus why`: whether one end may reach another, by which rules, and if not, what stops it.
 * @param port as `tcp/5432`, or a number for one of TCP. @default - any
 * @throws CommandError for names that are none, or more than one; for text that is no port
 */
export function why(from: string, to: string, port?: string): void {
  const system = resolveIn('.');
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const [sender, receiver] = [endCalled(from, system, report), endCalled(to, system, report)];
  const dialled = port === undefined ? undefined : portCalled(port, report);
  if (!sender || !receiver || problems.length > 0) throw new CommandError(problems);
  print(whyText(reachability(system, sender, receiver, dialled), dialled));
}

function portCalled(text: string, report: Report): ResolvedPort | undefined {
  const port = parsePort(/^\d+$/.test(text) ? `tcp/${text}` : text);
  if (!port) report(portUnreadable(text));
  return port;
}
