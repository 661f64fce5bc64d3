import { readDocuments } from '../../../src/verify/kubernetes/documents';
import { worldOf } from '../../../src/verify/outputs';
import { address, addresses } from '../../../src/verify/sets/addresses';
import { intervalSet } from '../../../src/verify/sets/intervals';
import type { CardDefinition, GuestAddressing } from '../../../src/verify/terraform/cards';
import { parseFilters } from '../../../src/verify/terraform/filters';
import type { ForwardMode, Segment } from '../../../src/verify/terraform/networks';
import type { ClusterFacts, World } from '../../../src/verify/world/world';

export interface SmallMachine {
  readonly network: string;
  readonly address: string;
  /** Rules of its filter. @default - no filter */
  readonly rules?: string;
  readonly isolated?: boolean;
  /** @default - not known */
  readonly routes?: readonly string[];
}

export interface SmallWorld {
  /** `host/network`: mode, and block whose first address is the host's own. */
  readonly networks: Readonly<Record<string, readonly [ForwardMode, string]>>;
  readonly machines: Readonly<Record<string, SmallMachine>>;
  /** Manifests of the cluster `k8s`, and what is true of it. */
  readonly manifests?: string;
  readonly cluster?: Partial<ClusterFacts>;
}

/** Accepts what is stated, drops the rest. */
export const filtered = (...rules: readonly string[]): string => `${rules.join('')}<rule action='drop' direction='inout' priority='1000'/>`;

/** Accepts one kind of IPv4 packets in one direction. */
export const accept = (direction: 'in' | 'out', attributes: string): string =>
  `<rule action='accept' direction='${direction}' priority='300'><ip ${attributes}/></rule>`;

/** A rule and the one for its answers, with whole port ranges. */
export const pair = (direction: 'in' | 'out', port: number, protocol = 'tcp'): string =>
  accept(direction, `protocol='${protocol}' dstportstart='${port}'`) +
  accept(direction === 'in' ? 'out' : 'in', `protocol='${protocol}' srcportstart='${port}' dstportstart='1024' dstportend='65535'`);

/** A world out of a few words. What is not understood fails the test. */
export function smallWorld({ networks, machines, manifests = '', cluster }: SmallWorld): World {
  const segments = new Map(Object.entries(networks).map(([key, [mode, block]]) => [key, segment(key, mode, block)]));
  const list = Object.entries(machines).map(([name, machine], i) => ({ name, machine, mac: `52:54:00:00:00:${(i + 16).toString(16)}` }));
  const cards = list.map(
    ({ name, machine, mac }): CardDefinition => ({
      name,
      host: 'h1',
      mac,
      segment: segments.get(machine.network) as Segment,
      ...(machine.rules !== undefined && { filter: { name, parameters: {} } }),
      portIsolated: machine.isolated ?? false,
    }),
  );
  const addressing = list.map(({ machine, mac }): readonly [string, GuestAddressing] => [
    mac,
    { address: address(machine.address), ...(machine.routes && { reaches: intervalSet(machine.routes.map(addresses)) }) },
  ]);
  const filters = list.flatMap(({ name, machine: { rules } }) =>
    rules === undefined ? [] : [`<filter name='${name}' chain='root'>${rules}</filter>`],
  );
  const facts: ClusterFacts = {
    name: 'k8s',
    nodes: [],
    nodeAddresses: [],
    podAddresses: addresses('10.244.0.0/16'),
    nodeLocal: [],
    masquerades: true,
    ...cluster,
  };
  const { world, problems } = worldOf(
    {
      segments: [...segments.values()],
      cards,
      addressing: new Map(addressing),
      ...parseFilters(filters),
      guests: new Map(),
      scripts: new Map(),
      networks: new Map(),
      objects: new Map([['k8s', readDocuments(manifests, 'manifests')]]),
    },
    [facts],
  );
  if (problems[0]) throw problems[0];
  return world;
}

function segment(key: string, mode: ForwardMode, cidr: string): Segment {
  const [host = '', name = ''] = key.split('/');
  if (mode === 'bridge') return { name, mode };
  const block = addresses(cidr);
  return { name, mode, host, block, gateway: block[0] + 1 };
}
