import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, renderKubernetes } from '../src/kubernetes';
import { processorTimeOf } from './children';
import { largeSystem } from './large-system';
import type { Measurement } from './report';

/**
 * `node least.js <number>`: what it takes to load cdk8s and to copy the files with the manifests of that many microservices. No program that uses
 * cdk8s writes them for less.
 */
const services = Number(process.argv[2]);

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const [manifests, copy] = [join(folder, 'manifests'), join(folder, 'copy')];
const app = new App({ outdir: manifests });
renderKubernetes(app, largeSystem({ services, machines: 10, flows: services * 3 }).resolve().system);
app.synth();
mkdirSync(copy);
const program = `
  require('cdk8s');
  const [from, to] = process.argv.slice(1);
  for (const name of fs.readdirSync(from)) fs.writeFileSync(path.join(to, name), fs.readFileSync(path.join(from, name), 'utf8'));
`;
const cpu = processorTimeOf('node -e "$0" "$1" "$2"', program, manifests, copy);
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ cpu } satisfies Measurement));
