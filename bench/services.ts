import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, renderKubernetes } from '../src/kubernetes';
import { largeSystem } from './large-system';
import { report } from './report';

/** `node services.js <number>`: resolves, renders and writes the manifests of that many microservices. */
const services = Number(process.argv[2]);

report(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir });
  renderKubernetes(app, largeSystem({ services, machines: 10, flows: services * 3 }).resolve().system);
  app.synth();
  rmSync(outdir, { recursive: true });
});
