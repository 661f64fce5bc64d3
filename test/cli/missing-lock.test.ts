import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedMachine } from '../../src/model/lock/lock';
import { oneMachine, Project } from './project';

let project: Project;
const two = oneMachine("new i.VirtualMachine(system, 'app', { ...vm, stateless: true });");

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: project.folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });
const lose = (...files: readonly string[]): void => {
  for (const file of ['isthmus.lock.json', ...files]) rmSync(join(project.folder, file), { recursive: true, force: true });
};
const machines = (): Readonly<Record<string, LockedMachine>> => JSON.parse(project.read('isthmus.lock.json')).machines;

beforeEach(() => {
  project = new Project(oneMachine());
});
afterEach(() => project.remove());

/** Neither command goes on, and nothing is written. */
async function expectRefused(trace: string | RegExp): Promise<void> {
  const before = project.contents();
  const message = expect.stringMatching(trace);
  expect(project.program('stacks')).toMatchObject({ status: 1, stderr: message });
  for (const command of ['synth', 'policy']) expect(await project.isthmus(command)).toMatchObject({ status: 1, stderr: message });
  expect(project.contents()).toEqual(before);
}

test('the first run needs no lock', async () => {
  expect(await project.isthmus('synth')).toMatchObject({ status: 0 });
});

test.each([
  ['dist', 'cdktf.out'],
  ['cdktf.out', 'dist'],
])('a lock that is gone while %s/ has the output of an earlier run is missed', async (kept, other) => {
  await project.isthmus('synth');
  const { web } = machines();
  lose(other);
  // In the order of names it would take over the address.
  project.describe(two);
  await expectRefused(
    new RegExp(`LOCK_MISSING at lock\\n.* but ${kept}/ holds what an earlier run has written.*\\n.*npx isthmus lock init`),
  );
  expect(web?.address).toBe('10.0.1.2');
});

test('so is one while the state beside the project knows something', async () => {
  const state = (...types: readonly string[]): void =>
    project.write(
      'terraform.tiny.tfstate',
      JSON.stringify({ version: 4, resources: types.map((type) => ({ mode: 'managed', type, name: 'web' })) }),
    );
  state('libvirt_domain', 'libvirt_volume');
  await expectRefused('terraform.tiny.tfstate knows 2 objects on the hosts');
  state();
  expect(await project.isthmus('synth')).toMatchObject({ status: 0 });
});

test('so is one that git has, and git gives it back', async () => {
  git('init', '--quiet', '--template=');
  await project.isthmus('synth');
  git('add', 'isthmus.lock.json');
  git('commit', '--quiet', '--message', 'lock');
  git('rm', '--quiet', 'isthmus.lock.json');
  git('commit', '--quiet', '--message', 'no lock');
  lose('dist', 'cdktf.out');
  await expectRefused(/git has it, last in the commit \w+.*git checkout \w+ -- isthmus\.lock\.json/s);
  const [, restore = ''] = /`git (checkout \w+ -- isthmus\.lock\.json)`/.exec((await project.isthmus('synth')).stderr) ?? [];
  git(...restore.split(' '));
  expect(await project.isthmus('synth')).toMatchObject({ status: 0 });
});

test('so is one that a link leads to', async () => {
  symlinkSync('/nowhere/isthmus.lock.json', join(project.folder, 'isthmus.lock.json'));
  expect(project.program('stacks')).toMatchObject({ status: 1, stderr: expect.stringContaining('a link of that name leads nowhere') });
});

test('to begin anew is said on purpose', async () => {
  await project.isthmus('synth');
  lose();
  project.describe(two);
  expect(await project.isthmus('lock', 'init')).toEqual({
    status: 0,
    stdout: 'isthmus.lock.json is new: tiny has its addresses (2 for virtual machines) as if it had just been written.\n',
    stderr: '',
  });
  expect(machines().app?.address).toBe('10.0.1.2');
  expect(await project.isthmus('synth')).toMatchObject({ status: 0 });
  expect(await project.isthmus('lock', 'init')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('There is an isthmus.lock.json'),
  });
});
