import {
  type ClusterNodeRole,
  NODE_PARTS,
  type ResolvedBringUp,
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

function ofMachine({ name, guest: { role } }: ResolvedMachine, found: ClusterMembership | undefined): readonly Difference[] {
  const { bringUp: stated, nodeLabels = {}, nodeTaints = [] } = role as Partial<ClusterNodeRole>;
  if (!stated) return found ? [tooWide(name, 'it makes or joins a cluster by itself, which is not in the model')] : [];
  if (!found) return [missing(name, 'nothing makes it part of its cluster')];
  const marks = [
    ['labels', Object.entries(nodeLabels).map((label) => label.join('=')), found.labels],
    ['taints', nodeTaints.map(taintOf), found.taints],
  ] as const;
  const others = marks.flatMap(([what, is, was]) => (is.join() === was.join() ? [] : [`it has the ${what} "${was}", not "${is}"`]));
  return [...[...told(stated, found), ...others].map((text) => missing(name, text)), ...found.open.map((text) => tooWide(name, text))];
}

const EFFECTS: { readonly [E in TaintEffectName]: string } = {
  'no-schedule': 'NoSchedule',
  'prefer-no-schedule': 'PreferNoSchedule',
  'no-execute': 'NoExecute',
};

const taintOf = ({ key, value, effect }: ResolvedTaint): string =>
  `${[key, ...(value === undefined ? [] : [value])].join('=')}:${EFFECTS[effect]}`;

function told(stated: ResolvedBringUp, found: ClusterMembership): readonly string[] {
  const { makesCluster } = NODE_PARTS[stated.part];
  const facts: readonly (readonly [what: string, stated: unknown, found: unknown])[] = [
    ['it makes a cluster', makesCluster, found.makes],
    ['API servers', `${stated.apiServer.name}:${API_PORT}`, found.apiServer],
    ['addresses of API servers', stated.apiServer.addresses.join(', '), found.addresses.join(', ')],
    ...(makesCluster
      ? ([
          ['addresses of pods', stated.podCidr, found.podCidr],
          ['addresses of Services', stated.serviceCidr, found.serviceCidr],
          ['names of API servers', stated.certificateNames.join(', '), found.certificateNames?.join(', ')],
        ] as const)
      : []),
  ];
  return facts.flatMap(([what, is, was]) => (is === was ? [] : [`it is told "${was}" of ${what}, not "${is}"`]));
}
