import { Cidr, formatIp, groupBy, isHostName, parseIp } from '../../model/values';
import { type Labels, withoutPrefix } from '../labels';
import { type Code, code, number, object, optionalList, optionalText, type Program, quoted, text } from '../source';
import type { FoundCard, FoundMachine, FoundNetwork, KnownAddress, NetworkMode } from './facts';
import type { At, FoundThings } from './found';
import { blockOf } from './libvirt';

/** A subnet, once it is a constant of the program. */
export interface DeclaredSubnet {
  readonly constant: string;
  readonly label: string;
  readonly block: Cidr;
  /** Addresses that nobody may have any more. */
  readonly taken: Set<number>;
  /** What the network knows of its machines. */
  readonly known: readonly KnownAddress[];
  /** Whether libvirt hands addresses out in it. */
  readonly servesDhcp: boolean;
}

/** Subnets by what cards are plugged into. */
export interface DeclaredSubnets {
  of: (card: FoundCard, host: string) => DeclaredSubnet;
  /** For machines without a card. */
  nowhere: () => DeclaredSubnet;
}

const FORWARDS: { readonly [M in NetworkMode]: { readonly forward: string; readonly note?: string } } = {
  route: { forward: 'ROUTE' },
  nat: { forward: 'NAT' },
  none: { forward: 'ISOLATED' },
  open: { forward: 'ROUTE', note: 'Its mode is "open": libvirt itself filters nothing there.' },
  // With the name of a bridge it is one: see below.
  bridge: { forward: 'ISOLATED', note: 'It is a bridge without a name: say which one by Forward.bridge.' },
  other: {
    forward: 'ISOLATED',
    note: 'Its mode is none that can be said: machines have to be on a Linux bridge, or on a network of libvirt.',
  },
};

interface Wanted {
  readonly key: string;
  readonly name: string;
  readonly network?: FoundNetwork & At;
  readonly bridge?: string;
}

/** Compared as itself: a network may be called so. */
const NOWHERE: Wanted = { key: 'nowhere', name: 'nowhere' };

export function declareSubnets(found: FoundThings, labels: Labels, program: Program, prefix: string): DeclaredSubnets {
  const declared = new Map<string, DeclaredSubnet>();
  const used: Cidr[] = [];
  const plugged = found.machines.flatMap(({ cards, host }) => cards.filter(isPlugged).map((card) => ({ card, host })));
  const cards = groupBy(plugged, ({ card, host }) => wantedBy(card, host, found).key);
  const declare = (wanted: Wanted): DeclaredSubnet => {
    const known = declared.get(wanted.key);
    if (known) return known;
    const addresses = (cards.get(wanted.key) ?? []).flatMap(({ card }) => card.addresses);
    const subnet = declareSubnet(wanted, addresses, used, labels, program, prefix);
    declared.set(wanted.key, subnet);
    return subnet;
  };
  for (const network of found.networks) declare(wantedOf(network));
  return {
    of: (card, host) => declare(wantedBy(card, host, found)),
    nowhere: () => declare(NOWHERE),
  };
}

/** Whether it is known where a card leads to. */
export const isPlugged = ({ network, bridge }: FoundCard): boolean => network !== undefined || bridge !== undefined;

function wantedOf(network: FoundNetwork & At): Wanted {
  const { host, name, mode, bridge } = network;
  const isBridge = mode === 'bridge' && bridge !== undefined;
  return { key: isBridge ? `bridge ${bridge}` : `network ${host} ${name}`, name, network, ...(isBridge && { bridge }) };
}

function wantedBy({ network: called, bridge }: FoundCard, host: string, { networks }: FoundThings): Wanted {
  if (called !== undefined) {
    const network = networks.find((each) => each.host === host && (each.name === called || each.ids.includes(called)));
    return network ? wantedOf(network) : { key: `network ${host} ${called}`, name: called };
  }
  return bridge === undefined ? NOWHERE : { key: `bridge ${bridge}`, name: bridge, bridge };
}

