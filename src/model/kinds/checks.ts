import type { Report } from '../problem';
import * as problems from '../problems';
import { type Port, portsOverlap, type Size } from '../values';

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
