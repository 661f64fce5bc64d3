import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFrom } from '../../src/cli/import';
import { catchPrinted } from './printed';
import { refused } from './refused';

let folder: string;
const printed = catchPrinted();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-import-'));
});
afterEach(() => {
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
  expect(printed.text).toContain('super("shop");');
  expect(printed.text).toContain('new Microservice(cluster, "web", { image: "web:1" });');
  expect(printed.text).toContain('// not said: Widget b in default\n');
});

test('reads states of Terraform', () => {
  const domain = { mode: 'managed', type: 'libvirt_domain', name: 'web', instances: [{ attributes: { name: 'shop-web' } }] };
  importFrom('terraform', [file('terraform.tfstate', JSON.stringify({ version: 4, resources: [domain] }))], { name: 'shop' });
  expect(printed.text).toContain('super("shop");');
  expect(printed.text).toContain('new LegacyVm(this, "web", {');
  expect(() => importFrom('terraform', [file('tfplan', 'PK')], {})).toThrow(
    /^IMPORT_FOREIGN at .*tfplan\n {2}It cannot be imported: it is no JSON object/,
  );
});

test('asks hosts by virsh, in English, and says what virsh says', () => {
  const { PATH } = process.env;
  const answers = `#!/bin/sh
[ "$1 $2 $LC_ALL" = "-q -c C" ] || exit 9
case "$4" in
  hostname) echo kvm7.example ;;
  nodeinfo) printf 'CPU(s):              8\nMemory size:         8388608 KiB\n' ;;
  pool-list) printf 'default             \n\n' ;;
  pool-dumpxml) [ "$6" = default ] && echo "<pool type='dir'><name>default</name><capacity unit='bytes'>1073741824</capacity></pool>" ;;
esac
[ "$3" = qemu:///system ] || { echo 'error: no such host' >&2; exit 1; }
`;
  chmodSync(file('virsh', answers), 0o755);
  try {
    process.env.PATH = `${folder}:${PATH}`;
    importFrom('libvirt', ['qemu:///system'], {});
    expect(printed.text).toContain('new Host(this, "kvm7", {');
    expect(printed.text).toContain('pool: StoragePool.existing("default", { size: Size.gibibytes(1) }),');
    expect(() => importFrom('libvirt', ['qemu+tls://kvm8/system'], {})).toThrow(
      /^TOOL_FAILED at virsh -c qemu\+tls:\/\/kvm8\/system pool-list\n {2}virsh does not answer: error: no such host\.\n/,
    );
    process.env.PATH = join(folder, 'nowhere');
    expect(() => importFrom('libvirt', ['qemu:///system'], {})).toThrow('virsh does not answer: spawnSync virsh ENOENT.');
  } finally {
    process.env.PATH = PATH;
  }
});

test('says what is wrong with what it is given', () => {
  expect(() => importFrom('kubernetes', [join(folder, 'none.yaml')], {})).toThrow(
    /^FILE_UNREADABLE at .*none\.yaml\n {2}It cannot be read: it is not there/,
  );
  expect(() => importFrom('kubernetes', [file('odd.yaml', 'a: [1\n')], {})).toThrow(
    /^IMPORT_FOREIGN at .*odd\.yaml\n {2}It cannot be imported: it is no YAML: /,
  );
  expect(() => importFrom('kubernetes', [], { name: 'A B' })).toThrow('"A B" cannot be the name of a system');
  expect(() => refused('import', 'pulumi', 'x')).toThrow(
    /'pulumi' is invalid for argument 'source'\. Allowed choices are kubernetes, terraform, libvirt\./,
  );
  expect(printed.text).toBe('');
});
