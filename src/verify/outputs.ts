import { NotUnderstoodError } from './errors';
import type { GuestFirewall } from './guest/firewall';
import type { Guest } from './guest/guest';
import { readCluster } from './kubernetes/cluster';
import type { KubernetesObject } from './kubernetes/documents';
import type { FilterLibrary } from './nwfilter/definition';
import { addOnFiles, type KubernetesSource, kubernetesFiles, type TerraformSource, terraformFiles } from './sources';
import { type Adoptions, readAdoptions } from './terraform/adoption';
import { type CardDefinition, type GuestAddressing, readAddressing, readCards } from './terraform/cards';
import { type Connections, readConnections } from './terraform/connections';
import { readStorage, type Storage } from './terraform/disks';
import { readFilters } from './terraform/filters';
import { readGuests, readScripts } from './terraform/guests';
import { type HardwareLines, readHardware } from './terraform/hardware';
import { type NetworkNames, readNetworkNames } from './terraform/network-names';
import { readNetworks, type Segment } from './terraform/networks';
import type { Resources } from './terraform/resources';
import { readWaits, type Wait } from './terraform/waits';
import { buildWorld, type ClusterFacts, readMachines, virtualAddressesOf, type World } from './world/world';

/** What both outputs say, and what of them was not understood. */
export interface ReadWorld {
  /** What {@link canReach} and {@link reachable} ask. */
  readonly world: World;
  /** What was found and not understood. */
  readonly problems: readonly NotUnderstoodError[];
}

/** What outputs hold, before it is put together. Parts of it may come from the running world instead. */
export interface Outputs {
  readonly segments: readonly Segment[];
  readonly cards: readonly CardDefinition[];
  readonly addressing: ReadonlyMap<string, GuestAddressing>;
  readonly filters: FilterLibrary;
  /** What is set up inside machines, by libvirt's name of them; undefined when it is not understood. */
  readonly guests: ReadonlyMap<string, Guest | undefined>;
  /** Firewalls that administrators are to set up by hand, by name of the machine. */
  readonly scripts: ReadonlyMap<string, GuestFirewall>;
  /** What libvirt networks tell machines, by name of the network. */
  readonly networks: ReadonlyMap<string, NetworkNames>;
  /** Kubernetes objects by cluster. */
  readonly objects: ReadonlyMap<string, readonly KubernetesObject[]>;
  readonly problems: readonly NotUnderstoodError[];
}

/** Puts together what was read. */
export function worldOf(
  { segments, cards, addressing, filters, guests, scripts, networks, objects, problems }: Outputs,
  clusters: readonly ClusterFacts[],
): ReadWorld {
  const read = clusters.map((facts) => ({ facts, contents: readCluster(objects.get(facts.name) ?? [], facts.mesh, [facts.podAddresses]) }));
  const contents = read.map((each) => each.contents);
  const { machines, problems: unread } = readMachines(cards, addressing, filters, virtualAddressesOf(contents), guests);
  return {
    world: buildWorld(machines, segments, read, { scripts, networks }),
    problems: [...problems, ...unread, ...contents.flatMap((each) => each.problems)],
  };
}

/** What stacks hold, which libvirt their parts are sent to, and what of hosts' storage and as virtual hardware machines are given. */
export type ReadStacks = Omit<Outputs, 'objects'> & {
  readonly adoptions: Adoptions;
  readonly connections: Connections;
  readonly storage: Storage;
  readonly hardware: HardwareLines;
  /** Machines whose first boot an apply waits for, by libvirt's name of them. */
  readonly waits: ReadonlyMap<string, Wait>;
};

