import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environments, InvalidSystemError, System } from '../../src';
import { inEnvironment } from '../../src/cli/environment';
import { readLock } from '../../src/testing';
import { pretend, REPOSITORY } from './in-process';
import { oneMachine, Project } from './project';

/** Two environments of one machine: production has two of them. */
const TWO = `module.exports = i.Environments.of(
  { staging: { count: 1 }, production: { count: 2 } },
  ({ count }) => { ${oneMachine("for (let n = 1; n < count; n++) new i.VirtualMachine(system, 'web-' + n, { ...vm, stateless: true });")} },
);`;

let project: Project;
beforeEach(() => {
  project = new Project('return undefined;');
  describeBy(TWO);
});
afterEach(() => project.remove());

function describeBy(program: string): void {
  project.write('system.js', `const i = require('${REPOSITORY}/lib/src');\n${program}\n`);
  project.write('stacks.js', `require('${REPOSITORY}/lib/src/terraform').terraformMain(require('./system'));\n`);
  project.write('charts.js', `require('${REPOSITORY}/lib/src/kubernetes').kubernetesMain(require('./system'));\n`);
}

/** Files that a command has left, but for those of the project itself. */
const made = (): readonly string[] =>
  Object.keys(project.contents()).filter((file) => !/^(cdktf\.json|cdk8s\.yaml|stacks\.js|charts\.js)$/.test(file));

describe('two environments of one description', () => {
  test('are written one after the other, each with a lock, outputs and a state of its own', async () => {
    const staging = await project.isthmus('synth', '--env', 'staging');
    expect(staging).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('tiny: 1 virtual machine on 1 host') });
    expect(staging.stdout).toContain('terraform -chdir=cdktf.out/staging/stacks/tiny init && ');
    const before = project.contents();
    const production = await project.isthmus('--env', 'production', 'synth');
    expect(production).toMatchObject({ status: 0, stdout: expect.stringContaining('tiny: 2 virtual machines on 1 host') });
    expect(project.contents()).toMatchObject(before);
    expect(
      made()
        .filter((file) => !(file in before))
        .every((file) => file.includes('production')),
    ).toBe(true);
    for (const name of ['staging', 'production']) {
      expect(made()).toEqual(expect.arrayContaining([`isthmus.${name}.lock.json`, `cdktf.out/${name}/stacks/tiny/cdk.tf.json`]));
      const { terraform } = JSON.parse(project.read(`cdktf.out/${name}/stacks/tiny/cdk.tf.json`));
      expect(terraform.backend.local.path).toBe(`../../../../terraform.${name}.tiny.tfstate`);
      expect(await project.isthmus('verify', '--env', name)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining(`cdktf.out/${name}/`),
      });
    }
    expect(await project.isthmus('policy', '--env', 'production')).toMatchObject({ status: 0 });
    const again = project.contents();
    await project.isthmus('synth', '--env', 'staging');
    expect(project.contents()).toEqual(again);
  });

  test('do not meet on a host under one name', async () => {
    const remote = (name: string): string => TWO.replace("uri: 'qemu:///system'", `ssh: { user: 'ops', address: '${name}.example' }`);
    describeBy(remote('kvm1'));
    expect(await project.isthmus('synth', '--env', 'production')).toMatchObject({ status: 0 });
    expect(await project.isthmus('synth', '--env', 'production')).toMatchObject({ status: 0 });
    const staging = await project.isthmus('synth', '--env', 'staging');
    expect(staging).toMatchObject({ status: 1, stderr: expect.stringContaining('ENVIRONMENTS_SHARE_HOST at tiny/') });
    expect(staging.stderr).toContain('the environment of isthmus.production.lock.json has its own');
    expect(made().filter((file) => file.includes('staging'))).toEqual([]);
    // As editors of Windows leave a file.
    project.write('isthmus.production.lock.json', `\uFEFF${project.read('isthmus.production.lock.json').replaceAll('\n', '\r\n')}`);
    expect(await project.isthmus('synth', '--env', 'staging')).toEqual(staging);
    describeBy(remote('kvm2'));
    expect(await project.isthmus('synth', '--env', 'staging')).toMatchObject({ status: 0 });
  });

  test('do not pass over a lock beside theirs that cannot be read', async () => {
    mkdirSync(join(project.folder, 'isthmus.production.lock.json'));
    const { status, stderr } = await project.isthmus('synth', '--env', 'staging');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('LOCK_UNREADABLE') });
    expect(stderr).toContain('isthmus.production.lock.json is there and cannot be read: EISDIR');
  });

  test('are told apart by the variable as well, also to the programs alone', () => {
    const env = { ISTHMUS_ENV: 'staging', CDKTF_OUTDIR: 'cdktf.out/staging' };
    expect(project.program('stacks', env)).toMatchObject({ status: 0, stderr: '' });
    expect(made()).toEqual(expect.arrayContaining(['isthmus.staging.lock.json', 'cdktf.out/staging/stacks/tiny/cdk.tf.json']));
  });

  test('do not share a folder when their programs are run alone: the message has the command', () => {
    const before = project.contents();
    const stacks = project.program('stacks', { ISTHMUS_ENV: 'staging' });
    expect(stacks).toMatchObject({ status: 1, stderr: expect.stringContaining('ENVIRONMENT_OUTPUT_SHARED at cdktf.out') });
    expect(stacks.stderr).toContain(
      '`npx isthmus --env staging synth`, or this side alone: `ISTHMUS_ENV=staging npx cdktf synth --output cdktf.out/staging`',
    );
    const charts = project.program('charts', { ISTHMUS_ENV: 'staging', CDK8S_OUTDIR: 'dist/production' });
    expect(charts.stderr).toContain('`ISTHMUS_ENV=staging npx cdk8s synth --output dist/staging`');
    expect(project.contents()).toEqual(before);
  });
});

