import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedResources } from '../../resolved';
import { map, number, optional, propsOf } from '../../shape';
import { Cpu, inKeyOrder, labelDefect, Size } from '../../values';
import type { ContainerResourcesProps } from '../../workload/container';
import type { ResourcesProps } from '../../workload/resources';
import { checkSize } from '../checks';
import { CPU, SIZE } from '../values';

const AMOUNTS = { cpu: optional(CPU), cpuLimit: optional(CPU), memory: optional(SIZE), ephemeralStorage: optional(SIZE) };
export const RESOURCES = propsOf<ResourcesProps>(AMOUNTS);
export const CONTAINER_RESOURCES = propsOf<ContainerResourcesProps>({ ...AMOUNTS, extended: optional(map(number)) });

const DEFAULT_CPU = Cpu.millis(250);
/** Limit of processor time for what is guaranteed. */
const CPU_HEADROOM = 4;
const DEFAULT_MEMORY = Size.mebibytes(256);
const DEFAULT_STORAGE = Size.mebibytes(256);

/** Below it container runtimes start nothing (moby/moby, "Minimum memory limit allowed"). */
const LEAST_MEMORY = Size.mebibytes(6);

/**
 * With what is not said by default.
 * @param disk what its volumes take of the node's disk, in MiB
 */
export function resourcesOf(
  { cpu = DEFAULT_CPU, cpuLimit, memory = DEFAULT_MEMORY, ephemeralStorage = DEFAULT_STORAGE, extended = {} }: ContainerResourcesProps,
  disk = 0,
): ResolvedResources {
  return {
    cpuRequestMillis: cpu.toMillis,
    cpuLimitMillis: cpuLimit?.toMillis ?? cpu.toMillis * CPU_HEADROOM,
    memoryRequestMiB: memory.toMebibytes,
    memoryLimitMiB: memory.toMebibytes,
    ephemeralStorageMiB: ephemeralStorage.toMebibytes + disk,
    ...(Object.keys(extended).length > 0 && { extended: inKeyOrder(extended) }),
  };
}

/**
 * @param prop that they were given as
 * @param inMemory what its volumes take of its memory, in MiB
 */
export function checkResources(path: string, prop: string, props: ContainerResourcesProps, report: Report, inMemory = 0): void {
  const { cpu = DEFAULT_CPU, cpuLimit, memory = DEFAULT_MEMORY, ephemeralStorage, extended = {} } = props;
  if (cpu.defect) report(problems.invalidAmount(path, `${prop}.cpu`, cpu.defect));
  if (cpuLimit?.defect) report(problems.invalidAmount(path, `${prop}.cpuLimit`, cpuLimit.defect));
  if (cpuLimit && !cpuLimit.defect && cpuLimit.toMillis < cpu.toMillis) {
    const text = `${prop}: the limit of ${cpuLimit.toMillis} thousandths of a core is below the ${cpu.toMillis} that are guaranteed.`;
    report(problems.invalidWorkload(path, text, 'Raise cpuLimit, or leave it out.'));
  }
  checkMemory(path, memory, inMemory, report, prop);
  if (ephemeralStorage) checkSize(path, `${prop}.ephemeralStorage`, ephemeralStorage, report);
  for (const [name, amount] of Object.entries(extended)) checkDevice(path, name, amount, report, prop);
}

function checkMemory(path: string, memory: Size, inMemory: number, report: Report, prop: string): void {
  checkSize(path, `${prop}.memory`, memory, report);
  if (memory.defect) return;
  if (memory.bytes < LEAST_MEMORY.bytes) {
    const text = `${prop}.memory: no container starts with ${memory}, the least is ${LEAST_MEMORY}.`;
    report(problems.invalidWorkload(path, text, `Write ${LEAST_MEMORY} or more.`));
  } else if (inMemory >= memory.toMebibytes) {
    const text = `${prop}.memory: of ${memory} nothing is left for its process, its volumes in memory may take ${Size.mebibytes(inMemory)}.`;
    report(problems.invalidWorkload(path, text, 'Raise it above what the volumes take together, or make them smaller.'));
  }
}

/** Kubernetes, "Extended Resources": a domain that is not its own, and whole numbers. */
function checkDevice(path: string, name: string, amount: number, report: Report, prop: string): void {
  const defect = name.includes('/') ? labelDefect(name, '') : 'it has no domain before a "/"';
  if (defect !== undefined || /(^|\.)kubernetes\.io\//.test(name)) {
    const text = `${prop}.extended: "${name}" is no name of a device: ${defect ?? 'kubernetes.io is the domain of Kubernetes itself'}.`;
    report(problems.invalidWorkload(path, text, 'Copy it from `kubectl describe node`, such as nvidia.com/gpu.'));
  }
  if (!Number.isSafeInteger(amount) || amount < 1) {
    const text = `${prop}.extended: ${amount} of ${name} is not a whole number from 1.`;
    report(problems.invalidWorkload(path, text, 'Write how many of them it needs.'));
  }
}
