import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformJson } from '../provider-libvirt/library';
import { contents, Project, TARBALL } from './project';

const PROGRAMS = join(__dirname, 'programs');
const BINDINGS = 'node_modules/@cdktf/provider-libvirt';

let project: Project;

beforeAll(() => {
  project = new Project();
  project.install(TARBALL, 'isthmus');
  project.installFolder(project.path('node_modules/isthmus', BINDINGS), '@cdktf/provider-libvirt');
});

afterAll(() => {
  project?.remove();
});

test('the tarball holds compiled code, the bindings, and nothing of the workshop', () => {
  const files = contents(TARBALL);
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'package.json',
      'lib/src/index.js',
      'lib/src/index.d.ts',
      'lib/src/provider-libvirt.js',
      `${BINDINGS}/lib/index.js`,
    ]),
  );
  expect(paths).toContain(`${BINDINGS}/lib/generated/domain.d.ts`);
  // What projects begin with is TypeScript, with tests of its own: `isthmus init` hands it out.
  const workshop = paths.filter((path) => path !== 'system.ts' && !path.startsWith('templates/'));
  expect(workshop.filter((path) => /\.tsbuildinfo$|(^|\/)(test|bench|scripts|schema)\/|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  // A workspace is a symbolic link in `node_modules`; a link in the tarball would lead nowhere.
  expect(files.filter(({ kind }) => kind !== '-')).toEqual([]);
});

test('nothing runs when it is installed, and npm asks nobody to allow it', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const step of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(step);
});

const SYNTHESIZE = `
  const app = cdktf.Testing.app({ outdir: '.' });
  const stack = new cdktf.TerraformStack(app, 'machines');
  new provider.LibvirtProvider(stack, 'libvirt', { uri: 'qemu:///system' });
  new volume.Volume(stack, 'root', { name: 'root', pool: 'default', target: { format: { type: 'qcow2' } } });
  console.log(cdktf.Testing.synth(stack));
`;
const VOLUME = { name: 'root', pool: 'default', target: { format: { type: 'qcow2' } } };

test.each([
  [
    'require',
    'main.cjs',
    `const cdktf = require('cdktf'); const { provider, volume } = require('isthmus/provider-libvirt'); ${SYNTHESIZE}`,
  ],
  [
    'import by name',
    'main.mjs',
    `import * as cdktf from 'cdktf'; import { provider, volume } from 'isthmus/provider-libvirt'; ${SYNTHESIZE}`,
  ],
])('a raw volume beside the user’s own cdktf is synthesized: %s', (_, file, program) => {
  const json = JSON.parse(project.run(file, program)) as { resource: unknown };
  expect(json.resource).toEqual({ libvirt_volume: { root: VOLUME } });
});

test('a machine of the model and a raw volume are synthesized in one stack', () => {
  const json = JSON.parse(project.run('machine.mjs', readFileSync(join(PROGRAMS, 'machine.ts'), 'utf8'))) as TerraformJson;
  expect(json.resource.libvirt_domain?.app).toMatchObject({ name: 'shop-app', vcpu: 2 });
  expect(json.resource.libvirt_volume?.scratch).toEqual({
    name: 'scratch',
    pool: 'default',
    capacity: 1024,
    provider: json.resource.libvirt_domain?.app?.provider,
  });
});

test('the outputs are verified and reviewed in the tests of the user, without a folder', () => {
  const found = JSON.parse(project.run('own-tests.mjs', readFileSync(join(PROGRAMS, 'own-tests.ts'), 'utf8'))) as unknown;
  expect(found).toEqual({
    clean: [],
    careless: ['too-wide store', 'unfounded store-to-resolver-apps', 'unfounded web-to-store'],
    reached: [true, false],
    changes: 'Declared flows\n  + web (VM) may now reach store (VM) on tcp/8080 (orders)\n',
    rows: 1,
    markdown: true,
  });
});

test('the bindings can also stand by their own name, and be imported module by module', () => {
  const program = `import { Volume } from '@cdktf/provider-libvirt/lib/volume'; console.log(Volume.tfResourceType);`;
  expect(project.run('deep.mjs', program)).toBe('libvirt_volume\n');
});

test.each([
  // The oldest way to resolve modules is gone from the newest compiler.
  { compiler: 'typescript-5', module: 'commonjs', moduleResolution: 'node10', flags: ['--skipLibCheck'] },
  { compiler: 'typescript', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'typescript', module: 'esnext', moduleResolution: 'bundler' },
] as const)('programs are type-checked under $moduleResolution', (compilation) => {
  const programs = ['raw-volume.ts', 'deep-import.ts', 'machine.ts', 'own-tests.ts'].map((program) => join(PROGRAMS, program));
  expect(project.typeCheck(programs, compilation)).toBe('');
});

test('the bindings depend on nothing but the user’s cdktf and constructs', () => {
  const manifest = JSON.parse(readFileSync(project.path('node_modules/@cdktf/provider-libvirt/package.json'), 'utf8')) as object;
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).toHaveProperty('peerDependencies', { cdktf: expect.any(String), constructs: expect.any(String) });
});
