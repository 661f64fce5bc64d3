import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App as TerraformApp } from 'cdktf';
import { App, renderKubernetes } from '../../src/kubernetes';
import type { ResolvedSystem } from '../../src/model/resolved';
import { VirtualMachinesStack } from '../../src/terraform';
import { Shop } from '../../system';

/** Where the stack of the reference system lies in its outputs. */
export const STACK = 'cdktf.out/stacks/shop/cdk.tf.json';

/** The reference system with its outputs on disk, as both synths write them. */
export interface ReferenceOutputs {
  readonly system: ResolvedSystem;
  /** Room for copies. */
  readonly folder: string;
  /** Folder with `cdktf.out` and `dist`. */
  readonly pristine: string;
  readonly remove: () => void;
}

export function writeReferenceOutputs(): ReferenceOutputs {
  const { system } = new Shop().resolve();
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  const pristine = join(folder, 'pristine');
  mkdirSync(pristine);
  const terraform = new TerraformApp({ outdir: join(pristine, 'cdktf.out') });
  new VirtualMachinesStack(terraform, 'shop', { system });
  terraform.synth();
  const kubernetes = new App({ outdir: join(pristine, 'dist') });
  renderKubernetes(kubernetes, system);
  kubernetes.synth();
  return { system, folder, pristine, remove: () => rmSync(folder, { recursive: true }) };
}
