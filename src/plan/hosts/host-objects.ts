import type { ResolvedSystem } from '../../model/resolved';
import { changeText, ruleOf } from '../rules';
import { unique } from '../words';
import type { Action, ResourceChange } from './actions';
import type { MachineParts } from './machines';
import { ATTRIBUTES } from './rules';

/** What happens to an object of a host. `refused`: Terraform will not do it. */
export type HostObjectFate = 'created' | 'changed-live' | 'made-anew' | 'removed' | 'refused' | 'unknown';

/** Something on hosts that is no machine's own. */
export interface HostObjectChange {
  /** What it is. */
  readonly what: 'network' | 'names' | 'DHCP reservations' | 'pool' | 'image' | 'resource';
  /** Of subnets, pools and images; the Terraform address of what this library does not make. */
  readonly name: string;
  /** What happens to it. */
  readonly does: HostObjectFate;
  /** What has to be known of it, as sentences. */
  readonly notes: readonly string[];
  /** Terraform addresses. */
  readonly addresses: readonly string[];
}

type What = Pick<HostObjectChange, 'what' | 'name'>;

const NETWORK = 'libvirt_network';

const ENTRIES: ReadonlySet<What['what']> = new Set<What['what']>(['names', 'DHCP reservations']);

/** What an apply does for its own sake, and nobody notices. */
const BOOKKEEPING = Symbol('bookkeeping');

/** What becomes of networks, names, pools and images; and of resources that somebody else has added. */
export function hostObjectChanges(
  systems: readonly ResolvedSystem[],
  changes: readonly ResourceChange[],
  machines: MachineParts,
): readonly HostObjectChange[] {
  const known = objectsOf(systems);
  const grouped = new Map<string, { readonly what: What; readonly changes: ResourceChange[] }>();
  for (const change of changes) {
    if (machines.has(change.address)) continue;
    const what = known.get(change.address) ?? entryOf(change) ?? { what: 'resource' as const, name: change.address };
    if (what === BOOKKEEPING) continue;
    const key = `${what.what} ${what.name}`;
    const group = grouped.get(key) ?? { what, changes: [] };
    grouped.set(key, group);
    group.changes.push(change);
  }
  // A network is made, and goes, with its entries.
  const networks = new Set(changes.flatMap(({ instance: { type, name } }) => (type === NETWORK ? [name] : [])));
  return [...grouped.values()]
    .filter(({ what }) => !ENTRIES.has(what.what) || !networks.has(what.name))
    .map(({ what, changes: own }) => ({ ...what, ...fateOf(what, own), addresses: own.map(({ address }) => address) }));
}

function objectsOf(systems: readonly ResolvedSystem[]): ReadonlyMap<string, What | typeof BOOKKEEPING> {
  const known = new Map<string, What | typeof BOOKKEEPING>();
  for (const { subnets, hosts, machines, retired } of systems) {
    for (const { name } of subnets) {
      known.set(`${NETWORK}.${name}`, { what: 'network', name });
      for (const address of [`terraform_data.${name}-shape`, `terraform_data.network-in-use["${name}"]`]) known.set(address, BOOKKEEPING);
    }
    for (const host of hosts) {
      for (const { name } of host.pools)
        known.set(`libvirt_pool.${host.name}-${name.replaceAll('.', '_')}`, { what: 'pool', name: `${name} on ${host.name}` });
    }
    const images = [
      ...machines.flatMap(({ image, cds }) => [...(image ? [image] : []), ...cds.map((cd) => cd.image)]),
      ...retired.flatMap(({ image }) => image ?? []),
    ];
    for (const { key, volumeName } of images) {
      known.set(`libvirt_volume.${key}`, { what: 'image', name: volumeName });
      known.set(`terraform_data.${key}-digest`, BOOKKEEPING);
    }
    for (const { key, volumeName } of retired)
      if (!known.has(`libvirt_volume.${key}`)) known.set(`libvirt_volume.${key}`, { what: 'resource', name: volumeName });
  }
  return known;
}

const ENTRY_KINDS: Readonly<Record<string, What['what']>> = { dns: 'names', dhcp: 'DHCP reservations' };

/** `data/dns/10.10.10.2` of the names of subnet `data`. */
function entryOf({ instance: { type, name, key = '' } }: ResourceChange): What | undefined {
  if (type !== 'terraform_data' || name !== 'network-entry') return undefined;
  const [subnet = '', kind = ''] = key.split('/');
  return { what: ENTRY_KINDS[kind] ?? 'resource', name: subnet };
}

const FATES: { readonly [A in Action]: HostObjectFate } = {
  create: 'created',
  import: 'changed-live',
  update: 'changed-live',
  replace: 'made-anew',
  delete: 'removed',
  forget: 'removed',
};

function fateOf({ what }: What, changes: readonly ResourceChange[]): Pick<HostObjectChange, 'does' | 'notes'> {
  if (ENTRIES.has(what)) return { does: 'changed-live', notes: entryNotes(changes) };
  const [{ action, attributes, instance } = { action: 'update', attributes: [], instance: undefined }] = changes;
  const rules = ATTRIBUTES[instance?.type ?? ''] ?? {};
  const notes = unique(
    attributes.map((attribute) => {
      const rule = ruleOf(rules, attribute.path);
      return rule ? changeText(rule, attribute) : attribute.path.join('.');
    }),
  );
  const effects = attributes.map(({ effect }) => effect);
  if (action === 'update' && effects.includes('unknown')) return { does: 'unknown', notes };
  if (action === 'update' && effects.includes('refused')) return { does: 'refused', notes };
  return { does: FATES[action as Action], notes };
}

/** Whose entries come, go and change. */
function entryNotes(changes: readonly ResourceChange[]): readonly string[] {
  const of = (actions: readonly Action[], words: string): readonly string[] => {
    const names = changes
      .filter(({ action }) => actions.includes(action))
      .map(({ instance }) => instance.key?.split('/').slice(2).join('/') ?? '');
    return names.length > 0 ? [`${words} ${names.join(', ')}`] : [];
  };
  return [...of(['create'], 'new:'), ...of(['update', 'replace'], 'changed:'), ...of(['delete', 'forget'], 'gone:')];
}
