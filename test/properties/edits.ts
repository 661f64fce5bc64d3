import fc from 'fast-check';
import {
  type CardPlan,
  type ClusterPlan,
  type FlowPlan,
  flow,
  type Plan,
  type SubnetPlan,
  subnet,
  type WorkloadPlan,
  workload,
} from './plan';

/** A change of a plan. What only policy follows from has `policy`. */
export interface Edit {
  readonly what: string;
  readonly policy?: true;
  readonly change: (plan: Plan) => Plan;
  /** What is said of disks of workloads that leave. Unset: nothing, which is refused where there are any. */
  readonly keepData?: boolean;
  /** Statements stand in the other order from now on. */
  readonly turned?: true;
}

const replaced = <T>(list: readonly T[], number: number, change: (item: T) => T): readonly T[] =>
  list.length === 0 ? list : list.with(number % list.length, change(list[number % list.length] as T));

const number = fc.nat(29);

const flows = (what: string, change: (flows: readonly FlowPlan[]) => readonly FlowPlan[]): Edit => ({
  what,
  policy: true,
  change: (plan) => ({ ...plan, flows: change(plan.flows) }),
});
const workloads = (what: string, n: number, change: (workload: WorkloadPlan) => WorkloadPlan): Edit => ({
  what,
  change: (plan) => ({ ...plan, workloads: replaced(plan.workloads, n, change) }),
});
const clusters = (what: string, n: number, change: (cluster: ClusterPlan) => ClusterPlan): Edit => ({
  what,
  change: (plan) => ({ ...plan, clusters: replaced(plan.clusters, n, change) }),
});
const subnets = (what: string, n: number, change: (subnet: SubnetPlan) => SubnetPlan): Edit => ({
  what,
  change: (plan) => ({ ...plan, subnets: replaced(plan.subnets, n, change) }),
});

const POLICY: readonly fc.Arbitrary<Edit>[] = [
  flow.map((one) => flows('a flow comes', (all) => [...all, one])),
  number.map((n) => flows('a flow goes', (all) => (all.length === 0 ? all : all.toSpliced(n % all.length, 1)))),
  fc
    .tuple(number, flow)
    .map(([n, { ports }]) =>
      flows('a flow has other ports', (all) => replaced(all, n, ({ ports: _, ...rest }) => ({ ...rest, ...(ports && { ports }) }))),
    ),
  number.map((n) => flows('a flow has another reason', (all) => replaced(all, n, (one) => ({ ...one, because: one.because + 1 })))),
];

const INVENTORY: readonly fc.Arbitrary<Edit>[] = [
  workload.map((one): Edit => ({ what: 'a workload comes', change: (plan) => ({ ...plan, workloads: [...plan.workloads, one] }) })),
  fc.tuple(number, fc.option(fc.boolean(), { nil: undefined })).map(([n, keepData]) => ({
    ...workloads('a workload goes', n, (one) => ({ ...one, gone: true })),
    ...(keepData !== undefined && { keepData }),
  })),
  number.map((n) => workloads('a workload is there again', n, ({ gone: _, ...rest }) => rest)),
  fc.tuple(number, workload).map(([n, { ports }]) => workloads('a workload has other ports', n, (one) => ({ ...one, ports }))),
  fc
    .tuple(number, workload)
    .map(([n, { cards }]) => workloads('a machine has other cards', n, (one) => ({ ...one, cards: cards satisfies readonly CardPlan[] }))),
  fc.tuple(number, fc.nat(4)).map(([n, place]) => workloads('a workload is elsewhere', n, (one) => ({ ...one, place }))),
  fc.tuple(number, fc.nat(2)).map(([n, host]) => workloads('a machine is on another host', n, (one) => ({ ...one, host }))),
  number.map((n) => workloads('a workload joins or leaves the mesh', n, (one) => ({ ...one, inMesh: !one.inMesh }))),
  fc.tuple(number, number).map(([n, targets]) => workloads('a workload has other features', n, (one) => ({ ...one, targets }))),
  fc
    .tuple(number, fc.integer({ min: 1, max: 3 }))
    .map(([n, nodes]) => clusters('a cluster has other nodes', n, (one) => ({ ...one, nodes }))),
  number.map((n) => clusters('a cluster announces addresses, or none', n, (one) => ({ ...one, services: !one.services }))),
  number.map((n) => clusters('a cluster routes natively, or masquerades', n, (one) => ({ ...one, native: !one.native }))),
  subnet.map((one): Edit => ({ what: 'a subnet comes', change: (plan) => ({ ...plan, subnets: [...plan.subnets, one] }) })),
  number.map((n) => subnets('a subnet is highly isolated, or not', n, (one) => ({ ...one, high: !one.high }))),
  fc.tuple(number, subnet).map(([n, { mode }]) => subnets('a subnet is of another mode', n, (one) => ({ ...one, mode }))),
  fc.constant({ what: 'a host comes', change: (plan: Plan) => ({ ...plan, hosts: plan.hosts + 1 }) }),
  fc.constant({ what: 'sources of packages come or go', change: (plan: Plan) => ({ ...plan, provisioning: !plan.provisioning }) }),
  fc.constant({ what: 'administrators come or go', policy: true as const, change: (plan: Plan) => ({ ...plan, admin: !plan.admin }) }),
  fc.constant({ what: 'routes are provided, or not', change: (plan: Plan) => ({ ...plan, routesProvided: !plan.routesProvided }) }),
  fc.constant({ what: 'statements stand in another order', policy: true as const, change: (plan: Plan) => plan, turned: true as const }),
];

/** Edits as people make them: of policy mostly. */
export const edits = (count: number): fc.Arbitrary<readonly Edit[]> =>
  fc.array(fc.oneof({ weight: 1, arbitrary: fc.oneof(...POLICY) }, { weight: 2, arbitrary: fc.oneof(...INVENTORY) }), {
    minLength: count,
    maxLength: count,
  });
