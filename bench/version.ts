import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Engine from '../src/cli/engine';
import type * as Kubernetes from '../src/kubernetes';
import type { ResolvedSystem, System } from '../src/model';
import type * as Terraform from '../src/terraform';
import type * as Verify from '../src/verify';
import type { LargeSystemProps } from './large-system';
import type { Measurement } from './report';
import { written } from './written';

/**
 * `node version.js <folder> machines|flows <number>`: with the library that is compiled in a folder, of whatever version, renders and writes that
 * many plain machines, or verifies the outputs of that many flows among 2,000 microservices and 200 machines. Only that is measured.
 */
const [folder = '', what = '', number = ''] = process.argv.slice(2);

const load = <T>(name: string): T => require(join(folder, name)) as T;

/** What the earlier version called it, and how it was told what. */
interface EarlierVerify {
  verifyOutputs(outputs: {
    readonly terraformDir: string;
    readonly kubernetesDir: string;
    readonly system: ResolvedSystem;
  }): readonly unknown[];
}

if (existsSync(join(folder, 'src/cli/engine.js'))) load<typeof Engine>('src/cli/engine').setUpEngine();
const { App: TerraformApp } = require('cdktf') as typeof import('cdktf');
const { VirtualMachinesStack } = load<typeof Terraform>('src/terraform');
const { largeSystem } = load<{ largeSystem(props: LargeSystemProps): System }>('bench/large-system');

function measured<T>(work: () => T): { readonly cpu: number; readonly answer: T } {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, answer };
}

function writeTerraform(outdir: string, system: ResolvedSystem): void {
  const app = new TerraformApp({ outdir });
  new VirtualMachinesStack(app, system.name, { system });
  app.synth();
}

const MEASURED: Readonly<Record<string, (count: number) => Measurement>> = {
  machines(count) {
    const { system } = largeSystem({ services: 1, machines: count, flows: 0 }).resolve();
    const { cpu, answer } = measured(() => written((outdir) => writeTerraform(outdir, system)));
    return { cpu, ...answer };
  },
  flows(count) {
    const { system } = largeSystem({ services: 2000, machines: 200, flows: count }).resolve();
    const { App, renderKubernetes } = load<typeof Kubernetes>('src/kubernetes');
    const outputs = mkdtempSync(join(tmpdir(), 'bench-'));
    const [terraform, kubernetes] = [join(outputs, 'cdktf.out'), join(outputs, 'dist')];
    writeTerraform(terraform, system);
    const app = new App({ outdir: kubernetes });
    renderKubernetes(app, system);
    app.synth();
    const { verify, verifyOutputs } = load<Partial<typeof Verify & EarlierVerify>>('src/verify');
    const { cpu, answer } = measured(
      () => verify?.({ terraform, kubernetes, system }) ?? verifyOutputs?.({ terraformDir: terraform, kubernetesDir: kubernetes, system }),
    );
    rmSync(outputs, { recursive: true });
    if (answer?.length !== 0) throw new Error(`${answer?.length} differences`);
    return { cpu };
  },
};

console.log(JSON.stringify(MEASURED[what]?.(Number(number))));
