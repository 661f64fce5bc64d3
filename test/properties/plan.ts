import fc from 'fast-check';

/**
 * A random system in a form that fast-check can make smaller. Numbers that stand for something else are taken modulo how
 * many of it there are; what makes no sense together is left out when the system is built, so every plan is a valid system.
 */
export interface Plan {
  readonly hosts: number;
  readonly routesProvided: boolean;
  readonly provisioning: boolean;
  readonly admin: boolean;
  readonly subnets: readonly SubnetPlan[];
  readonly clusters: readonly ClusterPlan[];
  readonly workloads: readonly WorkloadPlan[];
  readonly flows: readonly FlowPlan[];
}

export interface SubnetPlan {
  readonly mode: 'route' | 'nat' | 'isolated' | 'bridge';
  readonly high: boolean;
  readonly host: number;
}

export interface ClusterPlan {
  /** Its nodes are VMs of the system. */
  readonly own: boolean;
  readonly subnet: number;
  readonly nodes: number;
  /** Its own nodes run k3s, with this one of its network plug-ins where pods do not keep their addresses. */
  readonly k3s?: number;
  /** More of its own nodes, which are kept for some pods, or for those that come. */
  readonly pool?: { readonly count: number; readonly kept: boolean };
  /** Has a block of addresses for LoadBalancer Services. */
  readonly services: boolean;
  readonly native: boolean;
  /** Decides which add-ons it has. Unset: nothing is known of them. */
  readonly addOns?: number;
  readonly mesh?: { readonly ambient: boolean; readonly strict: boolean; readonly trustDomain: string };
}

export interface WorkloadPlan {
  /** It was there once: what comes after it keeps its name. */
  readonly gone?: true;
  readonly kind: 'service' | 'stateful' | 'daemon' | 'job' | 'cron' | 'pods' | 'gateway' | 'vm' | 'database' | 'legacy' | 'load-balancer';
  /** Subnet or cluster. */
  readonly place: number;
  readonly host: number;
  readonly ports: readonly number[];
  readonly inMesh: boolean;
  readonly namespace: number;
  /** Has no port, where its kind may have one. */
  readonly worker: boolean;
  /** Backends and routes. */
  readonly targets: number;
  /** Network cards of a machine beside its first one. */
  readonly cards: readonly CardPlan[];
}

export interface CardPlan {
  readonly subnet: number;
  /** A subnet that it has a route to. Unset: none. */
  readonly route?: number;
  /** Carries the default route, where the first card cannot. */
  readonly leadsOut: boolean;
}

export interface FlowPlan {
  readonly from: EndPlan;
  readonly to: EndPlan;
  /** Unset: whatever the receiver listens on. */
  readonly ports?: readonly number[];
  readonly because: number;
  readonly waived: boolean;
  /** How pods are told of the other end. Unset: they are not. */
  readonly told?: Told;
}

/** What a connection becomes of the pods that use it. */
export type Told = 'variables' | 'url' | 'file' | 'argument';

/** Mostly workloads. */
export interface EndPlan {
  readonly kind: 'workload' | 'card' | 'subnet' | 'hosts' | 'external' | 'anyone';
  readonly number: number;
}

const number = fc.nat(29);
const ports = fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 3 });

export const subnet: fc.Arbitrary<SubnetPlan> = fc.record({
  mode: fc.oneof(
    { weight: 4, arbitrary: fc.constant('route' as const) },
    { weight: 1, arbitrary: fc.constantFrom('nat' as const, 'isolated' as const) },
    { weight: 2, arbitrary: fc.constant('bridge' as const) },
  ),
  high: fc.boolean(),
  host: fc.nat(2),
});

const mesh = fc.record({ ambient: fc.boolean(), strict: fc.boolean(), trustDomain: fc.constantFrom('cluster.local', 'mesh.example') });

const cluster: fc.Arbitrary<ClusterPlan> = fc
  .record({
    own: fc.boolean(),
    subnet: fc.nat(4),
    nodes: fc.integer({ min: 1, max: 3 }),
    services: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    native: fc.boolean(),
    k3s: fc.option(fc.nat(2), { nil: undefined, freq: 2 }),
    pool: fc.option(fc.record({ count: fc.nat(2), kept: fc.boolean() }), { nil: undefined, freq: 1 }),
    mesh: fc.option(mesh, { nil: undefined, freq: 3 }),
    addOns: fc.option(fc.nat(4000), { nil: undefined, freq: 2 }),
  })
  .map(({ mesh, pool, k3s, addOns, ...rest }) => ({
    ...rest,
    ...(k3s !== undefined && { k3s }),
    ...(pool && { pool }),
    ...(mesh && { mesh }),
    ...(addOns !== undefined && { addOns }),
  }));

const card: fc.Arbitrary<CardPlan> = fc
  .record({ subnet: fc.nat(4), route: fc.option(fc.nat(4), { nil: undefined }), leadsOut: fc.boolean() })
  .map(({ route, ...rest }) => ({ ...rest, ...(route !== undefined && { route }) }));

export const workload: fc.Arbitrary<WorkloadPlan> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('service' as const) },
    { weight: 5, arbitrary: fc.constantFrom('vm' as const, 'database' as const, 'legacy' as const) },
    { weight: 4, arbitrary: fc.constantFrom('stateful' as const, 'daemon' as const, 'job' as const, 'cron' as const) },
    { weight: 2, arbitrary: fc.constantFrom('pods' as const, 'gateway' as const, 'load-balancer' as const) },
  ),
  place: fc.nat(4),
  host: fc.nat(2),
  ports,
  inMesh: fc.boolean(),
  namespace: fc.nat(2),
  worker: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  targets: fc.nat(29),
  cards: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(card, { minLength: 1, maxLength: 2 }) }),
});

const end: fc.Arbitrary<EndPlan> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('workload' as const) },
    { weight: 1, arbitrary: fc.constant('card' as const) },
    { weight: 1, arbitrary: fc.constantFrom('subnet' as const, 'hosts' as const, 'external' as const, 'anyone' as const) },
  ),
  number,
});

export const flow: fc.Arbitrary<FlowPlan> = fc
  .record({
    from: end,
    to: end,
    ports: fc.option(ports, { nil: undefined }),
    because: fc.nat(3),
    waived: fc.boolean(),
    told: fc.option(fc.constantFrom<Told>('variables', 'url', 'file', 'argument'), { nil: undefined }),
  })
  .map(({ ports, told, ...rest }) => ({ ...rest, ...(ports && { ports }), ...(told && { told }) }));

/** Systems of 1 to 30 workloads; most are small, since whatever goes wrong mostly does so between two or three. */
export const plans = (): fc.Arbitrary<Plan> =>
  fc.oneof({ weight: 14, arbitrary: sized(6) }, { weight: 5, arbitrary: sized(14) }, { weight: 1, arbitrary: sized(30) });

const sized = (size: number): fc.Arbitrary<Plan> =>
  fc.record({
    hosts: fc.integer({ min: 1, max: 3 }),
    routesProvided: fc.boolean(),
    provisioning: fc.boolean(),
    admin: fc.boolean(),
    subnets: fc.array(subnet, { minLength: 1, maxLength: 5 }),
    clusters: fc.array(cluster, { maxLength: 2 }),
    workloads: fc.array(workload, { minLength: 1, maxLength: size, size: 'max' }),
    flows: fc.array(flow, { maxLength: 2 * size, size: 'max' }),
  });
