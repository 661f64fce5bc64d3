import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../../../src/cli/command-error';
import { FILE_OPERATIONS, type FileOperations } from '../../../src/cli/output/journal';
import { putInPlace, type Replacement } from '../../../src/cli/output/swap';
import { treeOf } from '../fake-project';

/** Two output folders and a lock; every kind of change in them: new, changed, unchanged and gone files and folders, and files of others. */
const BEFORE = {
  'cdktf.out/manifest.json': 'old',
  'cdktf.out/stacks/same/cdk.tf.json': 'same',
  'cdktf.out/stacks/gone/cdk.tf.json': 'gone',
  'cdktf.out/stacks/same/.terraform/plugin': "Terraform's",
  'dist/10-a.yaml': 'old',
  'dist/20-gone.yaml': 'gone',
  'dist/README': "the user's",
  'dist/edge/30-gone.yaml': 'gone',
  lock: 'old',
};
const WRITTEN = {
  'cdktf.out': ['manifest.json', 'stacks/same/cdk.tf.json', 'stacks/gone/cdk.tf.json'],
  dist: ['10-a.yaml', '20-gone.yaml', 'edge/30-gone.yaml', 'never-was.yaml'],
};
const FRESH = {
  'cdktf.out': { 'manifest.json': 'new', 'stacks/same/cdk.tf.json': 'same', 'stacks/more/deep/cdk.tf.json': 'new' },
  dist: { '10-a.yaml': 'new', 'west/40-b.yaml': 'new' },
};
const AFTER = {
  'cdktf.out/manifest.json': 'new',
  'cdktf.out/stacks/more/deep/cdk.tf.json': 'new',
  'cdktf.out/stacks/same/.terraform/plugin': "Terraform's",
  'cdktf.out/stacks/same/cdk.tf.json': 'same',
  'dist/10-a.yaml': 'new',
  'dist/README': "the user's",
  'dist/west/40-b.yaml': 'new',
  lock: 'new',
};

let root: string;

function write(files: Readonly<Record<string, string>>, folder = root): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

/** As it is before every attempt; the folders to work in are beside what is compared. */
function prepare(): readonly Replacement[] {
  for (const folder of ['project', 'work']) rmSync(join(root, folder), { recursive: true, force: true });
  write(BEFORE, join(root, 'project'));
  return (['cdktf.out', 'dist'] as const).map((name) => {
    const [fresh, previous] = ['fresh', 'previous'].map((part) => join(root, 'work', name, part)) as [string, string];
    write(FRESH[name], fresh);
    return { fresh, previous, target: join(root, 'project', name), written: WRITTEN[name] };
  });
}

const project = () => treeOf(join(root, 'project'));
const writeLock = (): void => writeFileSync(join(root, 'project', 'lock'), 'new');
const full = (): never => {
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
};

/** The real operations, of which those that `fails` says fail. */
function failing(fails: (index: number) => boolean): FileOperations & { readonly count: number } {
  let count = 0;
  const guarded =
    <A extends readonly unknown[]>(operation: (...all: A) => void) =>
    (...all: A): void => {
      count += 1;
      if (fails(count)) full();
      operation(...all);
    };
  const { rename, makeFolder, removeFolder } = FILE_OPERATIONS;
  return {
    rename: guarded(rename),
    makeFolder: guarded(makeFolder),
    removeFolder: guarded(removeFolder),
    get count() {
      return count;
    },
  };
}

const failureOf = (action: () => void): CommandError => {
  try {
    action();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('nothing failed');
};

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-swap-')));
});
afterEach(() => rmSync(root, { recursive: true }));

test('everything is put in place; what others have put there stays', () => {
  putInPlace(prepare(), writeLock);
  expect(project()).toEqual(AFTER);
});

test('what is the same byte by byte is not touched', () => {
  const replacements = prepare();
  const inode = () => statSync(join(root, 'project/cdktf.out/stacks/same/cdk.tf.json')).ino;
  const before = inode();
  putInPlace(replacements, writeLock);
  expect(inode()).toBe(before);
});

test('whichever single operation fails, everything is as it was', () => {
  const whole = failing(() => false);
  putInPlace(prepare(), writeLock, whole);
  expect(whole.count).toBeGreaterThan(15);
  for (let broken = 1; broken <= whole.count; broken++) {
    const replacements = prepare();
    const { problems } = failureOf(() =>
      putInPlace(
        replacements,
        writeLock,
        failing((index) => index === broken),
      ),
    );
    expect([broken, problems.map(({ code, message }) => [code, message.includes('the disk is full')])]).toEqual([
      broken,
      [['OUTPUT_NOT_REPLACED', true]],
    ]);
    expect([broken, project()]).toEqual([broken, BEFORE]);
  }
});

test('when the lock cannot be written, everything is as it was', () => {
  const replacements = prepare();
  expect(failureOf(() => putInPlace(replacements, full)).problems).toMatchObject([{ code: 'OUTPUT_NOT_REPLACED' }]);
  expect(project()).toEqual(BEFORE);
});

test('when nothing can be taken back either, what is left is named, and nothing is lost', () => {
  const whole = failing(() => false);
  putInPlace(prepare(), writeLock, whole);
  for (let broken = 2; broken <= whole.count; broken++) {
    const replacements = prepare();
    const { problems } = failureOf(() =>
      putInPlace(
        replacements,
        writeLock,
        failing((index) => index >= broken),
      ),
    );
    expect(problems).toMatchObject([{ code: 'OUTPUT_HALF_REPLACED', message: expect.stringMatching(/ is at |the folder .* is new/) }]);
    const texts = Object.values(treeOf(root)).sort();
    for (const text of new Set(Object.values(BEFORE))) expect(texts).toContain(text);
  }
});
