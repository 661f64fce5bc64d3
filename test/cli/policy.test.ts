import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Anyone, Port } from '../../src';
import { CommandError } from '../../src/cli/command-error';
import { policy } from '../../src/cli/policy';
import { why } from '../../src/cli/why';
import type { ResolvedSystem } from '../../src/model/resolved';
import { shop } from '../report/fixture';
import { catchPrinted } from './printed';

/** A project in a folder of a git repository whose program only hands over what was resolved before. */
const home = process.cwd();
const { TMPDIR } = process.env;
let root: string;
const printed = catchPrinted();

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], { cwd: root, encoding: 'utf8' });
const put = (system: ResolvedSystem) => writeFileSync('system.json', JSON.stringify(system));
const withFeed = () => shop((system) => system.policy.allow(system.erp, system.user, { because: 'address book' }));
const NEWS = /^Declared flows\n {2}\+ legacy-app-vm \(VM\) may now reach user-service /;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
  for (const folder of ['project', 'tmp']) mkdirSync(join(root, folder));
  process.env.TMPDIR = join(root, 'tmp');
  process.chdir(join(root, 'project'));
  // `node_modules` must be there in every revision although git does not keep it.
  writeFileSync('cdk8s.yaml', 'app: cp node_modules/marker . && cp system.json $ISTHMUS_STAGE/resolved.json\n');
  writeFileSync('.gitignore', 'node_modules\nmarker\n');
  mkdirSync('node_modules');
  writeFileSync('node_modules/marker', '');
  put(shop());
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
});

afterEach(() => {
  process.chdir(home);
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(root, { recursive: true });
});

test('prints an overview when nothing is asked for, and every point when all of it is', async () => {
  await policy({});
  expect(printed.text).toContain('DECLARED FLOWS (9)');
  expect(printed.text).not.toContain('pod egress');
  expect(printed.text.split('\n').length).toBeLessThan(70);
  await policy({ full: true });
  expect(printed.text).toContain('pod egress: exact');
});

test('shows the flows of one end, of what it is part of, and of two', async () => {
  await policy({ from: 'legacy-app-vm' });
  expect(printed.text).toMatch(/DECLARED FLOWS \(1\)\n.*order-service.*IMPLIED FLOWS \(\d\)/s);
  expect(printed.text).not.toContain('payment-service');
  printed.text = '';
  await policy({ to: 'k8s-node-1' });
  expect(printed.text).toContain('nodes of k8s');
  printed.text = '';
  await policy({ from: 'order-service', to: 'database-vm' });
  expect(printed.text).toMatch(/DECLARED FLOWS \(1\).*IMPLIED FLOWS \(0\)\nNone/s);
});

test('says of names that are none all at once, and of which one is meant', async () => {
  await expect(policy({ from: 'ordr-service', to: 'k8s' })).rejects.toThrow(
    /END_UNKNOWN at ordr-service\n.*there is "order-service".*END_AMBIGUOUS at k8s\n.*cluster-dns\/k8s or mesh-control-plane\/k8s or nodes\/k8s/s,
  );
  await policy({ from: 'nodes/k8s' });
  expect(printed.text).toContain('IMPLIED FLOWS');
});

test('why: prints whether one may reach another', () => {
  why('order-service', 'database-vm', '5432');
  expect(printed.text).toMatch(/^order-service → database-vm \(VM\) at tcp\/5432\n\nAllowed:\n/);
});

test('compares with a git revision, and leaves nothing behind', async () => {
  put(withFeed());
  await policy({ against: 'HEAD' });
  expect(printed.text).toMatch(NEWS);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(git('status', '--short', 'project')).toBe(' M project/system.json\n');
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
});

test('compares with a revision in which modules are a link that leads nowhere from elsewhere', async () => {
  renameSync('node_modules', '../modules');
  symlinkSync('../modules', 'node_modules');
  git('add', '--force', 'project/node_modules');
  git('commit', '--quiet', '--message', 'a link');
  put(withFeed());
  await policy({ against: 'HEAD' });
  expect(printed.text).toMatch(NEWS);
});

test('tells by its exit code what a change does', async () => {
  const code = async (system: ResolvedSystem): Promise<number> => {
    put(system);
    try {
      await policy({ against: 'HEAD', detailedExitcode: true });
      return 0;
    } catch (error) {
      return (error as CommandError).exitCode;
    }
  };
  expect(await code(shop())).toBe(0);
  expect(await code(withFeed())).toBe(2);
  const open = shop((system) =>
    system.policy.allow(Anyone.ipv4(), system.erp, { ports: [Port.tcp(8443, 'portal')], because: 'partners look in' }),
  );
  expect(await code(open)).toBe(3);
  await expect(policy({ detailedExitcode: true })).rejects.toThrow(/^--detailed-exitcode tells of changes: /);
});

test('compares with a snapshot file', async () => {
  await policy({ snapshot: 'review/policy.json' });
  put(withFeed());
  await policy({ against: 'review/policy.json' });
  expect(printed.text).toMatch(NEWS);
});

test('writes Markdown, into folders that are not there yet', async () => {
  await policy({ write: 'docs/generated/policy.md' });
  expect(readFileSync('docs/generated/policy.md', 'utf8')).toContain('# Who may talk to whom in shop');
  expect(printed.text).toBe('');
});

test.each([
  ['no such revision', { against: 'nowhere' }, /^REVISION_UNKNOWN at nowhere\n {2}"nowhere" is neither a file nor a git revision here/],
  ['an option in place of a revision', { against: '--all' }, /^REVISION_UNKNOWN at --all/],
  ['a file that is no snapshot', { against: 'cdk8s.yaml' }, /^SNAPSHOT_FOREIGN at cdk8s.yaml/],
  ['another JSON file', { against: 'system.json' }, /^SNAPSHOT_FOREIGN at system.json/],
  [
    'a folder that cannot be made',
    { write: 'cdk8s.yaml/x' },
    /^FILE_UNWRITABLE at cdk8s.yaml\/x\n.*: a file stands where a folder should be/,
  ],
])('says what is wrong: %s', async (_, options, message) => {
  await expect(policy(options)).rejects.toThrow(CommandError);
  await expect(policy(options)).rejects.toThrow(message);
});

test('says what is wrong: a program that resolves nothing, a folder without a project', async () => {
  writeFileSync('cdk8s.yaml', 'app: "true"\n');
  await expect(policy({})).rejects.toThrow(/^PROGRAM_SILENT at cdk8s.yaml\n/);
  rmSync('cdk8s.yaml');
  await expect(policy({})).rejects.toThrow(CommandError);
});

test('a revision from before the project was in this folder', async () => {
  git('mv', 'project', 'moved');
  git('commit', '--quiet', '--message', 'moved');
  mkdirSync('../project', { recursive: true });
  cpSync('../moved', '../project', { recursive: true });
  process.chdir(join(root, 'project'));
  await expect(policy({ against: 'HEAD' })).rejects.toThrow('The folder project/ does not exist at "HEAD".');
});
