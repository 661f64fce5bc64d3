import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED_FOLDER, generate, SCHEMA_FILE } from '../../packages/provider-libvirt/scripts/generate';
import { reduced } from '../../packages/provider-libvirt/scripts/renew-schema';
import { type ProviderSchemas, VERSION } from '../../packages/provider-libvirt/scripts/schema';

const ROOT = join(__dirname, '../../packages/provider-libvirt');
const schemas = JSON.parse(readFileSync(join(ROOT, SCHEMA_FILE), 'utf8')) as ProviderSchemas;

test('the committed bindings are what the generator makes of the committed schema', () => {
  const generated = generate(schemas);
  const folder = join(ROOT, GENERATED_FOLDER);
  expect(readdirSync(folder).sort()).toEqual([...generated.keys()].sort());
  for (const [file, text] of generated) {
    // A comparison by `toBe` would print both files, thousands of lines.
    expect({ file, committed: readFileSync(join(folder, file), 'utf8') === text }).toEqual({ file, committed: true });
  }
});

test('every resource and data source of the provider has a class', () => {
  const index = generate(schemas).get('index.ts');
  expect(index?.match(/(?<=export \* as )\w+/g)).toEqual([
    'cloudinitDisk',
    'combustion',
    'domain',
    'ignition',
    'network',
    'pool',
    'volume',
    'dataLibvirtDomainInterfaceAddresses',
    'dataLibvirtNodeDeviceInfo',
    'dataLibvirtNodeDevices',
    'dataLibvirtNodeInfo',
    'provider',
  ]);
});

test('the package has the version of the provider it was generated for', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(version).toBe(VERSION);
});

test('the committed schema is reduced: sorted, without descriptions', () => {
  expect(JSON.stringify(reduced(schemas))).toBe(readFileSync(join(ROOT, SCHEMA_FILE), 'utf8'));
});

test('reducing drops descriptions, but not an attribute of that name', () => {
  const schema = {
    description: 'text',
    description_kind: 'plain',
    attributes: { type: { type: 'string' }, description: { type: 'string' } },
  };
  expect(JSON.stringify(reduced(schema))).toBe('{"attributes":{"description":{"type":"string"},"type":{"type":"string"}}}');
});

describe('a schema that the bindings cannot cover stops the generator', () => {
  const withVolume = (block: object): ProviderSchemas => {
    const [[source, provider]] = Object.entries(schemas.provider_schemas) as [[string, ProviderSchemas['provider_schemas'][string]]];
    const volume = { version: 0, block } as never;
    return { ...schemas, provider_schemas: { [source]: { ...provider, resource_schemas: { libvirt_volume: volume } } } };
  };
  test.each([
    ['nested blocks', { block_types: { timeouts: {} } }, 'libvirt_volume: nested blocks are not supported'],
    ['maps', { attributes: { tags: { type: ['map', 'string'], optional: true } } }, 'VolumeTags: a type that these bindings do not cover'],
    ['sets of objects', { attributes: { disks: { nested_type: { nesting_mode: 'set' } } } }, 'VolumeDisks: a type that'],
    ['names that fall together', { attributes: { a_b: { type: 'bool' }, aB: { type: 'bool' } } }, 'two things would be named Volume.aB'],
  ])('%s', (_, block, message) => {
    expect(() => generate(withVolume(block))).toThrow(message);
  });

  test('another provider', () => {
    expect(() => generate({ ...schemas, provider_schemas: {} })).toThrow('does not hold registry.terraform.io/dmacvicar/libvirt');
  });
});
