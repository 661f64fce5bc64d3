import type { ResolvedNamespace, ResolvedSystem } from '../../src/model/resolved';
import { namespaceOf } from '../namespace-fixture';
import { cluster, microservice, system } from './fixture';
import { files, named, names, objects } from './manifests';

const rendered = (facts: Partial<ResolvedNamespace>, more: Partial<ResolvedSystem> = {}) =>
  system({ clusters: [cluster({ namespaces: [namespaceOf('shop', facts)] })], gateways: [], pods: [], flows: [], ...more });
const all = (facts: Partial<ResolvedNamespace>) => objects(rendered(facts));

test('says what it was told, and enforces what it has to admit', () => {
  const { metadata } = named(
    all({ labels: { team: 'a' }, annotations: { 'a.example/b': 'c' }, podSecurity: { level: 'baseline', because: ['x', 'y'] } }),
    'Namespace',
    'shop',
  );
  expect(metadata.labels).toMatchObject({
    team: 'a',
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/enforce-version': 'v1.34',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
  });
  expect(metadata.annotations).toEqual({ 'a.example/b': 'c', 'isthmus/because': 'x; y' });
});

test('has no quota and no limits unless asked for', () => {
  expect(names(all({}), 'ResourceQuota')).toEqual([]);
  expect(names(all({}), 'LimitRange')).toEqual([]);
});

test('a quota is spelt as the server does', () => {
  const quota = {
    cpuRequestMillis: 4000,
    cpuLimitMillis: 8500,
    memoryRequestMiB: 2048,
    memoryLimitMiB: 1536,
    ephemeralStorageMiB: 100,
    pods: 20,
    claims: 0,
    storageMiB: 1024 * 1024,
  };
  expect(named(all({ quota }), 'ResourceQuota', 'quota', 'shop').spec).toEqual({
    hard: {
      'requests.cpu': '4',
      'limits.cpu': '8500m',
      'requests.memory': '2Gi',
      'limits.memory': '1536Mi',
      'requests.ephemeral-storage': '100Mi',
      pods: '20',
      persistentvolumeclaims: '0',
      'requests.storage': '1Ti',
    },
  });
});

test('default limits are for containers that say nothing', () => {
  const defaultLimits = { cpuRequestMillis: 100, cpuLimitMillis: 400, memoryRequestMiB: 64, memoryLimitMiB: 64, ephemeralStorageMiB: 32 };
  expect(named(all({ defaultLimits }), 'LimitRange', 'limits', 'shop').spec).toEqual({
    limits: [
      {
        type: 'Container',
        defaultRequest: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '32Mi' },
        default: { cpu: '400m', memory: '64Mi', 'ephemeral-storage': '32Mi' },
      },
    ],
  });
});

describe("one of somebody else's", () => {
  const theirs = rendered({ owned: false });

  test('is not rendered, nor denied anything as a whole', () => {
    const found = objects(theirs);
    expect([...files(theirs).keys()]).not.toContain('00-namespaces.k8s.yaml');
    expect([...files(theirs).values()].filter((text) => text.trim() === '')).toEqual([]);
    expect(names(found, 'Namespace')).toEqual([]);
    expect(names(found, 'NetworkPolicy')).not.toContain('default-deny');
    expect(names(found, 'PeerAuthentication')).not.toContain('default');
    expect(names(found, 'AuthorizationPolicy')).not.toContain('allow-nothing');
  });

  test('each workload in it is denied by default, in the mesh too, and joins that by a label of its own', () => {
    const found = objects(theirs);
    expect(named(found, 'NetworkPolicy', 'deny-order-service', 'shop').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'order-service', 'app.kubernetes.io/part-of': 'shop' } },
      policyTypes: ['Ingress', 'Egress'],
    });
    const selector = { matchLabels: { 'app.kubernetes.io/name': 'order-service', 'app.kubernetes.io/part-of': 'shop' } };
    expect(named(found, 'AuthorizationPolicy', 'order-service').spec).toEqual({ selector, action: 'ALLOW' });
    expect(named(found, 'PeerAuthentication', 'order-service').spec).toEqual({ selector, mtls: { mode: 'STRICT' } });
    expect(named(found, 'Deployment', 'order-service').spec.template.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'true' });
  });

  test('a workload outside of the mesh is kept out there, too', () => {
    const found = objects(rendered({ owned: false }, { workloads: [microservice('order-service', { inMesh: false })] }));
    expect(named(found, 'Deployment', 'order-service').spec.template.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
  });
});
