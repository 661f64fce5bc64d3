import { exportersOf, type ResolvedExporter, type ResolvedMachine } from '../../model/resolved';
import type { Guest } from '../guest/guest';
import { type Difference, missing, tooWide } from './difference';
import type { Model } from './model';

/** What the guest's own files call the program that tells of something. */
const programOf = ({ program }: ResolvedExporter): string => program ?? 'rabbitmq_prometheus';

/** Programs that log in to the engine that they tell of. */
const LOGS_IN = ['prometheus-postgres-exporter', 'prometheus-mysqld-exporter', 'prometheus-redis-exporter'];

/** Machines that tell others of themselves than the model says, at other ports, or in the clear. */
export const exporterDifferences = (model: Model): readonly Difference[] =>
  model.system.machines.flatMap((machine) => {
    const found = model.guest(machine.name);
    return found?.monitoring ? compared(machine, found, found.monitoring) : [];
  });

function compared({ name, guest }: ResolvedMachine, { boot }: Guest, { exporters, login }: NonNullable<Guest['monitoring']>) {
  const stated = exportersOf(guest);
  const strange = exporters.find(({ by, port }) => !stated.some((each) => programOf(each) === by && each.port === port));
  const logsIn = stated.some((each) => LOGS_IN.includes(programOf(each)));
  return [
    ...(strange ? [tooWide(name, `${strange.by} tells of it at port ${strange.port}, which the model does not know`)] : []),
    ...stated.flatMap((each): readonly Difference[] => {
      const { port, tls } = each;
      const program = programOf(each);
      const found = exporters.find((other) => other.by === program && other.port === port);
      if (!found) return [missing(name, `${program} does not tell of it at port ${port}`)];
      const isThere = !guest.installs || each.program === undefined || boot.packages.includes(program);
      return [
        ...(found.tls === tls ? [] : [(tls ? tooWide : missing)(name, `${program} speaks ${found.tls ? 'TLS' : 'in the clear'}`)]),
        ...(isThere ? [] : [missing(name, `${program} is not installed`)]),
      ];
    }),
    ...(login === logsIn
      ? []
      : [
          logsIn
            ? missing(name, 'its engine does not let its exporter in, or to less than that has to see')
            : tooWide(name, 'its engine lets an exporter in that the model does not know'),
        ]),
  ];
}
