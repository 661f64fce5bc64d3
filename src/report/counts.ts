import { isDeclared } from '../model/kinds/flow-origins';
import type { ResolvedSystem, WorkloadKind } from '../model/resolved';
import { countOf } from '../model/values';

/** How each kind of workload is called. */
const WORKLOADS: { readonly [K in WorkloadKind]: string } = {
  microservice: 'microservice',
  'stateful-service': 'stateful service',
  'daemon-service': 'daemon service',
  job: 'job',
  'cron-job': 'scheduled job',
};

/** How much there is of a system: machines, workloads, flows. */
export function countsText(system: Pick<ResolvedSystem, 'machines' | 'hosts' | 'workloads' | 'clusters' | 'flows'>): string {
  const { machines, hosts, clusters, flows } = system;
  const declared = flows.filter(isDeclared).length;
  return `${countOf(machines.length, 'virtual machine')} on ${countOf(hosts.length, 'host')}, ${workloadsText(system)} in ${countOf(clusters.length, 'cluster')}, ${countOf(flows.length, 'flow')} (${declared} declared, ${flows.length - declared} implied)`;
}

/** Those kinds that there are; microservices in any case. */
const workloadsText = ({ workloads }: Pick<ResolvedSystem, 'workloads'>): string =>
  Object.entries(WORKLOADS)
    .map(([kind, what]) => [workloads.filter((workload) => workload.kind === kind).length, what] as const)
    .filter(([number], index) => number > 0 || index === 0)
    .map(([number, what]) => countOf(number, what))
    .join(', ');
