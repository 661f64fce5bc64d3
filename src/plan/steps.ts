import { type ResolvedSystem, stacksOf } from '../model/resolved';
import { installedAddOns } from '../model/resolved/declared-add-ons';
import type { AddOnChange } from './add-ons/changes';
import { addOnSteps, installCommand } from './add-ons/steps';
import { isClaim } from './clusters/claims';
import { type ObjectChange, objectChanges } from './clusters/compare';
import { deletionOf, kubectl, withdrawals } from './clusters/deletions';
import { isRefused } from './clusters/effects';
import { kindOf } from './clusters/objects';
import { objectText } from './clusters/workloads';
import { differences, type Json } from './differences';
import { stackOf } from './hosts/instances';
import type { MachineChange } from './hosts/machines';
import type { StateMove } from './hosts/moves';
import { joinSteps, leaveSteps, openSteps, openStepsOf, upgradeSteps } from './nodes';
import type { Order } from './order';
import type { PlanSide } from './side';

/** A command, to be run in the project's folder, and what it is for. */
export interface Step {
  /** A command, as it is typed. */
  readonly run: string;
  /** What it does, or why it stands here. */
  readonly because: string;
}

/** Where outputs are, and what of Terraform is there. */
export interface Places {
  /** @default 'cdktf.out' */
  readonly terraform?: string;
  /** @default 'dist' */
  readonly kubernetes?: string;
  /** Whether `terraform init` was run for a stack. @default - for those that the former side has */
  readonly initialized?: (stack: string) => boolean;
}

/** What an apply of each output would do. */
export interface Todo {
  readonly before: PlanSide;
  readonly after: PlanSide;
  readonly machines: readonly MachineChange[];
  readonly addOns: readonly AddOnChange[];
  readonly objects: readonly ObjectChange[];
  /** How many of Terraform's resources, and of its outputs, differ. */
  readonly terraform: { readonly resources: number; readonly outputs: number };
  /** What goes from stack to stack. */
  readonly moves: readonly StateMove[];
  readonly order: Order;
  readonly places: Places;
}

/** The commands of a change, in their order. Empty when there is nothing to do. */
export function stepsOf(todo: Todo): readonly Step[] {
  const { order } = todo;
  const withdrawn = withdrawalSteps(todo);
  const early = order.withdrawFirst.length > 0 ? withdrawn : [];
  const sides = {
    terraform: [...todo.moves.map(moveStep), ...leaveSteps(todo), ...joinSteps(todo), ...terraformSteps(todo), ...openStepsOf(todo)],
    kubernetes: [...addOnSteps(todo.addOns), ...kubernetesSteps(todo), ...(early.length > 0 ? [] : withdrawn)],
  };
  const [first, second] = order.first === 'terraform' ? (['terraform', 'kubernetes'] as const) : (['kubernetes', 'terraform'] as const);
  return [...early, ...shutdownSteps(todo), ...upgradeSteps(todo), ...sides[first], ...sides[second]];
}

/** The apply stops as long as they are attached to a network that is made anew. */
const shutdownSteps = ({ machines, before: { system } }: Todo): readonly Step[] =>
  machines
    .filter(({ shutDownFirst }) => shutDownFirst)
    .flatMap(({ name }) => {
      const machine = system.machines.find((each) => each.name === name);
      const host = system.hosts.find((each) => each.name === machine?.host);
      if (!machine || !host) return [];
      return [
        {
          run: `virsh -c '${host.virshUri}' shutdown ${machine.objectName}`,
          because: `the network that it is attached to is made anew; the apply starts ${name} again`,
        },
      ];
    });

/** Before any apply: what a state has lost would be made once more. */
function moveStep({ from, to, addresses, files }: StateMove): Step {
  const words = addresses.map((address) => `'${address}'`).join(' ');
  const move = (source: string, target: string): string =>
    `for address in ${words}; do terraform state mv -state=${source} -state-out=${target} "$address" "$address"; done`;
  const count = `what is in the stack ${to} now leaves the state of ${from} for its own; nothing on the hosts changes`;
  return files
    ? { run: move(files.from, files.to), because: count }
    : {
        run: move('old.tfstate', 'new.tfstate'),
        because: `${count}: \`terraform state pull\` writes both states to these files before, \`terraform state push\` takes them back`,
      };
}

