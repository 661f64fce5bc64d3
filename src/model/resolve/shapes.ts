import { ApiGateway, Gateway } from '../edge/api-gateway';
import { Mesh, MeshMode, Mtls, ServiceMesh } from '../edge/service-mesh';
import { Host, Virtualization } from '../network/host';
import { Isolation, Network, Subnet } from '../network/network';
import { Anyone, External } from '../policy/external';
import { FlowWaiver } from '../policy/waiver';
import type { MachineKind } from '../resolved';
import {
  filled,
  flag,
  instance,
  isRecord,
  list,
  map,
  number,
  object,
  oneOf,
  oneOrMore,
  optional,
  reference,
  type Shape,
  text,
  value,
} from '../shape';
import { KubernetesCluster, PodEgress } from '../workload/kubernetes-cluster';
import { AddressedBy, Machine } from '../workload/machine';
import { Microservice } from '../workload/microservice';
import { Pods } from '../workload/pods';
import {
  anyOf,
  CPU,
  ENGINE,
  EXTERNAL,
  FORWARD,
  HARDENING,
  HEALTH,
  IMAGE,
  OS,
  POOL,
  PORT,
  PORTS,
  portNumber,
  reason,
  SIZE,
} from './value-shapes';

/**
 * What users may give to each construct. The types say the same, but programs in plain JavaScript, and values that were read from
 * somewhere, need not keep to them. Ranges and syntax are judged later, by the pass that knows what a value is for.
 */

const HOST = reference('a Host', Host);
const SUBNET = reference('a Subnet', Subnet);
const CLUSTER = reference('a KubernetesCluster', KubernetesCluster);
const MESH = reference('a ServiceMesh', ServiceMesh);
const MICROSERVICE = reference('a Microservice', Microservice);
const BACKEND = reference('an ApiGateway, a Microservice or a machine', ApiGateway, Microservice, Machine);

const HARDWARE_OF_MACHINES = { os: OS, image: IMAGE, cpus: number, memory: SIZE, rootDisk: optional(SIZE) };
const MACHINE = {
  ...HARDWARE_OF_MACHINES,
  name: optional(text),
  host: HOST,
  subnet: SUBNET,
  address: optional(text),
  pool: optional(filled),
  addressedBy: optional(anyOf(AddressedBy)),
};
const OWN_SOFTWARE = { listens: optional(PORTS), dataDisks: optional(list(object({ id: text, size: SIZE }))) };

const MACHINES: Readonly<Record<MachineKind, Shape>> = {
  'virtual-machine': object({ props: object({ ...MACHINE, ...OWN_SOFTWARE, stateless: optional(flag) }) }),
  legacy: object({ props: object({ ...MACHINE, ...OWN_SOFTWARE }) }),
  database: object({
    props: object({
      ...MACHINE,
      engine: ENGINE,
      dataDisk: SIZE,
      database: optional(text),
      filesystem: optional(oneOf('xfs', 'ext4')),
      backup: optional(object({ daily: text, keep: number })),
    }),
  }),
  'load-balancer': object({ props: object({ ...MACHINE, backends: oneOrMore(BACKEND) }) }),
  // Made by its cluster, out of the cluster's own props.
  'cluster-node': object({ cluster: CLUSTER }),
};

const CLUSTER_FACTS = {
  version: text,
  podCidr: text,
  serviceCidr: text,
  podEgress: optional(anyOf(PodEgress)),
  namespace: optional(text),
  metallbNamespace: optional(text),
};
const OWN_CLUSTER = object({
  facts: object({ ...CLUSTER_FACTS, nodes: object({ ...HARDWARE_OF_MACHINES, subnet: SUBNET, host: oneOrMore(HOST), count: number }) }),
});
const EXISTING_CLUSTER = object({ facts: object({ ...CLUSTER_FACTS, nodeAddresses: list(text), services: optional(text) }) });

