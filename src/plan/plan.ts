import { type ResolvedSystem, stacksOf, type Warning } from '../model/resolved';
import { comparePolicies, isUnchanged, type PolicyChanges } from '../report/changes';
import { policySnapshot } from '../report/snapshot';
import { type AddOnChange, addOnChanges } from './add-ons/changes';
import { type ObjectChange, objectChanges } from './clusters/compare';
import type { FieldEffect } from './clusters/effects';
import { type OtherObjectChange, type WorkloadChange, workloadChanges } from './clusters/workloads';
import { dataChanges } from './data';
import type { DataChange } from './data-change';
import { pathText } from './differences';
import { objectDoubts, resourceDoubts } from './doubts';
import { type Action, changedOutputs, type ResourceChange, resourceChanges } from './hosts/actions';
import { type HostObjectChange, hostObjectChanges } from './hosts/host-objects';
import { type MachineChange, machineChanges, machineParts } from './hosts/machines';
import { stateMoves } from './hosts/moves';
import type { AttributeEffect } from './hosts/rules';
import { type Order, orderOf } from './order';
import type { PlanSide } from './side';
import { type Places, type Step, stepsOf } from './steps';

/** What a change does, for who must approve it: plain data. Lists hold what changes, and nothing else. */
export interface Plan {
  /** Of this format. */
  readonly version: 1;
  /** Name of the system. */
  readonly system: string;
  /** What it is compared with, as the user called it. Unset: nothing is there yet. */
  readonly against?: string;
  /** Whether there is anything to apply. */
  readonly changes: boolean;
  /** Whether something is lost that cannot be made again. */
  readonly dataAtStake: boolean;
  /** What no rule of this library knows the effect of, or what is refused when it is applied, in words. */
  readonly doubts: readonly string[];
  /** Machines that change, by name. */
  readonly machines: readonly MachineChange[];
  /** Networks, names, pools, images, and Terraform resources of others. */
  readonly hosts: readonly HostObjectChange[];
  /** Software of others in clusters, as far as the system says how it is installed, in the order of installation. */
  readonly addOns: readonly AddOnChange[];
  /** Workloads that change, by name. */
  readonly workloads: readonly WorkloadChange[];
  /** Kubernetes objects that are no workload's. */
  readonly objects: readonly OtherObjectChange[];
  /** Disks and claims. */
  readonly data: readonly DataChange[];
  /** Flows and exposures opened and closed, addresses taken and released. */
  readonly policy: PolicyChanges;
  /** What has to be in place, and had not to be before. */
  readonly prerequisites: readonly string[];
  /** What was not warned of before. */
  readonly warnings: readonly Warning[];
  /** Which side is applied first, and why. */
  readonly order: Order;
  /** Commands in their order. */
  readonly steps: readonly Step[];
  /** Every attribute and field behind it. */
  readonly details: PlanDetails;
  /** Where Terraform's own plan, or a cluster, says otherwise; what is grave first. Unset: neither was asked. */
  readonly disagreements?: readonly Disagreement[];
}

/** The same, address by address, to be compared with what `terraform plan` and `kubectl diff` say. */
export interface PlanDetails {
  /** Terraform stacks of the system, before and after, with the hosts that they have, or had. */
  readonly stacks: readonly { readonly name: string; readonly hosts: readonly string[] }[];
  /** Resources that change, with their attributes. */
  readonly terraform: readonly {
    readonly stack: string;
    readonly address: string;
    readonly action: Action;
    readonly attributes: readonly FieldDetail<AttributeEffect>[];
  }[];
  /** Names of Terraform outputs whose values differ; of several stacks with the stack's name in front: `shop-kvm1/addresses`. */
  readonly outputs: readonly string[];
  /** Objects that change, with their fields. */
  readonly kubernetes: readonly {
    readonly cluster: string;
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly action: ObjectChange['action'];
    readonly fields: readonly FieldDetail<FieldEffect>[];
  }[];
}

/** Something of which Terraform or a cluster says otherwise. */
export interface Disagreement {
  /** Who sees it otherwise. */
  readonly by: 'terraform' | 'kubectl';
  /** A Terraform address, or an object: `apps.v1.Deployment.shop.order-service`. */
  readonly about: string;
  /** What this plan says that is done of it. */
  readonly here: string;
  /** What the other says. */
  readonly there: string;
  /** The other says that something ends or is made anew, and this plan does not. */
  readonly grave: boolean;
}

