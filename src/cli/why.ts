import type { Problem } from '../model/problem';
import { endAmbiguous, endUnknown, portUnreadable } from '../model/problems';
import { type End, endKey, type ResolvedPort, type ResolvedSystem } from '../model/resolved';
import { parsePort } from '../model/values';
import { endsCalled, namedEnds, reachability, whyText } from '../report';
import { CommandError } from './command-error';
import { resolveIn } from './run-app';

/**
 * `isthmus why`: whether one end may reach another, by which rules, and if not, what stops it.
 * @param port as `tcp/5432`, or a number for one of TCP. @default - any
 * @throws CommandError for names that are none, or more than one; for text that is no port
 */
export function why(from: string, to: string, port?: string): void {
  const system = resolveIn('.');
  const problems: Problem[] = [];
  const [sender, receiver] = [endCalled(from, system, problems), endCalled(to, system, problems)];
  const dialled = port === undefined ? undefined : portCalled(port, problems);
  if (!sender || !receiver || problems.length > 0) throw new CommandError(problems);
  process.stdout.write(whyText(reachability(system, sender, receiver, dialled), dialled));
}

/** The one end that is called so; undefined, with the problem noted, where there is none or are several. */
export function endCalled(text: string, system: ResolvedSystem, problems: Problem[]): End | undefined {
  const found = endsCalled(text, system);
  if (found.length === 0) problems.push(endUnknown(text, [...new Set([...namedEnds(system).values()].map(({ name }) => name))]));
  if (found.length > 1) problems.push(endAmbiguous(text, found.map(endKey)));
  return found.length === 1 ? found[0] : undefined;
}

function portCalled(text: string, problems: Problem[]): ResolvedPort | undefined {
  const port = parsePort(/^\d+$/.test(text) ? `tcp/${text}` : text);
  if (!port) problems.push(portUnreadable(text));
  return port;
}
