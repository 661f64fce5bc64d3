import fc from 'fast-check';
import { InvalidSystemError, type Lock, type System, serializeLock } from '../../src/model';
import { nicsOf, type ResolvedSystem } from '../../src/model/resolved';
import { terraformOf } from '../both-outputs/render';
import { runs } from '../runs';
import { build, idOf } from './build';
import { type Edit, edits } from './edits';
import { type Plan, plans } from './plan';

/**
 * Systems are edited as people edit them, with the lock of the edit before; what is refused is taken back. Nothing that is there moves, no address is
 * given to another, no disk is lost unless somebody has said so, and policy touches no machine. `EDITS=4060` makes as many of them,
 * however long that takes.
 */

/** Of one system. */
const EDITS = 14;
const { EDITS: wanted } = process.env;

/** A system at one time. */
interface State {
  readonly plan: Plan;
  readonly backwards: boolean;
  /** By name. */
  readonly retired: ReadonlyMap<string, boolean>;
  readonly lock: Lock;
  readonly system: ResolvedSystem;
}

/** Whose each address is and was. */
type Holders = Map<string, string>;

type Resources = Readonly<Record<string, Readonly<Record<string, { readonly lifecycle?: { readonly prevent_destroy?: boolean } }>>>>;
interface Stack {
  readonly resource: Resources;
  readonly removed?: readonly { readonly from: string }[];
}
const stackOf = ({ system }: State): Stack => terraformOf(system) as unknown as Stack;

function made(plan: Plan, backwards: boolean, retired: ReadonlyMap<string, boolean>): System {
  const system = build(plan, backwards);
  for (const [name, keepData] of retired) system.retire(name, { keepData, because: 'it is not needed any more' });
  return system;
}

/** @returns undefined when it is refused */
function edited(state: State, { change, turned, keepData }: Edit): State | undefined {
  const plan = change(state.plan);
  const backwards = state.backwards !== (turned === true);
  const there = namesIn(plan);
  const leaving =
    keepData === undefined ? [] : dataOf(state).filter((id) => namesIn(state.plan).has(whoseIs(id)) && !there.has(whoseIs(id)));
  const all = [...state.retired, ...leaving.map((id) => [id, keepData === true] as const)];
  const retired = new Map(all.filter(([id]) => !there.has(whoseIs(id))));
  try {
    const { system, lock } = made(plan, backwards, retired).resolve({ lock: serializeLock(state.lock) });
    return { plan, backwards, retired, lock, system };
  } catch (error) {
    if (error instanceof InvalidSystemError) return undefined;
    throw error;
  }
}

const namesIn = ({ workloads }: Plan): ReadonlySet<string> =>
  new Set(workloads.flatMap(({ kind, gone }, index) => (gone ? [] : [idOf(kind, index)])));

/** What holds data: machines with a protected disk, and claims, as `retire` takes them. */
function dataOf({ lock }: State): readonly string[] {
  const machines = Object.entries(lock.machines).filter(([, { volumes }]) => Object.values(volumes).some((volume) => volume.protected));
  const claims = Object.entries(lock.claims ?? {}).filter(([, claim]) => claim.protected);
  return [...machines, ...claims].map(([id]) => id);
}
const whoseIs = (id: string): string => id.split('/')[0] ?? '';

/** What every address is for: `<what>: <whose>`. */
function addressesOf({ machines, workloads, gateways }: ResolvedSystem): readonly (readonly [address: string, holder: string])[] {
  return [
    ...machines.flatMap((machine) => nicsOf(machine).map(({ address, name, mac }) => [address, `card ${name} (${mac})`] as const)),
    ...[...workloads, ...gateways].flatMap(({ name, ...rest }) =>
      'virtualAddress' in rest && rest.virtualAddress ? [[rest.virtualAddress.address, `service ${name}`] as const] : [],
    ),
  ];
}

const placesOf = ({ machines }: ResolvedSystem): ReadonlyMap<string, string> =>
  new Map(machines.map(({ name, host, nic }) => [name, `${host}, ${nic.subnet}, ${nic.tap}`]));

function check(before: State, after: State, edit: Edit, holders: Holders): void {
  for (const [address, holder] of addressesOf(after.system)) {
    expect([address, holders.get(address) ?? holder]).toEqual([address, holder]);
    holders.set(address, holder);
  }
  const held = new Map([...holders].map(([address, holder]) => [holder, address]));
  expect(addressesOf(after.system).filter(([address, holder]) => held.get(holder) !== address)).toEqual([]);
  const places = placesOf(after.system);
  for (const [name, place] of placesOf(before.system)) expect([name, places.get(name) ?? place]).toEqual([name, place]);
  const [old, now] = [stackOf(before), stackOf(after)];
  expect(lost(old, now).filter((name) => ![...after.retired].some(([id, keep]) => !keep && name.startsWith(`${id}-`)))).toEqual([]);
  if (edit.policy) expect(machinery(now)).toEqual(machinery(old));
  expect(made(after.plan, after.backwards, after.retired).resolve({ lock: after.lock }).lock).toEqual(after.lock);
}

/** Disks that an apply would destroy. */
function lost(old: Stack, now: Stack): readonly string[] {
  const kept = new Set((now.removed ?? []).map(({ from }) => from.replace('libvirt_volume.', '')));
  return Object.entries(old.resource.libvirt_volume ?? {})
    .filter(([name, { lifecycle }]) => lifecycle?.prevent_destroy && !now.resource.libvirt_volume?.[name] && !kept.has(name))
    .map(([name]) => name);
}

/** What restarts machines, or makes them anew. */
const machinery = ({ resource }: Stack): unknown => [
  resource.libvirt_domain,
  resource.libvirt_volume,
  Object.entries(resource.terraform_data ?? {}).filter(([name]) => name.endsWith('-shape')),
];

test('edits move nothing, give no address to another and lose no disk; those of policy touch no machine', () => {
  const [taken, refused] = [new Map<string, number>(), new Map<string, number>()];
  const count = (counts: Map<string, number>, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(plans(), edits(EDITS), (plan, list) => {
      const first = build(plan).resolve();
      let state: State = { plan, backwards: false, retired: new Map(), lock: first.lock, system: first.system };
      const holders: Holders = new Map(addressesOf(first.system));
      for (const edit of list) {
        const next = edited(state, edit);
        count(next ? taken : refused, edit.what);
        if (!next) continue;
        check(state, next, edit, holders);
        state = next;
      }
    }),
    wanted === undefined ? runs(3, 2) : { numRuns: Math.ceil(Number(wanted) / EDITS) },
  );
  if (wanted !== undefined) console.info('taken', Object.fromEntries(taken), 'refused', Object.fromEntries(refused));
  expect(taken.size).toBeGreaterThan(0);
});
