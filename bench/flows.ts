import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App as TerraformApp } from 'cdktf';
import { App, renderKubernetes } from '../src/kubernetes';
import { VirtualMachinesStack } from '../src/terraform';
import { verify } from '../src/verify';
import { largeSystem } from './large-system';
import { report } from './report';

/** `node flows.js <number>`: resolves and renders a system with that many flows among 2,000 microservices and 200 machines, and verifies the files. */
const flows = Number(process.argv[2]);

report(() => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const system = largeSystem({ services: 2000, machines: 200, flows }).resolve().system;
  const kubernetes = new App({ outdir: join(folder, 'dist') });
  renderKubernetes(kubernetes, system);
  kubernetes.synth();
  const terraform = new TerraformApp({ outdir: join(folder, 'cdktf.out') });
  new VirtualMachinesStack(terraform, system.name, { system });
  terraform.synth();
  const before = process.cpuUsage();
  const differences = verify({ terraform: join(folder, 'cdktf.out'), kubernetes: join(folder, 'dist'), system });
  const { user, system: kernel } = process.cpuUsage(before);
  rmSync(folder, { recursive: true });
  if (differences.length > 0) throw new Error(`${differences.length} differences, the first: ${differences[0]?.text}`);
  return { verify: (user + kernel) / 1000 };
});
