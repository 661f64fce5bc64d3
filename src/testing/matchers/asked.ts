import { problemText } from '../../model/problem';
import { endAmbiguous, endUnknown, portUnreadable } from '../../model/problems';
import { type End, endKey, type ResolvedPort, type ResolvedSystem } from '../../model/resolved';
import { Port, parsePort } from '../../model/values';
import { endsCalled, namedEnds } from '../../report';

/** An end of a flow: what was declared, or its name; `<kind>/<name>` where several things have it, e.g. `subnet/data`. */
export type AskedEnd = string | { readonly name: string };

/** A port as it is dialled: a number is one of TCP; text is like `udp/53` or `icmp`. */
export type AskedPort = number | string | Port;

/** @throws TypeError for a name that nothing has, or several things */
export function endOf(asked: AskedEnd, system: ResolvedSystem): End {
  const name = typeof asked === 'string' ? asked : asked.name;
  const found = endsCalled(name, system);
  const [end] = found;
  if (end && found.length === 1) return end;
  const known = [...new Set([...namedEnds(system).values()].map((each) => each.name))];
  throw new TypeError(problemText(end ? endAmbiguous(name, found.map(endKey)) : endUnknown(name, known)));
}

/** @throws TypeError for text that is no port */
export function portOf(asked: AskedPort): ResolvedPort {
  if (asked instanceof Port) return asked.resolved;
  const port = parsePort(typeof asked === 'number' ? `tcp/${asked}` : asked);
  if (!port) throw new TypeError(problemText(portUnreadable(String(asked))));
  return port;
}
