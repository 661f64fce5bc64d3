import { addressingOf } from '../../kinds/guest/addressings';
import { firstCardOf } from '../../kinds/guest/cards';
import { kindOf, pathOf } from '../../kinds/machine';
import type { Lock, LockedMachine, LockedVolume, Tombstone } from '../../lock/lock';
import { own } from '../../lock/lock';
import { unlessEmpty } from '../../lock/units';
import type { Report } from '../../problem';
import * as problems from '../../problems';
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
import { warnGrowth } from './growth';
import { lockedHosts } from './hosts';
import { checkShrunk } from './kept-data';
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
const lockedHardware = ({ machineType, firmware, diskBus, nicModel, tpm }: OsHardware): Pick<LockedMachine, Hardware> => ({
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
      contradictions(machine, old, facts, report);
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

const HARDWARE = ['machineType', 'firmware', 'diskBus', 'nicModel', 'tpm'] as const;
type Hardware = (typeof HARDWARE)[number];

const FACTS = [
  'host',
  'pool',
  'subnet',
  'address',
  'mac',
  'gateway',
  'image',
  'adopted',
  'os',
  ...HARDWARE,
  'vsockCid',
  'engine',
  'filesystem',
] as const satisfies readonly problems.LockedFact[];
type Fact = (typeof FACTS)[number];

/** Facts of machines of one kind alone: without one a machine is of another kind. */
const OF_A_KIND: ReadonlySet<Fact> = new Set(['engine', 'adopted']);

function contradictions(machine: Machine, old: LockedMachine, now: LockedMachine, report: Report): void {
  const { path } = machine.node;
  // Nodes are described at their cluster, all at once.
  for (const { fact, before, after } of differences(machine, old, now))
    report(problems.lockContradiction(path, fact, before, after, pathOf(machine) !== path));
  for (const [id, volume] of Object.entries(old.volumes)) {
    const wanted = own(now.volumes, id);
    if (!wanted) continue;
    checkShrunk(path, id, volume, wanted, report);
    for (const { fact, before, after } of diskDifferences(old, volume, now, wanted))
      report(problems.diskChanged(path, id, fact, before, after));
  }
}

/** What a disk keeps as long as it is there, where it is said at the disk: what is said at the machine is compared with that. */
function diskDifferences(old: LockedMachine, was: LockedVolume, now: LockedMachine, is: LockedVolume): readonly DiskDifference[] {
  const facts: readonly (readonly [problems.DiskFact, string | undefined, string | undefined])[] = [
    ['pool', was.pool ?? old.pool, is.pool ?? now.pool],
    ['bus', was.bus ?? old.diskBus, is.bus ?? now.diskBus],
    ['existing', was.existing ?? 'a volume of its own', is.existing ?? 'a volume of its own'],
  ];
  // What neither says is the machine's, which is compared by itself. Locks of earlier versions know of no bus.
  const stated = facts.filter(([fact]) => was[fact] !== undefined || is[fact] !== undefined);
  return stated.flatMap(([fact, before, after]) =>
    before === after || before === undefined || after === undefined ? [] : [{ fact, before, after }],
  );
}

interface DiskDifference {
  readonly fact: problems.DiskFact;
  readonly before: string;
  readonly after: string;
}

const valueInWords = (value: string | number | boolean | undefined): string => (value === undefined ? 'none' : String(value));

interface Difference {
  readonly fact: Fact;
  readonly before: string;
  readonly after: string;
}

function differences(machine: Machine, old: LockedMachine, now: LockedMachine): readonly Difference[] {
  const followed = new Set<Fact>(old.subnet === now.subnet ? [] : ['address', 'mac', 'gateway']);
  if (old.os !== now.os) for (const fact of HARDWARE) followed.add(fact);
  // Nothing was made from an image.
  if (old.volumes.root?.existing !== undefined && now.volumes.root?.existing !== undefined) followed.add('image');
  if (old.engine === undefined || now.engine === undefined) followed.add('filesystem');
  // A vsock comes and goes; while it is there, programs of the host know it by its id.
  if (now.vsockCid === undefined) followed.add('vsockCid');
  // Locks of earlier versions do not have all of them.
  for (const fact of FACTS) if (old[fact] === undefined && !OF_A_KIND.has(fact)) followed.add(fact);
  // DHCP tells a guest of another router by itself.
  if (addressingOf(firstCardOf(machine)).leased) followed.add('gateway');
  const differing = FACTS.filter((fact) => old[fact] !== now[fact] && !followed.has(fact));
  return differing.map((fact) => ({ fact, before: valueInWords(old[fact]), after: valueInWords(now[fact]) }));
}

/**
 * A machine that left and comes back may be there still: whether an apply came in between is not known here. Then it must be what
 * it was, like one that never left.
 */
function checkReturning(machine: Machine, tombstone: Tombstone | undefined, now: LockedMachine, report: Report): void {
  if (!tombstone) return;
  const { node, name } = machine;
  if (tombstone.retired) report(problems.machineReturned(node.path, name));
  else
    for (const { fact, before, after } of differences(machine, tombstone, now))
      report(problems.machineReturnedChanged(node.path, name, fact, before, after));
}

/** What was retired may still lie in its pool, under the name that the new disk would get. */
function checkReturningDisks({ node, name }: Machine, facts: LockedMachine, before: Lock, report: Report): void {
  for (const [id, { machine, volume, released }] of Object.entries(before.removed.volumes))
    if (machine === name && !released && own(facts.volumes, volume)) report(problems.volumeReturned(node.path, id));
}
