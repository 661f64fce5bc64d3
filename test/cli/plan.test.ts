import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
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
  git('commit', '--quiet', '--allow-empty', '--message', 'work');
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
    rmSync(join(project.folder, 'cdktf.out/stacks/tiny/.terraform'), { recursive: true });
  });
});

describe('the summary of synth', () => {
  const next = async (): Promise<string> =>
    (await project.isthmus('synth')).stdout.replace(/^[\s\S]*?\n\n(?=Next|Nothing|If)/, '').trimEnd();

  test('has the commands of what is not committed yet, however often it is synthesized', async () => {
    project.describe(MORE_MEMORY);
    const commands = await next();
    expect(commands).toMatch(
      /^Next, for what is new since the commit [0-9a-f]+:\n {2}1\. terraform -chdir=cdktf\.out\/stacks\/tiny init && terraform/,
    );
    expect(await next()).toBe(commands);
    commit();
    expect(await next()).toMatch(
      /^Nothing is new since the commit [0-9a-f]+\. All of it is applied by:\n {2}terraform -chdir=cdktf\.out\/stacks\/tiny apply$/,
    );
  });

  test('names what only a run has made that was never committed', async () => {
    const cluster =
      "i.KubernetesCluster.fromExisting(system, 'k8s', { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.168.7.11'] })";
    project.describe(oneMachine());
    commit();
    await project.isthmus('synth');
    project.describe(oneMachine(`new i.Microservice(${cluster}, 'shop', { image: 'shop:1.0.0' });`));
    await project.isthmus('synth');
    project.describe(oneMachine());
    expect(await next()).toMatch(
      /If an earlier run was applied: no longer in the manifests; [\s\S]*\n {2}kubectl delete deployment\.apps shop -n tiny\n/,
    );
  });
});

test('what is written is called stale by verify, too', async () => {
  await project.isthmus('synth');
  project.describe(MORE_MEMORY);
  const { status, stderr } = await project.isthmus('verify');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^OUTPUT_STALE at cdktf\.out[\s\S]*npx isthmus synth[\s\S]*OUTPUT_STALE at dist/);
  await project.isthmus('synth');
  expect((await project.isthmus('verify')).status).toBe(0);
  // By itself, too.
  project.describe(oneMachine());
  for (const program of ['stacks', 'charts'] as const) project.program(program);
  expect((await project.isthmus('verify')).status).toBe(0);
});

