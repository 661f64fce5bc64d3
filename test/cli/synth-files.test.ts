import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FILE_OPERATIONS } from '../../src/cli/output/journal';
import { LIST_FILE } from '../../src/cli/output/written';
import { synth, synthesize } from '../../src/cli/synth';
import { FakeProject, failure, OUTPUTS, PROGRAMS, problemsOf } from './fake-project';
import { catchPrinted } from './printed';

/** The compiled command, for what needs a process of its own. */
const MAIN = join(__dirname, '../../lib/src/cli/main.js');

let project: FakeProject;
const printed = catchPrinted();

beforeEach(() => {
  project = new FakeProject();
});

afterEach(() => {
  jest.restoreAllMocks();
  project.remove();
});

const run = async (): Promise<string> => {
  printed.text = '';
  await synth();
  return printed.text;
};

test('writes both outputs, the lock and a list of its files in each folder, and nothing else', async () => {
  await run();
  expect(project.tree()).toEqual({
    'cdktf.out/.isthmus-files': expect.stringMatching(/^# made of [0-9a-f]{64}\nmanifest.json\nstacks\/yard\/cdk.tf.json\n$/),
    'cdktf.out/.isthmus-since': expect.any(String),
    'cdktf.out/manifest.json': '{}',
    'cdktf.out/stacks/yard/cdk.tf.json': '{ "a": 1 }',
    'dist/.isthmus-files': expect.stringMatching(/^# made of [0-9a-f]{64}\n10-a.k8s.yaml\n20-b.k8s.yaml\n$/),
    'dist/10-a.k8s.yaml': 'a: 1\n',
    'dist/20-b.k8s.yaml': 'b: 1\n',
    'isthmus.lock.json': '{ "first": true }\n',
  });
});

test('the outputs may go anywhere that cdktf.json and cdk8s.yaml name', async () => {
  project.configure('terraform', PROGRAMS.terraform, { output: 'out/terraform' });
  project.configure('kubernetes', PROGRAMS.kubernetes, { output: join(project.folder, 'out/kubernetes/') });
  await run();
  expect(Object.keys(project.tree())).toEqual(
    expect.arrayContaining(['out/terraform/stacks/yard/cdk.tf.json', 'out/kubernetes/10-a.k8s.yaml']),
  );
});

describe('files beside the output', () => {
  test('what it wrote goes when it is no longer part of the output; what it did not write stays and is named', async () => {
    expect(await run()).not.toContain('Not of this output');
    project.write('dist/50-mine.yaml', 'kind: Mine\n');
    project.write('dist/notes.txt', 'text');
    project.write('cdktf.out/stacks/yard/override.tf.json', '{}');
    project.write('cdktf.out/stacks/yard/.terraform/providers.tf', '');
    project.prepare('kubernetes', { '10-a.k8s.yaml': 'a: 2\n' });
    const text = await run();
    expect(text).toContain(
      'Not of this output; an apply of the folder reads it all the same:\n  cdktf.out/stacks/yard/override.tf.json\n  dist/50-mine.yaml\n',
    );
    expect(text).not.toMatch(/notes\.txt|providers\.tf/);
    expect(project.tree()).toMatchObject({ 'dist/10-a.k8s.yaml': 'a: 2\n', 'dist/50-mine.yaml': 'kind: Mine\n', 'dist/notes.txt': 'text' });
    expect(existsSync('dist/20-b.k8s.yaml')).toBe(false);
  });

  test('of many the first are named', async () => {
    for (let index = 10; index < 30; index++) project.write(`dist/${index}.yaml`, '');
    expect(await run()).toMatch(/dist\/18\.yaml\n {2}and 11 more\n/);
  });

  test('a list that was tampered with lets nothing outside of the folder be removed', async () => {
    await run();
    project.write('precious.yaml', 'text');
    writeFileSync(`dist/${LIST_FILE}`, `../precious.yaml\n${join(project.folder, 'precious.yaml')}\n./../precious.yaml\n`);
    await run();
    expect(existsSync('precious.yaml')).toBe(true);
  });

  test('folders that hold nothing any more go with their files', async () => {
    project.prepare('kubernetes', { 'west/10-a.yaml': 'a: 1\n', 'east/10-a.yaml': 'a: 1\n' });
    await run();
    project.write('dist/east/mine.txt', 'text');
    project.prepare('kubernetes', OUTPUTS.kubernetes);
    await run();
    expect(existsSync('dist/west')).toBe(false);
    expect(readdirSync('dist/east')).toEqual(['mine.txt']);
  });
});

describe('what is left behind', () => {
  test('a failure leaves no folder that was not there', async () => {
    project.configure('kubernetes', 'exit 3');
    await problemsOf(synth);
    expect(project.tree()).toEqual({});
  });

  test('what a killed command has left goes, what a running one works in stays', async () => {
    const { pid: dead } = spawnSync('true');
    for (const pid of [dead, process.pid]) mkdirSync(`dist/.isthmus-${pid}-abcdef/fresh`, { recursive: true });
    await run();
    expect(readdirSync('dist').filter((name) => name.startsWith('.isthmus-') && name !== LIST_FILE)).toEqual([
      `.isthmus-${process.pid}-abcdef`,
    ]);
  });

  test('what could not be put back is kept where the message says', async () => {
    await run();
    project.prepare('kubernetes', { '10-a.k8s.yaml': 'a: 2\n' });
    let count = 0;
    const rename = (from: string, to: string): void => {
      count += 1;
      if (count > 2) throw Object.assign(new Error(), { code: 'EROFS' });
      FILE_OPERATIONS.rename(from, to);
    };
    const { message } = await failure(() => synthesize({ ...FILE_OPERATIONS, rename }));
    expect(message).toContain('OUTPUT_HALF_REPLACED');
    const [, kept] = /\S+ is at (\S+\/previous\/\S+?)[;.]?(?=\s)/.exec(message) ?? [];
    expect([kept, existsSync(kept ?? '')]).toEqual([kept, true]);
  });
});

test('a signal while a program runs changes nothing', async () => {
  await run();
  const before = project.tree();
  project.prepare('kubernetes', { '10-a.k8s.yaml': 'a: 2\n' });
  project.configure('kubernetes', `kill -TERM ${'$PPID'}; ${PROGRAMS.kubernetes}`);
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'synth'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'Interrupted by SIGTERM. Nothing has been changed.\n' });
  expect(project.tree()).toEqual(before);
});

