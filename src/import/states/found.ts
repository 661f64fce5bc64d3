import { isRecord } from '../../model/shape';
import { CURRENT } from './current-provider';
import { EARLIER } from './earlier-provider';
import type { FoundMachine, FoundNetwork, FoundPool, FoundSetup, FoundVolume } from './facts';
import type { FoundKinds, ProviderLine, Values } from './provider-line';
import type { State } from './state';

/** Where something stands: the alias of its provider, which is a host's. */
export interface At {
  readonly host: string;
  readonly address: string;
}

/** Everything of libvirt in states, and what else there is. */
export interface FoundThings {
  readonly pools: readonly (FoundPool & At)[];
  readonly networks: readonly (FoundNetwork & At)[];
  readonly volumes: readonly (FoundVolume & At)[];
  readonly setups: readonly (FoundSetup & At)[];
  readonly machines: readonly (FoundMachine & At)[];
  /** Addresses of resources that nothing is read of. */
  readonly others: readonly string[];
  /** Whether a file said which host each of them belongs to. */
  readonly hostsKnown: boolean;
  /** What hosts are connected to by, where a file says it. */
  readonly uris: Readonly<Record<string, string>>;
}

interface Kind {
  readonly type: string;
  /** Attributes that only the earlier line has. */
  readonly earlier: readonly string[];
}

const KINDS: { readonly [K in keyof FoundKinds]: Kind } = {
  pool: { type: 'libvirt_pool', earlier: ['path'] },
  network: { type: 'libvirt_network', earlier: ['mode', 'addresses'] },
  volume: { type: 'libvirt_volume', earlier: ['size', 'source', 'base_volume_id', 'base_volume_name', 'format'] },
  setup: { type: 'libvirt_cloudinit_disk', earlier: ['pool'] },
  machine: { type: 'libvirt_domain', earlier: ['disk', 'network_interface', 'machine', 'arch', 'cloudinit'] },
};

export function foundIn(states: readonly State[]): FoundThings {
  const resources = states.flatMap((state) => state.resources);
  const all = <K extends keyof FoundKinds>(kind: K): readonly (FoundKinds[K] & At)[] =>
    resources
      .filter(({ type }) => type === KINDS[kind].type)
      .map(({ values, alias = '', address }) => ({ ...lineOf(values, KINDS[kind])[kind](values), host: alias, address }));
  const read = new Set(Object.values(KINDS).map(({ type }) => type));
  return {
    pools: all('pool'),
    networks: all('network'),
    volumes: all('volume'),
    setups: all('setup'),
    machines: all('machine'),
    others: resources.filter(({ type }) => !read.has(type) && type.startsWith('libvirt_')).map(({ address }) => address),
    hostsKnown: resources.every(({ alias }) => alias !== undefined),
    uris: Object.assign({}, ...states.map(({ uris }) => uris)),
  };
}

/** The earlier line has blocks as lists, too: `target` of pools. */
const lineOf = (values: Values, { earlier }: Kind): ProviderLine =>
  earlier.some((name) => Object.hasOwn(values, name)) || !isRecord(values.target ?? {}) ? EARLIER : CURRENT;
