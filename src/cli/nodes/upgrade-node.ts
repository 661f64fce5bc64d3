import { type Lock, own } from '../../model/lock/lock';
import { renewVersion } from '../../model/lock/renew';
import * as problems from '../../model/problems';
import {
  type ClusterNodeRole,
  NODE_PARTS,
  type ResolvedBringUp,
  type ResolvedDistribution,
  type ResolvedMachine,
  type ResolvedSystem,
} from '../../model/resolved';
import { compareText, isSince } from '../../model/values';
import { CommandError } from '../command-error';
import { changeLock, currentLock } from '../lock';
import { resolveIn } from '../run-app';
import { onNodesOf } from './distributions';
import { loginOf, type NodeOptions } from './node';
import { whileShown } from './ssh';

/** What the node has of its first boot. */
const PROGRAM = '/usr/local/sbin/isthmus-upgrade-node';

/**
 * Brings a node to the version that the system says, by ssh, and notes in the lock that it has it.
 * @throws CommandError for whatever a user can put right
 */
export function upgradeNode(name: string, { user }: Pick<NodeOptions, 'user'>): void {
  const system = resolveIn('.');
  const node = upgradable(system, name);
  checkOrder(node, system, currentLock());
  whileShown(
    loginOf(node.machine, user),
    `sudo ${[PROGRAM, ...onNodesOf(node.distribution).upgrade(node.version, node.distribution)].join(' ')}`,
  );
  changeLock((lock) => renewVersion(lock, name, node.version, node.distribution));
}

interface Upgradable {
  readonly machine: ResolvedMachine;
  readonly version: string;
  readonly distribution: ResolvedDistribution;
  readonly part: ResolvedBringUp['part'];
}

function upgradable({ machines }: ResolvedSystem, name: string): Upgradable {
  const found = machines.flatMap((machine) => {
    const { bringUp, version, distribution } = machine.guest.role as Partial<ClusterNodeRole>;
    return bringUp && version !== undefined && distribution ? [{ machine, version, distribution, part: bringUp.part }] : [];
  });
  const one = found.find(({ machine }) => machine.name === name);
  if (!one) throw new CommandError([problems.nodeNotUpgraded(name, found.map(({ machine }) => machine.name).sort(compareText))]);
  return one;
}

/** No node may be newer than an API server that it may ask. */
function checkOrder({ machine, version, part }: Upgradable, { clusters }: ResolvedSystem, lock: Lock): void {
  const planes = NODE_PARTS[part].controlPlane ? [] : (clusters.find(({ name }) => name === machine.cluster)?.controlPlanes ?? []);
  const behind = planes.flatMap((plane) => {
    const noted = own(own(lock.machines, plane)?.told ?? {}, 'version')?.[0];
    return noted === undefined || isSince(noted, version)
      ? []
      : [problems.nodeBeforeControlPlane(machine.name, machine.name, version, plane, noted)];
  });
  if (behind.length > 0) throw new CommandError(behind);
}
