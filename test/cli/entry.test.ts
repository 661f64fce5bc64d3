import { oneMachine, Project } from './project';

let project: Project;
beforeEach(() => {
  project = new Project(oneMachine());
});
afterEach(() => project.remove());

describe('a program', () => {
  test('writes its output and the lock, and the same bytes again', () => {
    expect(project.program('stacks')).toMatchObject({ status: 0, stderr: '' });
    expect(project.program('charts')).toMatchObject({ status: 0, stderr: '' });
    const first = project.contents();
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['cdktf.out/stacks/tiny/cdk.tf.json', 'isthmus.lock.json']));
    project.program('charts');
    project.program('stacks');
    expect(project.contents()).toEqual(first);
  });

  test.each(['stacks', 'charts'] as const)('%s prints every problem once, without a stack, and writes nothing', (name) => {
    project.describe(
      oneMachine(
        "net.addSubnet('twin', { cidr: '10.0.1.128/25' }); new i.VirtualMachine(system, 'Big', { ...vm, memory: i.Size.gibibytes(99) });",
      ),
    );
    const before = project.contents();
    const { status, stdout, stderr } = project.program(name);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.match(/^[A-Z_]+ at \S+/gm)).toEqual([
      'INVALID_NAME at tiny/Big',
      'HOST_OVER_CAPACITY at tiny/kvm1',
      'SUBNET_OVERLAP at tiny/net/twin',
    ]);
    expect(stderr).toContain('10.0.1.128/25');
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
    expect(project.contents()).toEqual(before);
  });

  test('a mistake in the program itself keeps its stack', () => {
    project.describe('return undefinedThing();');
    const { status, stderr } = project.program('charts');
    expect(status).toBe(1);
    expect(stderr).toMatch(/ReferenceError: undefinedThing is not defined\n\s+at /);
  });

  test.each([
    ['stacks', 'cdktf.out'],
    ['charts', 'dist'],
  ] as const)('%s says that it may not write, without a stack', (name, folder) => {
    const { status, stderr } = project.nodeOfReader(`${name}.js`);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^OUTPUT_UNUSABLE at ${folder}\\n {2}Nothing can be written there: this user may not write there\\.\\n {2}Fix: .*\\n$`),
    );
  });

  test('warnings come where the command line tool around it shows no error', () => {
    project.describe(
      oneMachine(
        "new i.VirtualMachine(system, 'app', vm); system.policy.allow(subnet, web, { because: 'test', ports: [i.Port.tcp(81)] });",
      ),
    );
    expect(project.program('stacks')).toMatchObject({ status: 0, stdout: expect.stringContaining('PORT_NOT_LISTENED'), stderr: '' });
    expect(project.program('charts')).toMatchObject({ status: 0, stderr: expect.stringContaining('PORT_NOT_LISTENED') });
  });
});

describe('in continuous integration the lock is frozen', () => {
  const CI = { CI: 'true' };

  test('a lock that is up to date passes', () => {
    project.program('stacks');
    expect(project.program('charts', CI)).toMatchObject({ status: 0 });
  });

  test('a new machine is a problem that names it, and nothing is written', () => {
    project.program('stacks');
    const before = project.contents();
    project.describe(oneMachine("new i.VirtualMachine(system, 'app', vm);"));
    const { status, stderr } = project.program('stacks', CI);
    expect(status).toBe(1);
    expect(stderr).toContain('LOCK_OUT_OF_DATE');
    expect(stderr).toContain('app is new');
    expect(project.contents()).toEqual(before);
  });

  test('a new claim of a workload is named, too', () => {
    project.program('stacks');
    const k8s =
      "const k8s = i.KubernetesCluster.fromExisting(system, 'k8s', { version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['172.16.0.1'] });";
    const files =
      "new i.Microservice(k8s, 'files', { image: 'r/files:1', replicas: 1, volumes: { '/data': i.Volume.claim('data', { size: i.Size.gibibytes(1) }) } });";
    project.describe(oneMachine(`${k8s} ${files}`));
    expect(project.program('stacks', CI).stderr).toContain('files/data is new');
  });

  test('no lock at all is a problem', () => {
    expect(project.program('stacks', CI).stderr).toContain('there is no lock file yet');
    expect(project.has('isthmus.lock.json')).toBe(false);
  });
});
