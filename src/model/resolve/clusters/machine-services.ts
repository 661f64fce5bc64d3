import { ORIGINS } from '../../kinds/flow-origins';
import { machinesAt, podsAt, type ResolvedCluster, type ResolvedFlow, type ResolvedPort } from '../../resolved';
import { comparePorts, compareText, PROTOCOLS, portText } from '../../values';
import type { AddressLookup } from '../flows/addressing';

/**
 * Machines that pods of workloads may reach, with all ports that any of them may use. A Service cannot have ranges: those go without
 * a name.
 */
export function machinesByCluster(
  flows: readonly ResolvedFlow[],
  addresses: AddressLookup,
): ReadonlyMap<string, ResolvedCluster['machineServices']> {
  const ports = new Map<string, Map<string, Map<string, ResolvedPort>>>();
  for (const { from, to, origin, dialledPorts } of flows) {
    const pods = podsAt(from);
    if (!pods || machinesAt(to).length === 0 || !ORIGINS[origin].named) continue;
    const machines = ports.get(pods.cluster) ?? new Map<string, Map<string, ResolvedPort>>();
    ports.set(pods.cluster, machines);
    const own = machines.get(to.name) ?? new Map<string, ResolvedPort>();
    machines.set(to.name, own);
    for (const port of dialledPorts) if (port.from === port.to && PROTOCOLS[port.protocol].inClusters) own.set(portText(port), port);
  }
  return new Map(
    [...ports].map(([cluster, machines]) => [
      cluster,
      [...machines]
        .sort(([a], [b]) => compareText(a, b))
        .map(([machine, own]) => ({
          machine,
          address: addresses.machine(machine) ?? addresses.pair(machine) ?? '',
          ports: [...own.values()].sort(comparePorts),
        })),
    ]),
  );
}
