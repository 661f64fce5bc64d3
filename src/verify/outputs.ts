import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Difference } from './compare';
import { NotUnderstoodError } from './errors';
import { readCluster } from './kubernetes/cluster';
import { type KubernetesObject, readDocuments } from './kubernetes/documents';
import type { FilterLibrary } from './nwfilter/definition';
import { type CardDefinition, type GuestAddressing, readAddressing, readCards } from './terraform/cards';
import { type ReadFilters, readFilters } from './terraform/filters';
import { readNetworks, type Segment } from './terraform/networks';
import { Resources } from './terraform/resources';
import { buildWorld, type ClusterFacts, readMachines, virtualAddressesOf, type World } from './world/world';

export interface ReadWorld {
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
  /** Kubernetes objects by cluster. */
  readonly objects: ReadonlyMap<string, readonly KubernetesObject[]>;
  readonly problems: readonly NotUnderstoodError[];
}

/** What is not understood, as a difference. */
export const unreadable = ({ message }: NotUnderstoodError): Difference => ({ kind: 'unreadable', about: 'output', text: message });

/** Puts together what was read. */
export function worldOf(
  { segments, cards, addressing, filters, objects, problems }: Outputs,
  clusters: readonly ClusterFacts[],
): ReadWorld {
  const read = clusters.map((facts) => ({ facts, contents: readCluster(objects.get(facts.name) ?? [], facts.mesh, [facts.podAddresses]) }));
  const contents = read.map((each) => each.contents);
  const { machines, problems: unread } = readMachines(cards, addressing, filters, virtualAddressesOf(contents));
  return {
    world: buildWorld(machines, segments, read),
    problems: [...problems, ...unread, ...contents.flatMap((each) => each.problems)],
  };
}

/** The stacks below a folder that `cdktf synth` wrote. */
export function readTerraform(folder: string): Omit<Outputs, 'objects'> {
  const problems: NotUnderstoodError[] = [];
  const parts = filesBelow(folder, 'cdk.tf.json').flatMap((file) => {
    const place = relative(folder, file);
    return attempt(problems, place, () => {
      const resources = new Resources(readFileSync(file, 'utf8'));
      const networks = readNetworks(resources);
      const read: ReadFilters = readFilters(resources);
      problems.push(...read.problems.map((problem) => problem.at(place)));
      // Without it, machines are where their filters let them announce themselves.
      const [addressing = new Map<string, GuestAddressing>()] = attempt(problems, place, () => readAddressing(resources));
      return { networks, cards: readCards(resources, networks), addressing, filters: read.filters };
    });
  });
  return {
    segments: parts.flatMap(({ networks }) => [...networks.values()]),
    cards: parts.flatMap(({ cards }) => cards),
    addressing: new Map(parts.flatMap(({ addressing }) => [...addressing])),
    filters: new Map(parts.flatMap(({ filters }) => [...filters])),
    problems,
  };
}

/**
 * The manifests below a folder that `cdk8s synth` wrote, by cluster: with several clusters each has a folder of its name.
 */
export function readKubernetes(folder: string, clusters: readonly string[]): Pick<Outputs, 'objects' | 'problems'> {
  const problems: NotUnderstoodError[] = [];
  const objects = new Map<string, KubernetesObject[]>(clusters.map((name) => [name, []]));
  for (const file of clusters.length === 0 ? [] : filesBelow(folder, '.yaml')) {
    const place = relative(folder, file);
    attempt(problems, place, () => {
      const found = readDocuments(readFileSync(file, 'utf8'), place);
      const [first = ''] = place.split(sep);
      const cluster = clusters.length === 1 ? clusters[0] : first;
      const list = objects.get(cluster ?? '');
      if (!list && found.length > 0) throw new NotUnderstoodError('it is in the folder of no cluster');
      list?.push(...found);
    });
  }
  return { objects, problems };
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

/** Files whose name ends so, in a stable order. */
function filesBelow(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.split(sep).includes('.terraform'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
