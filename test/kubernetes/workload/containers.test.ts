import { Cpu, EnvSource, type MicroserviceProps, Size } from '../../../src/model';
import { cluster, existingCluster, resolved, service } from '../../model/fixture';
import { expanded } from '../expansion';
import { named, objects } from '../manifests';

const podOf = (props: Partial<MicroserviceProps>, version = '1.34') =>
  named(
    objects(resolved((y) => service(version === '1.34' ? cluster(y) : existingCluster(y, 'k8s', { version }), 'api', props)).system),
    'Deployment',
    'api',
  ).spec.template.spec;

const image = 'registry.example/other:1';

test('a container runs what is said, where it is said', () => {
  const [container] = podOf({
    command: ['/bin/api', '--price=$$5 $(NOT_MEANT)'],
    args: ['--level', EnvSource.expand('$(LEVEL)')],
    env: { LEVEL: 'info' },
    workingDir: '/app',
  }).containers;
  expect(container.command.map((each: string) => expanded(each))).toEqual(['/bin/api', '--price=$$5 $(NOT_MEANT)']);
  expect(container.args).toEqual(['--level', '$(LEVEL)']);
  expect(container.workingDir).toBe('/app');
});

test('what is not said is left to the image', () => {
  expect(Object.keys(podOf({}).containers[0])).not.toEqual(expect.arrayContaining(['command']));
  expect(podOf({})).not.toHaveProperty('initContainers');
});

test('sidecars start before all others and go on; init containers end one after the other', () => {
  const pod = podOf({
    initContainers: [
      { name: 'migrate', image, args: ['up'] },
      { name: 'a-check', image },
    ],
    sidecars: [{ name: 'proxy', image, resources: { cpu: Cpu.millis(50), memory: Size.mebibytes(64) }, env: { A: '1' } }],
  });
  expect(pod.initContainers.map(({ name, restartPolicy }: Record<string, string>) => [name, restartPolicy])).toEqual([
    ['proxy', 'Always'],
    ['migrate', undefined],
    ['a-check', undefined],
  ]);
  expect(pod.initContainers[0]).toMatchObject({
    env: [{ name: 'A', value: '1' }],
    resources: { requests: { cpu: '50m', memory: '64Mi' } },
  });
  expect(pod.containers.map(({ name }: { name: string }) => name)).toEqual(['api']);
});

test('every container is held to the rules', () => {
  const pod = podOf({ initContainers: [{ name: 'migrate', image }], sidecars: [{ name: 'proxy', image }] });
  const contexts = [...pod.containers, ...pod.initContainers].map(({ securityContext }) => securityContext);
  expect(contexts).toHaveLength(3);
  for (const context of contexts)
    expect(context).toEqual({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
});

test('devices are asked for as they are given', () => {
  const { requests, limits } = podOf({ resources: { extended: { 'nvidia.com/gpu': 2 } } }).containers[0].resources;
  expect([requests['nvidia.com/gpu'], limits['nvidia.com/gpu']]).toEqual(['2', '2']);
});
