import { oneMachine, Project } from './project';

let project: Project;
beforeEach(async () => {
  project = new Project(
    oneMachine("const app = new i.VirtualMachine(system, 'app', vm); system.policy.allow(app, web, { because: 'pages' });"),
  );
  await project.isthmus('synth');
});
afterEach(() => project.remove());

const STACK = 'cdktf.out/stacks/tiny/cdk.tf.json';

describe('isthmus verify', () => {
  test('passes for what was synthesized', async () => {
    expect(await project.isthmus('verify')).toMatchObject({ status: 0, stdout: expect.stringContaining('and nothing else'), stderr: '' });
  });

  test('names what an edit by hand lets through', async () => {
    const stack = project.read(STACK);
    const widened = stack.replace(/dstportstart='80'/g, "dstportstart='22'");
    expect(widened).not.toBe(stack);
    project.write(STACK, widened);
    const { status, stderr } = await project.isthmus('verify');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^missing: .*80/m);
    expect(stderr).toMatch(/^too-wide: .*22/m);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
  });

  test('names who may come in past the mesh once an exception for plaintext senders holds for everyone', async () => {
    project.remove();
    project = new Project(`
      const s = new i.System('tiny');
      const k8s = i.KubernetesCluster.fromExisting(s, 'k8s', { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.168.1.1'] });
      const mesh = new i.ServiceMesh(k8s, 'mesh', { provider: i.MeshProvider.ISTIO, mode: i.MeshMode.AMBIENT });
      const props = { image: 'a/b:1', port: i.Port.tcp(80, 'http'), mesh };
      const shop = new i.Microservice(k8s, 'shop', { ...props, morePorts: [i.Port.tcp(9464, 'metrics')] });
      const till = new i.Microservice(k8s, 'till', props);
      const prometheus = i.Pods.fromExisting(k8s, 'prometheus', { namespace: i.Namespace.fromExisting(k8s, 'monitoring'), labels: { app: 'prometheus' } });
      s.policy.allow(till, shop, { because: 'prices', ports: [i.Port.tcp(80)] });
      s.policy.allow(prometheus, shop, { because: 'figures', ports: [i.Port.tcp(9464)] });
      return s;`);
    await project.isthmus('synth');
    expect((await project.isthmus('verify')).status).toBe(0);
    const file = 'dist/50-shop.k8s.yaml';
    const manifests = project.read(file);
    project.write(file, manifests.replace(/\n\s+notPrincipals:\n\s+- "\*"/, ''));
    expect(project.read(file)).not.toBe(manifests);
    expect((await project.isthmus('verify')).stderr).toMatch(/^too-wide: .*tiny\/till .*9464/m);
  });

  test('leaves the project as it is', async () => {
    const before = project.contents();
    await project.isthmus('verify');
    expect(project.contents()).toEqual(before);
  });
});
