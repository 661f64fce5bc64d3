import { examine } from '../../../../src/doctor';
import type { NodeCluster } from './cluster';

/** What tells of clusters. */
const ASKED: ReadonlySet<string> = new Set(['kubectl', 'helm']);

/** What `isthmus doctor` finds of the cluster, by how each prerequisite begins: there is no libvirt to be asked. */
export async function diagnosis(cluster: NodeCluster): Promise<(start: string) => readonly string[]> {
  const findings = await examine(cluster.system, {
    environment: {},
    run: (program, args) => (ASKED.has(program) ? cluster.administer([program, ...args]) : Promise.reject(new Error(`no ${program}`))),
  });
  return (start) => findings.filter(({ text }) => text.startsWith(`Cluster k8s: ${start}`)).map(({ state, found }) => `${state}: ${found}`);
}
