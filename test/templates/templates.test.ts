import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from 'isthmus';
import { synthKubernetes, synthTerraform } from 'isthmus/testing';
import { verify } from 'isthmus/verify';
import { parse } from 'yaml';
import { filesOf, TEMPLATES, type Template } from '../../src/cli/init/templates';
import { MySystem as Cluster } from '../../templates/cluster/system';
import { environments } from '../../templates/environments/environments';
import { MySystem as Existing } from '../../templates/existing/system';
import { MySystem as Lab } from '../../templates/lab/system';
import { MySystem as Minimal } from '../../templates/minimal/system';
import { Shop } from '../../templates/shop/system';

/** What each template describes. Types are checked with those of the tests; `npm run test:package` makes projects of all and runs their tests. */
const SYSTEMS: { readonly [T in Template]: readonly (() => System)[] } = {
  minimal: [() => new Minimal()],
  shop: [() => new Shop()],
  cluster: [() => new Cluster()],
  lab: [() => new Lab()],
  existing: [() => new Existing()],
  environments: environments.names.map((name) => () => environments.build(name)),
};

const ROOT = join(__dirname, '../..');
const templates = Object.keys(TEMPLATES) as Template[];

describe.each(templates)('%s', (template) => {
  const files = filesOf(template, 'oak');

  test.each(SYSTEMS[template])('is resolved without a warning; both outputs let through what it allows, and nothing else', (build) => {
    const { system, warnings } = build().resolve();
    expect(warnings).toEqual([]);
    const outputs = { terraform: synthTerraform(build()), kubernetes: synthKubernetes(build()) };
    expect(verify({ system, ...outputs })).toEqual([]);
  });

  test('is a whole project', () => {
    expect([...files.keys()].filter((file) => file !== 'environments.ts').sort()).toEqual([
      '.github/workflows/check.yml',
      '.gitignore',
      'README.md',
      'cdk8s.yaml',
      'cdktf.json',
      'charts/main.ts',
      'jest.snapshots.js',
      'package.json',
      'stacks/main.ts',
      'system.ts',
      'test/system.test.ts',
      'test/tsconfig.json',
      'tsconfig.json',
    ]);
  });

  test('takes the name of its system, and says what it is', () => {
    expect(files.get('system.ts')).toContain("super('oak'");
    expect(JSON.parse(files.get('package.json') ?? '')).toMatchObject({ name: 'oak' });
    expect(files.get('README.md')).toContain(`# oak\n\n${TEMPLATES[template].words}\n`);
    for (const [file, text] of files) expect([file, /my-system|MySystem|WHAT-IT-IS|'shop'/.exec(text)]).toEqual([file, null]);
  });

  test('goes through no back door, and imports the package alone', () => {
    for (const [file, text] of files) {
      if (!file.endsWith('.ts')) continue;
      const modules = [...text.matchAll(/from '([^']*)'/g)].map(([, module]) => module);
      expect([file, modules.filter((module) => !/^(isthmus(\/\w+)?|\.\.?\/(system|environments))$/.test(module ?? ''))]).toEqual([
        file,
        [],
      ]);
      expect([file, /\bas (?!const\b)|\bany\b/.exec(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^']*'/g, ''))]).toEqual([file, null]);
      expect([file, text.includes('@ts-')]).toEqual([file, false]);
    }
  });
});

test('the class of a system is called after it, unless that word means something already', () => {
  const classOf = (name: string): string | undefined =>
    /export class (\w+) extends System/.exec(filesOf('minimal', name).get('system.ts') ?? '')?.[1];
  expect(['my-shop', 'oak', 'network', 'map', 'k8s-2'].map(classOf)).toEqual(['MyShop', 'Oak', 'NetworkSystem', 'MapSystem', 'K8s2']);
  for (const file of ['stacks/main.ts', 'charts/main.ts', 'test/system.test.ts'])
    expect(filesOf('minimal', 'network').get(file)).toContain('new NetworkSystem()');
});

test('the shop is the reference system, to the letter', () => {
  const reference = readFileSync(join(ROOT, 'system.ts'), 'utf8');
  expect(filesOf('shop', 'shop').get('system.ts')).toBe(reference.replace("from './src'", "from 'isthmus'"));
});

test('projects get what this package was tested with', () => {
  const own: Record<string, Record<string, string>> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { dependencies, devDependencies, engines } = JSON.parse(filesOf('minimal', 'oak').get('package.json') ?? '') as typeof own;
  expect(dependencies).toEqual({ ...own.peerDependencies, isthmus: `^${own.version}` });
  expect(engines).toEqual(own.engines);
  for (const [tool, range] of Object.entries(devDependencies ?? {})) expect([tool, range]).toEqual([tool, own.devDependencies?.[tool]]);
});

test.each([
  'minimal',
  'environments',
] as const)('the workflow of %s runs its commands with a frozen lock, and takes no text of others into a shell', (template) => {
  const workflow: { jobs: { check: { steps: { run?: string }[]; env?: object; strategy?: { matrix: object } } } } = parse(
    filesOf(template, 'oak').get('.github/workflows/check.yml') ?? '',
  );
  const { steps, env, strategy } = workflow.jobs.check;
  const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(commands).toEqual([
    'npm ci',
    'npx isthmus synth',
    'npm test',
    'npx isthmus verify',
    expect.stringContaining('plan --against "$BASE"'),
  ]);
  expect(commands.join()).not.toContain('${{');
  if (template === 'environments') {
    expect(strategy?.matrix).toEqual({ environment: environments.names });
    expect(JSON.stringify(env)).toBe(`{"ISTHMUS_ENV":"$${'{{'} matrix.environment }}"}`);
  }
});
