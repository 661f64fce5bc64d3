import { oneMachine, Project } from './project';

let project: Project;
beforeEach(() => {
  project = new Project(
    oneMachine("const app = new i.VirtualMachine(system, 'app', vm); system.policy.allow(app, web, { because: 'pages' });"),
  );
  project.isthmus('synth');
});
afterEach(() => project.remove());

const STACK = 'cdktf.out/stacks/tiny/cdk.tf.json';

describe('isthmus verify', () => {
  test('passes for what was synthesized', () => {
    expect(project.isthmus('verify')).toMatchObject({ status: 0, stdout: expect.stringContaining('and nothing else'), stderr: '' });
  });

  test('names what an edit by hand lets through', () => {
    const stack = project.read(STACK);
    const widened = stack.replace(/dstportstart='80'/g, "dstportstart='22'");
    expect(widened).not.toBe(stack);
    project.write(STACK, widened);
    const { status, stderr } = project.isthmus('verify');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^missing: .*80/m);
    expect(stderr).toMatch(/^too-wide: .*22/m);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
  });

  test('leaves the project as it is', () => {
    const before = project.contents();
    project.isthmus('verify');
    expect(project.contents()).toEqual(before);
  });
});
