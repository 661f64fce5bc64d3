import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Helm, Include, JsonPatch } from 'cdk8s';
import type { System } from '../../src/model';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { cluster, service, yard } from '../model/fixture';
import { type Manifest, named } from './manifests';

/** As docs/native.md has it: what a program adds to what this library renders. */
type Customize = NonNullable<NonNullable<Parameters<typeof synthKubernetes>[1]>['customize']>;

const build = (): System => {
  const y = yard();
  service(cluster(y), 'api');
  return y.system;
};
const files = (customize: Customize) => synthKubernetes(build(), { customize }) as unknown as Record<string, Manifest[]>;
const differences = (customize: Customize): readonly string[] => {
  const kubernetes = synthKubernetes(build(), { customize });
  return verify({ system: build().resolve().system, terraform: synthTerraform(build()), kubernetes }).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );
};

const CHART = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: dashboards
  namespace: yard
data:
  api.json: "{}"
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: api
  namespace: yard
spec: {}
`;

const included = mkdtempSync(join(tmpdir(), 'isthmus-include-'));
afterAll(() => rmSync(included, { recursive: true }));

const manifest = (text: string): string => {
  const file = join(included, 'all.yaml');
  writeFileSync(file, text);
  return file;
};

test("a construct of one's own stands in the workload's file, with its labels and namespace", () => {
  const add: Customize = (manifests) => {
    new ApiObject(manifests.chartOf('api'), 'monitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'api' },
    });
  };
  const monitor = named(files(add)['50-api.k8s.yaml'] ?? [], 'PodMonitor', 'api');
  expect(monitor.metadata.namespace).toBe('yard');
  expect(monitor.metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/part-of': 'yard' });
  expect(differences(add)).toEqual([]);
});

test('objects of a rendered chart are included, and verified as what they are', () => {
  const include =
    (text: string): Customize =>
    (manifests) =>
      void new Include(manifests.chartOf('api'), 'chart', { url: manifest(text) });
  expect(files(include(CHART))['50-api.k8s.yaml']?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['ConfigMap', 'ServiceMonitor']),
  );
  expect(differences(include(CHART))).toEqual([]);
  const opening = CHART.slice(0, CHART.indexOf('kind: ConfigMap'))
    .concat(`kind: NetworkPolicy
metadata: { name: open, namespace: yard }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{}] }
`)
    .replace('apiVersion: v1', 'apiVersion: networking.k8s.io/v1');
  expect(differences(include(opening))).toContainEqual(expect.stringMatching(/^too-wide: yard\/api: it may be reached from/));
  const strange = CHART.replace('monitoring.coreos.com/v1', 'example.com/v1');
  expect(differences(include(strange))).toContainEqual(expect.stringMatching(/^unreadable: .*ServiceMonitor/));
});

test('pods of a chart in a namespace of the system are denied everything, until the model knows them', () => {
  const pods = `apiVersion: apps/v1
kind: Deployment
metadata: { name: side, namespace: yard }
spec:
  selector: { matchLabels: { app: side } }
  template: { metadata: { labels: { app: side } }, spec: { automountServiceAccountToken: false, containers: [{ name: side, image: r.example/side:1 }] } }
`;
  expect(differences((manifests) => void new Include(manifests.chartOf('api'), 'chart', { url: manifest(pods) }))).toEqual([]);
});

test('without the program helm, a Helm chart says that it is missing', () => {
  const props = { chart: 'example/chart', helmExecutable: join(tmpdir(), 'no-such-helm') };
  expect(() => files((manifests) => void new Helm(manifests.chartOf('api'), 'chart', props))).toThrow(/no-such-helm/);
});

test('a patch on a native object is the last resort', () => {
  const patch: Customize = (manifests) => {
    manifests.deploymentOf('api').addJsonPatch(JsonPatch.add('/spec/template/spec/hostAliases', [{ ip: '192.0.2.9', hostnames: ['old'] }]));
  };
  const deployment = named(files(patch)['50-api.k8s.yaml'] ?? [], 'Deployment', 'api');
  expect(deployment.spec.template.spec.hostAliases).toEqual([{ ip: '192.0.2.9', hostnames: ['old'] }]);
});
