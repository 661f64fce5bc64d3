import {
  type ClusterNodeRole,
  type DistributionName,
  type DistributionOf,
  NODE_PARTS,
  type ResolvedBringUp,
  type ResolvedDistribution,
  type ResolvedMachine,
  type ResolvedTaint,
  type TaintEffectName,
} from '../../model/resolved';
import type { ClusterMembership } from '../guest/cluster-node';
import { type Difference, missing, tooWide } from './difference';
import type { Model } from './model';

/** Nodes that become part of another cluster than the model says, or of one that is open where the model has it closed. */
export function membershipDifferences(model: Model): readonly Difference[] {
  return model.system.machines.flatMap((machine) => {
    const found = model.guest(machine.name);
    return found ? ofMachine(machine, found.membership) : [];
  });
}

const API_PORT = 6443;

function ofMachine(machine: ResolvedMachine, found: ClusterMembership | undefined): readonly Difference[] {
  const { name, guest } = machine;
  const node = guest.role as ClusterNodeRole;
  const { bringUp: stated, nodeLabels = {}, nodeTaints = [] } = node as Partial<ClusterNodeRole>;
  if (!stated) return found ? [tooWide(name, 'it makes or joins a cluster by itself, which is not in the model')] : [];
  if (!found) return [missing(name, 'nothing makes it part of its cluster')];
  const { distribution } = node;
  if (found.distribution !== distribution.name)
    return [missing(name, `it is set up with ${found.distribution}, not with ${distribution.name}`)];
  const wanted = (
    DISTRIBUTIONS[distribution.name] as (role: ClusterNodeRole, distribution: ResolvedDistribution, machine: ResolvedMachine) => Told
  )(node, distribution, machine);
  const besides = Object.entries(wanted).flatMap(([what, is]) =>
    found.told[what] === is ? [] : [`it is told "${found.told[what]}" of ${what}, not "${is}"`],
  );
  const marks = [
    ['labels', Object.entries(nodeLabels).map((label) => label.join('=')), found.labels],
    ['taints', nodeTaints.map(taintOf), found.taints],
  ] as const;
  const others = marks.flatMap(([what, is, was]) => (is.join() === was.join() ? [] : [`it has the ${what} "${was}", not "${is}"`]));
  return [
    ...[...told(stated, found), ...besides, ...others].map((text) => missing(name, text)),
    ...found.open.map((text) => tooWide(name, text)),
  ];
}

type Told = Readonly<Record<string, string>>;

/** What a distribution is told besides, as it is read. */
const DISTRIBUTIONS: {
  readonly [D in DistributionName]: (role: ClusterNodeRole, distribution: DistributionOf<D>, machine: ResolvedMachine) => Told;
} = {
  kubeadm: () => ({}),
  k3s: ({ bringUp, imageRepository = 'docker.io' }, { release, binary, flannelBackend, localStorage }, { guest, nic }) => ({
    'release of k3s': release,
    'what the next release is checked by': 'its SHA-256',
    'where k3s comes from': guest.installs && binary ? `${binary.url} ${binary.sha256.toLowerCase()}` : 'its image',
    'where its images come from': imageRepository,
    'address of the node': nic.address,
    ...(bringUp &&
      NODE_PARTS[bringUp.part].controlPlane && {
        'its network plug-in': flannelBackend,
        'volumes on its disks': localStorage ? 'yes' : 'no',
      }),
  }),
};

const EFFECTS: { readonly [E in TaintEffectName]: string } = {
  'no-schedule': 'NoSchedule',
  'prefer-no-schedule': 'PreferNoSchedule',
  'no-execute': 'NoExecute',
};

const taintOf = ({ key, value, effect }: ResolvedTaint): string =>
  `${[key, ...(value === undefined ? [] : [value])].join('=')}:${EFFECTS[effect]}`;

function told(stated: ResolvedBringUp, found: ClusterMembership): readonly string[] {
  const { makesCluster, controlPlane } = NODE_PARTS[stated.part];
  const facts: readonly (readonly [what: string, stated: unknown, found: unknown])[] = [
    ['it makes a cluster', makesCluster, found.makes],
    ['it runs the control plane', controlPlane, found.controlPlane],
    ['API servers', `${stated.apiServer.name}:${API_PORT}`, found.apiServer],
    ['addresses of API servers', stated.apiServer.addresses.join(', '), found.addresses.join(', ')],
    ...(makesCluster || found.podCidr !== undefined
      ? ([
          ['addresses of pods', stated.podCidr, found.podCidr],
          ['addresses of Services', stated.serviceCidr, found.serviceCidr],
          ['names of API servers', stated.certificateNames.join(', '), found.certificateNames?.join(', ')],
        ] as const)
      : []),
  ];
  return facts.flatMap(([what, is, was]) => (is === was ? [] : [`it is told "${was}" of ${what}, not "${is}"`]));
}
