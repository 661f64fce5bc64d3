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

/** A project in a folder of a git repository whose program only hands over what was resolved before. */
const home = process.cwd();
const { TMPDIR } = process.env;
let root: string;
let printed: string;

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
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(root, { recursive: true });
});

test('prints an overview when nothing is asked for, and every point when all of it is', () => {
  policy({});
  expect(printed).toContain('DECLARED FLOWS (7)');
  expect(printed).not.toContain('pod egress');
  expect(printed.split('\n').length).toBeLessThan(60);
  policy({ full: true });
  expect(printed).toContain('pod egress: exact');
});

test('shows the flows of one end, of what it is part of, and of two', () => {
  policy({ from: 'legacy-app-vm' });
  expect(printed).toMatch(/DECLARED FLOWS \(1\)\n.*order-service.*IMPLIED FLOWS \(\d\)/s);
  expect(printed).not.toContain('payment-service');
  printed = '';
  policy({ to: 'k8s-node-1' });
  expect(printed).toContain('nodes of k8s');
  printed = '';
  policy({ from: 'order-service', to: 'database-vm' });
  expect(printed).toMatch(/DECLARED FLOWS \(1\).*IMPLIED FLOWS \(0\)\nNone/s);
});

test('says of names that are none all at once, and of which one is meant', () => {
  expect(() => policy({ from: 'ordr-service', to: 'k8s' })).toThrow(
    /END_UNKNOWN at ordr-service\n.*there is "order-service".*END_AMBIGUOUS at k8s\n.*cluster-dns\/k8s or mesh-control-plane\/k8s or nodes\/k8s/s,
  );
  policy({ from: 'nodes/k8s' });
  expect(printed).toContain('IMPLIED FLOWS');
});

test('why: prints whether one may reach another', () => {
  why('order-service', 'database-vm', '5432');
  expect(printed).toMatch(/^order-service → database-vm \(VM\) at tcp\/5432\n\nAllowed:\n/);
});

test('compares with a git revision, and leaves nothing behind', () => {
  put(withFeed());
  policy({ against: 'HEAD' });
  expect(printed).toMatch(NEWS);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(git('status', '--short', 'project')).toBe(' M project/system.json\n');
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
});

test('compares with a revision in which modules are a link that leads nowhere from elsewhere', () => {
  renameSync('node_modules', '../modules');
  symlinkSync('../modules', 'node_modules');
  git('add', '--force', 'project/node_modules');
  git('commit', '--quiet', '--message', 'a link');
  put(withFeed());
  policy({ against: 'HEAD' });
  expect(printed).toMatch(NEWS);
});

test('tells by its exit code what a change does', () => {
  const code = (system: ResolvedSystem): number => {
    put(system);
    try {
      policy({ against: 'HEAD', detailedExitcode: true });
      return 0;
    } catch (error) {
      return (error as CommandError).exitCode;
    }
  };
  expect(code(shop())).toBe(0);
  expect(code(withFeed())).toBe(2);
  const open = shop((system) =>
    system.policy.allow(Anyone.ipv4(), system.erp, { ports: [Port.tcp(8443, 'portal')], because: 'partners look in' }),
  );
  expect(code(open)).toBe(3);
  expect(() => policy({ detailedExitcode: true })).toThrow(/^--detailed-exitcode tells of changes: /);
});

test('compares with a snapshot file', () => {
  policy({ snapshot: 'review/policy.json' });
  put(withFeed());
  policy({ against: 'review/policy.json' });
  expect(printed).toMatch(NEWS);
});

test('writes Markdown, into folders that are not there yet', () => {
  policy({ write: 'docs/generated/policy.md' });
  expect(readFileSync('docs/generated/policy.md', 'utf8')).toContain('# Who may talk to whom in shop');
  expect(printed).toBe('');
});

test.each([
  ['no such revision', { against: 'nowhere' }, /^"nowhere" is neither a file nor a git revision here/],
  ['an option in place of a revision', { against: '--all' }, /^"--all" is neither/],
  ['a file that is no snapshot', { against: 'cdk8s.yaml' }, /^SNAPSHOT_FOREIGN at cdk8s.yaml/],
  ['another JSON file', { against: 'system.json' }, /^SNAPSHOT_FOREIGN at system.json/],
  [
    'a folder that cannot be made',
    { write: 'cdk8s.yaml/x' },
    /^FILE_UNWRITABLE at cdk8s.yaml\/x\n.*: a file stands where a folder should be/,
  ],
])('says what is wrong: %s', (_, options, message) => {
  expect(() => policy(options)).toThrow(CommandError);
  expect(() => policy(options)).toThrow(message);
});

test('says what is wrong: a program that resolves nothing, a folder without a project', () => {
  writeFileSync('cdk8s.yaml', 'app: "true"\n');
  expect(() => policy({})).toThrow(/^PROGRAM_SILENT at cdk8s.yaml\n/);
  rmSync('cdk8s.yaml');
  expect(() => policy({})).toThrow(CommandError);
});

test('a revision from before the project was in this folder', () => {
  git('mv', 'project', 'moved');
  git('commit', '--quiet', '--message', 'moved');
  mkdirSync('../project', { recursive: true });
  cpSync('../moved', '../project', { recursive: true });
  process.chdir(join(root, 'project'));
  expect(() => policy({ against: 'HEAD' })).toThrow('The folder project/ does not exist at "HEAD".');
});
