import type { ResolvedResources } from '../../model/resolved';
import type { Quantity, ResourceRequirements } from '../imports/kubernetes';

/** Requests and limits of a container. Local storage is requested in full: a node that runs out of it evicts pods. */
export function resourceRequirements(resources: ResolvedResources): ResourceRequirements {
  const { cpuRequestMillis, cpuLimitMillis, memoryRequestMiB, memoryLimitMiB, ephemeralStorageMiB, extended = {} } = resources;
  // Devices are not shared: what is asked for is what there is.
  const devices = Object.fromEntries(Object.entries(extended).map(([name, amount]) => [name, String(amount)]));
  return {
    requests: {
      cpu: cpu(cpuRequestMillis),
      memory: mebibytes(memoryRequestMiB),
      'ephemeral-storage': mebibytes(ephemeralStorageMiB),
      ...devices,
    },
    limits: {
      cpu: cpu(cpuLimitMillis),
      memory: mebibytes(memoryLimitMiB),
      'ephemeral-storage': mebibytes(ephemeralStorageMiB),
      ...devices,
    },
  };
}

/** Quantities in the form the server stores, so that nothing differs when it is read back. */
export const cpu = (millis: number): Quantity => (millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`);

export function mebibytes(amount: number): Quantity {
  const [unit, size] = amount % 2 ** 20 === 0 ? ['Ti', 2 ** 20] : amount % 1024 === 0 ? ['Gi', 1024] : ['Mi', 1];
  return `${amount / size}${unit}`;
}
