import { dirname } from 'node:path';
import { type App, Chart, YamlOutputType } from 'cdk8s';
import { InvalidSystemError } from '../../model/problem';
import { fileClash, objectTwice, unwritableValue } from '../../model/problems';
import { UnwritableError, writeYaml } from '../../yaml';
import { type ChartPlan, planCharts } from './chart-plan';
import { ConstructTree } from './construct-tree';
import { DataFile } from './data-file';

/** A Kubernetes object as written. */
interface Manifest {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** One file to be written. */
interface ManifestFile {
  /** Below the output folder, without the extension. */
  readonly name: string;
  /** Path of the chart that it is of; empty when it is of all. */
  readonly chart: string;
  readonly manifests: readonly Manifest[];
}

/**
 * What `cdk8s synth` writes for an app, by the rules of cdk8s' own App but for how text is quoted, in one pass: file names below the
 * output folder, and what they hold. Beside the manifests there are data files.
 * @throws InvalidSystemError when validation fails, dependencies form a circle or contradict the files' order, two files or two objects
 * have one name, or an object holds what no file can
 */
export function manifestFiles(app: App): ReadonlyMap<string, string> {
  const tree = new ConstructTree(app);
  tree.validate();
  const files = new Map<string, string>();
  const charts = new Map<string, string>();
  const objects = new Objects();
  for (const { name, chart, manifests } of layouts[app.yamlOutputType](planCharts(tree))) {
    const fileName = name + app.outputFileExtension;
    const other = charts.get(fileName);
    if (other !== undefined) throw new InvalidSystemError([fileClash(chart, fileName, other)]);
    charts.set(fileName, chart);
    for (const manifest of manifests) objects.add(manifest, dirname(name), chart);
    files.set(fileName, manifests.map((manifest) => documentText(manifest, chart)).join('---\n'));
  }
  for (const { construct } of tree.items) {
    if (!DataFile.isDataFile(construct)) continue;
    const { node, fileName, content } = construct;
    const other = charts.get(fileName);
    if (other !== undefined) throw new InvalidSystemError([fileClash(node.path, fileName, other)]);
    charts.set(fileName, node.path);
    files.set(
      fileName,
      dataText(content, () => fileName, node.path),
    );
  }
  return files;
}

/** What is applied to one cluster: two objects of one name are one object to it. */
class Objects {
  private readonly charts = new Map<string, string>();

  /**
   * @param folder of its own for each cluster, when there are several
   * @throws InvalidSystemError when there is such an object already
   */
  add({ apiVersion = '', kind, metadata }: Manifest, folder: string, chart: string): void {
    if (metadata?.name === undefined) return;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const key = `${folder} ${group} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    const other = this.charts.get(key);
    if (other !== undefined) throw new InvalidSystemError([objectTwice(chart, objectText(kind, metadata.name, metadata.namespace), other)]);
    this.charts.set(key, chart);
  }
}

const objectText = (kind: string, name: string, namespace: string | undefined): string =>
  `${kind} "${name}"${namespace === undefined ? '' : ` in the namespace "${namespace}"`}`;

const layouts: Record<YamlOutputType, (plan: ChartPlan) => Iterable<ManifestFile>> = {
  *[YamlOutputType.FILE_PER_APP]({ charts }) {
    if (charts.length > 0) yield { name: 'app', chart: '', manifests: charts.flatMap(manifestsOf) };
  },
  *[YamlOutputType.FILE_PER_CHART]({ charts }) {
    for (const each of charts) yield { name: each.fileName, chart: each.chart.node.path, manifests: manifestsOf(each) };
  },
  *[YamlOutputType.FILE_PER_RESOURCE]({ charts }) {
    for (const each of charts) {
      for (const manifest of manifestsOf(each)) yield { name: resourceName(manifest), chart: each.chart.node.path, manifests: [manifest] };
    }
  },
  *[YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]({ charts }) {
    for (const each of charts) {
      for (const manifest of manifestsOf(each))
        yield { name: `${each.fileName}/${resourceName(manifest)}`, chart: each.chart.node.path, manifests: [manifest] };
    }
  },
};

/** A chart's objects in order; a subclass that overrides `toJson` is asked itself. */
function manifestsOf({ chart, objects }: ChartPlan['charts'][number]): Manifest[] {
  return chart.toJson === Chart.prototype.toJson ? objects.map((object) => object.toJson()) : chart.toJson();
}

const resourceName = ({ kind, metadata }: Manifest): string => `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');

const documentText = (manifest: Manifest, chart: string): string =>
  dataText(manifest, () => `${manifest.kind} "${manifest.metadata.name}"`, chart);

/** @param what the data is, in words */
function dataText(data: unknown, what: () => string, path: string): string {
  try {
    return writeYaml(data);
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    throw new InvalidSystemError([unwritableValue(path, what(), error.place, error.reason)]);
  }
}
