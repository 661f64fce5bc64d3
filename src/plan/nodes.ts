import { type ClusterNodeRole, NODE_PARTS, type ResolvedMachine, type ResolvedSystem } from '../model/resolved';
import { compareText } from '../model/values';
import { kubectl } from './clusters/deletions';
import type { MachineChange, MachineFate } from './hosts/machines';
import type { PlanSide } from './side';

/** What becomes of machines between two sides. */
interface Nodes {
  readonly before: PlanSide;
  readonly after: PlanSide;
  readonly machines: readonly MachineChange[];
}

/** A command, and what it is for. */
interface Told {
  readonly run: string;
  readonly because: string;
}

/** Whether a machine begins at its first boot then. */
const BEGINS: { readonly [F in MachineFate]: boolean } = {
  created: true,
  adopted: false,
  'made-anew': true,
  restarted: false,
  'changed-live': false,
  removed: false,
};

const bringUpOf = ({ guest: { role } }: Pick<ResolvedMachine, 'guest'>): ClusterNodeRole['bringUp'] =>
  (role as Partial<ClusterNodeRole>).bringUp;

/** Before an apply that adds nodes: Terraform is given what they join with, made by the cluster where that is there already. */
export function joinSteps({ after: { system }, machines }: Nodes): readonly Told[] {
  const fates = new Map(machines.map(({ name, does }) => [name, does]));
  const begins = ({ name }: ResolvedMachine): boolean => BEGINS[fates.get(name) ?? 'changed-live'];
  return system.clusters.flatMap(({ name: cluster, nodes }): Told[] => {
    const own = system.machines.filter(({ name }) => nodes.includes(name));
    const joining = own.filter((machine) => bringUpOf(machine) && begins(machine)).sort((a, b) => compareText(a.name, b.name));
    const [one] = joining;
    const secret = one && bringUpOf(one)?.secrets.joinToken;
    if (secret === undefined) return [];
    const makes = joining.some((machine) => NODE_PARTS[bringUpOf(machine)?.part ?? 'worker'].makesCluster);
    const names = joining.map(({ name }) => name).join(', ');
    return [
      {
        run: `export TF_VAR_${secret}="$(npx isthmus join-token ${cluster}${makes ? ' --new' : ''})"`,
        because: makes
          ? `what the nodes of ${cluster} join with: there is no cluster yet that could make it`
          : `${names} joins the cluster with it`,
      },
    ];
  });
}

/** Before an apply that takes nodes away: their pods go elsewhere, and the cluster forgets them. */
export function leaveSteps({ before: { system }, after, machines }: Nodes): readonly Told[] {
  const stay = new Set(after.system.clusters.map(({ name }) => name));
  const several = system.clusters.length > 1;
  return leaving(system, machines)
    .filter(({ cluster }) => stay.has(cluster))
    .flatMap(({ name, cluster }) => [
      { run: drain(name, cluster, several), because: 'its pods are started elsewhere before it goes' },
      { run: `${kubectl(cluster, several)} delete node ${name}`, because: 'the cluster would wait for it' },
    ]);
}

const drain = (node: string, cluster: string, several: boolean): string =>
  `${kubectl(cluster, several)} drain ${node} --ignore-daemonsets --delete-emptydir-data`;

/**
 * What brings nodes that stay to another minor version, in the order that kubeadm wants: the control plane first, one node after the other
 * (kubernetes.io, "Version Skew Policy").
 */
export function upgradeSteps({ before: { system }, after, machines }: Nodes): readonly Told[] {
  const several = system.clusters.length > 1;
  const anew = new Set(machines.filter(({ does }) => BEGINS[does]).map(({ name }) => name));
  return after.system.clusters.flatMap(({ name: cluster, version, nodes, controlPlanes }) => {
    const was = system.clusters.find(({ name }) => name === cluster);
    if (was === undefined || was.version === version) return [];
    const stays = ({ name, guest }: ResolvedMachine): boolean =>
      nodes.includes(name) && was.nodes.includes(name) && !anew.has(name) && bringUpOf({ guest }) !== undefined;
    const staying = after.system.machines.filter(stays).map(({ name }) => name);
    const [planes, workers] = [
      controlPlanes.filter((name) => staying.includes(name)),
      staying.filter((name) => !controlPlanes.includes(name)),
    ];
    const upgraded = `from Kubernetes ${was.version} to ${version}`;
    return [...planes, ...workers].flatMap((node): Told[] => {
      const why = planes.includes(node) ? `${upgraded}, control planes first: no node may be newer` : upgraded;
      const upgrade = { run: `npx isthmus upgrade-node ${node}`, because: why };
      // Pods of a single node have nowhere to go, and run on meanwhile.
      if (was.nodes.length === 1) return [upgrade];
      return [
        { run: drain(node, cluster, several), because: 'its pods run elsewhere while it is upgraded' },
        upgrade,
        { run: `${kubectl(cluster, several)} uncordon ${node}`, because: 'pods may come back' },
      ];
    });
  });
}

/** Nodes that go, or give way to others of their name. */
function leaving(
  { machines }: ResolvedSystem,
  changes: readonly MachineChange[],
): readonly { readonly name: string; readonly cluster: string }[] {
  const gone = new Set(changes.filter(({ does }) => LEAVES[does]).map(({ name }) => name));
  return machines.flatMap(({ name, cluster }) => (cluster !== undefined && gone.has(name) ? [{ name, cluster }] : []));
}

const LEAVES: { readonly [F in MachineFate]: boolean } = {
  created: false,
  adopted: false,
  'made-anew': true,
  restarted: false,
  'changed-live': false,
  removed: true,
};
