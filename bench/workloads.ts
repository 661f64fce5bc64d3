import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, renderKubernetes } from '../src/kubernetes';
import { mixedWorkloads } from './mixed-workloads';
import { report } from './report';

/** `node workloads.js <number>`: resolves, renders and writes the manifests of that many workloads of all kinds. */
const workloads = Number(process.argv[2]);

report(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir });
  renderKubernetes(app, mixedWorkloads(workloads).resolve().system);
  app.synth();
  rmSync(outdir, { recursive: true });
});
