import { kindOf } from '../../kinds/machine';
import type { ResolvedCluster } from '../../resolved';
import { portText } from '../../values';
import { standbysName } from '../../workload/database-vm';
import type { Inventory } from '../inventory/inventory';

/** One name for all standbys of a database of which pods reach any. */
export function standbyServices(
  { machines }: Inventory,
  reached: ResolvedCluster['machineServices'],
): Pick<ResolvedCluster, 'standbyServices'> {
  const byName = new Map(reached.map((each) => [each.machine, each]));
  const services = machines.flatMap((machine) => {
    const [primary, ...replicas] = kindOf(machine).sameData(machine);
    if (primary !== machine) return [];
    const { name } = machine;
    const led = replicas.flatMap((replica) => byName.get(replica.name) ?? []);
    const [first] = led;
    if (!first) return [];
    return [
      {
        name: standbysName(name),
        machines: led.map(({ machine }) => machine),
        addresses: led.map(({ address }) => address),
        ports: first.ports.filter((port) => led.every(({ ports }) => ports.some((each) => portText(each) === portText(port)))),
      },
    ];
  });
  return services.length > 0 ? { standbyServices: services } : {};
}