/** One attribute or field that changes. */
export interface FieldDetail<Effect extends AttributeEffect | FieldEffect = AttributeEffect | FieldEffect> {
  /** Where it stands in its resource or object. */
  readonly path: string;
  /** What the change of it does. */
  readonly effect: Effect;
}

/** What {@link planChanges} is told besides both sides. */
export interface PlanOptions {
  /** What `before` is called. @default - unset in the plan */
  readonly against?: string;
  /** Where the outputs are, for the commands. @default - as cdktf and cdk8s have it */
  readonly places?: Places;
}

/**
 * What it does to apply `after` where `before` has been applied: a pure function of both.
 *
 * Judged by the outputs themselves, resource by resource and object by object, so that what was changed on the native side takes part.
 * Nothing is asked of Terraform, a host or a cluster.
 */
export function planChanges(before: PlanSide, after: PlanSide, { against, places = {} }: PlanOptions = {}): Plan {
  const { name } = after.system;
  const stacks = stacksOfBoth(before.system, after.system);
  const own = new Set(stacks.map((stack) => stack.name));
  const resources = resourceChanges(before.terraform, after.terraform, own);
  const outputs = changedOutputs(before.terraform, after.terraform, own);
  const moves = stateMoves(before.terraform, after.terraform, own);
  const kubernetes = objectChanges(before, after);
  const systems = [before.system, after.system];
  const parts = machineParts(systems);
  const machines = machineChanges(before.system, after.system, resources, parts);
  const hosts = hostObjectChanges(systems, resources, parts);
  const { workloads, others } = workloadChanges(before.system, after.system, kubernetes);
  const data = dataChanges(before.system, after.system, resources, kubernetes);
  const policy = comparePolicies(policySnapshot(before.system), policySnapshot(after.system));
  const order = orderOf(before.system, after.system, machines, policy);
  const terraform = { resources: resources.length, outputs: outputs.length };
  const addOns = addOnChanges(before, after);
  const steps = stepsOf({ before, after, machines, addOns, objects: kubernetes, terraform, moves, order, places });
  return {
    version: 1,
    system: name,
    ...(against !== undefined && { against }),
    changes: resources.length + outputs.length + moves.length + kubernetes.length + addOns.length > 0 || !isUnchanged(policy),
    dataAtStake: data.some(({ atStake }) => atStake),
    doubts: [...resources.flatMap(resourceDoubts), ...kubernetes.flatMap(objectDoubts)],
    machines,
    hosts,
    addOns,
    workloads,
    objects: others,
    data,
    policy,
    prerequisites: after.system.prerequisites.filter((each) => !before.system.prerequisites.includes(each)),
    warnings: newWarnings(before, after),
    order,
    steps,
    details: { stacks, terraform: resources.map(resourceDetail), outputs, kubernetes: kubernetes.map(objectDetail) },
  };
}

/** Stacks of a system before and after a change, and the hosts that they have, or had. */
function stacksOfBoth(before: ResolvedSystem, after: ResolvedSystem): PlanDetails['stacks'] {
  const hosts = new Map<string, Set<string>>();
  // A host that changes its stack is asked for in the new one.
  for (const stack of [after, before].flatMap(stacksOf)) {
    const known = hosts.get(stack.name) ?? new Set();
    hosts.set(stack.name, known);
    for (const { name } of stack.hosts) known.add(name);
  }
  return [...hosts].map(([name, own]) => ({ name, hosts: [...own] }));
}

function newWarnings(before: PlanSide, after: PlanSide): readonly Warning[] {
  const keyOf = ({ code, path, message }: Warning): string => JSON.stringify([code, path, message]);
  const known = new Set((before.warnings ?? []).map(keyOf));
  return (after.warnings ?? []).filter((warning) => !known.has(keyOf(warning)));
}

const fieldDetail = <Effect extends AttributeEffect | FieldEffect>({
  path,
  effect,
}: {
  readonly path: readonly string[];
  readonly effect: Effect;
}): FieldDetail<Effect> => ({ path: pathText(path), effect });

const resourceDetail = ({ address, action, instance: { stack }, attributes }: ResourceChange) => ({
  stack,
  address,
  action,
  attributes: attributes.map(fieldDetail),
});

const objectDetail = ({ action, object: { cluster, kind, namespace, name, content }, fields }: ObjectChange) => ({
  cluster,
  apiVersion: String(content.apiVersion),
  kind,
  ...(namespace !== undefined && { namespace }),
  name,
  action,
  fields: fields.map(fieldDetail),
});
