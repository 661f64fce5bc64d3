import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneMachine, Project } from './project';

let project: Project;
beforeEach(() => {
  project = new Project(oneMachine());
});
afterEach(() => project.remove());

const withService = (more: string): string =>
  oneMachine(`const k8s = i.KubernetesCluster.fromExisting(system, 'k8s', { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.168.1.1'] });
    const shop = new i.Microservice(k8s, 'shop', { image: 'a/b:1', port: i.Port.tcp(80, 'http') }); ${more}`);

describe('isthmus synth', () => {
  test('writes what the two programs write, and says what to do next', async () => {
    const { status, stdout, stderr } = await project.isthmus('synth');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('tiny: 1 virtual machine on 1 host, 0 microservices in 0 clusters');
    expect(stdout).toContain('the storage pool "default" exists');
    expect(stdout).toContain('terraform -chdir=cdktf.out/stacks/tiny init && terraform -chdir=cdktf.out/stacks/tiny apply');
    const together = project.contents();
    project.program('stacks');
    project.program('charts');
    expect(project.contents()).toEqual(together);
  });

  test('a failure leaves the previous output and the lock as they were, and no folder behind', async () => {
    await project.isthmus('synth');
    const before = project.contents();
    project.describe(oneMachine("new i.VirtualMachine(system, 'app', { ...vm, cpus: 0 });"));
    const { status, stdout, stderr } = await project.isthmus('synth');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.match(/INVALID_AMOUNT/g)).toHaveLength(1);
    expect(project.contents()).toEqual(before);
  });

  test('a failure of the second program alone keeps both outputs', async () => {
    await project.isthmus('synth');
    const before = project.contents();
    project.describe(
      oneMachine("if (require.main.filename.endsWith('charts.js')) throw new Error('no charts'); new i.VirtualMachine(system, 'app', vm);"),
    );
    expect((await project.isthmus('synth')).status).toBe(1);
    expect(project.contents()).toEqual(before);
  });

  test('what Terraform keeps beside a stack stays, a stack that is gone loses its configuration, and the state is elsewhere', async () => {
    project.describe(oneMachine().replace("'tiny'", "'old'"));
    await project.isthmus('synth');
    rmSync(join(project.folder, 'isthmus.lock.json'));
    project.describe(oneMachine());
    expect(await project.isthmus('lock', 'init')).toMatchObject({ status: 0 });
    const stacks = join(project.folder, 'cdktf.out/stacks');
    mkdirSync(join(stacks, 'tiny/.terraform'), { recursive: true });
    writeFileSync(join(stacks, 'tiny/.terraform/marker'), 'kept');
    expect(project.has('cdktf.out/stacks/old/cdk.tf.json')).toBe(true);
    writeFileSync(join(project.folder, 'terraform.tiny.tfstate'), '{}');
    await project.isthmus('synth');
    expect(project.read('cdktf.out/stacks/tiny/.terraform/marker')).toBe('kept');
    expect(project.has('cdktf.out/stacks/old/cdk.tf.json')).toBe(false);
    expect(project.has('terraform.tiny.tfstate')).toBe(true);
  });

  test('what left the manifests is named with the command that takes it out of the cluster', async () => {
    project.describe(withService("system.policy.allow(shop, web, { because: 'pages' });"));
    expect((await project.isthmus('synth')).stdout).not.toContain('kubectl delete');
    project.describe(withService(''));
    const { stdout } = await project.isthmus('synth');
    expect(stdout).toMatch(/\d\. kubectl delete networkpolicy\.networking\.k8s\.io allow-shop-to-web -n tiny\n/);
    expect(stdout).toMatch(/\d\. kubectl delete endpointslice\.discovery\.k8s\.io web -n tiny\n/);
    expect(stdout).not.toMatch(/kubectl delete (deployment|namespace)/);
  });

  test('manifests of an earlier output do not stay to be applied again', async () => {
    project.describe(withService(''));
    project.program('charts');
    expect(project.has('dist/50-shop.k8s.yaml')).toBe(true);
    project.describe(oneMachine());
    expect((await project.isthmus('synth')).stdout).toContain(' kubectl delete deployment.apps shop -n tiny\n');
    expect(project.has('dist/50-shop.k8s.yaml')).toBe(false);
  });

  test('warnings are told once', async () => {
    project.describe(
      oneMachine(
        "const app = new i.VirtualMachine(system, 'app', vm); system.policy.allow(app, web, { because: 'x', ports: [i.Port.tcp(81)] });",
      ),
    );
    const { status, stdout, stderr } = await project.isthmus('synth');
    expect(status).toBe(0);
    expect(stdout).not.toContain('Warning');
    expect(stderr.match(/Warning: PORT_NOT_LISTENED/g)).toHaveLength(1);
  });

  test('swapped programs change neither output', async () => {
    await project.isthmus('synth');
    const before = project.contents();
    project.write('cdktf.json', JSON.stringify({ app: 'node charts.js' }));
    project.write('cdk8s.yaml', 'app: node stacks.js\n');
    const swapped = project.contents();
    project.describe(oneMachine("new i.VirtualMachine(system, 'app', vm);"));
    expect(await project.isthmus('synth')).toMatchObject({ status: 1, stderr: expect.stringContaining('PROGRAM_MISPLACED at cdktf.json') });
    expect(project.contents()).toEqual(swapped);
    expect(Object.keys(before)).toEqual(Object.keys(swapped));
  });
});

describe('isthmus lock', () => {
  test('release frees the address of a machine that is gone, and refuses one that is there', async () => {
    project.describe(oneMachine("new i.VirtualMachine(system, 'app', { ...vm, stateless: true });"));
    await project.isthmus('synth');
    project.describe(oneMachine());
    await project.isthmus('synth');
    expect(JSON.parse(project.read('isthmus.lock.json')).removed.machines).toHaveProperty('app');
    expect(await project.isthmus('lock', 'release', 'web')).toMatchObject({ status: 1, stderr: expect.stringContaining('web') });
    expect(await project.isthmus('lock', 'release', 'app')).toMatchObject({ status: 0 });
    expect(JSON.parse(project.read('isthmus.lock.json')).removed.machines).toEqual({});
  });

  test('repair makes one lock of two, and the next synth goes on from there', async () => {
    await project.isthmus('synth');
    const base = project.read('isthmus.lock.json');
    for (const side of ['ours', 'theirs']) {
      project.describe(oneMachine(`new i.VirtualMachine(system, '${side}', { ...vm, stateless: true });`));
      await project.isthmus('synth');
      renameSync(join(project.folder, 'isthmus.lock.json'), join(project.folder, `${side}.json`));
      project.write('isthmus.lock.json', base);
    }
    project.write('isthmus.lock.json', `<<<<<<< HEAD\n${project.read('ours.json')}=======\n${project.read('theirs.json')}>>>>>>> branch\n`);
    project.describe(oneMachine("for (const name of ['ours', 'theirs']) new i.VirtualMachine(system, name, { ...vm, stateless: true });"));
    expect((await project.isthmus('synth')).stderr).toContain('npx isthmus lock repair');
    const sides = ['--ours', 'ours.json', '--theirs', 'theirs.json', '--applied', 'ours'];
    expect(await project.isthmus('lock', 'repair', ...sides)).toMatchObject({ status: 0, stdout: expect.stringContaining('theirs') });
    expect((await project.isthmus('synth')).status).toBe(0);
    const { machines } = JSON.parse(project.read('isthmus.lock.json'));
    expect(machines.ours).toEqual(JSON.parse(project.read('ours.json')).machines.ours);
    expect(machines.theirs.address).not.toBe(machines.ours.address);
  });
});
