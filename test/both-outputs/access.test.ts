import {
  type AccessRule,
  AccessWaiver,
  External,
  type KubernetesCluster,
  MeshMode,
  MeshProvider,
  PodEgress,
  Port,
  ServiceMesh,
  type System,
} from '../../src';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import type { Manifest } from '../kubernetes/manifests';
import { cluster, existingCluster, namespace, service, type Yard, yard } from '../model/fixture';

const because = 'finds its peers';
const PEERS: AccessRule = { verbs: ['list', 'watch'], resources: ['pods', 'endpoints'], because };
const NODES: AccessRule = { verbs: ['get'], resources: ['nodes'], clusterWide: true, because: 'shows where it runs' };

const build = (makeCluster: (y: Yard) => KubernetesCluster) => (): System => {
  const y = yard();
  const k8s = makeCluster(y);
  service(k8s, 'finder', { access: [PEERS, NODES], namespace: namespace(k8s, 'tools') });
  service(k8s, 'guest', { serviceAccount: 'lent', access: [PEERS] });
  service(k8s, 'plain');
  return y.system;
};

const SERVER = External.address('192.0.2.240', { name: 'api' });
const CLUSTERS: Record<string, (y: Yard) => KubernetesCluster> = {
  'of its own nodes': (y) => cluster(y, 'k8s', { nodes: { count: 3, controlPlanes: 3 } }),
  'of its own nodes, whose pods keep their addresses': (y) => cluster(y, 'k8s', { podEgress: PodEgress.NATIVE }),
  'that exists': (y) => existingCluster(y, 'k8s', { apiServer: SERVER }),
  'that exists, at a port of its own': (y) =>
    existingCluster(y, 'k8s', { apiServer: External.address('192.0.2.240', { listens: [Port.tcp(443, 'https')] }) }),
  'that exists, and whose nodes have the API server': (y) => existingCluster(y, 'k8s', { apiServer: External.address('172.16.0.11') }),
};

const objectsOf = (make: () => System): Manifest[] => Object.values(synthKubernetes(make())).flat() as unknown as Manifest[];

function differences(make: () => System, edit: (objects: Manifest[]) => Manifest[] = (objects) => objects): readonly string[] {
  const kubernetes = Object.fromEntries(
    Object.entries(synthKubernetes(make())).map(([file, objects]) => [file, edit(structuredClone(objects) as unknown as Manifest[])]),
  );
  const found = verify({ system: make().resolve().system, terraform: synthTerraform(make()), kubernetes });
  return found.map(({ kind, text }) => `${kind}: ${text}`);
}

test.each(Object.entries(CLUSTERS))('in a cluster %s, whoever may use the Kubernetes API reaches it, and nobody else does', (_, make) => {
  expect(differences(build(make))).toEqual([]);
  const flows = build(make)()
    .resolve()
    .system.flows.filter(({ origin }) => origin === 'api-server');
  expect([...new Set(flows.map(({ from }) => from.name))]).toEqual(['finder', 'guest']);
  expect(flows.every(({ enforcement }) => enforcement[0]?.point === 'pod-egress' && enforcement[0].precision === 'exact')).toBe(true);
});

test('roles say what was said, in their namespaces or for all', () => {
  const all = objectsOf(build(CLUSTERS['of its own nodes'] as never));
  const of = (kind: string) => all.filter((each) => each.kind === kind);
  expect(of('Role').map(({ metadata: { name, namespace: home }, rules }) => [name, home, rules])).toEqual([
    ['finder', 'tools', [{ apiGroups: [''], resources: ['endpoints', 'pods'], verbs: ['list', 'watch'] }]],
    ['guest', 'yard', [{ apiGroups: [''], resources: ['endpoints', 'pods'], verbs: ['list', 'watch'] }]],
  ]);
  expect(of('RoleBinding').map(({ roleRef, subjects }) => [roleRef.name, subjects])).toEqual([
    ['finder', [{ kind: 'ServiceAccount', name: 'finder', namespace: 'tools' }]],
    ['guest', [{ kind: 'ServiceAccount', name: 'lent', namespace: 'yard' }]],
  ]);
  expect(of('ClusterRole').map(({ metadata, rules }) => [metadata.name, metadata.namespace, rules[0].resources])).toEqual([
    ['yard:finder', undefined, ['nodes']],
  ]);
  expect(of('ClusterRole')[0]?.metadata.annotations).toEqual({ 'isthmus/because': 'shows where it runs' });
  expect(of('ServiceAccount').map(({ metadata: { name }, automountServiceAccountToken: token }) => [name, token])).toEqual([
    ['finder', true],
    ['plain', false],
  ]);
  expect(of('Service').map(({ metadata: { name } }) => name)).not.toContain('k8s-node-1');
});

