import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Lab } from '../harness/lab';
import type { Part } from '../harness/part';
import { PROJECT } from '../harness/paths';

/** CDK Terrain continues cdktf under another name; users put it in place by an npm alias. */
export const fork: Part = {
  name: 'fork',
  title: 'cdktn in place of cdktf: the same output, and the unit tests pass',
  needs: [],
  minutes: 5,
  run,
};

/** Not of the project's sources: what is made from them, and what is swapped. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'lib', 'dist', 'cdktf.out', '.logs']);

async function run(lab: Lab): Promise<void> {
  const place = lab.folder();
  // Some tests run programs as a user who may not write, and who has to read them.
  chmodSync(place, 0o755);
  const copy = join(place, 'project');
  cpSync(PROJECT, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(dirname(path), path)) });
  aliasModules(join(PROJECT, 'node_modules'), join(copy, 'node_modules'), copy);
  const environment = { env: { CHECKPOINT_DISABLE: '1' }, cwd: copy, timeoutSeconds: 900 };
  const compiler = join(copy, 'node_modules/typescript/bin/tsc');

  await lab.step('the alias is in place', async () => {
    const answer = await lab.output([process.execPath, '--print', "require('cdktf/package.json').name"], environment);
    assert.equal(answer.trim(), 'cdktn');
  });
  await lab.step('the project type-checks and builds', () => lab.output([process.execPath, compiler, '--build'], environment));
  await lab.step('both synths write the same, apart from the version of the library and how an empty list is set', async () => {
    const outputs = await Promise.all(
      [PROJECT, copy].map(async (project) => {
        const folder = lab.folder();
        for (const program of ['stacks', 'charts']) {
          const env = { ...environment.env, CDKTF_OUTDIR: join(folder, 'cdktf.out'), CDK8S_OUTDIR: join(folder, 'dist') };
          await lab.output([process.execPath, join(project, 'lib', program, 'main.js')], { ...environment, cwd: project, env });
        }
        return read(folder);
      }),
    );
    const [ours = {}, theirs = {}] = outputs;
    assert(Object.keys(ours).length > 5);
    assert.deepEqual(Object.keys(theirs), Object.keys(ours));
    for (const [path, text] of Object.entries(ours)) assert.deepEqual(theirs[path]?.split('\n'), text.split('\n'), path);
  });
  await lab.step('the unit tests pass', () => lab.output([process.execPath, join(copy, 'node_modules/jest/bin/jest.js')], environment));
}

/** Links to every package of the project, but `cdktf` is `cdktn`, and the project's own package that of its copy. */
function aliasModules(from: string, to: string, copy: string): void {
  mkdirSync(to);
  mkdirSync(join(to, '@cdktf'));
  // A folder of its own, as npm makes it.
  cpSync(join(from, 'cdktn'), join(to, 'cdktf'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (!['.cache', '@cdktf', 'cdktf'].includes(name)) symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(from, '@cdktf'))) {
    if (name !== 'provider-libvirt') symlinkSync(join(from, '@cdktf', name), join(to, '@cdktf', name));
  }
  symlinkSync(join(copy, 'packages/provider-libvirt'), join(to, '@cdktf/provider-libvirt'));
}

/** Every file by its path, without the library's version. */
function read(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry): [string, string] => {
    const path = join(entry.parentPath, entry.name);
    return [relative(folder, path), withoutVersion(path)];
  });
  return Object.fromEntries(texts.sort(([a], [b]) => a.localeCompare(b)));
}

/** What notes a version: the manifest itself, a stack's comment. */
interface Noting {
  version?: string;
}

/** Where the library notes its version: once in a file. All else is compared, other versions too. */
const NOTES: Readonly<Record<string, (content: Noting & { '//'?: { metadata?: Noting } }) => Noting | undefined>> = {
  'manifest.json': (content) => content,
  'cdk.tf.json': (content) => content['//']?.metadata,
};

/** JSON in its order of keys, but set anew: the fork writes an empty list as `[]`, cdktf in two lines. */
function withoutVersion(path: string): string {
  const text = readFileSync(path, 'utf8');
  const noteOf = NOTES[basename(path)];
  if (noteOf === undefined) return text;
  const content = JSON.parse(text);
  const note = noteOf(content);
  assert(note?.version, `${path} tells the library's version`);
  note.version = '';
  return JSON.stringify(content, undefined, 1);
}
