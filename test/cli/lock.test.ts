import { execFileSync } from 'node:child_process';
import { oneMachine, Project } from './project';

/** Two branches each add a machine, git merges their locks without a conflict, and both machines hold the same address. */
let project: Project;

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: project.folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });
const machines = (): Readonly<Record<string, { address: string; mac: string }>> => JSON.parse(project.read('isthmus.lock.json')).machines;
const add = (...names: readonly string[]): string =>
  oneMachine(names.map((name) => `new i.VirtualMachine(system, '${name}', { ...vm, stateless: true });`).join('\n'));

function commitWith(...names: readonly string[]): Readonly<Record<string, { address: string; mac: string }>> {
  project.describe(add(...names));
  expect(project.program('stacks')).toMatchObject({ status: 0 });
  git('add', 'isthmus.lock.json');
  git('commit', '--quiet', '--message', names.join() || 'none');
  return machines();
}

/** A lock with the entries of both sides, as a merge without a conflict leaves it. */
function join(ours: ReturnType<typeof machines>, theirs: ReturnType<typeof machines>): void {
  const lock = JSON.parse(project.read('isthmus.lock.json'));
  project.write('isthmus.lock.json', JSON.stringify({ ...lock, machines: { ...theirs, ...ours } }, undefined, 2));
}

beforeEach(() => {
  project = new Project(oneMachine());
  git('init', '--quiet', '--initial-branch=main');
  commitWith();
});
afterEach(() => project.remove());

describe('a merge that git joins without a conflict', () => {
  let applied: ReturnType<typeof machines>;
  let added: ReturnType<typeof machines>;

  beforeEach(() => {
    git('checkout', '--quiet', '-b', 'feature');
    // Comes first by name: the order of names alone would give it the address.
    added = commitWith('archive');
    git('checkout', '--quiet', 'main');
    applied = commitWith('zoo');
    expect(added.archive?.address).toBe(applied.zoo?.address);
    git('merge', '--quiet', '--strategy=ours', '--no-commit', 'feature');
    join(applied, added);
    project.describe(add('archive', 'zoo'));
    expect(project.program('stacks')).toMatchObject({ status: 1, stderr: expect.stringContaining('npx isthmus lock repair') });
  });

  const expectOursKept = (): void => {
    expect(machines()).toEqual(applied);
    expect(project.program('stacks')).toMatchObject({ status: 0 });
    expect(machines()).toMatchObject(applied);
    expect(machines().archive?.address).not.toBe(applied.zoo?.address);
  };

  it('leaves the applied side what it holds before the merge is committed', async () => {
    expect(await project.isthmus('lock', 'repair')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/To be planned anew by the next synth: archive \(the address .* stays with zoo\)/),
    });
    expectOursKept();
  });

  it('and after it', async () => {
    git('add', 'isthmus.lock.json');
    git('commit', '--quiet', '--message', 'merge');
    expect(await project.isthmus('lock', 'repair')).toMatchObject({ status: 0 });
    expectOursKept();
  });

  it('and after others, merges among them', async () => {
    git('commit', '--quiet', '--all', '--message', 'merge');
    git('checkout', '--quiet', '-b', 'more', 'HEAD~1');
    git('commit', '--quiet', '--allow-empty', '--message', 'more');
    git('checkout', '--quiet', 'main');
    git('merge', '--quiet', '--no-edit', 'more');
    expect(await project.isthmus('lock', 'repair')).toMatchObject({ status: 0, stdout: expect.stringContaining('What the lock of ') });
    expectOursKept();
  });

  it('and where the branch was rebased or squashed instead', async () => {
    git('merge', '--abort');
    join(applied, added);
    git('commit', '--quiet', '--all', '--message', 'archive');
    expect(await project.isthmus('lock', 'repair')).toMatchObject({ status: 0 });
    expectOursKept();
  });

  it('asks where the history does not tell', async () => {
    git('checkout', '--quiet', '--orphan', 'shallow');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'all there is');
    const before = project.contents();
    expect(await project.isthmus('lock', 'repair')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /does not tell whose side is applied: .*\nSay whose values stay: npx isthmus lock repair --before <revision>/,
      ),
    });
    expect(project.contents()).toEqual(before);
  });

  it('keeps what another side holds when told so', async () => {
    expect(await project.isthmus('lock', 'repair', '--before', 'feature')).toMatchObject({ status: 0 });
    expect(machines()).toEqual(added);
  });

  it('changes nothing when git does not know the side', async () => {
    const before = project.contents();
    expect(await project.isthmus('lock', 'repair', '--before', 'nowhere')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('git has no isthmus.lock.json at "nowhere".'),
    });
    expect(project.contents()).toEqual(before);
  });
});

it('works where there is no git', async () => {
  const lock = JSON.parse(project.read('isthmus.lock.json'));
  const { web } = lock.machines;
  project.write('isthmus.lock.json', JSON.stringify({ ...lock, machines: { web, zoo: web } }));
  execFileSync('rm', ['-rf', `${project.folder}/.git`]);
  expect(await project.isthmus('lock', 'repair')).toMatchObject({ status: 0, stdout: expect.stringContaining('zoo (the address') });
  expect(machines()).toEqual({ web });
});
