import { rmSync } from 'node:fs';
import { Testing } from 'cdktf';
import type { System } from '../model/system';
import { VirtualMachinesStack } from '../terraform';
import type { SynthOptions } from './options';

/**
 * The Terraform configuration of a system, by file below `cdktf.out`, without cdktf's own metadata.
 * @throws InvalidSystemError with every problem of the system
 */
export function synthTerraform(system: System, options: SynthOptions = {}): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const resolved = system.resolve(options).system;
  const app = Testing.app();
  try {
    const stack = new VirtualMachinesStack(app, resolved.name, { system: resolved });
    const configuration: Record<string, unknown> = JSON.parse(Testing.synth(stack));
    return { [`stacks/${resolved.name}/cdk.tf.json`]: withoutMetadata(configuration) };
  } finally {
    // Made by cdktf with the app; nothing is written into it, and nobody else would remove it.
    rmSync(app.outdir, { recursive: true, force: true });
  }
}

/** The comment of cdktf, which holds its version and construct paths, in the document and in each resource. */
function withoutMetadata<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutMetadata) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '//');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMetadata(item)])) as T;
}
