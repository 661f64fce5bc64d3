import { compareText } from '../../values';
import { ofCluster } from './cluster';
import { ofGateway } from './gateway';
import { ofHost } from './host';
import { ofMachine } from './machine';
import type { Parts } from './parts';
import { ofSubnet } from './subnet';

/** What must be there before the outputs are applied. */
export function prerequisitesOf(parts: Parts): readonly string[] {
  const lines = [
    ...parts.names,
    ...parts.hosts.flatMap((host) => ofHost(host, parts)),
    ...parts.subnets.flatMap((subnet) => ofSubnet(subnet, parts)),
    ...parts.machines.flatMap(ofMachine),
  ];
  for (const cluster of parts.clusters) lines.push(...ofCluster(cluster, parts));
  for (const gateway of parts.gateways) lines.push(...ofGateway(gateway, parts));
  return [...new Set(lines)].sort(compareText);
}
