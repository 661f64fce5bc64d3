import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { NotUnderstoodError } from './errors';
import { type KubernetesObject, readDocuments, readJson, readObject } from './kubernetes/documents';
import { Resources } from './terraform/resources';
import { readYaml } from './yaml';

/** Where a Terraform configuration is: the folder of `cdktf synth` (`cdktf.out`), or what `synthTerraform` of `isthmus/testing` answered. */
export type TerraformSource = string | Readonly<Record<string, object>>;

/** Where manifests are: the folder of `cdk8s synth` (`dist`), or what `synthKubernetes` of `isthmus/testing` answered. */
export type KubernetesSource = string | Readonly<Record<string, readonly unknown[]>>;

/** One file of an output. */
export interface OutputFile<T> {
  /** Its path below the output's folder, with slashes. */
  readonly place: string;
  /** @throws NotUnderstoodError for text of another kind */
  readonly read: () => T;
}

export function terraformFiles(source: TerraformSource): readonly OutputFile<Resources>[] {
  if (typeof source === 'string') return filesBelow(source, TERRAFORM);
  return Object.entries(source).map(([place, configuration]) => ({ place, read: () => new Resources(configuration) }));
}

/** @param several each cluster has a folder of its name */
export function kubernetesFiles(source: KubernetesSource, several: boolean): readonly OutputFile<readonly KubernetesObject[]>[] {
  const files =
    typeof source === 'string'
      ? filesBelow(source, KUBERNETES)
      : Object.entries(source).map(([place, objects]) => ({ place, read: () => objects.flatMap((object) => readObject(object, place)) }));
  return files.filter(({ place }) => !isAddOnFile(place, several));
}

/** What installers of add-ons are given. */
export function addOnFiles(source: KubernetesSource, several: boolean): readonly OutputFile<unknown>[] {
  const files =
    typeof source === 'string'
      ? filesBelow(source, DATA)
      : Object.entries(source).map(([place, [content]]) => ({ place, read: () => content }));
  return files.filter(({ place }) => isAddOnFile(place, several));
}

const DATA: Readers<unknown> = [['.yaml', (text) => readYaml(text)]];

type Reader<T> = (text: string, place: string) => T;

/** How files are read that a tool takes, by the ends of their names; the first that fits. */
type Readers<T> = readonly (readonly [ending: string, read: Reader<T>])[];

const beside = (_text: string, place: string): never => {
  throw new NotUnderstoodError(`${basename(place)} is no output of this system, and Terraform reads it as well`);
};
const TERRAFORM: Readers<Resources> = [
  ['/cdk.tf.json', (text) => new Resources(text)],
  // Overrides among them: they change what stands in other files.
  ['.tf.json', beside],
  ['.tf', beside],
];

/** What installers of add-ons are given: `kubectl apply -f` does not look into folders below that of its cluster. */
const isAddOnFile = (place: string, several: boolean): boolean => place.split('/')[several ? 1 : 0] === ADD_ONS;
const ADD_ONS = 'add-ons';

/** What `kubectl apply -f` takes from a folder. */
const KUBERNETES: Readers<readonly KubernetesObject[]> = [
  ['.yaml', readDocuments],
  ['.yml', readDocuments],
  ['.json', readJson],
];

/** The files that a tool takes, links to files included, in a stable order. */
function filesBelow<T>(folder: string, readers: Readers<T>): readonly OutputFile<T>[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ parentPath }) => !parentPath.split(sep).includes('.terraform'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
  return paths.sort().flatMap((path) => {
    const place = relative(folder, path).replaceAll(sep, '/');
    const reader = readers.find(([ending]) => `/${place}`.endsWith(ending))?.[1];
    return reader ? [{ place, read: () => reader(readFileSync(path, 'utf8'), place) }] : [];
  });
}