function terraformSteps({ terraform, before, after, places }: Todo): readonly Step[] {
  if (terraform.resources + terraform.outputs === 0) return [];
  const because = terraform.resources > 0 ? 'machines, disks, networks and filters' : 'writes outputs alone: nothing on the hosts changes';
  return Object.keys(after.terraform)
    .filter((place) => after.terraform[place] !== undefined)
    .filter((place) => differences(before.terraform[place], after.terraform[place]).length > 0)
    .map((place) => {
      const stack = stackOf(place);
      const program = terraformIn(places, stack);
      const init = initOf(before.terraform[place], after.terraform[place], places.initialized?.(stack));
      return { run: init === undefined ? `${program} apply` : `${program} ${init} && ${program} apply`, because };
    });
}

/**
 * Commands that apply all of a system, changed or not.
 * @param options `init`: Terraform has to be prepared first. @default false
 */
export function wholeCommands(
  system: ResolvedSystem,
  places: Places,
  { init = false }: { readonly init?: boolean } = {},
): readonly string[] {
  const { machines, retired, clusters } = system;
  const several = clusters.length > 1;
  const programs = machines.length + retired.length > 0 ? stacksOf(system).map(({ name }) => terraformIn(places, name)) : [];
  return [
    ...programs.map((program) => (init ? `${program} init && ${program} apply` : `${program} apply`)),
    ...(init ? openSteps(system, () => true).map(({ run }) => run) : []),
    ...clusters.flatMap((cluster) => [
      ...(installedAddOns(cluster).length > 0 ? [installCommand(cluster.name)] : []),
      applyOf(cluster.name, several, places),
    ]),
  ];
}

const terraformIn = ({ terraform = 'cdktf.out' }: Places, stack: string): string => `terraform -chdir=${terraform}/stacks/${stack}`;

const applyOf = (cluster: string, several: boolean, { kubernetes = 'dist' }: Places): string =>
  `${kubectl(cluster, several)} apply --server-side -f ${kubernetes}/${several ? `${cluster}/` : ''}`;

/** What of `terraform init` has to come first. */
function initOf(before: object | undefined, after: object | undefined, initialized = before !== undefined): string | undefined {
  if (!initialized || before === undefined) return 'init';
  const [old, current] = [before, after].map((file) => ((file as Json).terraform ?? {}) as Json);
  if (differences(old?.backend, current?.backend).length > 0) return 'init -migrate-state';
  return differences(old?.required_providers, current?.required_providers).length > 0 ? 'init -upgrade' : undefined;
}

function kubernetesSteps({ objects, after: { system }, places }: Todo): readonly Step[] {
  const several = system.clusters.length > 1;
  const refused = objects.filter(({ object, fields }) => isRefused(fields) && !isClaim(object));
  const changed = new Set(objects.filter(({ action }) => action !== 'withdraw').map(({ object }) => object.cluster));
  return [
    ...refused.map(({ object }) => ({
      // Pods and claims of a StatefulSet stay, and the new one takes them over.
      run: deletionOf(object, { several, orphans: kindOf(object) === 'StatefulSet.apps' }),
      because: `the server does not change ${objectText(object)} so: the next command makes it anew`,
    })),
    ...system.clusters
      .filter(({ name }) => changed.has(name))
      .map(({ name }) => ({
        run: applyOf(name, several, places),
        because: several ? `the objects of ${name}` : 'the objects in the cluster',
      })),
  ];
}

const withdrawalSteps = ({ objects, before, after }: Todo): readonly Step[] => [
  ...withdrawalsAmong(objects, before).map((run) => ({ run, because: 'no longer in the manifests; an apply leaves it in the cluster' })),
  ...retiredClaimSteps(after.system),
];

const withdrawalsAmong = (objects: readonly ObjectChange[], { system }: PlanSide): readonly string[] =>
  withdrawals(
    objects.filter(({ action }) => action === 'withdraw').map(({ object }) => object),
    system.clusters.length > 1,
  );

/** Commands that take away what `before` had and `after` has not; what holds data stays. */
export const withdrawnCommands = (before: PlanSide, after: PlanSide): readonly string[] =>
  withdrawalsAmong(objectChanges(before, after), before);

/** Claims whose data is to go, until the lock forgets them. */
const retiredClaimSteps = ({ clusters, retiredClaims }: ResolvedSystem): readonly Step[] =>
  retiredClaims
    .filter(({ keepData }) => !keepData)
    .map(({ cluster, namespace, name, because }) => ({
      run: `${kubectl(cluster, clusters.length > 1)} delete persistentvolumeclaim ${name} -n ${namespace}`,
      because: `its data goes with it: ${because}`,
    }));
