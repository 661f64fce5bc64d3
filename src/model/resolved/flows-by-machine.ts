import { append } from '../values';
import { machinesAt, type ResolvedFlow } from './index';

/** Flows by the machines at one of their ends, in their order: those of a pair by each of its machines. */
export function flowsByMachine(flows: readonly ResolvedFlow[], end: 'from' | 'to'): ReadonlyMap<string, readonly ResolvedFlow[]> {
  const map = new Map<string, ResolvedFlow[]>();
  for (const flow of flows) for (const name of machinesAt(flow[end])) append(map, name, flow);
  return map;
}
