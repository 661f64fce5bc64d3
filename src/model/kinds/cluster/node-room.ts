import { FIGURES } from '../../capacity/figures';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Amounts } from '../../resolved';
import { Cpu, Size } from '../../values';
import { isNodeCount, type NodesProps } from '../../workload/nodes';

export function checkNodeRoom(path: string, { reserved = {}, spare = 0, count }: NodesProps, report: Report): void {
  for (const [prop, amount] of [['nodes.reserved.cpu', reserved.cpu] as const, ['nodes.reserved.memory', reserved.memory] as const])
    if (amount?.defect) report(problems.invalidAmount(path, prop, amount.defect));
  if (isNodeCount(count) && !(Number.isInteger(spare) && spare >= 0 && spare < count))
    report(
      problems.invalidCluster(
        path,
        `${spare} of its ${count} nodes cannot be spare.`,
        `Use a whole number from 0 to ${count - 1} for nodes.spare.`,
      ),
    );
}

const RESERVED = { cpu: Cpu.millis(FIGURES.nodeReserveCpu.value), memory: Size.mebibytes(FIGURES.nodeReserveMemory.value) };

/** What is left of a node for pods: as `kubectl describe node` has it under Allocatable, less what it keeps for others. */
export function nodeRoom({ cpus, memory, reserved }: NodesProps): Amounts {
  const { cpu = RESERVED.cpu, memory: kept = RESERVED.memory } = reserved ?? {};
  const total = memory.toMebibytes;
  return {
    cpuMillis: cpus * 1000 - cpu.toMillis,
    memoryMiB: Math.floor(total - total * FIGURES.nodePages.value - FIGURES.nodeKeptFree.value - kept.toMebibytes),
    pods: FIGURES.nodePods.value,
  };
}
