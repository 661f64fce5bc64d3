import { kindOf } from '../../kinds/machine';
import type { Lock, LockedMachine } from '../../lock/lock';
import { own } from '../../lock/lock';
import { unlessEmpty } from '../../lock/units';
import type {
  OsHardware,
  ResolvedHost,
  ResolvedLeftAlone,
  ResolvedMachine,
  ResolvedPair,
  ResolvedRetiredClaim,
  ResolvedRetirement,
} from '../../resolved';
import { formatIp, Size } from '../../values';
import type { Machine } from '../../workload/machine';
import type { Space, SubnetSpace } from '../addresses/space';
import type { Findings } from '../findings';
import type { Inventory } from '../inventory/inventory';
import { openingsOf } from '../machines/baseline';
import { toldOf } from '../machines/told';
import { leftAlone, stillLeft } from './adopted';
import { buryMachines, buryVolumes, retiredVolumes } from './bury';
import { nextCards } from './cards';
import { nextClaims, retirable, retiredClaims } from './claims';
import { checkContradictions, checkReturning, checkReturningDisks, type LockedHardware } from './contradictions';
import { warnGrowth } from './growth';
import { lockedHosts } from './hosts';
import { nextPairs } from './pairs';
import { Retirements } from './retirements';
import { nextWorkloads } from './workloads';

/** What the lock holds for a machine as the system describes it now, and for its guest as it was set up. */
function lockedFacts(
  machine: Machine,
  resolved: ResolvedMachine,
  subnet: SubnetSpace,
  old: LockedMachine | undefined,
  admin: readonly string[],
): LockedMachine {
  const { nic, guest, root, data } = resolved;
  const { props } = machine;
  return {
    host: resolved.host,
    pool: resolved.pool,
    subnet: nic.subnet,
    address: nic.address,
    mac: nic.mac,
    gateway: `${formatIp(subnet.gateway)}/${subnet.cidr.prefix}`,
    ...(props.image && { image: props.image.identity ?? '' }),
    ...(resolved.adopted !== undefined && { adopted: resolved.adopted }),
    os: props.os.resolved.id,
    ...lockedHardware(props.os.hardware),
    ...(resolved.machineVersion !== undefined && { machineType: resolved.machineVersion }),
    ...(resolved.hardware.vsockCid !== undefined && { vsockCid: resolved.hardware.vsockCid }),
    ...kindOf(machine).locked(machine),
    volumes: Object.fromEntries(
      [root, ...data].map(({ id, sizeBytes, place, pool, bus, existing, volumeName, ...volume }) => [
        id,
        {
          mebibytes: sizeBytes / Size.mebibytes(1).bytes,
          protected: volume.protected,
          place,
          ...(pool !== resolved.pool && { pool }),
          ...(bus !== resolved.hardware.diskBus && { bus }),
          ...(existing && { existing: volumeName }),
        },
      ]),
    ),
    ...(machine.configured
      ? { baseline: guest.baseline, firewall: openingsOf(guest.firewall), told: toldOf(resolved, admin, old?.told) }
      : {}),
  };
}

/** What a guest was installed on, and would not start without or find under other names. */
const lockedHardware = ({ machineType, firmware, diskBus, nicModel, tpm }: OsHardware): Pick<LockedMachine, LockedHardware> => ({
  machineType,
  firmware,
  diskBus,
  nicModel,
  tpm,
});

export interface NextLock {
  readonly lock: Lock;
  readonly retired: readonly ResolvedRetirement[];
  readonly retiredClaims: readonly ResolvedRetiredClaim[];
  readonly leftAlone: readonly ResolvedLeftAlone[];
}

/** What the lock keeps besides machines. */
export interface SystemSurroundings {
  readonly hosts: readonly ResolvedHost[];
  readonly services: ReadonlyMap<string, { readonly cluster: string; readonly address: string }>;
  readonly pairs: readonly ResolvedPair[];
  /** What the networks of subnets without default route are made with. */
  readonly routes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Compares the system with what earlier runs decided, and says what the lock holds from now on.
 * Facts that the provider cannot change without a second machine or an empty disk are problems.
 */
export function nextLock(
  inventory: Inventory,
  space: Space,
  machines: readonly Machine[],
  resolved: readonly ResolvedMachine[],
  { hosts, services, routes, pairs: resolvedPairs }: SystemSurroundings,
  before: Lock,
  findings: Findings,
): NextLock {
  const report = findings.problem;
  const byName = new Map(resolved.map((machine) => [machine.name, machine]));
  const retire = new Retirements(inventory.retirements, inventory.root.node.path, report);
  const current = new Map<string, LockedMachine>();
  for (const machine of machines) {
    const now = byName.get(machine.name);
    const subnet = space.subnets.get(machine.props.subnet);
    if (!now || !subnet) continue;
    const old = own(before.machines, machine.name);
    const facts = lockedFacts(machine, now, subnet, old, inventory.admin?.from?.blocks ?? []);
    if (old) {
      checkContradictions(machine, old, facts, report);
      warnGrowth(machine, now, hosts, old, findings);
    } else checkReturning(machine, own(before.removed.machines, machine.name), facts, report);
    checkReturningDisks(machine, facts, before, report);
    current.set(machine.name, facts);
  }
  const servicesGone = Object.entries({ ...before.removed.services, ...before.services }).filter(([name]) => !services.has(name));
  const removed = {
    machines: buryMachines(inventory, before, current, retire),
    services: Object.fromEntries(servicesGone),
    volumes: buryVolumes(before, current, retire),
  };
  const cards = nextCards(machines, byName, space, before, report);
  const pairs = nextPairs(inventory, { pairs: resolvedPairs, machines: resolved }, before, findings);
  const claims = nextClaims(inventory, before, retire, findings);
  retire.reportUnused(current, before, retirable(claims, before));
  const now = {
    version: 2 as const,
    system: inventory.name,
    subnets: Object.fromEntries([...routes].map(([name, list]) => [name, { routes: list }])),
    machines: Object.fromEntries(current),
    ...unlessEmpty({ cards: cards.cards, pairs: pairs.pairs }),
    services: Object.fromEntries(services),
    ...unlessEmpty({ workloads: nextWorkloads(inventory, before, findings), claims: claims.claims }),
    removed: {
      ...removed,
      ...unlessEmpty({ adopted: stillLeft(before, current), cards: cards.removed, pairs: pairs.removed, claims: claims.removed }),
    },
  };
  const lock = { ...now, hosts: lockedHosts(inventory, hosts, now, before, report) };
  return {
    lock,
    retired: retiredVolumes(inventory, removed, lock.hosts, report),
    retiredClaims: retiredClaims(claims),
    leftAlone: leftAlone(inventory, lock.removed),
  };
}
