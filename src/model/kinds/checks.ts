import type { Report } from '../problem';
import * as problems from '../problems';
import { labelDefect, type Port, PROTOCOLS, portsOverlap, type Size } from '../values';

/** Checks of values that several kinds have. */

export function checkSize(path: string, prop: string, size: Size, report: Report): void {
  if (size.defect) report(problems.invalidAmount(path, prop, size.defect));
}

export function checkPorts(path: string, ports: readonly Port[], report: Report): void {
  const text = (port: Port): string => `${port} "${port.resolved.name}"`;
  for (const [index, port] of ports.entries()) {
    if (port.defect) report(problems.invalidPort(path, port.defect));
    const others = ports.slice(0, index);
    const clash = others.find(({ resolved }) => resolved.name === port.resolved.name || portsOverlap(resolved, port.resolved));
    if (clash) report(problems.portClash(path, text(clash), text(port)));
  }
}

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
