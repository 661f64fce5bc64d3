import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFrom } from '../../src/cli/import';

let folder: string;
let printed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-import-'));
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('prints one program of several files, called as one wishes', () => {
  const web = file(
    'web.yaml',
    'kind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { spec: { containers: [{ image: "web:1" }] } } }\n',
  );
  const list = file(
    'list.json',
    '{ "kind": "List", "items": [{ "kind": "Service", "metadata": { "name": "a" } }, { "kind": "Widget", "metadata": { "name": "b" } }] }',
  );
  importFrom('kubernetes', [web, list], { name: 'shop' });
  expect(printed).toContain('super("shop");');
  expect(printed).toContain('new Microservice(cluster, "web", { namespace: shopNamespace, image: "web:1" });');
  expect(printed).toContain('// not said: Widget b in default\n');
});

test('says what is wrong with what it is given', () => {
  expect(() => importFrom('kubernetes', [join(folder, 'none.yaml')], {})).toThrow(/none\.yaml cannot be read: ENOENT/);
  expect(() => importFrom('kubernetes', [file('odd.yaml', 'a: [1\n')], {})).toThrow(/odd\.yaml is no YAML: /);
  expect(() => importFrom('kubernetes', [], { name: 'A B' })).toThrow('"A B" cannot be the name of a system');
  expect(() => importFrom('pulumi', [], {})).toThrow('Nothing is read of "pulumi"; there is: kubernetes.');
  expect(printed).toBe('');
});
