import { type App, Chart, Yaml, YamlOutputType } from 'cdk8s';
import { type ChartPlan, planCharts } from './chart-plan';
import { ConstructTree } from './construct-tree';

/** A Kubernetes object as written. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}

/** File name below the output folder, and what it holds. */
type Files = Map<string, string>;

/**
 * What `cdk8s synth` writes for an app, by the rules of cdk8s' own App, in one pass.
 * @throws Error when validation fails, dependencies form a circle or contradict the files' order, or two files have one name
 */
export function manifestFiles(app: App): Files {
  const tree = new ConstructTree(app);
  tree.validate();
  return layouts[app.yamlOutputType](app, planCharts(tree));
}

const layouts: Record<YamlOutputType, (app: App, plan: ChartPlan) => Files> = {
  [YamlOutputType.FILE_PER_APP]: (app, { charts }) => {
    const files: Files = new Map();
    if (charts.length > 0) files.set(`app${app.outputFileExtension}`, Yaml.stringify(...charts.flatMap(manifestsOf)));
    return files;
  },
  [YamlOutputType.FILE_PER_CHART]: (app, { charts }) => {
    const files: Files = new Map();
    for (const each of charts) put(files, each.fileName + app.outputFileExtension, manifestsOf(each), each.chart.node.path);
    return files;
  },
  [YamlOutputType.FILE_PER_RESOURCE]: (app, { charts }) => {
    const files: Files = new Map();
    for (const each of charts) {
      for (const manifest of manifestsOf(each))
        put(files, resourceName(manifest) + app.outputFileExtension, [manifest], each.chart.node.path);
    }
    return files;
  },
  [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE]: (app, { charts }) => {
    const files: Files = new Map();
    for (const each of charts) {
      for (const manifest of manifestsOf(each)) {
        put(files, `${each.fileName}/${resourceName(manifest)}${app.outputFileExtension}`, [manifest], each.chart.node.path);
      }
    }
    return files;
  },
};

/** A chart's objects in order; a subclass that overrides `toJson` is asked itself. */
function manifestsOf({ chart, objects }: ChartPlan['charts'][number]): Manifest[] {
  return chart.toJson === Chart.prototype.toJson ? objects.map((object) => object.toJson()) : chart.toJson();
}

const resourceName = ({ kind, metadata }: Manifest): string => `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');

function put(files: Files, name: string, manifests: readonly Manifest[], chart: string): void {
  if (files.has(name))
    throw new Error(`Two charts or objects would be written to the same file "${name}"; the second is in the chart "${chart}".`);
  files.set(name, Yaml.stringify(...manifests));
}
