import { type ClusterNodeRole, NODE_PARTS, type ResolvedMachine, type ResolvedSystem, softwareText } from '../model/resolved';
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
    const own = system.machines
      .filter((machine) => nodes.includes(machine.name) && bringUpOf(machine))
      .sort((a, b) => compareText(a.name, b.name));
    const joining = own.filter(begins);
    // Others join with a secret that the reader has had from the beginning.
    const [secret] = joining.flatMap((machine) => bringUpOf(machine)?.secrets.joinToken ?? []);
    if (secret === undefined) return [];
    const planes = own.filter(holdsPlane);
    const first = planes.find((machine) => partOf(machine).makesCluster);
    const there = planes.filter((machine) => !begins(machine));
    const asked = first && there.includes(first) ? first : there[0];
    if (asked === undefined)
      return [
        {
          run: `export TF_VAR_${secret}="$(npx isthmus join-token ${cluster} --new)"`,
          because: `what the nodes of ${cluster} join with: there is no cluster yet that could make it`,
        },
      ];
    const names = joining.filter((machine) => bringUpOf(machine)?.secrets.joinToken !== undefined).map(({ name }) => name);
    return [
      ...handOver(joining.filter(holdsPlane), asked),
      {
        run: `export TF_VAR_${secret}="$(npx isthmus join-token ${cluster}${asked === first ? '' : ` --node ${asked.name}`})"`,
        because: `${names.join(', ')} ${names.length === 1 ? 'joins' : 'join'} the cluster with it`,
      },
    ];
  });
}

/**
 * After an apply that makes clusters: `kubectl` is told of each, which all that comes next needs. With several clusters its context has the
 * cluster's name, by which commands of plans call it.
 * @param begins whether a machine is set up by that apply
 */
export function openSteps({ clusters, machines }: ResolvedSystem, begins: (machine: ResolvedMachine) => boolean): readonly Told[] {
  const several = clusters.length > 1;
  const made = clusters.filter(({ nodes }) => {
    const planes = machines.filter((machine) => nodes.includes(machine.name) && bringUpOf(machine) && holdsPlane(machine));
    return planes.length > 0 && planes.every(begins);
  });
  if (made.length === 0) return [];
  const files = made.map(({ name }) => ({ name, file: several ? `${name}.kubeconfig` : 'kubeconfig' }));
  const others = several ? [`\${KUBECONFIG:-$HOME/.kube/config}`] : [];
  return [
    ...files.map(({ name, file }) => ({
      run: `npx isthmus kubeconfig ${name} --write ${file}`,
      because: `what opens ${name} to administrators, once its first node has made it: some minutes`,
    })),
    {
      run: `export KUBECONFIG=${[...files.map(({ file }) => `$PWD/${file}`), ...others].join(':')}`,
      because: 'where kubectl reads it',
    },
  ];
}

/** The same, of a change. */
export function openStepsOf({ after: { system }, machines }: Nodes): readonly Told[] {
  const fates = new Map(machines.map(({ name, does }) => [name, does]));
  return openSteps(system, ({ name }) => BEGINS[fates.get(name) ?? 'changed-live']);
}

const partOf = (machine: ResolvedMachine): (typeof NODE_PARTS)[keyof typeof NODE_PARTS] => NODE_PARTS[bringUpOf(machine)?.part ?? 'worker'];
const holdsPlane = (machine: ResolvedMachine): boolean => partOf(machine).controlPlane;

/** The keys of a control plane on their way to nodes that are to be of it, too: they wait encrypted in the cluster, for two hours (kubernetes.io, "kubeadm init phase upload-certs"). */
function handOver(joining: readonly ResolvedMachine[], from: ResolvedMachine): readonly Told[] {
  const key = joining.map((machine) => bringUpOf(machine)?.secrets.certificateKey).find((variable) => variable !== undefined);
  if (key === undefined) return [];
  const { administrator } = from.os;
  const login = `${administrator === undefined ? '' : `${administrator}@`}${from.nic.address}`;
  return [
    {
      run: `export TF_VAR_${key}="$(openssl rand -hex 32)"`,
      because: 'what the keys of the control plane are encrypted with on their way',
    },
    {
      run: `ssh ${login} sudo kubeadm init phase upload-certs --upload-certs --certificate-key "$TF_VAR_${key}"`,
      because: `${from.name} hands them over to ${joining.map(({ name }) => name).join(', ')}, within two hours`,
    },
  ];
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
 * What brings nodes that stay to another release, in the order that Kubernetes wants: the control plane first, one node after the other
 * (kubernetes.io, "Version Skew Policy").
 */
export function upgradeSteps({ before: { system }, after, machines }: Nodes): readonly Told[] {
  const several = system.clusters.length > 1;
  const anew = new Set(machines.filter(({ does }) => BEGINS[does]).map(({ name }) => name));
  return after.system.clusters.flatMap(({ name: cluster, version, distribution, nodes, controlPlanes }) => {
    const was = system.clusters.find(({ name }) => name === cluster);
    if (was === undefined) return [];
    const [from, to] = [softwareText(was.version, was.distribution), softwareText(version, distribution)];
    if (from === to) return [];
    const stays = ({ name, guest }: ResolvedMachine): boolean =>
      nodes.includes(name) && was.nodes.includes(name) && !anew.has(name) && bringUpOf({ guest }) !== undefined;
    const staying = after.system.machines.filter(stays).map(({ name }) => name);
    const [planes, workers] = [
      controlPlanes.filter((name) => staying.includes(name)),
      staying.filter((name) => !controlPlanes.includes(name)),
    ];
    const upgraded = `from ${from} to ${to}`;
    return [...planes, ...workers].flatMap((node): Told[] => {
      const why = planes.includes(node) ? `${upgraded}, control planes first: no node may be newer` : upgraded;
      const upgrade = { run: `npx isthmus upgrade-node ${node}`, because: why };
      // Pods of a single node have nowhere to go, and run on meanwhile.
      if (was.nodes.length === 1) return [upgrade];
      return [
        { run: drain(node, cluster, several), because: 'its pods run elsewhere while it is upgraded' },
        upgrade,
        { run: `${kubectl(cluster, several)} uncordon ${node}`, because: 'pods may come back' },
        {
          run: `${kubectl(cluster, several)} wait --for=condition=Available deployment --all --all-namespaces --timeout=10m`,
          because: 'what had to move answers before the next step: webhooks of add-ons, too, which an apply asks',
        },
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
