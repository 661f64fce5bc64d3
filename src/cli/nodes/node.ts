import { DefectError } from '../../model/problem';
import * as problems from '../../model/problems';
import type { ResolvedCluster, ResolvedDistribution, ResolvedMachine, ResolvedSystem } from '../../model/resolved';
import { CommandError } from '../command-error';

/** A machine that runs a control plane of a cluster, and who is let in to it. */
export interface Node {
  readonly cluster: ResolvedCluster;
  readonly machine: ResolvedMachine;
  /** `debian@10.20.0.11`. */
  readonly login: string;
}

export interface NodeOptions {
  /** The node that is asked. @default - the first one of the control plane */
  readonly node?: string;
  /** Who logs in there. @default - the image's own user */
  readonly user?: string;
}

/** @throws CommandError when there is no such cluster with nodes of the system, or nobody may log in */
export function nodeOf(system: ResolvedSystem, name: string, { node, user }: NodeOptions): Node {
  const known = system.clusters.filter(({ controlPlanes }) => controlPlanes.length > 0);
  const cluster = known.find((each) => each.name === name);
  if (!cluster)
    throw new CommandError([
      problems.clusterWithoutNodes(
        name,
        known.map((each) => each.name),
      ),
    ]);
  const [first = ''] = cluster.controlPlanes;
  const machine = machineOf(system, cluster, node ?? first);
  return { cluster, machine, login: loginOf(machine, user) };
}

/** Of a cluster with nodes of the system. @throws DefectError for another */
export function distributionOfCluster({ name, distribution }: ResolvedCluster): ResolvedDistribution {
  if (!distribution) throw new DefectError(`the cluster ${name} has no nodes of the system`);
  return distribution;
}

/** @throws CommandError when the cluster has no node of that name */
export function machineOf(system: ResolvedSystem, { name: cluster, nodes }: ResolvedCluster, name: string): ResolvedMachine {
  const machine = system.machines.find((each) => each.name === name && each.cluster === cluster);
  if (!machine) throw new CommandError([problems.nodeUnknown(cluster, name, nodes)]);
  return machine;
}

/** @throws CommandError for a machine of a system that nobody administers */
export function loginOf(machine: ResolvedMachine, user?: string): string {
  const account = user ?? machine.os.administrator;
  if (account === undefined || (machine.guest.sshAuthorizedKeys.length === 0 && user === undefined))
    throw new CommandError([problems.nobodyLogsIn(machine.name)]);
  return `${account}@${machine.nic.address}`;
}
