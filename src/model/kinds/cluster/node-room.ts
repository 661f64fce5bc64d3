import { FIGURES } from '../../capacity/figures';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Amounts } from '../../resolved';
import { Cpu, Size } from '../../values';
import type { NodesProps } from '../../workload/nodes';

/** @param prop as the user calls it */
export function checkReserve(path: string, prop: string, { reserved = {} }: Pick<NodesProps, 'reserved'>, report: Report): void {
  for (const [part, amount] of [['cpu', reserved.cpu] as const, ['memory', reserved.memory] as const])
    if (amount?.defect) report(problems.invalidAmount(path, `${prop}.${part}`, amount.defect));
}

const RESERVED = { cpu: Cpu.millis(FIGURES.nodeReserveCpu.value), memory: Size.mebibytes(FIGURES.nodeReserveMemory.value) };

/** What is left of a node for pods: as `kubectl describe node` has it under Allocatable, less what it keeps for others. @param programs what its distribution's own take */
export function nodeRoom(
  { cpus, memory, reserved }: Pick<NodesProps, 'cpus' | 'memory' | 'reserved'>,
  programs: Pick<Amounts, 'cpuMillis' | 'memoryMiB'>,
): Amounts {
  const { cpu = RESERVED.cpu, memory: kept = RESERVED.memory } = reserved ?? {};
  const total = memory.toMebibytes;
  return {
    cpuMillis: cpus * 1000 - cpu.toMillis - programs.cpuMillis,
    memoryMiB: Math.floor(total - total * FIGURES.nodePages.value - FIGURES.nodeKeptFree.value - kept.toMebibytes - programs.memoryMiB),
    pods: FIGURES.nodePods.value,
  };
}
