import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type KubernetesObject, readDocuments, readObject } from './kubernetes/documents';
import { Resources } from './terraform/resources';

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
  if (typeof source === 'string') return filesBelow(source, 'cdk.tf.json', (text) => new Resources(text));
  return Object.entries(source).map(([place, configuration]) => ({ place, read: () => new Resources(configuration) }));
}

export function kubernetesFiles(source: KubernetesSource): readonly OutputFile<readonly KubernetesObject[]>[] {
  if (typeof source === 'string') return filesBelow(source, '.yaml', readDocuments);
  return Object.entries(source).map(([place, objects]) => ({ place, read: () => objects.flatMap((object) => readObject(object, place)) }));
}

/** Files whose name ends so, in a stable order. */
function filesBelow<T>(folder: string, ending: string, read: (text: string, place: string) => T): readonly OutputFile<T>[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const own = entries.filter(
    (entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.split(sep).includes('.terraform'),
  );
  const paths = own.map((entry) => join(entry.parentPath, entry.name)).sort();
  return paths.map((path) => {
    const place = relative(folder, path).replaceAll(sep, '/');
    return { place, read: () => read(readFileSync(path, 'utf8'), place) };
  });
}