/** The stacks of a Terraform configuration. */
export function readTerraform(source: TerraformSource): ReadStacks {
  const problems: NotUnderstoodError[] = [];
  const parts = terraformFiles(source).flatMap(({ place, read }) => attempt(problems, place, () => readStack(read(), place, problems)));
  return {
    segments: parts.flatMap(({ segments }) => [...segments.values()]),
    networks: new Map(parts.flatMap(({ networks }) => [...networks])),
    cards: parts.flatMap(({ cards }) => cards),
    addressing: new Map(parts.flatMap(({ addressing }) => [...addressing])),
    filters: new Map(parts.flatMap(({ filters }) => [...filters])),
    guests: new Map(parts.flatMap(({ guests }) => [...guests])),
    scripts: new Map(parts.flatMap(({ scripts }) => [...scripts])),
    adoptions: {
      imported: new Map(parts.flatMap(({ adoptions }) => [...adoptions.imported])),
      untouched: new Set(parts.flatMap(({ adoptions }) => [...adoptions.untouched])),
      forgotten: new Set(parts.flatMap(({ adoptions }) => [...adoptions.forgotten])),
    },
    connections: {
      machines: new Map(parts.flatMap(({ connections }) => [...connections.machines])),
      steps: parts.flatMap(({ connections }) => connections.steps),
    },
    storage: {
      machines: new Map(parts.flatMap(({ storage }) => [...storage.machines])),
      volumes: new Map(parts.flatMap(({ storage }) => [...storage.volumes])),
    },
    hardware: new Map(parts.flatMap(({ hardware }) => [...hardware])),
    waits: new Map(parts.flatMap(({ waits }) => [...waits])),
    problems,
  };
}

function readStack(resources: Resources, place: string, problems: NotUnderstoodError[]) {
  const segments = readNetworks(resources);
  const { filters, problems: unread } = readFilters(resources);
  problems.push(...unread.map((problem) => problem.at(place)));
  const noting = (read: () => void) => void attempt(problems, place, read);
  // Without it, machines are where their filters let them announce themselves.
  const [addressing = new Map<string, GuestAddressing>()] = attempt(problems, place, () => readAddressing(resources));
  const guests = readGuests(resources, noting);
  const connections = readConnections(resources, noting);
  const storage = readStorage(resources, noting);
  const [waits = new Map<string, Wait>()] = attempt(problems, place, () => readWaits(resources));
  const [networks = new Map<string, NetworkNames>()] = attempt(problems, place, () => readNetworkNames(resources));
  return {
    segments,
    networks,
    cards: readCards(resources, segments),
    addressing,
    filters,
    guests,
    scripts: readScripts(resources, noting),
    adoptions: readAdoptions(resources),
    connections,
    storage,
    hardware: readHardware(resources),
    waits,
  };
}

/** Manifests by cluster: with several clusters each has a folder of its name. */
export function readKubernetes(source: KubernetesSource, clusters: readonly string[]): Pick<Outputs, 'objects' | 'problems'> {
  const problems: NotUnderstoodError[] = [];
  const objects = new Map<string, KubernetesObject[]>(clusters.map((name) => [name, []]));
  for (const { place, read } of kubernetesFiles(source, clusters.length > 1)) {
    attempt(problems, place, () => {
      const found = read();
      const [folder = ''] = place.split('/');
      const list = objects.get((clusters.length === 1 ? clusters[0] : folder) ?? '');
      if (!list && found.length > 0) throw new NotUnderstoodError('it is in the folder of no cluster of the system');
      list?.push(...found);
    });
  }
  return { objects, problems };
}

/** What installers of add-ons are given, by cluster and then by the file's name below `add-ons`. */
export type AddOnContents = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

export function readAddOns(
  source: KubernetesSource,
  clusters: readonly string[],
): { readonly files: AddOnContents; readonly problems: readonly NotUnderstoodError[] } {
  const problems: NotUnderstoodError[] = [];
  const several = clusters.length > 1;
  const files = new Map<string, Map<string, unknown>>();
  for (const { place, read } of addOnFiles(source, several))
    attempt(problems, place, () => {
      const parts = place.split('/');
      const cluster = (several ? parts[0] : clusters[0]) ?? '';
      const own = files.get(cluster) ?? new Map<string, unknown>();
      files.set(cluster, own.set(parts.slice(several ? 2 : 1).join('/'), read()));
    });
  return { files, problems };
}

function attempt<T>(problems: NotUnderstoodError[], place: string, read: () => T): readonly T[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof NotUnderstoodError)) throw error;
    problems.push(error.message.startsWith(place) ? error : error.at(place));
    return [];
  }
}
