import { graphHtml, graphSvg, systemGraph } from '../report';
import { countsText } from '../report/counts';
import { environment, fileOf } from './environment';
import { type Target, writeJson, writeText } from './output/file';
import { print } from './print';
import { resolveIn } from './run-app';

export interface GraphOptions {
  /** File to write a page into that shows the picture and answers questions about it. @default - `isthmus-graph.html`, where nothing else is asked for */
  readonly html?: string;
  /** File to write the picture into. @default - none */
  readonly svg?: string;
  /** File to write the data of the picture into, or standard output. @default - none */
  readonly json?: Target;
}

/**
 * Draws the system: hosts, subnets, machines, clusters, workloads, and who may talk to whom.
 * @throws CommandError for whatever a user can put right
 */
export async function graph({ html, svg, json }: GraphOptions): Promise<void> {
  const system = resolveIn('.');
  const page = html ?? (svg === undefined && json === undefined ? fileOf(environment(), 'isthmus-graph', 'html') : undefined);
  if (svg !== undefined) writeText(svg, await graphSvg(system));
  if (json !== undefined) writeJson(json, systemGraph(system));
  if (page === undefined) return;
  writeText(page, await graphHtml(system));
  // Whoever reads the data reads nothing else.
  if (json === true) return;
  print(`${page} shows ${system.name}: ${countsText(system)}. Open it in a browser; it needs no network.\n`);
}
