import { EXPORTERS } from '../../guest/exporters';
import type { ResolvedExporter } from '../../resolved';
import type { Machine } from '../../workload/machine';

/** What tells of the machine, or of its engine; undefined where nobody asks for it, or nothing does. */
export function resolveExporter(machine: Machine, of: ResolvedExporter['of'], tls: boolean): ResolvedExporter | undefined {
  const facts = EXPORTERS[of];
  if (!facts) return undefined;
  const { port, program } = facts;
  return machine.props.monitoring && { of, ...(program !== undefined && { program }), port, tls };
}
