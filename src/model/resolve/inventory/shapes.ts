import { Secret } from '../../configuration/secret';
import { ApiGateway } from '../../edge/api-gateway';
import { Migration } from '../../edge/migration';
import { GrpcRoute, HttpRoute } from '../../edge/route';
import { TrafficPolicy } from '../../edge/traffic-policy';
import { isVersionOf } from '../../guest/machine-types';
import { CLUSTERS } from '../../kinds/cluster';
import { GATEWAY, ROUTE } from '../../kinds/gateway/shapes';
import { CPU_SET, HOST_DEVICE } from '../../kinds/guest/hardware-shape';
import { INTERFACE } from '../../kinds/guest/shapes';
import { MACHINES } from '../../kinds/machine';
import { TRAFFIC_POLICY } from '../../kinds/mesh/traffic-shape';
import { MIGRATION } from '../../kinds/migration/shape';
import { RESOURCES } from '../../kinds/pod/resources';
import { SECRET } from '../../kinds/secret';
import { anyOf, CPU, FORWARD, POOL, PORTS, portNumber, reason, SIZE } from '../../kinds/values';
import { WORKLOADS } from '../../kinds/workload';
import { CLUSTER, MESH, NAMESPACE } from '../../kinds/workload/shapes';
import {
  Host,
  type HostProps,
  type HugePagesProps,
  type MachineTypes,
  type NumaNodeProps,
  type SshConnection,
  type UefiFirmware,
  Virtualization,
} from '../../network/host';
import { Isolation, KvmHosts, Network, type NetworkProps, Subnet, type SubnetProps } from '../../network/network';
import {
  filled,
  flag,
  grammar,
  instance,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  propsOf,
  prose,
  reference,
  type Shape,
  text,
} from '../../shape';
import { isDomain, isLabel, isPlace } from '../../values';
import { KubernetesCluster } from '../../workload/kubernetes-cluster';
import { Machine, NetworkInterface } from '../../workload/machine';
import { type ExistingNamespaceProps, Namespace, type NamespaceProps, type QuotaProps } from '../../workload/namespace';
import { PodSecurity } from '../../workload/pod-security';
import { Pods, type PodsProps } from '../../workload/pods';
import { MeshMode, MeshProvider, Mtls, ServiceMesh, type ServiceMeshProps } from '../../workload/service-mesh';
import { Workload } from '../../workload/workload';

/**
 * What users may give to each construct. The types say the same, but programs in plain JavaScript, and values that were read from
 * somewhere, need not keep to them. Ranges and syntax are judged later, by the pass that knows what a value is for.
 */

const versionOf = (family: keyof MachineTypes, example: string): Shape =>
  grammar(`a version of the machine type ${family}, such as ${example}`, (name) => isVersionOf(family, name));
const PATH = grammar('an absolute path of letters, digits, blanks and /._@+-', (path) => /^\/[A-Za-z0-9/._@+ -]+$/.test(path));

const OWNED_NAMESPACE = propsOf<NamespaceProps>({
  name: optional(text),
  podSecurity: optional(instance('a PodSecurity', PodSecurity, { because: reason })),
  quota: optional(
    propsOf<QuotaProps>({
      cpu: optional(CPU),
      cpuLimit: optional(CPU),
      memory: optional(SIZE),
      memoryLimit: optional(SIZE),
      ephemeralStorage: optional(SIZE),
      pods: optional(number),
      claims: optional(number),
      storage: optional(SIZE),
    }),
  ),
  defaultLimits: optional(RESOURCES),
  labels: optional(map(text)),
  annotations: optional(map(prose)),
});

