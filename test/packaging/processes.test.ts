import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY, type Run } from '../cli/in-process';
import { oneMachine, Project } from '../cli/project';

/** The other tests of commands run them, and the two programs, within their own process. Here that is compared with real ones. */
const MAIN = join(REPOSITORY, 'lib/src/cli/main.js');
const FLAWED = oneMachine("new i.VirtualMachine(system, 'app', { ...vm, cpus: 0 });");

let [real, pretended]: Project[] = [];
beforeEach(() => {
  [real, pretended] = [new Project(oneMachine()), new Project(oneMachine())];
});
afterEach(() => {
  for (const project of [real, pretended]) project?.remove();
});

async function both(...command: readonly string[]): Promise<Run> {
  const [run, same] = [real?.node(MAIN, ...command), await pretended?.isthmus(...command)];
  if (run === undefined) throw new Error('no project');
  expect(same).toEqual(run);
  expect(pretended?.contents()).toEqual(real?.contents());
  return run;
}

test('a command that passes and one that fails', async () => {
  expect(await both('synth')).toMatchObject({ status: 0, stderr: '' });
  expect(await both('verify')).toMatchObject({ status: 0, stderr: '' });
  for (const project of [real, pretended]) project?.describe(FLAWED);
  expect(await both('synth')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('INVALID_AMOUNT at tiny/app') });
});

test.each(['stacks', 'charts'] as const)('%s, and a system with a problem', (name) => {
  expect(real?.node(`${name}.js`)).toEqual(pretended?.program(name));
  expect(pretended?.contents()).toEqual(real?.contents());
  for (const project of [real, pretended]) project?.describe(FLAWED);
  const run = real?.node(`${name}.js`);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(pretended?.program(name)).toEqual(run);
});

test('help waits for nothing that renders', () => {
  const program = join(REPOSITORY, 'lib/src/cli/program.js');
  const loads = (call: string) =>
    real?.node('-p', `require(${JSON.stringify(program)}).isthmusProgram()${call}; Object.keys(require.cache).join()`);
  expect(loads('.parse(["help"], { from: "user" })')).toMatchObject({ status: 0, stdout: expect.stringContaining('Commands:') });
  expect(loads('.helpInformation()')?.stdout).not.toMatch(/node_modules.(cdk|constructs|js-yaml|fast-xml)/);
});

test('a reader that leaves early is no failure', () => {
  // The reader is gone before anything is printed.
  const command = `{ sleep 0.2; "$0" "$1" inventory --json; echo "$?" >&2; } | true`;
  const { CI: _ci, ...env } = process.env;
  const { stderr } = spawnSync('sh', ['-c', command, process.execPath, MAIN], { cwd: real?.folder, encoding: 'utf8', env });
  expect(stderr).toBe('0\n');
});
