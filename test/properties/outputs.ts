import { networksOf, nicsOf, type ResolvedMachine, type ResolvedNic, type ResolvedSystem } from '../../src/model/resolved';
import { FilterCompiler } from '../../src/terraform';
import { ignitionName, renderCloudInit, renderWindowsFirewall } from '../../src/terraform/guest';
import { ignitionOf } from '../../src/terraform/ignition';
import { seedOf } from '../../src/terraform/seed';
import { clusterFacts, compare, type Difference } from '../../src/verify/compare';
import { Fields } from '../../src/verify/fields';
import type { GuestFirewall } from '../../src/verify/guest/firewall';
import { filledIn } from '../../src/verify/guest/first-boot';
import { type Guest, guestOf as guestIn, readGuest, windowsGuest } from '../../src/verify/guest/guest';
import { readIgnition } from '../../src/verify/guest/ignition';
import { readWindowsFirewall } from '../../src/verify/guest/windows-firewall';
import { readCloudbaseInit, readUnattended } from '../../src/verify/guest/windows-setup';
import type { KubernetesObject } from '../../src/verify/kubernetes/documents';
import { type Outputs, worldOf } from '../../src/verify/outputs';
import { address, addresses } from '../../src/verify/sets/addresses';
import {
  type CardDefinition,
  cardName,
  type GuestAddressing,
  reachedBy,
  readAddressing,
  readCards,
} from '../../src/verify/terraform/cards';
import { evaluate } from '../../src/verify/terraform/expressions';
import { parseFilters, readFilters } from '../../src/verify/terraform/filters';
import { readGuests, readScripts } from '../../src/verify/terraform/guests';
import { readNetworkNames } from '../../src/verify/terraform/network-names';
import { readNetworks, type Segment } from '../../src/verify/terraform/networks';
import { Resources } from '../../src/verify/terraform/resources';
import type { World } from '../../src/verify/world/world';
import { type Manifest, manifestsOf, terraformOf } from '../both-outputs/render';

/** Both outputs, in the form that tests change and verification reads. */
export interface Rendered {
  /** By cluster. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>;
  /** nwfilter XML by name of the network card. */
  readonly filters: ReadonlyMap<string, string>;
}

/** What decides about traffic, without everything else that is in the outputs: thousands of systems go through here. */
export function render(system: ResolvedSystem): Rendered {
  const compiler = new FilterCompiler(system);
  return {
    manifests: manifestsOf(system),
    filters: new Map(
      system.machines.flatMap((machine) =>
        nicsOf(machine).flatMap((nic) => (nic.filter ? [[nic.name, compiler.compile(machine, nic).xml] as const] : [])),
      ),
    ),
  };
}

/** @param system what cannot be seen in filters and manifests is taken from here: cards and networks */
export function worldFrom(system: ResolvedSystem, { manifests, filters }: Rendered): World {
  const segments = new Map(system.subnets.map((subnet) => [subnet.name, segmentOf(subnet)]));
  return read(system, {
    segments: [...segments.values()],
    cards: system.machines.flatMap((machine) => cardsOf(machine, segments)),
    addressing: new Map(system.machines.flatMap(addressingOf)),
    ...parseFilters([...filters.values()]),
    guests: new Map(system.machines.flatMap((machine) => guestOf(machine))),
    networks: new Map(),
    scripts: new Map(system.machines.flatMap((machine) => scriptOf(machine))),
    objects: objectsOf(manifests),
  });
}

/** The same out of the whole of both outputs. */
export function fullWorld(system: ResolvedSystem): World {
  const resources = new Resources(JSON.stringify(terraformOf(system)));
  const networks = readNetworks(resources);
  return read(system, {
    segments: [...networks.values()],
    cards: readCards(resources, networks),
    addressing: readAddressing(resources),
    ...readFilters(resources),
    guests: readGuests(resources, (read) => read()),
    scripts: readScripts(resources, (read) => read()),
    networks: readNetworkNames(resources),
    objects: objectsOf(manifestsOf(system)),
  });
}

/** Where outputs and model differ, in words; nothing that was read may be a riddle. */
export const differences = (system: ResolvedSystem, rendered: Rendered): readonly Difference[] =>
  compare(system, worldFrom(system, rendered));

function read(system: ResolvedSystem, outputs: Outputs): World {
  const { world, problems } = worldOf(outputs, clusterFacts(system));
  const [first] = problems;
  if (first) throw first;
  return world;
}

function objectsOf(manifests: Rendered['manifests']): ReadonlyMap<string, readonly KubernetesObject[]> {
  return new Map(
    [...manifests].map(([cluster, list]) => [
      cluster,
      list.map((manifest) => {
        const { apiVersion, kind } = manifest;
        return {
          place: cluster,
          group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
          kind,
          fields: new Fields(manifest),
        };
      }),
    ]),
  );
}