const SHAPES: readonly (readonly [{ readonly prototype: object }, Shape])[] = [
  [
    Host,
    object({
      props: propsOf<HostProps>({
        uri: optional(text),
        ssh: optional(
          propsOf<SshConnection>({
            user: grammar('a user name of letters, digits, dots, hyphens and underscores', (name) =>
              /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(name),
            ),
            address: grammar('a host name or an address', isPlace),
            port: optional(portNumber),
            keyFile: optional(PATH),
          }),
        ),
        cpus: number,
        memory: SIZE,
        reservedMemory: optional(SIZE),
        cpuOvercommit: optional(number),
        dedicatedCpus: optional(CPU_SET),
        hugePages: optional(list(propsOf<HugePagesProps>({ size: SIZE, count: number }))),
        numaNodes: optional(list(propsOf<NumaNodeProps>({ cpus: CPU_SET, memory: SIZE }))),
        devices: optional(list(HOST_DEVICE)),
        pool: optional(POOL),
        pools: optional(list(POOL)),
        virtualization: optional(anyOf(Virtualization)),
        firmware: optional(propsOf<UefiFirmware>({ code: PATH, variables: PATH, secureCode: PATH, secureVariables: PATH })),
        machineTypes: optional(
          propsOf<MachineTypes>({ q35: optional(versionOf('q35', 'pc-q35-8.2')), pc: optional(versionOf('pc', 'pc-i440fx-8.2')) }),
        ),
        zone: optional(filled),
        stack: optional(grammar('lowercase letters, digits and hyphens, up to 63', isLabel)),
      }),
    }),
  ],
  [Network, object({ props: propsOf<NetworkProps>({ cidr: text, routes: optional(oneOf('provided')) }) })],
  [
    Subnet,
    object({
      network: reference('a Network', Network),
      props: propsOf<SubnetProps>({
        cidr: text,
        forward: optional(FORWARD),
        isolation: optional(anyOf(Isolation)),
        gateway: optional(text),
        mtu: optional(number),
        services: optional(text),
        reserved: optional(list(text)),
        nameservers: optional(list(text)),
        dhcpServers: optional(list(text)),
        hostAddresses: optional(list(text)),
      }),
    }),
  ],
  [KvmHosts, object({ subnet: reference('a Subnet', Subnet) })],
  [
    Machine,
    (machine, where, visit) => {
      const { kind, interfaces } = machine as Machine;
      // With its cards: a machine is sound or not as a whole.
      for (const { node, props } of interfaces) INTERFACE(props, `interfaces.${node.id}`, visit);
      if (Object.hasOwn(MACHINES, kind)) MACHINES[kind].shape(machine, where, visit);
      else visit.defect('kind', 'that of a machine this library knows: derive from one of its classes', kind);
    },
  ],
  [NetworkInterface, object({ machine: reference('a machine', Machine), isFirst: flag })],
  [KubernetesCluster, (cluster, where, visit) => CLUSTERS[(cluster as KubernetesCluster).kind].shape(cluster, where, visit)],
  [
    Namespace,
    (namespace, where, visit) => {
      const props = (namespace as Namespace).owned ? OWNED_NAMESPACE : propsOf<ExistingNamespaceProps>({ name: optional(text) });
      object({ cluster: CLUSTER, owned: flag, props })(namespace, where, visit);
    },
  ],
  [Secret, SECRET],
  [
    ServiceMesh,
    object({
      cluster: CLUSTER,
      props: propsOf<ServiceMeshProps>({
        provider: anyOf(MeshProvider),
        mode: anyOf(MeshMode),
        mtls: optional(anyOf(Mtls)),
        trustDomain: optional(grammar('a DNS domain such as cluster.local', isDomain)),
        clusterDomain: optional(grammar('a DNS domain such as cluster.local', isDomain)),
        namespace: optional(text),
        controlPlaneLabels: optional(map(text)),
      }),
    }),
  ],
  [TrafficPolicy, TRAFFIC_POLICY],
  [
    Workload,
    (workload, where, visit) => {
      const { kind } = workload as Workload;
      if (Object.hasOwn(WORKLOADS, kind)) WORKLOADS[kind].shape(workload, where, visit);
      else visit.defect('kind', 'that of a workload this library knows: derive from one of its classes', kind);
    },
  ],
  [ApiGateway, GATEWAY],
  [Migration, MIGRATION],
  [HttpRoute, ROUTE],
  [GrpcRoute, ROUTE],
  [
    Pods,
    object({
      cluster: CLUSTER,
      props: propsOf<PodsProps>({
        name: optional(text),
        namespace: optional(NAMESPACE),
        labels: map(text),
        listens: optional(PORTS),
        mesh: optional(MESH),
        serviceAccount: optional(text),
      }),
    }),
  ],
];

/** The shape of a construct; undefined for those of users' own classes, which the model does not read. */
export const shapeOf = (construct: object): Shape | undefined =>
  SHAPES.find(([type]) => construct instanceof (type as unknown as new () => object))?.[1];
