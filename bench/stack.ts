import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { VirtualMachinesStack } from '../src/terraform';
import { mixedMachines } from './mixed-machines';
import { report } from './report';

/** `node stack.js <number>`: renders that many resolved machines of all kinds, and writes their stack as `cdktf synth` does. */
const { system } = mixedMachines(Number(process.argv[2])).resolve();

report(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir });
  new VirtualMachinesStack(app, system.name, { system });
  app.synth();
  rmSync(outdir, { recursive: true });
});
