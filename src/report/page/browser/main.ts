import type ElkConstructor from 'elkjs/lib/elk-api';
import type { Graph } from '../../graph/graph';
import { byId } from './dom';
import { GraphPage } from './graph-page';

declare const ELK: typeof ElkConstructor;

const graph = JSON.parse(byId('graph-data', HTMLScriptElement).text) as Graph;
const theme = byId('theme', HTMLSelectElement);
theme.addEventListener('change', () => {
  document.documentElement.dataset.theme = theme.value;
});
new GraphPage(graph, new ELK()).draw(false);
