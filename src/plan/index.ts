/**
 * What a change does, before anybody applies it.
 *
 * @module isthmus/plan
 */

export { installedAddOns } from '../model/resolved/declared-add-ons';
export type { AddOnChange, AddOnFate } from './add-ons/changes';
export { type AddOnPlace, addOnCommands } from './add-ons/commands';
export type { FieldEffect } from './clusters/effects';
export type { ObjectFate, OtherObjectChange, WorkloadChange, WorkloadFate } from './clusters/workloads';
export type { DataChange, DataFate } from './data-change';
export { type ClusterDiff, clusterDisagreements, diffName, isWithdrawn, terraformDisagreements } from './disagreements';
export type { HostObjectChange, HostObjectFate } from './hosts/host-objects';
export type { MachineChange, MachineFate } from './hosts/machines';
export type { AttributeEffect } from './hosts/rules';
export { planMarkdown } from './markdown';
export type { Order } from './order';
export { type Disagreement, type FieldDetail, type Plan, type PlanDetails, type PlanOptions, planChanges } from './plan';
export { type KubernetesFiles, nothingOf, type PlanSide, type TerraformFiles } from './side';
export { type Places, type Step, wholeCommands, withdrawnCommands } from './steps';
export { type PlanTextOptions, planText, type StepLine, stepLines } from './text';
