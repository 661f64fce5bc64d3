import type { ResolvedCluster } from '../../resolved';

/**
 * Flows into a cluster that the filters of its nodes can hold one by one. Each costs four rules on every node, and libvirt
 * hands over rules one at a time, about 20 milliseconds each: beyond this a node would take a minute to start.
 */
const MOST = 400;

export const nodeFiltersFor = (inboundFlows: number): ResolvedCluster['nodeFilters'] =>
  inboundFlows > MOST ? 'whole-block' : 'each-address';
