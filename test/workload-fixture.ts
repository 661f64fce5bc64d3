import type { ResolvedContainer, ResolvedMicroservice, ResolvedPodTemplate } from '../src/model/resolved';

/** What is said of a microservice, of its pods and of their one container, all in one. */
export type MicroserviceFacts = Partial<Omit<ResolvedMicroservice, 'kind' | 'name' | 'pods'>> &
  Partial<Omit<ResolvedPodTemplate, 'containers' | 'volumes'>> &
  Partial<Omit<ResolvedContainer, 'name' | 'mounts'>> & {
    /** Writable folders. */
    readonly scratch?: readonly string[];
  };

type Given = Required<Pick<MicroserviceFacts, 'image' | 'ports' | 'resources' | 'probes' | 'inMesh'>>;

/** A resolved microservice made by hand. */
export function microserviceOf(name: string, given: Given, facts: MicroserviceFacts): ResolvedMicroservice {
  const said = { ...given, ...facts };
  const mounts = (said.scratch ?? []).map((path, index) => ({ volume: `scratch-${index}`, path, readOnly: false }));
  return {
    kind: 'microservice',
    name,
    cluster: said.cluster ?? 'k8s',
    namespace: said.namespace ?? 'shop',
    ports: said.ports,
    replicas: said.replicas ?? { min: 2, max: 2 },
    disruption: said.disruption ?? { maxUnavailable: 1 },
    rollout: said.rollout ?? { kind: 'rolling', maxUnavailable: 0, maxSurge: '25%' },
    ...(said.virtualAddress && { virtualAddress: said.virtualAddress }),
    pods: {
      serviceAccount: said.serviceAccount ?? name,
      ownAccount: said.ownAccount ?? true,
      access: said.access ?? [],
      containers: [
        {
          name,
          image: said.image,
          ports: said.ports,
          env: said.env ?? [],
          envFrom: said.envFrom ?? [],
          mounts,
          resources: said.resources,
          probes: said.probes,
        },
      ],
      initContainers: said.initContainers ?? [],
      sidecars: said.sidecars ?? [],
      volumes: mounts.map(({ volume }) => ({
        name: volume,
        kind: 'scratch' as const,
        sizeMiB: said.resources.ephemeralStorageMiB,
        inMemory: false,
      })),
      runAs: said.runAs ?? 10001,
      waivers: said.waivers ?? [],
      shutdown: said.shutdown ?? { drainSeconds: 5, graceSeconds: 30 },
      placement: said.placement ?? {
        nodes: {},
        tolerations: [],
        spread: [
          { over: 'zone', required: false },
          { over: 'node', required: false },
        ],
      },
      labels: said.labels ?? {},
      annotations: said.annotations ?? {},
      inMesh: said.inMesh,
      ends: said.ends ?? false,
    },
  };
}