describe('a plan of Terraform, and a cluster', () => {
  /** What `terraform show -json` prints, of these actions by address. */
  const planFile = (actions: Readonly<Record<string, readonly string[]>>): void =>
    project.write(
      'plan.json',
      JSON.stringify({
        format_version: '1.2',
        resource_changes: Object.entries(actions).map(([address, list]) => ({ address, mode: 'managed', change: { actions: list } })),
        output_changes: { digest: { actions: ['no-op'] } },
      }),
    );

  test('agree, or what they say otherwise is said first', async () => {
    project.describe(MORE_MEMORY);
    const agreed = {
      'libvirt_domain.web': ['update'],
      'terraform_data.web-start': ['delete', 'create'],
    };
    planFile(agreed);
    const same = await project.isthmus('plan', '--terraform-plan', 'plan.json', '--detailed-exitcode');
    expect(same.stdout).not.toContain('Said otherwise');
    expect(same.status).toBe(2);
    planFile({ ...agreed, 'libvirt_domain.web': ['delete', 'create'], 'libvirt_network.lan': ['update'] });
    const other = await project.isthmus('plan', '--terraform-plan', 'plan.json', '--detailed-exitcode');
    expect(other.stdout).toContain(
      '\n\nSaid otherwise\n  - GRAVE: libvirt_domain.web: here update, Terraform says replace\n  - libvirt_network.lan: here nothing, Terraform says update\n\n',
    );
    expect(other.status).toBe(3);
  });

  /** A program of that name that prints this and ends so. */
  const withKubectl = async (script: string, ...args: readonly string[]) => {
    const { PATH } = process.env;
    mkdirSync(join(project.folder, 'bin'), { recursive: true });
    project.write('bin/kubectl', `#!/bin/sh\n${script}\n`);
    chmodSync(join(project.folder, 'bin/kubectl'), 0o755);
    process.env.PATH = `${join(project.folder, 'bin')}:${PATH}`;
    try {
      return await project.isthmus('plan', '--live', ...args);
    } finally {
      process.env.PATH = PATH;
    }
  };

  test('a cluster in which somebody has changed something, one that agrees, and one that does not answer', async () => {
    const cluster =
      "i.KubernetesCluster.fromExisting(system, 'k8s', { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.168.7.11'] })";
    project.describe(oneMachine(`new i.Microservice(${cluster}, 'shop', { image: 'shop:1.0.0' });`));
    commit();
    const name = 'apps.v1.Deployment.tiny.shop';
    const other = await withKubectl(`echo 'diff -u -N /tmp/LIVE-1/${name} /tmp/MERGED-1/${name}'; exit 1`);
    expect(other.stdout).toContain(`Said otherwise\n  - ${name}: here nothing, the cluster says change\n`);
    expect((await withKubectl('exit 0')).stdout).toMatch(/: nothing changes\.\n$/);
    const refused = await withKubectl(
      `echo 'The Deployment "shop" is invalid: spec.selector: field is immutable' >&2; exit 2`,
      '--detailed-exitcode',
    );
    expect(refused.stdout).toContain(
      'GRAVE: The Deployment "shop" is invalid: spec.selector: field is immutable: here not refused,\n    the cluster says refused',
    );
    expect(refused.status).toBe(3);
    const silent = await withKubectl("echo 'connection refused' >&2; exit 2");
    expect(silent.status).toBe(1);
    expect(silent.stderr).toMatch(/^TOOL_FAILED at kubectl diff\n {2}kubectl does not answer: connection refused\.\n/);

    // What leaves is in no manifest that could be compared: the cluster is asked for it.
    project.describe(oneMachine(`${cluster};`));
    const asks = (answer: string): string => `case "$*" in *diff*) exit 0 ;; *"get -f"*) ${answer} ;; esac`;
    const service = JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'shop', namespace: 'tiny' } });
    const gone = await withKubectl(asks(`echo '${service}'`));
    expect(gone.stdout).toContain(`  - ${name}: here withdraw, the cluster says nothing\n`);
    expect(gone.stdout).not.toContain('v1.ServiceAccount.tiny.shop: here');
    const unknown = await withKubectl(asks(`echo 'error: unable to recognize "x": no matches for kind "Y" in version "z/v1"' >&2; exit 1`));
    expect(unknown.stdout).toContain('  - v1.ServiceAccount.tiny.shop: here withdraw, the cluster says nothing\n');
    const forbidden = await withKubectl(asks(`echo 'Error from server (Forbidden): no' >&2; exit 1`));
    expect(forbidden.status).toBe(1);
    expect(forbidden.stderr).toMatch(/^TOOL_FAILED at kubectl get\n {2}kubectl does not answer: Error from server \(Forbidden\): no\.\n/);
  });

  test('a file that is none', async () => {
    project.write('plan.json', '{}');
    expect((await project.isthmus('plan', '--terraform-plan', 'plan.json')).stderr).toMatch(/^TERRAFORM_PLAN_FOREIGN at plan\.json/);
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
    stack: 'tiny',
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
  ['no such revision', ['--against', 'nowhere'], /^REVISION_UNKNOWN at nowhere\n {2}"nowhere" is neither a file nor a git revision here/],
  ['a file that is no snapshot', ['--against', 'cdk8s.yaml'], /^SNAPSHOT_FOREIGN at cdk8s.yaml/],
  ['a snapshot of another command', ['--against', 'policy.json'], /^SNAPSHOT_FOREIGN at policy.json[\s\S]*npx isthmus plan --snapshot/],
  ['a file that cannot be written', ['--snapshot', 'cdk8s.yaml/x'], /^FILE_UNWRITABLE at cdk8s.yaml\/x/],
])('says what is wrong: %s', async (_, args, message) => {
  await project.isthmus('policy', '--snapshot', 'policy.json');
  const { status, stdout, stderr } = await project.isthmus('plan', ...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
});
