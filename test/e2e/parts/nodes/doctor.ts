import { examine } from '../../../../src/doctor';
import type { NodeCluster } from './cluster';

/** What `isthmus doctor` finds of the cluster, by how each prerequisite begins: there is no libvirt to be asked. */
export async function diagnosis(cluster: NodeCluster): Promise<(start: string) => readonly string[]> {
  const findings = await examine(cluster.system, {
    environment: {},
    run: (program, args) => (program === 'kubectl' ? cluster.kubectl(args) : Promise.reject(new Error('no libvirt'))),
  });
  return (start) => findings.filter(({ text }) => text.startsWith(`Cluster k8s: ${start}`)).map(({ state, found }) => `${state}: ${found}`);
}