const SHAPES: readonly (readonly [{ readonly prototype: object }, Shape])[] = [
  [
    Host,
    object({
      props: object({
        uri: optional(filled),
        ssh: optional(
          object({
            user: filled,
            address: filled,
            port: optional(portNumber),
            keyFile: optional(filled),
          }),
        ),
        cpus: number,
        memory: SIZE,
        reservedMemory: optional(SIZE),
        cpuOvercommit: optional(number),
        pool: optional(POOL),
        virtualization: optional(anyOf(Virtualization)),
      }),
    }),
  ],
  [Network, object({ props: object({ cidr: text, routes: optional(oneOf('provided')) }) })],
  [
    Subnet,
    object({
      network: reference('a Network', Network),
      props: object({
        cidr: text,
        forward: optional(FORWARD),
        isolation: optional(anyOf(Isolation)),
        gateway: optional(text),
        mtu: optional(number),
        services: optional(text),
        nameservers: optional(list(text)),
      }),
    }),
  ],
  [
    Machine,
    (machine, where, visit) => {
      const { kind } = machine as Machine;
      if (Object.hasOwn(MACHINES, kind)) MACHINES[kind](machine, where, visit);
      else visit.defect('kind', 'that of a machine this library knows: derive from one of its classes', kind);
    },
  ],
  [
    KubernetesCluster,
    (cluster, where, visit) => {
      const { facts } = cluster as KubernetesCluster;
      (isRecord(facts) && 'nodes' in facts ? OWN_CLUSTER : EXISTING_CLUSTER)(cluster, where, visit);
    },
  ],
  [
    ServiceMesh,
    object({
      cluster: CLUSTER,
      props: object({
        provider: anyOf(Mesh),
        mode: anyOf(MeshMode),
        mtls: optional(anyOf(Mtls)),
        trustDomain: optional(filled),
        namespace: optional(text),
        controlPlaneLabels: optional(map(text)),
      }),
    }),
  ],
  [
    Microservice,
    object({
      cluster: CLUSTER,
      props: object({
        name: optional(text),
        image: text,
        port: PORT,
        morePorts: optional(PORTS),
        replicas: optional(number),
        scaling: optional(object({ min: number, max: number, targetCpuPercent: optional(number) })),
        namespace: optional(text),
        mesh: optional(MESH),
        health: optional(HEALTH),
        env: optional(map(text)),
        secrets: optional(map(object({ secret: text, key: text }))),
        scratch: optional(list(text)),
        resources: optional(
          object({ cpu: optional(CPU), cpuLimit: optional(CPU), memory: optional(SIZE), ephemeralStorage: optional(SIZE) }),
        ),
        runAs: optional(number),
        hardening: optional(HARDENING),
      }),
    }),
  ],
  [
    ApiGateway,
    object({
      cluster: CLUSTER,
      props: object({
        name: optional(text),
        provider: anyOf(Gateway),
        routes: map(MICROSERVICE),
        hosts: optional(list(text)),
        tlsSecret: optional(text),
        mesh: optional(MESH),
        proxy: optional(
          object({
            namespace: optional(text),
            labels: optional(map(text)),
            serviceAccount: optional(text),
            httpPort: optional(portNumber),
            httpsPort: optional(portNumber),
            gatewayClass: optional(text),
          }),
        ),
      }),
    }),
  ],
  [
    Pods,
    object({
      cluster: CLUSTER,
      props: object({
        name: optional(text),
        namespace: text,
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

export const SYSTEM_PROPS: Shape = object({
  domain: optional(text),
  provisioning: optional(
    object({ packages: optional(EXTERNAL), registry: optional(EXTERNAL), ntp: optional(EXTERNAL), backup: optional(EXTERNAL) }),
  ),
  admin: optional(object({ from: EXTERNAL, sshAuthorizedKeys: optional(list(text)) })),
});

const CONSTRUCT_END = reference('something that can send and receive', Machine, Microservice, ApiGateway, Pods, Subnet);

/** An end of a flow. */
export const END: Shape = (end, where, visit) => {
  if (end instanceof External) EXTERNAL(end, where, visit);
  else if (!(end instanceof Anyone)) CONSTRUCT_END(end, where, visit);
};

export const ALLOWANCE: Shape = object({
  because: reason,
  ports: optional(PORTS),
  waive: optional(list(instance('a FlowWaiver', FlowWaiver, { because: reason }))),
});

export const RETIREMENT: Shape = object({ id: text, keepData: flag, because: reason });
