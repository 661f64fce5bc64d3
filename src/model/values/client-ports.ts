import { PROTOCOLS } from './protocols';
import type { ClientPorts, PortRange, ResolvedPort } from './resolved-port';

const NUMBERED = (Object.keys(PROTOCOLS) as ResolvedPort['protocol'][]).filter((protocol) => PROTOCOLS[protocol].numbered);

/** Ports for every protocol that has some. */
export const clientPorts = (of: (protocol: ResolvedPort['protocol']) => readonly PortRange[]): ClientPorts =>
  Object.fromEntries(NUMBERED.map((protocol) => [protocol, of(protocol)]));

/** Those that are some of any of them. */
export const joinedPorts = (all: readonly ClientPorts[]): ClientPorts =>
  clientPorts((protocol) => joined(all.flatMap((each) => each[protocol] ?? [])));

/** A range without some of its ports. */
export function without({ from, to }: PortRange, ports: readonly number[]): readonly PortRange[] {
  const holes = [...new Set(ports)].filter((port) => from <= port && port <= to).sort((a, b) => a - b);
  const ends = [...holes.map((port) => port - 1), to];
  return [from, ...holes.map((port) => port + 1)].flatMap((start, index) => {
    const end = ends[index] ?? to;
    return start <= end ? [{ from: start, to: end }] : [];
  });
}

/** Where connections to a port come from: what systems choose, and what its clients bind. */
export const clientRanges = (chosen: ClientPorts, { protocol, clientPorts: bound }: ResolvedPort): readonly PortRange[] => [
  ...(chosen[protocol] ?? []),
  ...(bound ? [bound] : []),
];

/** Ascending, and apart from each other. */
export function joined(ranges: readonly PortRange[]): readonly PortRange[] {
  const apart: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && range.from <= last.to + 1) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else apart.push(range);
  }
  return apart;
}
