import { egressOf } from '../../kinds/cluster/egress';
import { External } from '../../network/external';
import { Subnet } from '../../network/network';
import { DefectError } from '../../problem';
import { outermost } from '../../values';
import type { LoginSource } from '../../workload/database-vm';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine } from '../../workload/machine';
import { nodeSurroundings } from '../addresses/overlaps';
import type { MachinePlan } from './plan';

type Reader = (source: LoginSource, plan: MachinePlan) => readonly string[] | undefined;

/** Answers for the sources of one class. */
const reader =
  <T extends LoginSource>(type: { readonly prototype: T }, blocks: (source: T, plan: MachinePlan) => readonly string[]): Reader =>
  (source, plan) =>
    source instanceof (type as unknown as new () => T) ? blocks(source, plan) : undefined;

const READERS: readonly Reader[] = [
  reader(External, ({ blocks }) => blocks),
  reader(Machine, ({ name }, { addresses }) => {
    const place = addresses.get(name);
    return place ? [`${place.address}/32`] : [];
  }),
  reader(Subnet, (subnet, { space }) => {
    const cidr = space.subnets.get(subnet)?.cidr;
    return cidr ? [`${cidr}`] : [];
  }),
  reader(KubernetesCluster, (cluster, { space }) => {
    const pods = space.clusters.get(cluster)?.pods;
    return outermost(egressOf(cluster).keepsAddress && pods ? [pods] : nodeSurroundings(cluster)).map(String);
  }),
];

/** Addresses under which a server sees whom it lets log in; none of what could not be given any, which is a problem by itself. */
export function blocksOf(source: LoginSource, plan: MachinePlan): readonly string[] {
  for (const read of READERS) {
    const blocks = read(source, plan);
    if (blocks) return blocks;
  }
  throw new DefectError('a source of logins of an unknown class');
}
