import { ApiGateway } from '../../edge/api-gateway';
import { Host } from '../../network/host';
import { Subnet } from '../../network/network';
import type { MachineKind } from '../../resolved';
import { filled, flag, list, number, object, oneOf, oneOrMore, optional, propsOf, reference, type Shape, text } from '../../shape';
import type { BackupProps, DatabaseVmProps } from '../../workload/database-vm';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import type { LegacyVmProps } from '../../workload/legacy-vm';
import type { LoadBalancerProps } from '../../workload/load-balancer';
import { AddressedBy, type DataDiskProps, Machine, type MachineProps } from '../../workload/machine';
import { Microservice } from '../../workload/microservice';
import type { VirtualMachineProps } from '../../workload/virtual-machine';
import { anyOf, ENGINE, IMAGE, OS, PORTS, SIZE } from './value-shapes';

/** What users may give to machines, by kind; see the shapes of the other constructs. */

export const HOST = reference('a Host', Host);
export const SUBNET = reference('a Subnet', Subnet);
export const CLUSTER = reference('a KubernetesCluster', KubernetesCluster);
const BACKEND = reference('an ApiGateway, a Microservice or a machine', ApiGateway, Microservice, Machine);

export const HARDWARE_OF_MACHINES = { os: OS, image: IMAGE, cpus: number, memory: SIZE, rootDisk: optional(SIZE) };
const MACHINE: { readonly [K in keyof Required<MachineProps>]: Shape } = {
  ...HARDWARE_OF_MACHINES,
  name: optional(text),
  host: HOST,
  subnet: SUBNET,
  address: optional(text),
  pool: optional(filled),
  addressedBy: optional(anyOf(AddressedBy)),
};
const OWN_SOFTWARE = { listens: optional(PORTS), dataDisks: optional(list(propsOf<DataDiskProps>({ id: text, size: SIZE }))) };

export const MACHINES: Readonly<Record<MachineKind, Shape>> = {
  'virtual-machine': object({ props: propsOf<VirtualMachineProps>({ ...MACHINE, ...OWN_SOFTWARE, stateless: optional(flag) }) }),
  legacy: object({ props: propsOf<LegacyVmProps>({ ...MACHINE, ...OWN_SOFTWARE }) }),
  database: object({
    props: propsOf<DatabaseVmProps>({
      ...MACHINE,
      engine: ENGINE,
      dataDisk: SIZE,
      database: optional(text),
      filesystem: optional(oneOf('xfs', 'ext4')),
      backup: optional(propsOf<BackupProps>({ daily: text, keep: number })),
    }),
  }),
  'load-balancer': object({ props: propsOf<LoadBalancerProps>({ ...MACHINE, backends: oneOrMore(BACKEND) }) }),
  // Made by its cluster, out of the cluster's own props.
  'cluster-node': object({ cluster: CLUSTER }),
};
