import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { REPOSITORY } from '../cli/in-process';
import { oneMachine, Project } from '../cli/project';

let project: Project;
let watching: ChildProcess;
let printed = '';

beforeEach(() => {
  project = new Project(oneMachine());
  printed = '';
  // In CI locks are frozen.
  const { CI: _ci, ...env } = process.env;
  watching = spawn(process.execPath, [join(REPOSITORY, 'lib/src/cli/main.js'), 'synth', '--watch'], { cwd: project.folder, env });
  for (const stream of [watching.stdout, watching.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
});
afterEach(() => {
  watching.kill('SIGKILL');
  project.remove();
});

/** Waits for what is printed next, and forgets it. */
async function prints(wanted: RegExp): Promise<string> {
  for (;;) {
    const text = printed;
    if (wanted.test(text) && /Waiting for changes/.test(text)) {
      printed = '';
      return text;
    }
    if (watching.exitCode !== null) throw new Error(`It has ended:\n${text}`);
    await Promise.race([
      once(watching.stdout as NodeJS.ReadableStream, 'data'),
      once(watching.stderr as NodeJS.ReadableStream, 'data'),
      once(watching, 'exit'),
    ]);
  }
}

test('writes both outputs again after an edit, shows problems, and ends when it is interrupted', async () => {
  await prints(/tiny: 1 virtual machine /);
  project.describe(oneMachine("new i.VirtualMachine(system, 'app', { ...vm, stateless: true });"));
  await prints(/tiny: 2 virtual machines /);
  const written = project.read('cdktf.out/stacks/tiny/cdk.tf.json');
  expect(written).toContain('tiny-app');
  project.describe(oneMachine("new i.VirtualMachine(system, 'app', { ...vm, cpus: 0, stateless: true });"));
  await prints(/INVALID_AMOUNT at tiny\/app/);
  expect(project.read('cdktf.out/stacks/tiny/cdk.tf.json')).toBe(written);
  const ended = once(watching, 'exit');
  watching.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(project.read('cdktf.out/stacks/tiny/cdk.tf.json')).toBe(written);
});
