import { Chart } from 'cdk8s';
import { App as TerraformApp } from 'cdktf';
import type { System } from '../../src';
import { App, renderKubernetes } from '../../src/kubernetes';
import { manifestFiles } from '../../src/kubernetes/app/manifest-files';
import { VirtualMachinesStack } from '../../src/terraform';

/** Both outputs of a system as they are written, and the objects, and values of add-ons, that files are written from. */
export interface Written {
  readonly objects: readonly unknown[];
  readonly manifests: string;
  readonly stack: string;
}

export function write(system: System): Written {
  const { system: resolved } = system.resolve();
  const app = new App();
  renderKubernetes(app, resolved);
  const charts = new Map(app.node.findAll().flatMap((construct) => (Chart.isChart(construct) ? [[construct.node.path, construct]] : [])));
  return {
    objects: [
      ...[...charts.values()].flatMap((chart) => chart.toJson()),
      ...resolved.clusters
        .flatMap(({ addOns = [] }) => addOns.flatMap(({ steps }) => steps))
        .flatMap((step) => ('content' in step ? [step.content] : [])),
    ],
    manifests: [...manifestFiles(app).values()].join('---\n'),
    stack: JSON.stringify(new VirtualMachinesStack(new TerraformApp(), resolved.name, { system: resolved }).toTerraform(), null, 2),
  };
}

export const filtersOf = ({ stack }: Written): readonly string[] => {
  const found: string[] = [];
  JSON.stringify(JSON.parse(stack), (_key, value: unknown) => {
    if (typeof value === 'string' && value.startsWith('<filter ')) found.push(value);
    return value;
  });
  return found;
};

/** Without reasons, which are comments. */
export const bareFilters = (list: readonly unknown[]): unknown =>
  JSON.parse(JSON.stringify(list), (key, value) => (key === 'comment' ? 'why' : value));

/** What filters are made of: without addresses, names, and the order of what is in them, all of which go by what machines are called. */
export const partsOfFilters = (list: readonly unknown[]): readonly string[] =>
  list.map((filter) => JSON.stringify(inAnyOrder(JSON.parse(JSON.stringify(bareFilters([filter]), unnamed))))).sort();

const ADDRESS = /^(\d+\.){3}\d+$|^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const unnamed = (key: string, value: unknown): unknown =>
  key === 'name' || key === 'filter' ? 'a name' : typeof value === 'string' && ADDRESS.test(value) ? 'an address' : value;

function inAnyOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((each) => JSON.stringify(inAnyOrder(each))).sort();
}