describe('commands that name no environment, or another one, change nothing', () => {
  test.each([
    [['synth'], 'ENVIRONMENT_MISSING', 'several environments (staging, production)'],
    [['policy', '--env', 'stagin'], 'ENVIRONMENT_UNKNOWN', '--env staging.'],
    [['synth', '--env', '../production'], 'ENVIRONMENT_NAME_INVALID', '"../production"'],
    [['lock', 'init', '--env', 'test'], 'ENVIRONMENT_UNKNOWN', 'there are: staging, production'],
  ])('%j: %s', async (args, code, words) => {
    const before = project.contents();
    const { status, stderr } = await project.isthmus(...args);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(code) });
    expect(stderr).toContain(words);
    expect(project.contents()).toEqual(before);
  });

  test('a project without environments: an environment is not taken for a new system', async () => {
    describeBy(`module.exports = () => { ${oneMachine()} };`);
    const before = project.contents();
    const { status, stderr } = await project.isthmus('synth', '--env', 'staging');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('ENVIRONMENT_UNEXPECTED at staging') });
    expect(project.contents()).toEqual(before);
  });

  test('names that files cannot have are told by the program', async () => {
    describeBy(TWO.replace('staging:', "'Staging/1':"));
    expect(await project.isthmus('synth', '--env', 'production')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('ENVIRONMENT_NAME_INVALID at Staging/1'),
    });
  });
});

describe('other commands know of environments', () => {
  test('a plan of one that has no lock in what is committed is that of something new', async () => {
    await project.isthmus('synth', '--env', 'staging');
    const git = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
      ['commit', '--quiet', '--message', 'work'],
    ])
      execFileSync('git', [...git, ...args], { cwd: project.folder });
    expect(await project.isthmus('plan', '--env', 'staging')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing changes'),
    });
    expect(await project.isthmus('plan', '--env', 'production')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('for the first time'),
    });
  });

  test('pictures and reports are called after theirs', async () => {
    await project.isthmus('graph', '--env', 'staging');
    await project.isthmus('report', '--env', 'production');
    expect(made()).toEqual(['isthmus-graph.staging.html', 'isthmus-report.production.html']);
  });
});