test('a signal that ends the programs as well is told of, not what it did to them', async () => {
  project.configure('kubernetes', 'kill -INT $PPID; kill -INT $$');
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'synth'], { encoding: 'utf8' });
  expect({ status, stderr: stderr.trim() }).toEqual({ status: 1, stderr: 'Interrupted by SIGINT. Nothing has been changed.' });
});

test('what a version left whose systems had other parts is not compared with', async () => {
  const git = (...args: readonly string[]): string =>
    spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { encoding: 'utf8' }).stdout.trim();
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'first');
  await run();
  const file = 'cdktf.out/.isthmus-since';
  const since = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const { machines: _, ...other } = since.last.system;
  const applied = { version: 1, system: other, warnings: [], terraform: {}, kubernetes: {} };
  writeFileSync(file, gzipSync(JSON.stringify({ ...since, commit: git('rev-parse', '--short', 'HEAD'), applied })));
  expect(await run()).toContain('terraform -chdir=cdktf.out/stacks/yard init');
});

describe('warnings', () => {
  test('are told once, although both programs meet them', async () => {
    const warnings = [{ code: 'SOME_WARNING', path: 'yard', message: 'Mind the gap.', at: 'system.ts:7' }];
    project.prepare('terraform', OUTPUTS.terraform, { warnings });
    project.prepare('kubernetes', OUTPUTS.kubernetes, { warnings });
    let told = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      told += text;
      return true;
    });
    await run();
    expect(told).toBe('Warning: SOME_WARNING at yard (system.ts:7): Mind the gap.\n');
  });
});

/** Runs a script with file systems of its own; undefined where this machine does not let one do that. */
function withMounts(script: string): string | undefined {
  const { status, stdout, stderr } = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-euc', script], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout + stderr : undefined;
}

const canMount = withMounts('mount -t tmpfs none /mnt') !== undefined;
const CLI = `${process.execPath} ${MAIN}`;

(canMount ? describe : describe.skip)('file systems of their own (needs unshare and mount)', () => {
  const mounted = (options: string, commands: string): string | undefined =>
    withMounts(`mount -t tmpfs -o ${options} none dist\n${commands}`);

  beforeEach(() => mkdirSync('dist'));

  test('an output folder that is a mount point is replaced with the other', () => {
    const text = mounted('size=1m', `${CLI} synth >/dev/null; cat dist/10-a.k8s.yaml cdktf.out/manifest.json; ls -A dist`);
    expect(text).toBe('a: 1\n{}.isthmus-files\n10-a.k8s.yaml\n20-b.k8s.yaml\n');
  });

  test('a full disk leaves everything as it was', async () => {
    await run();
    const before = project.tree();
    project.prepare('terraform', { ...OUTPUTS.terraform, 'manifest.json': '{ "new": 1 }' });
    project.prepare('kubernetes', { 'large.yaml': 'x'.repeat(200_000) });
    const text = mounted('size=64k', `${CLI} synth 2>&1 || true; ls -A dist`);
    expect(text).toMatch(/No space left on device|the disk is full/);
    expect(text).not.toMatch(/large\.yaml\n$/);
    expect(project.tree()).toEqual(before);
  });

  test('a file system that cannot be written is told by its name', () => {
    const text = mounted('size=1m,ro', `${CLI} synth 2>&1 || true`);
    expect(text).toMatch(/^OUTPUT_UNUSABLE at dist\n {2}Nothing can be written there: the file system is read-only\.\n/);
    expect(project.tree()).toEqual({ dist: 'empty folder' });
  });
});

test('a folder that this user may not write is told by its name', async () => {
  await run();
  const before = project.tree();
  project.prepare('kubernetes', { '10-a.k8s.yaml': 'a: 2\n' });
  // Root may write everywhere: somebody else has to try.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync('.', 0o777);
  chmodSync('cdktf.out', 0o777);
  chmodSync('dist', 0o555);
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'synth'], { encoding: 'utf8', ...user });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^OUTPUT_UNUSABLE at dist\n {2}Nothing can be written there: this user may not write there\.\n/),
  });
  expect(project.tree()).toEqual(before);
});
