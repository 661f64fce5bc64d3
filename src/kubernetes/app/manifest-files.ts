import { type App, Chart, YamlOutputType } from 'cdk8s';
import { InvalidSystemError } from '../../model/problem';
import { unwritableValue } from '../../model/problems';
import { UnwritableError, writeYaml } from '../../yaml';
import { type ChartPlan, planCharts } from './chart-plan';
import { ConstructTree } from './construct-tree';

/** A Kubernetes object as written. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
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
 * output folder, and what they hold.
 * @throws Error when validation fails, dependencies form a circle or contradict the files' order, or two files have one name
 * @throws InvalidSystemError when an object holds what no file can
 */
export function manifestFiles(app: App): ReadonlyMap<string, string> {
  const tree = new ConstructTree(app);
  tree.validate();
  const files = new Map<string, string>();
  for (const { name, chart, manifests } of layouts[app.yamlOutputType](planCharts(tree))) {
    const fileName = name + app.outputFileExtension;
    if (files.has(fileName))
      throw new Error(`Two charts or objects would be written to the same file "${fileName}"; the second is in the chart "${chart}".`);
    files.set(fileName, manifests.map((manifest) => documentText(manifest, chart)).join('---\n'));
  }
  return files;
}

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

function documentText(manifest: Manifest, chart: string): string {
  try {
    return writeYaml(manifest);
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    throw new InvalidSystemError([unwritableValue(chart, `${manifest.kind} "${manifest.metadata.name}"`, error.place, error.reason)]);
  }
}