describe('the lock of an environment', () => {
  test('is named in messages, and so are commands that mend it', async () => {
    await project.isthmus('synth', '--env', 'staging');
    const edited = project.read('isthmus.staging.lock.json').replace('10.0.1.2', '10.0.1.9');
    project.write('isthmus.staging.lock.json', edited);
    expect(await project.isthmus('synth', '--env', 'staging')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('`npx isthmus --env staging lock accept`'),
    });
    expect(await project.isthmus('lock', 'accept', '--env', 'staging')).toMatchObject({
      status: 0,
      stdout: 'isthmus.staging.lock.json is accepted as it is.\n',
    });
    expect(await project.isthmus('lock', 'accept', '--env', 'stagin')).toMatchObject({
      status: 1,
      stderr: 'There is no isthmus.stagin.lock.json here: there is isthmus.staging.lock.json.\n',
    });
  });

  test('is missed where its state or its outputs are there', async () => {
    await project.isthmus('synth', '--env', 'staging');
    renameSync(join(project.folder, 'isthmus.staging.lock.json'), join(project.folder, 'away.json'));
    const { stderr } = await project.isthmus('synth', '--env', 'staging');
    expect(stderr).toContain('There is no isthmus.staging.lock.json, but cdktf.out/staging/ holds');
    expect(stderr).toContain('`npx isthmus --env staging lock init`');
    expect(await project.isthmus('synth', '--env', 'production')).toMatchObject({ status: 0 });
  });

  test('is what there was before environments, for the one that is applied', async () => {
    describeBy(`module.exports = () => { ${oneMachine()} };`);
    await project.isthmus('synth');
    writeFileSync(join(project.folder, 'terraform.tiny.tfstate'), '{}');
    describeBy(TWO);
    const { status, stderr } = await project.isthmus('synth', '--env', 'production');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('LOCK_MISSING') });
    expect(stderr).toContain(
      '`git mv isthmus.lock.json isthmus.production.lock.json && mv terraform.tiny.tfstate terraform.production.tiny.tfstate`',
    );
    renameSync(join(project.folder, 'isthmus.lock.json'), join(project.folder, 'isthmus.production.lock.json'));
    expect(await project.isthmus('synth', '--env', 'production')).toMatchObject({ status: 0, stderr: '' });
  });

  test('is read by tests, by name', async () => {
    await project.isthmus('synth', '--env', 'staging');
    const end = pretend(project.folder, process.env);
    const read = ['staging', 'production', undefined].map((name) => readLock(name));
    end();
    expect(read).toEqual([project.read('isthmus.staging.lock.json'), undefined, undefined]);
  });
});

test('what is told names the environment where a command is about one', () => {
  const end = pretend('.', { ISTHMUS_ENV: 'staging' });
  const told = ['`npx isthmus lock accept`', '`npx isthmus verifier mysql`', '`npx isthmus --env x synth`', 'isthmus.lock.json'].map(
    inEnvironment,
  );
  end();
  expect(told).toEqual([
    '`npx isthmus --env staging lock accept`',
    '`npx isthmus verifier mysql`',
    '`npx isthmus --env x synth`',
    'isthmus.staging.lock.json',
  ]);
});

test('each system is made anew, with the settings of its environment and its name', () => {
  const both = Environments.of(
    { a: { id: 'one' }, b: { id: 'two' } },
    ({ id }: { readonly id: string }, name) => new System(`${id}-${name}`),
  );
  expect(both.names.map((name) => both.build(name).node.id)).toEqual(['one-a', 'two-b']);
  expect(both.build('a')).not.toBe(both.build('a'));
  // @ts-expect-error: a setting is missing
  Environments.of({ a: { id: 'one' }, b: {} }, ({ id }: { readonly id: string }) => new System(id));
  // @ts-expect-error: no such environment
  expect(() => both.build('c')).toThrow(InvalidSystemError);
});
