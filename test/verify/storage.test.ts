import { Image, Size, StoragePool } from '../../src/model';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { vm, type Yard, yard } from '../model/fixture';

/** Disks of every sort. */
function build(): Yard {
  const y = yard({}, { pools: [StoragePool.lvm('fast')] });
  vm(y, 'web', {
    dataDisks: [
      { id: 'files', size: Size.gibibytes(1), pool: 'fast' },
      { id: 'old', size: Size.gibibytes(1), existing: { name: 'archive.qcow2' }, readOnly: true },
    ],
    cdImages: [Image.file('/images/tools.iso', { version: '1', format: 'iso' })],
    sharedFolders: [{ id: 'drop', path: '/srv/drop' }],
  });
  vm(y, 'api');
  return y;
}

type Json = ReturnType<typeof JSON.parse>;

function found(edit: (resource: Json) => void): readonly string[] {
  const terraform = structuredClone(synthTerraform(build().system)) as Json;
  edit(terraform['stacks/yard/cdk.tf.json'].resource);
  const all = verify({ system: build().system.resolve().system, terraform, kubernetes: synthKubernetes(build().system) });
  return all.map(({ kind, text }) => `${kind}: ${text}`);
}

const drives = (resource: Json, machine = 'web'): Json[] => resource.libvirt_domain[machine].devices.disks;
const named = (resource: Json, serial: string): Json => drives(resource).find((drive) => drive.serial === serial);

test('of disks, CDs and folders as the model has them nothing is said', () => {
  expect(found(() => undefined)).toEqual([]);
});

test.each<[string, (resource: Json) => void, string]>([
  [
    "another machine's disk",
    (resource) => drives(resource, 'api').push(structuredClone(named(resource, 'files'))),
    'too-wide: api: it is given fast/yard-web-files, which is no disk of it',
  ],
  [
    'what may only be read, to write on',
    (resource) => delete named(resource, 'old').read_only,
    'too-wide: web: its disk "old" can be written on',
  ],
  [
    'a CD that is another',
    (resource) =>
      (drives(resource).find(({ device, source }) => device === 'cdrom' && /tools/.test(JSON.stringify(source))).source.volume.volume =
        'evil.iso'),
    'too-wide: web: it is given default/evil.iso, which is no CD of it',
  ],
  [
    'a folder that is another',
    (resource) => (resource.libvirt_domain.web.devices.filesystems[0].source.mount.dir = '/etc'),
    'too-wide: web: it sees the folder /etc as drop of its host',
  ],
  [
    'a disk that nothing keeps',
    (resource) => delete resource.libvirt_volume['web-files'].lifecycle.prevent_destroy,
    'missing: web: its disk "files" may be destroyed by an apply, though it holds data',
  ],
])('%s is noticed', (_what, edit, said) => expect(found(edit)).toContain(said));

test('so is a machine of others that is given a disk of the system', () => {
  expect(
    found((resource) => {
      resource.libvirt_domain.mine = { ...structuredClone(resource.libvirt_domain.api), name: 'mine' };
      resource.libvirt_domain.mine.devices = { disks: [named(resource, 'files')] };
    }),
  ).toContain('too-wide: mine: it is given fast/yard-web-files, which is a disk of web');
});
