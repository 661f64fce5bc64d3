import type { Report } from '../problem';
import * as problems from '../problems';
import { type Duration, labelDefect, type Port, PROTOCOLS, portsOverlap, portWithin, type Size } from '../values';

/** Checks of values that several kinds have. */

export function checkSize(path: string, prop: string, size: Size, report: Report): void {
  if (size.defect) report(problems.invalidAmount(path, prop, size.defect));
}

/**
 * A span of time that Kubernetes counts in whole seconds.
 * @param example of what to write
 */
export function checkSpan(path: string, prop: string, span: Duration | undefined, least: number, example: string, report: Report): void {
  const defect = spanDefect(span, least);
  if (defect !== undefined) report(problems.invalidWorkload(path, `${prop}: ${defect}.`, `Write one such as ${example}.`));
}

/** What is wrong with a span that is counted in whole seconds. */
export const spanDefect = (span: Duration | undefined, least: number): string | undefined =>
  span === undefined || (!span.defect && span.toSeconds >= least)
    ? undefined
    : `${span.toSeconds} seconds is not a whole number from ${least}`;

export function checkPorts(path: string, ports: readonly Port[], report: Report): void {
  const text = (port: Port): string => `${port} "${port.resolved.name}"`;
  for (const [index, port] of ports.entries()) {
    if (port.defect) report(problems.invalidPort(path, port.defect));
    const others = ports.slice(0, index);
    const clash = others.find(({ resolved }) => resolved.name === port.resolved.name || portsOverlap(resolved, port.resolved));
    if (clash) report(problems.portClash(path, text(clash), text(port)));
  }
}

/** A Service answers on each port once. What clashes by itself is told as that. */
export function checkDialled(path: string, ports: readonly Port[], report: Report): void {
  for (const [index, port] of ports.entries()) {
    const clash = ports
      .slice(0, index)
      .find((other) => portsOverlap(other.dialled.resolved, port.dialled.resolved) && !portsOverlap(other.resolved, port.resolved));
    if (clash) report(problems.servicePortClash(path, `${port.dialled}`, clash.resolved.name, port.resolved.name));
  }
}

/** Ports before which no Service of the system stands. */
export function checkUndialled(path: string, ports: readonly Port[], report: Report): void {
  for (const port of ports)
    if (port.resolved.servicePort !== undefined)
      report(
        problems.invalidPort(
          path,
          `nothing answers on ${port.resolved.servicePort} in the place of ${port}: \`servicePort\` is for workloads`,
        ),
      );
}

/** Whether it is one port of TCP: what proxies dial and pass on. */
export const isSinglePort = ({ resolved: { protocol, from, to } }: Port): boolean => PROTOCOLS[protocol].connects && from === to;

/** Whether all of a port is among what something listens on. */
export const listensOn = ({ listens }: { readonly listens: readonly Port[] }, { resolved }: Port): boolean =>
  listens.some((each) => portWithin(resolved, each.resolved));

export function checkNoIcmp(path: string, ports: readonly Port[], report: Report): void {
  if (ports.some(({ resolved }) => !PROTOCOLS[resolved.protocol].inClusters))
    report(problems.unsupportedProtocol(path, path, 'ICMP', 'by a Service or a NetworkPolicy'));
}

/** Labels that pods are chosen by. */
export function checkSelector(path: string, prop: string, labels: Readonly<Record<string, string>>, report: Report): void {
  if (Object.keys(labels).length === 0) report(problems.emptySelector(path, prop));
  for (const [key, value] of Object.entries(labels)) {
    const defect = labelDefect(key, value);
    if (defect) report(problems.invalidLabel(path, prop, key, defect));
  }
}
