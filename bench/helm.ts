import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, renderKubernetes } from '../src/kubernetes';
import { processorTimeOf } from './children';
import { largeSystem } from './large-system';
import type { Measurement } from './report';

/**
 * `node helm.js <path of helm> <number>`: what `helm template` takes for the manifests of that many microservices, from a chart whose
 * template has the very text of one of them.
 */
const [helm = '', number = '3000'] = process.argv.slice(2);
const services = Number(number);
/** The one that the chart is made of: among so many, each has as many policies as in the large system. */
const MODEL = 7;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const chart = join(folder, 'chart');
mkdirSync(join(chart, 'templates'), { recursive: true });
writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: services\nversion: 1.0.0\n');
writeFileSync(join(chart, 'values.yaml'), `services: ${services}\n`);
writeFileSync(join(chart, 'templates/services.yaml'), `{{- range $i := until (int .Values.services) }}\n---\n${template()}\n{{- end }}\n`);

const output = join(folder, 'all.yaml');
const cpu = processorTimeOf('"$0" template services "$1" > "$2"', helm, chart, output);
const { size } = statSync(output);
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ cpu, output: size / 1e6 } satisfies Measurement));

/** The manifests of one microservice, named by the index of a loop. */
function template(): string {
  const dist = join(folder, 'dist');
  const app = new App({ outdir: dist });
  renderKubernetes(app, largeSystem({ services: 300, machines: 10, flows: 900 }).resolve().system);
  app.synth();
  const name = `service-${MODEL}`;
  const file = readdirSync(dist).find((each) => each.includes(`-${name}.`)) ?? '';
  return readFileSync(join(dist, file), 'utf8').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'service-{{ $i }}');
}
