import { type Problem, problemText } from '../../model/problem';
import { portUnreadable } from '../../model/problems';
import type { End, ResolvedPort, ResolvedSystem } from '../../model/resolved';
import { Port, parsePort } from '../../model/values';
import { endCalled } from '../../report';

/** An end of a flow: what was declared, or its name; `<kind>/<name>` where several things have it, e.g. `subnet/data`. */
export type AskedEnd = string | { readonly name: string };

/** A port as it is dialled: a number is one of TCP; text is like `udp/53` or `icmp`. */
export type AskedPort = number | string | Port;

/** @throws TypeError for a name that nothing has, or several things */
export function endOf(asked: AskedEnd, system: ResolvedSystem): End {
  const problems: Problem[] = [];
  const end = endCalled(typeof asked === 'string' ? asked : asked.name, system, (problem) => void problems.push(problem));
  if (!end) throw new TypeError(problems.map(problemText).join('\n\n'));
  return end;
}

/** @throws TypeError for text that is no port */
export function portOf(asked: AskedPort): ResolvedPort {
  if (asked instanceof Port) return asked.resolved;
  const port = parsePort(typeof asked === 'number' ? `tcp/${asked}` : asked);
  if (!port) throw new TypeError(problemText(portUnreadable(String(asked))));
  return port;
}
