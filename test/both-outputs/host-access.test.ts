import { DaemonService, Hardening, HostPathType, PodSecurity, Port, Rule, type System, Volume } from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import type { Manifest } from '../kubernetes/manifests';
import { existingCluster, namespace, service, yard } from '../model/fixture';

/** An agent on each node, which reads its logs and keeps where it got to, and one that looks at processes. */
function agents(version = '1.34'): System {
  const y = yard();
  const k8s = existingCluster(y, 'k8s', { version });
  const home = namespace(k8s, 'agents', { podSecurity: PodSecurity.privileged({ because: 'agents read what is on their nodes' }) });
  const logs = new DaemonService(k8s, 'log-agent', {
    image: 'registry.example/log-agent:4.0.0',
    namespace: home,
    hardening: Hardening.default().except(Rule.NO_HOST_PATHS, { because: 'logs of all pods are files of their node' }),
    volumes: {
      '/host/log': Volume.hostPath('/var/log/'),
      '/state': Volume.hostPath('/var/lib/log-agent', { type: HostPathType.DIRECTORY_OR_CREATE, writable: true }),
    },
  });
  new DaemonService(k8s, 'process-agent', {
    image: 'registry.example/process-agent:1.0.0',
    namespace: home,
    hardening: Hardening.default().except(Rule.NO_HOST_PROCESSES, { because: 'it watches processes' }),
  });
  const store = service(k8s, 'store', { port: Port.tcp(3100, 'logs') });
  y.system.policy.allow(logs, store, { because: 'logs are kept there' });
  return y.system;
}

const objectsOf = (version?: string): readonly Manifest[] => Object.values(synthKubernetes(agents(version))).flat() as Manifest[];
const daemon = (name: string, version?: string) =>
  objectsOf(version).find((each) => each.kind === 'DaemonSet' && each.metadata.name === name);
const outputs = (): Parameters<typeof verify>[0] => ({
  system: agents().resolve().system,
  terraform: synthTerraform(agents()),
  kubernetes: synthKubernetes(agents()),
});

test('paths of nodes are read, deeply where nodes can, unless writing is asked for', () => {
  const { containers, volumes, hostPID } = daemon('log-agent')?.spec.template.spec ?? {};
  expect(hostPID).toBeUndefined();
  expect(volumes).toEqual([
    { name: 'host-0', hostPath: { path: '/var/log', type: 'Directory' } },
    { name: 'host-1', hostPath: { path: '/var/lib/log-agent', type: 'DirectoryOrCreate' } },
  ]);
  expect(containers[0].volumeMounts).toEqual([
    { name: 'host-0', mountPath: '/host/log', readOnly: true, recursiveReadOnly: 'IfPossible' },
    { name: 'host-1', mountPath: '/state' },
  ]);
  const [older] = daemon('log-agent', '1.30')?.spec.template.spec.containers ?? [];
  expect(older.volumeMounts[0]).toEqual({ name: 'host-0', mountPath: '/host/log', readOnly: true });
});

test('processes of nodes are seen by who is excused, and by nobody else', () => {
  const seeing = objectsOf().filter(({ spec }) => spec?.template?.spec?.hostPID);
  expect(seeing.map(({ metadata }) => metadata.name)).toEqual(['process-agent']);
  expect(daemon('process-agent')?.metadata.annotations).toMatchObject({ 'isthmus/excused-from-no-host-processes': 'it watches processes' });
});

test('their namespace admits them, and says why; all others are restricted', () => {
  const levels = objectsOf()
    .filter(({ kind }) => kind === 'Namespace')
    .map(({ metadata }) => [metadata.name, metadata.labels?.['pod-security.kubernetes.io/enforce']]);
  expect(levels).toEqual(
    expect.arrayContaining([
      ['agents', 'privileged'],
      ['yard', 'restricted'],
    ]),
  );
});

test('verification reads it back', () => {
  expect(verify(outputs())).toEqual([]);
});

test.each([
  ['another path', 'too-wide', (spec: Manifest) => Object.assign(spec.volumes[0].hostPath, { path: '/' })],
  ['writing', 'too-wide', (spec: Manifest) => Object.assign(spec.containers[0].volumeMounts[0], { readOnly: undefined })],
  ['processes', 'too-wide', (spec: Manifest) => Object.assign(spec, { hostPID: true })],
  ['shared memory', 'too-wide', (spec: Manifest) => Object.assign(spec, { hostIPC: true })],
  ['all of the node', 'too-wide', (spec: Manifest) => Object.assign(spec.containers[0].securityContext, { privileged: true })],
  ['no path', 'missing', (spec: Manifest) => Object.assign(spec, { volumes: [] })],
])('verification notices %s', (_what, kind, edit) => {
  const { kubernetes, ...rest } = outputs();
  const changed = structuredClone(kubernetes) as Record<string, Manifest[]>;
  const object = Object.values(changed)
    .flat()
    .find((each) => each.kind === 'DaemonSet' && each.metadata.name === 'log-agent');
  edit(object?.spec.template.spec);
  const found = verify({ ...rest, kubernetes: changed });
  expect(found.map((each) => each.kind)).toContain(kind);
  expect(found.every(({ about }) => about === 'agents/log-agent')).toBe(true);
});
