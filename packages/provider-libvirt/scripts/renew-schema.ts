import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEMA_FILE } from './generate';
import { PROVIDER, VERSION } from './schema';

/** The provider's schema as Terraform prints it. Needs `terraform`, and the provider from the registry or a local mirror. */
function schemaFromTerraform(): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'provider-libvirt-'));
  try {
    const configuration = { terraform: { required_providers: { libvirt: { source: PROVIDER, version: VERSION } } } };
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify(configuration));
    const terraform = (...args: string[]) => execFileSync('terraform', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
    terraform('init', '-input=false', '-no-color');
    return JSON.parse(terraform('providers', 'schema', '-json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without descriptions, which are most of the text, and with sorted keys, so that the same schema is the same file. */
export function reduced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reduced);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, member]) => !((key === 'description' && typeof member === 'string') || key === 'description_kind'))
    .map(([key, member]) => [key, reduced(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (require.main === module) {
  writeFileSync(SCHEMA_FILE, JSON.stringify(reduced(schemaFromTerraform())));
  console.log(SCHEMA_FILE);
}