function segmentOf({ mode, bridge, objectName, hosts, gateway, cidr }: ResolvedSystem['subnets'][number]): Segment {
  if (mode === 'bridge') return { name: bridge, mode };
  return { name: objectName, mode, host: hosts[0] ?? '', gateway: address(gateway), block: addresses(cidr) };
}

const cardsOf = (machine: ResolvedMachine, segments: ReadonlyMap<string, Segment>): readonly CardDefinition[] =>
  nicsOf(machine).map((nic, index) => cardOf(machine, nic, index, segments));

function cardOf(
  { objectName, host }: ResolvedMachine,
  nic: ResolvedNic,
  index: number,
  segments: ReadonlyMap<string, Segment>,
): CardDefinition {
  return {
    name: cardName(objectName, index),
    host,
    mac: nic.mac,
    segment: segments.get(nic.subnet) as Segment,
    ...(nic.filter && { filter: { name: nic.filter.name, parameters: {} } }),
    portIsolated: nic.portIsolated,
  };
}

const knownGuests = new Map<string, Guest>();

/** What cloud-init sets up. Guests of many machines are alike, and reading a document takes long. */
function guestOf(machine: ResolvedMachine): readonly (readonly [string, Guest])[] {
  const { objectName, os, guest, data, otherNics } = machine;
  const { hostname: _, fqdn: __, ...facts } = guest;
  // Some databases are told of the machine's own addresses, and so are nodes of k3s.
  const { role } = guest;
  const isTold = role.kind === 'database' || (role.kind === 'cluster-node' && role.distribution.name === 'k3s');
  const listensAt = isTold ? nicsOf(machine).map(({ address: own }) => own) : [];
  const key = JSON.stringify([os.id, facts, data, otherNics.length > 0, listensAt]);
  if (guest.windows) return windowsIn(machine);
  const found = knownGuests.has(key) ? undefined : told(machine);
  if (found) knownGuests.set(key, found);
  const known = knownGuests.get(key);
  return known
    ? [
        [
          objectName,
          { ...known, boot: { ...known.boot, settings: new Map([...known.boot.settings, ...NAMED[guest.configuredBy](guest)]) } },
        ],
      ]
    : [];
}

/** By who reads it; each notes what is done under a name of its own. */
function windowsIn(machine: ResolvedMachine): readonly (readonly [string, Guest])[] {
  const { layout, documents } = seedOf(machine) ?? {};
  if (!layout || !documents) return [];
  const [first, second, { own, common }] = documents;
  const [a = '', b = '', c = ''] = [first, second, own + common].map(plain);
  const readers = { 'cloud-init': () => readCloudbaseInit(a, c), unattend: () => readUnattended(a, b, c) };
  return [[machine.objectName, windowsGuest(readers[layout.name]())]];
}

const plain = (text: string): string => evaluate(text, { resources: new Resources('{}'), unknown: filledIn });

/** Undefined of a guest that nobody sets up. */
function told(machine: ResolvedMachine): Guest | undefined {
  const documents = renderCloudInit(machine);
  if (documents) return readGuest(plain(documents.userData.own + documents.userData.common));
  const ignition = ignitionOf(machine);
  return ignition && guestIn(readIgnition(ignitionName(machine), plain(ignition.own + ignition.common)));
}

type Named = ({ hostname, fqdn }: ResolvedMachine['guest']) => readonly (readonly [string, string])[];

const nobody: Named = () => [];

/** What guests that are told the same otherwise are told of their names. */
const NAMED: { readonly [C in ResolvedMachine['guest']['configuredBy']]: Named } = {
  'cloud-init': ({ hostname, fqdn }) => [
    ['hostname', JSON.stringify(hostname)],
    ['fqdn', JSON.stringify(fqdn)],
  ],
  ignition: ({ hostname, fqdn }) => [
    ['hostname', JSON.stringify(hostname)],
    ['hosts', JSON.stringify(`127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${fqdn} ${hostname}\n`)],
  ],
  'cloudbase-init': nobody,
  unattend: nobody,
  none: nobody,
};

function scriptOf(machine: ResolvedMachine): readonly (readonly [string, GuestFirewall])[] {
  const script = renderWindowsFirewall(machine);
  return script ? [[machine.name, readWindowsFirewall(script.content)]] : [];
}

/** By MAC address: what cloud-init tells of each card. */
function addressingOf(machine: ResolvedMachine): readonly (readonly [string, GuestAddressing])[] {
  const cards = networksOf(machine).map(({ nic, network: { addressedBy, prefix, defaultGateway, routes } }) => {
    const everywhere = defaultGateway === undefined ? [] : ['0.0.0.0/0'];
    const told = [`${nic.address}/${prefix}`, ...routes.map(({ to }) => to), ...everywhere].map(addresses);
    // Only cloud-init tells which routes a guest has.
    return { mac: nic.mac, address: address(nic.address), ...(addressedBy === 'static' && { told }) };
  });
  const all = cards.flatMap(({ told = [] }) => told);
  return cards.map(({ mac, told, ...card }) => [mac, { ...card, ...(told && { reaches: reachedBy(told, all) }) }]);
}
