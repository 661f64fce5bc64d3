import { ApiObject, Chart } from 'cdk8s';
import { App } from '../../src/kubernetes';
import { manifestFiles } from '../../src/kubernetes/app/manifest-files';
import { ODD_TEXTS } from '../yaml/odd-texts';
import { READERS } from '../yaml/readers';
import { microservice, system } from './fixture';
import { files, type Manifest } from './manifests';

/** Users' text reaches the manifests as text: it never becomes structure, nor another type, to a reader of either version of YAML. */

/** The file of a service with these variables. */
const manifestOf = (variables: Readonly<Record<string, string>>): string => {
  const env = Object.entries(variables).map(([name, value]) => ({ name, from: 'value' as const, value }));
  return files(system({ workloads: [microservice('web', { env })], flows: [], gateways: [] })).get('50-web.k8s.yaml') ?? '';
};

/** Its Deployment, as each reader sees it. */
function deployments(env: Readonly<Record<string, string>>): readonly (readonly [reader: string, deployment: Manifest])[] {
  return [...READERS].map(([reader, read]) => {
    const documents = manifestOf(env)
      .split(/^---\n/m)
      .map(read) as readonly Manifest[];
    return [reader, documents.find(({ kind }) => kind === 'Deployment') as Manifest] as const;
  });
}

const podOf = (deployment: Manifest): Readonly<Record<string, unknown>> => deployment.spec.template.spec;

test('environment variables have their values, whatever these look like', () => {
  const env = Object.fromEntries(ODD_TEXTS.filter((text) => !text.includes('\0')).map((text, index) => [`V${1000 + index}`, text]));
  const wanted = Object.entries(env).map(([name, value]) => ({ name, value }));
  for (const [reader, deployment] of deployments(env)) {
    const [container] = podOf(deployment).containers as readonly Readonly<Record<string, unknown>>[];
    expect([reader, container?.env]).toEqual([reader, wanted]);
  }
});

test.each([
  ['U+2028', '\u2028'],
  ['U+2029', '\u2029'],
  ['U+0085', '\u0085'],
  ['CR', '\r'],
  ['LF', '\n'],
])('a value with %s adds nothing to the pod', (_name, separator) => {
  const attack = [
    'x',
    '      hostNetwork:',
    '        true',
    '      containers:',
    '        -',
    '          stdin:',
    '            false',
  ].join(separator);
  const [[, plain]] = deployments({ A: 'x' }) as [[string, Manifest]];
  for (const [reader, deployment] of deployments({ A: attack })) {
    expect([reader, Object.keys(podOf(deployment))]).toEqual([reader, Object.keys(podOf(plain))]);
    expect(podOf(deployment)).toMatchObject({ containers: [{ env: [{ name: 'A', value: attack }] }] });
  }
  // Line breaks to libyaml and its descendants, kubectl's reader among them, though not to the readers here.
  expect(manifestOf({ A: attack })).not.toMatch(/[\r\u0085\u2028\u2029]/);
});

test("users' own objects are written as strictly", () => {
  const app = new App();
  const data = Object.fromEntries(ODD_TEXTS.map((text, index) => [`key-${index}`, text]));
  // Keys that cdk8s itself can render.
  const annotations = Object.fromEntries(ODD_TEXTS.filter((text) => !(text in {})).map((text) => [text, text]));
  new ApiObject(new Chart(app, 'mine'), 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { annotations }, data });
  const text = manifestFiles(app).get('mine.k8s.yaml') ?? '';
  const wanted = expect.objectContaining({ metadata: expect.objectContaining({ annotations }), data });
  for (const [reader, read] of READERS) expect([reader, read(text)]).toEqual([reader, wanted]);
});
