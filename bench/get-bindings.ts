import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFolder } from './compile-folder';

/**
 * Makes the bindings that `cdktf get` makes of the provider, with cdktf's own generator, from the schema in this repository.
 * They are kept in the cache folder and compiled without a type check.
 * @returns the folder of the compiled bindings
 */
export async function getBindings(root: string): Promise<string> {
  const cache = join(root, 'node_modules/.cache/cdktf-get');
  const compiled = join(cache, 'libvirt');
  if (existsSync(join(compiled, 'index.js'))) return compiled;
  const schema: unknown = JSON.parse(readFileSync(join(root, 'packages/provider-libvirt/schema/libvirt-0.9.7.schema.json'), 'utf8'));
  // Part of cdktf-cli; loaded only when it has to run.
  const { generateProviderBindingsFromSchema } = require('@cdktf/provider-generator') as {
    generateProviderBindingsFromSchema: (target: string, schema: unknown) => Promise<void>;
  };
  await generateProviderBindingsFromSchema(join(cache, 'source'), schema);
  const source = join(cache, 'source/providers/libvirt');
  compileFolder(source, compiled);
  return compiled;
}
