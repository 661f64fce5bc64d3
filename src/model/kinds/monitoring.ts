import { carriesExporters, EXPORTERS } from '../guest/exporters';
import type { Sender } from '../policy/policy';
import type { Report } from '../problem';
import * as problems from '../problems';
import type { ResolvedPort } from '../resolved';
import { asArray, Port, portsOverlap } from '../values';
import type { Machine } from '../workload/machine';
import { kindOf } from './machine';

/** Who fetches a machine's metrics, whoever it is but itself. */
export function scrapersOf(machine: Machine): readonly Sender[] {
  const { monitoring } = machine.props;
  // Their shape lets no others through.
  const all = monitoring ? (asArray(monitoring.from) as readonly Sender[]) : [];
  return all.filter((each) => each !== machine);
}

/** Ports of a machine's exporters. None where nobody asks for any. */
export function exporterPorts(machine: Machine): readonly ResolvedPort[] {
  if (!machine.props.monitoring) return [];
  return (['node', ...kindOf(machine).engines(machine)] as const).flatMap((of) => {
    const facts = EXPORTERS[of];
    return facts ? [Port.tcp(facts.port, facts.name).resolved] : [];
  });
}

/** @param path where the machine is described */
export function checkMonitoring(machine: Machine, path: string, report: Report): void {
  const { monitoring, os } = machine.props;
  if (!monitoring) return;
  if (!machine.configured || !carriesExporters(os.resolved)) report(problems.monitoringImpossible(path, os.resolved.title));
  else for (const engine of kindOf(machine).engines(machine)) if (!EXPORTERS[engine]) report(problems.engineUnwatched(path, engine));
  for (const port of exporterPorts(machine))
    for (const own of machine.listens)
      if (portsOverlap(port, own.resolved)) report(problems.monitoringPortTaken(path, port.from, `${own}`));
}
