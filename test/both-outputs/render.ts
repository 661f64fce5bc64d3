import { Chart } from 'cdk8s';
import { App as TerraformApp } from 'cdktf';
import { App, renderKubernetes } from '../../src/kubernetes';
import type { ResolvedSystem } from '../../src/model/resolved';
import { VirtualMachinesStack } from '../../src/terraform';

type Json = Readonly<Record<string, unknown>>;

/** A Kubernetes object. */
export interface Manifest extends Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What `cdk8s synth` writes, by cluster and in memory. */
export function manifestsOf(system: ResolvedSystem): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App();
  renderKubernetes(app, system);
  const charts = app.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
  const byCluster = new Map<string, Manifest[]>(system.clusters.map(({ name }) => [name, []]));
  const [only] = byCluster.keys();
  for (const chart of charts) {
    // With several clusters, the charts of each stand below a construct of its name.
    const cluster = byCluster.size > 1 ? chart.node.scopes[1]?.node.id : only;
    byCluster.get(cluster ?? '')?.push(...(chart.toJson() as Manifest[]));
  }
  return byCluster;
}

/** What `cdktf synth` writes, in memory. */
export function terraformOf(system: ResolvedSystem): Json {
  return new VirtualMachinesStack(new TerraformApp(), system.name, { system }).toTerraform() as Json;
}
