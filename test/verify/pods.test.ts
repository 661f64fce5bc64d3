import { EnvSource, Job, KubernetesCluster, Microservice, Port, Secret, Size, System, Volume } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';

// biome-ignore lint/suspicious/noExplicitAny: manifests are taken apart freely here
type Json = any;

function shop(): System {
  const system = new System('shop');
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    ...{ version: '1.34', podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12', nodeAddresses: ['192.0.2.10'] },
  });
  const key = Secret.fromExisting(system, 'key', { keys: ['key'] });
  new Microservice(k8s, 'web', {
    image: 'registry.example/web:1',
    port: Port.tcp(8080, 'http'),
    command: ['web', '--cost=$5', '--as=$(LEVEL)'],
    env: { LEVEL: '$(NAME) $$ $', KEY: EnvSource.secret(key.key('key')) },
    volumes: { '/tmp': Volume.scratch({ size: Size.mebibytes(64) }) },
  });
  new Job(k8s, 'load', { image: 'registry.example/load:1' });
  return system;
}

const { system } = shop().resolve();
const terraform = synthTerraform(shop());

/** What is reported where objects of a kind are changed, or others are put in their place. */
function found(kind: string, change: (object: Json) => Json): readonly string[] {
  const changed = Object.entries(synthKubernetes(shop())).map(([file, objects]) => [
    file,
    objects.flatMap((object: Json) => (object.kind === kind ? (change(object) ?? [object]) : [object])),
  ]);
  return verify({ system, terraform, kubernetes: Object.fromEntries(changed) }).map((each) => `${each.kind}: ${each.text}`);
}

const web = (edit: (spec: Json, template: Json) => void): readonly string[] =>
  found('Deployment', (object) => {
    edit(object.spec.template.spec, object.spec.template);
    return [object];
  });

test('what is written is what the model says, in whatever way it is said', () => {
  expect(web(() => {})).toEqual([]);
  const defaulted = web((spec, template) => {
    const [container] = spec.containers;
    Object.assign(spec, { ...spec, restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' });
    Object.assign(spec, { serviceAccount: spec.serviceAccountName, hostNetwork: false, tolerations: [], nodeSelector: {} });
    Object.assign(container, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', stdin: false });
    Object.assign(container.readinessProbe, { successThreshold: 1 });
    container.resources.requests.cpu = '0.25';
    container.resources.limits.memory = `${256 * 2 ** 20}`;
    template.metadata.annotations = { 'kubectl.kubernetes.io/restartedAt': '2030-01-01T00:00:00Z' };
  });
  expect(defaulted).toEqual([]);
});

test.each<readonly [string, (spec: Json, template: Json) => void, string]>([
  [
    'another image',
    ({ containers: [each] }) => Object.assign(each, { image: 'evil/web:1' }),
    'containers[web].image is "evil/web:1", not "registry.example/web:1"',
  ],
  [
    'a container more',
    ({ containers }) => containers.push({ name: 'spy', image: 'spy:1' }),
    'containers[spy] is there, which is not in the model',
  ],
  ['a container less', (spec) => Object.assign(spec, { containers: [] }), 'containers[web] is not there'],
  [
    'another Secret',
    ({ containers: [{ env }] }) => Object.assign(env[0].valueFrom.secretKeyRef, { name: 'other' }),
    'containers[web].env[KEY].valueFrom.secretKeyRef.name is "other", not "key"',
  ],
  [
    'a field that nobody here knows',
    (spec) => Object.assign(spec, { os: { name: 'windows' } }),
    'os.name is "windows", which is not in the model',
  ],
  [
    'no limits',
    ({ containers: [{ resources }] }) => Object.assign(resources, { limits: {} }),
    'containers[web].resources.limits.cpu is not there',
  ],
  [
    'a mark of the pods',
    (_, template) => Object.assign(template.metadata, { annotations: { 'example.com/scrape': 'yes' } }),
    'metadata.annotations.example.com/scrape is not in the model',
  ],
])('%s is a difference', (_, edit, text) => {
  expect(web(edit)).toContainEqual(expect.stringContaining(`shop/web: ${text}`));
});

test('a variable that is said twice has the last value, and a reference is not the text of it', () => {
  const twice = web(({ containers: [{ env }] }) => env.push({ name: 'LEVEL', value: 'other' }));
  expect(twice).toContainEqual(expect.stringMatching(/^too-wide: shop\/web: containers\[web\]\.env\[LEVEL #\d\] is there/));
  const expanded = web(({ containers: [{ env }] }) =>
    Object.assign(
      env.find((each: Json) => each.name === 'LEVEL'),
      { value: '$(NAME) $ $' },
    ),
  );
  expect(expanded).toEqual(['too-wide: shop/web: containers[web].env[LEVEL].value is not what the model says']);
});

test('no value of a variable, and no command, is shown: somebody may have written a password there', () => {
  const texts = web(({ containers: [each] }) => {
    each.env.push({ name: 'MORE', value: 'hunter2' });
    each.env.find(({ name }: Json) => name === 'LEVEL').value = 'hunter2';
    each.command = ['web', '--password=hunter2'];
    each.args = ['hunter2'];
  });
  expect(texts).toHaveLength(4);
  expect(texts.join()).not.toContain('hunter2');
});

test('pods are made by the object of their kind, by one, and by nothing else', () => {
  expect(found('Deployment', (object) => [{ ...object, kind: 'StatefulSet', spec: { ...object.spec, serviceName: 'web' } }])).toEqual(
    expect.arrayContaining([
      'missing: shop/web: no Deployment makes its pods',
      'too-wide: shop/web: a StatefulSet makes pods under its name, too',
    ]),
  );
  const twice = found('Deployment', (object) => {
    const other = structuredClone(object);
    other.spec.template.spec.containers[0].image = 'evil/web:1';
    return [other, object];
  });
  expect(twice).toContainEqual(expect.stringContaining('containers[web].image is "evil/web:1"'));
});

test('a Job that has ended may have run something else', () => {
  const with_ = (status: object) =>
    found('Job', (object) => {
      const before = structuredClone(object);
      before.metadata.name = 'load-before';
      before.spec.template.spec.containers[0].image = 'registry.example/load:0';
      return [object, { ...before, status }];
    });
  expect(with_({ conditions: [{ type: 'Complete', status: 'True' }] })).toEqual([]);
  expect(with_({})).toContainEqual(expect.stringContaining('containers[load].image is "registry.example/load:0"'));
});
