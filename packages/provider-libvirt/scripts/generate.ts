import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitIndex, emitMetadata, emitModule } from './emit';
import { modules } from './model';
import { type ProviderSchemas, providerSchema, VERSION } from './schema';

export const SCHEMA_FILE = `schema/libvirt-${VERSION}.schema.json`;
export const GENERATED_FOLDER = 'src/generated';

/** Text of every generated file by its name in `src/generated`. */
export function generate(schemas: ProviderSchemas): Map<string, string> {
  const all = modules(providerSchema(schemas));
  return new Map([
    ['index.ts', emitIndex(all)],
    ['metadata.ts', emitMetadata()],
    ...all.map((module) => [`${module.file}.ts`, emitModule(module)] as const),
  ]);
}

/** Writes `src/generated` anew. */
export function main(root: string): void {
  const files = generate(JSON.parse(readFileSync(join(root, SCHEMA_FILE), 'utf8')) as ProviderSchemas);
  const folder = join(root, GENERATED_FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const stale of readdirSync(folder).filter((name) => !files.has(name))) rmSync(join(folder, stale));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  console.log(`${files.size} files in ${GENERATED_FOLDER}`);
}

if (require.main === module) main(process.cwd());
