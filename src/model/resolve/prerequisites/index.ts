import type { Prerequisite, ProvenPrerequisite, ResolvedSystem } from '../../resolved';
import { compareText } from '../../values';
import { ofCluster } from './cluster';
import { ofGateway } from './gateway';
import { ofHost } from './host';
import { ofMachine } from './machine';
import type { Parts } from './parts';
import { ofSubnet } from './subnet';

/** What must be there before the outputs are applied, and where a program looks for it. */
export function prerequisitesOf(parts: Parts): Pick<ResolvedSystem, 'prerequisites' | 'proofs'> {
  const lines: Prerequisite[] = [
    ...parts.names,
    ...parts.hosts.flatMap((host) => ofHost(host, parts)),
    ...parts.subnets.flatMap((subnet) => ofSubnet(subnet, parts)),
    ...parts.machines.flatMap(ofMachine),
  ];
  for (const cluster of parts.clusters) lines.push(...ofCluster(cluster, parts));
  for (const gateway of parts.gateways) lines.push(...ofGateway(gateway, parts));
  const proven = lines.filter((line): line is ProvenPrerequisite => typeof line !== 'string');
  const proofs = new Map(proven.map((line) => [JSON.stringify(line), line]));
  return {
    prerequisites: [...new Set(lines.map((line) => (typeof line === 'string' ? line : line.text)))].sort(compareText),
    proofs: [...proofs].sort(([a], [b]) => compareText(a, b)).map(([, line]) => line),
  };
}