test('an account that exists is a prerequisite', () => {
  const { prerequisites } = build(CLUSTERS['that exists'] as never)().resolve().system;
  expect(prerequisites).toContain('Cluster k8s: the ServiceAccount yard/lent exists.');
});

test('access changes no pod of others, and reasons change none at all', () => {
  const templates = (rule: AccessRule) => {
    const make = () => {
      const y = yard();
      const k8s = cluster(y);
      service(k8s, 'a', { access: [rule] });
      service(k8s, 'b');
      return y.system;
    };
    return objectsOf(make).flatMap(({ kind, spec }) => (kind === 'Deployment' ? [spec.template] : []));
  };
  expect(templates({ ...PEERS, because: 'other words' })).toEqual(templates(PEERS));
  expect(templates({ ...PEERS, verbs: ['get'] })).toEqual(templates(PEERS));
});

describe('what manifests give beyond the model is found', () => {
  const make = build(CLUSTERS['that exists'] as never);
  const editing = (kind: string, edit: (object: Manifest) => void) =>
    differences(make, (objects) => {
      for (const object of objects) if (object.kind === kind) edit(object);
      return objects;
    });

  test.each<readonly [string, string, (object: Manifest) => void, RegExp]>([
    [
      'another verb',
      'Role',
      ({ rules }) => rules[0].verbs.push('delete'),
      /^too-wide: tools\/finder: its account may delete pods in the namespace tools/,
    ],
    [
      'a wildcard',
      'ClusterRole',
      ({ rules }) => rules[0].resources.push('*'),
      /^too-wide: tools\/finder: its account may get \* in every namespace/,
    ],
    [
      'a path',
      'ClusterRole',
      ({ rules }) => rules.push({ nonResourceURLs: ['/metrics'], verbs: ['get'] }),
      /^too-wide: .* may get \/metrics/,
    ],
    ['a verb too few', 'Role', ({ rules }) => rules[0].verbs.pop(), /^missing: tools\/finder: its account may not watch pods/],
    [
      'another account',
      'RoleBinding',
      ({ subjects }) => subjects.push({ kind: 'ServiceAccount', name: 'plain', namespace: 'yard' }),
      /^too-wide: yard\/plain: its account may list pods/,
    ],
    [
      'a role that is not there',
      'RoleBinding',
      ({ roleRef }) => Object.assign(roleRef, { name: 'admin' }),
      /^unreadable: .*RoleBinding finder .*Role admin, which is not there/,
    ],
    [
      'a token',
      'Deployment',
      ({ spec }) => delete spec.template.spec.automountServiceAccountToken,
      /^too-wide: yard\/plain: its pods get a token/,
    ],
    [
      'no token',
      'Deployment',
      ({ spec }) => Object.assign(spec.template.spec, { automountServiceAccountToken: false }),
      /^missing: tools\/finder: its pods get no token/,
    ],
    ['rules of others', 'ClusterRole', (role) => Object.assign(role, { aggregationRule: {} }), /^unreadable: .*aggregationRule/],
  ])('%s', (_, kind, edit, words) => {
    expect(editing(kind, edit)).toContainEqual(expect.stringMatching(words));
  });
});

test('what is waived stands beside the reason', () => {
  const make = () => {
    const y = yard();
    const waive = [AccessWaiver.allSecrets({ because: 'renews certificates' })];
    service(cluster(y), 'keeper', { access: [{ verbs: ['get'], resources: ['secrets'], because: 'reads them', waive }] });
    return y.system;
  };
  expect(objectsOf(make).find(({ kind }) => kind === 'Role')?.metadata.annotations).toEqual({
    'isthmus/because': 'reads them; all-secrets: renews certificates',
  });
});

test('pods of a mesh that use it are told nothing of the node that has it, which others may call', () => {
  const make = (): System => {
    const y = yard();
    const k8s = cluster(y);
    const mesh = new ServiceMesh(k8s, 'mesh', { provider: MeshProvider.ISTIO, mode: MeshMode.SIDECAR_WITH_CNI });
    service(k8s, 'finder', { access: [PEERS], mesh });
    y.system.policy.allow(service(k8s, 'plain'), k8s.nodes, { because: 'figures', ports: [Port.tcp(9100)] });
    return y.system;
  };
  expect(differences(make)).toEqual([]);
});
