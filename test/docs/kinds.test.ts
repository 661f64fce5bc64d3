import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseEngine, FlannelBackend, GatewayProvider, MeshMode, MeshProvider, PodEgress } from '../../src';
import { OWN_CLASSES } from '../../src/model/resolve/inventory/own-classes';
import { makersOf } from '../model/guest/made';

/** What users read: pages that are written by hand. */
const pages = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

const inEnum = (name: string, members: object): readonly string[] => Object.keys(members).map((member) => `${name}.${member}`);

// A kind that no page speaks of is found by nobody.
test.each([
  ['providers of gateways', inEnum('GatewayProvider', GatewayProvider)],
  ['providers of meshes', inEnum('MeshProvider', MeshProvider)],
  ['places of proxies', inEnum('MeshMode', MeshMode)],
  ['ways out of clusters', inEnum('PodEgress', PodEgress)],
  ['distributions of Kubernetes', ['Distribution.KUBEADM', 'Distribution.k3s(']],
  ['network plug-ins of k3s', inEnum('FlannelBackend', FlannelBackend)],
  ['engines of databases', makersOf(DatabaseEngine).map((maker) => `DatabaseEngine.${maker}(`)],
  ['constructs', [...(OWN_CLASSES as ReadonlySet<{ readonly name: string }>)].map(({ name }) => name)],
])('pages name all %s', (_, names) => {
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !pages.includes(name))).toEqual([]);
});
