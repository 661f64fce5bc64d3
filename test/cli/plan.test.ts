import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/plan';
import { oneMachine, Project } from './project';

/** A project under git. */
let project: Project;

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false', ...args], {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });

const commit = (): void => {
  git('add', '.');
  git('commit', '--quiet', '--message', 'work');
};

const MORE_MEMORY = oneMachine().replace('memory: i.Size.gibibytes(1)', 'memory: i.Size.gibibytes(2)');
const DISK = (id: string): string =>
  oneMachine(
    `new i.VirtualMachine(system, 'db', { ...vm${id === '' ? '' : `, dataDisks: [{ id: '${id}', size: i.Size.gibibytes(1) }]`} });`,
  );

beforeAll(async () => {
  project = new Project(oneMachine());
  project.write('.gitignore', 'cdktf.out\ndist\n.isthmus-*\n');
  git('init', '--quiet', '--template=');
  await project.isthmus('synth');
  commit();
  git('tag', 'first');
});

afterEach(() => {
  git('reset', '--quiet', '--hard', 'first');
});

afterAll(() => project.remove());

test('what is not committed yet, against what is; nothing is written or left behind', async () => {
  project.describe(MORE_MEMORY);
  const before = project.contents();
  const { status, stdout, stderr } = await project.isthmus('plan');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^What it does to apply tiny, after what is committed \([0-9a-f]+\)\.\n\nMachines\n {2}web {2}restarted, disks kept: memory from 1 GiB to 2 GiB;/,
  );
  expect(project.contents()).toEqual(before);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('nothing changes', async () => {
  const { stdout } = await project.isthmus('plan');
  expect(stdout).toMatch(/: nothing changes\.\n$/);
});

describe('what is written is of an earlier state', () => {
  const first = async (): Promise<string | undefined> => /Commands\n {2}1\. (.*)/.exec((await project.isthmus('plan')).stdout)?.[1];

  test('it has to be synthesized first', async () => {
    project.describe(MORE_MEMORY);
    expect(await first()).toBe('npx isthmus synth');
    await project.isthmus('synth');
    expect(await first()).toMatch(/^terraform -chdir=cdktf\.out\/stacks\/tiny init && /);
  });

  test('and where Terraform was at work already, it is not prepared anew', async () => {
    project.describe(MORE_MEMORY);
    await project.isthmus('synth');
    mkdirSync(join(project.folder, 'cdktf.out/stacks/tiny/.terraform'));
    expect(await first()).toBe('terraform -chdir=cdktf.out/stacks/tiny apply');
  });
});

test('exit codes where they are asked for', async () => {
  const code = async (...args: readonly string[]): Promise<number | null> => (await project.isthmus('plan', ...args)).status;
  expect(await code('--detailed-exitcode')).toBe(0);
  project.describe(MORE_MEMORY);
  expect(await code('--detailed-exitcode')).toBe(2);
  expect(await code()).toBe(0);
  project.describe(DISK('books'));
  await project.isthmus('synth');
  commit();
  project.describe(
    DISK('').replace('return system;', "system.retire('db/books', { keepData: false, because: 'sold' });\n  return system;"),
  );
  expect(await code('--detailed-exitcode')).toBe(3);
});

test('as JSON, and against a snapshot', async () => {
  expect((await project.isthmus('plan', '--snapshot', 'applied/state.json')).stdout).toBe('');
  expect(existsSync(join(project.folder, 'applied/state.json'))).toBe(true);
  project.describe(MORE_MEMORY);
  const { stdout } = await project.isthmus('plan', '--json', '--against', 'applied/state.json');
  const plan = JSON.parse(stdout) as Plan;
  expect(plan).toMatchObject({ version: 1, system: 'tiny', against: 'applied/state.json', changes: true, dataAtStake: false });
  expect(plan.machines).toMatchObject([{ name: 'web', does: 'restarted' }]);
  expect(plan.details.terraform).toContainEqual({
    address: 'libvirt_domain.web',
    action: 'update',
    attributes: [{ path: 'memory', effect: 'restart' }],
  });
});

test('against a revision, as Markdown', async () => {
  project.describe(MORE_MEMORY);
  await project.isthmus('synth');
  commit();
  const { stdout } = await project.isthmus('plan', '--against', 'HEAD~1', '--markdown');
  expect(stdout).toMatch(/^### What it does to apply tiny, after HEAD\\~1\.\n\n\*\*Machines\*\*/);
});

test('where nothing is committed, all of it is new', async () => {
  git('rm', '--quiet', '--cached', 'cdktf.json');
  git('commit', '--quiet', '--message', 'not yet');
  const { stdout } = await project.isthmus('plan');
  expect(stdout).toMatch(/^What it does to apply tiny for the first time\./);
});

test.each([
  ['no such revision', ['--against', 'nowhere'], /^"nowhere" is neither a file nor a git revision here/],
  ['a file that is no snapshot', ['--against', 'cdk8s.yaml'], /^SNAPSHOT_FOREIGN at cdk8s.yaml/],
  ['a snapshot of another command', ['--against', 'policy.json'], /^SNAPSHOT_FOREIGN at policy.json[\s\S]*npx isthmus plan --snapshot/],
  ['a file that cannot be written', ['--snapshot', 'cdk8s.yaml/x'], /^FILE_UNWRITABLE at cdk8s.yaml\/x/],
])('says what is wrong: %s', async (_, args, message) => {
  await project.isthmus('policy', '--snapshot', 'policy.json');
  const { status, stdout, stderr } = await project.isthmus('plan', ...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
});
