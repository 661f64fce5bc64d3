import { rmSync } from 'node:fs';
import { TerraformStack, Testing } from 'cdktf';
import type { System } from '../model/system';
import { type CustomizeTerraform, VirtualMachinesStacks } from '../terraform';
import { atMachines } from '../terraform/at-machine';
import type { SynthOptions } from './options';

type Configuration = Readonly<Record<string, unknown>>;

/**
 * The Terraform configurations of a system and of stacks that were added to it, by file below `cdktf.out`, without cdktf's own metadata.
 * @throws InvalidSystemError with every problem of the system
 */
export function synthTerraform<S extends System>(
  system: S,
  { customize, ...options }: SynthOptions<CustomizeTerraform<S>> = {},
): Readonly<Record<string, Configuration>> {
  const resolved = system.resolve(options).system;
  const app = Testing.app();
  try {
    const own = atMachines(system, () => new VirtualMachinesStacks(app, { system: resolved }));
    customize?.(own, system, app);
    const stacks = app.node.findAll().filter(TerraformStack.isStack);
    // As the app itself does before it writes: backends, references between stacks.
    for (const each of stacks) each.prepareStack();
    return Object.fromEntries(stacks.map((each) => [`stacks/${each.node.id}/cdk.tf.json`, configurationOf(each)]));
  } finally {
    // Made by cdktf with the app; nothing is written into it, and nobody else would remove it.
    rmSync(app.outdir, { recursive: true, force: true });
  }
}

const configurationOf = (stack: TerraformStack): Configuration => withoutMetadata(JSON.parse(Testing.synth(stack, true)) as Configuration);

/** The comment of cdktf, which holds its version and construct paths, in the document and in each resource. */
function withoutMetadata<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutMetadata) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '//');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMetadata(item)])) as T;
}