function declareSubnet(
  wanted: Wanted,
  addresses: readonly string[],
  used: Cidr[],
  labels: Labels,
  program: Program,
  prefix: string,
): DeclaredSubnet {
  const { name, network, bridge } = wanted;
  const label = labels.take(withoutPrefix(name, prefix), 'subnet');
  const { block, notes } = blockFor(network, addresses, used);
  used.push(block);
  const { mode = bridge === undefined ? 'nat' : 'bridge', mtu, left = [], nameservers = [] } = network ?? {};
  const asked = nameservers.filter((each) => parseIp(each) !== undefined);
  const isBridge = bridge !== undefined && isBridgeName(bridge);
  const { forward, note } = FORWARDS[wanted === NOWHERE ? 'none' : mode];
  const router = network?.block?.address;
  const gateway = router !== undefined && parseIp(router) !== block.first + 1 && block.contains(parseIp(router) ?? 0) ? router : undefined;
  const props = object({
    cidr: text(String(block)),
    forward: forwardCode(isBridge ? `bridge(${quoted(bridge)})` : forward, program),
    gateway: optionalText(gateway),
    mtu: mtu === undefined || mtu === 1500 ? undefined : number(mtu),
    nameservers: optionalList(asked.map(text)),
    dhcpServers: network?.servesDhcp && isBridge && router !== undefined ? optionalList([text(router)]) : undefined,
  });
  const whole = `new ${program.lib('Network')}(this, ${quoted(labels.take(`${label}-net`, 'net'))}, { cidr: ${quoted(String(block))} })`;
  const constant = program.declare(`${label} subnet`, code(`${whole}.addSubnet(${quoted(label)}, ${props.code})`), [
    ...(network === undefined ? [stranger(wanted)] : []),
    ...(note === undefined || isBridge ? [] : [note]),
    ...notes,
    ...(left.length === 0 ? [] : [`not said of the network ${name}:`, ...left.map((path) => `  ${path}`)]),
  ]);
  return {
    constant,
    label,
    block,
    taken: new Set([parseIp(router ?? '') ?? block.first + 1]),
    known: network?.known ?? [],
    servesDhcp: !isBridge || network?.servesDhcp === true,
  };
}

const forwardCode = (call: string, program: Program): Code | undefined =>
  call === 'ROUTE' ? undefined : code(`${program.lib('Forward')}.${call}`);

/** Linux: 15 characters. */
const isBridgeName = (name: string): boolean => /^[A-Za-z0-9_.-]{1,15}$/.test(name);

function stranger(wanted: Wanted): string {
  const { name, bridge } = wanted;
  if (bridge !== undefined) return `${bridge} is a bridge of the host.`;
  return wanted === NOWHERE ? 'Where cards lead to cannot be said, or there is none.' : `The network ${name} is not in the state.`;
}

/** The network's own block, or one around addresses that are known there, or a stand-in (RFC 2544 keeps 198.18.0.0/15 for tests). */
function blockFor(
  network: FoundNetwork | undefined,
  addresses: readonly string[],
  used: readonly Cidr[],
): { readonly block: Cidr; readonly notes: readonly string[] } {
  const own = network?.block && blockOf(network.block.address, network.block.prefix);
  const [first] = addresses.filter((address) => parseIp(address) !== undefined);
  const around = own ?? (first === undefined ? undefined : blockOf(first, 24));
  const clashes = around !== undefined && used.some((each) => each.overlaps(around));
  if (around !== undefined && !clashes)
    return { block: around, notes: own ? [] : ['State its block: this one is guessed from an address.'] };
  const block = STANDINS.find((each) => !used.some((other) => other.overlaps(each))) as Cidr;
  const why = clashes ? `Its block ${around} is that of another one, too` : 'Its block is not known';
  return { block, notes: [`${why}: state one.`] };
}

const STANDINS = Array.from({ length: 512 }, (_, index) => Cidr.of((parseIp('198.18.0.0') as number) + index * 256, 24));

/** The one domain of all networks. */
export function domainOf({ networks }: FoundThings): string | undefined {
  const domains = new Set(networks.flatMap(({ domain }) => domain ?? []));
  const [domain] = domains;
  return domains.size === 1 && domain !== undefined && isHostName(domain) ? domain : undefined;
}

/** Addresses that a card may have: by its own words, by reservations for its MAC, by names of its machine. In the order of trust. */
export function addressesOf(
  machine: Pick<FoundMachine, 'name'>,
  card: FoundCard,
  subnet: DeclaredSubnet,
  setUp: readonly string[],
): string | undefined {
  const byMac = subnet.known.filter(({ mac }) => mac !== undefined && mac.toLowerCase() === card.mac?.toLowerCase());
  const byName = subnet.known
    .filter(({ label }) => label !== undefined && (machine.name === label || machine.name.endsWith(`-${label}`)))
    .sort((a, b) => (b.label as string).length - (a.label as string).length);
  const all = [...card.addresses, ...byMac.map(({ ip }) => ip), ...setUp, ...byName.map(({ ip }) => ip)];
  const free = all.map(parseIp).find((ip) => ip !== undefined && isFor(ip, subnet));
  if (free === undefined) return undefined;
  subnet.taken.add(free);
  return formatIp(free);
}

const isFor = (ip: number, { block, taken }: DeclaredSubnet): boolean =>
  block.contains(ip) && ip !== block.first && ip !== block.last && !taken.has(ip);
