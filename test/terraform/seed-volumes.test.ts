import { XMLValidator } from 'fast-xml-parser';
import { parse } from 'yaml';
import { isoHead, isoSize, SECTOR } from '../../src/terraform/iso9660';
import { synthTerraform } from '../../src/testing';
import { instancesOf } from '../terraform-instances';
import { windows } from '../verify/windows';
import { aMachine, aSubnet, aSystem, aVolume } from './fixture';
import { resourceOf, runStep, synth } from './synth';

const role = {
  kind: 'database',
  engine: 'postgresql',
  version: '15',
  port: 5432,
  databases: [{ name: 'app', owner: 'app' }],
  roles: [{ name: 'app', rights: [{ in: 'app', may: 'own' }], clients: [], bound: false, verifierVariable: 'db_app_verifier' }],
  dataSerial: 'data',
  filesystem: 'xfs',
  memoryMiB: 2048,
  cpus: 2,
} as const;
const db = aMachine('db', 'data', '10.10.10.11', { kind: 'database', data: [aVolume('db', 'data', 1)], guest: { role } });
const system = aSystem({ subnets: [aSubnet('data', '10.10.10.0/24')], machines: [db] });
const json = synth(system);

const latin = (bytes: Buffer): string => bytes.toString('latin1');
const ucs2 = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

/** Reads an image as Linux does: the volume's descriptor, the root directory, the files; or as Windows does, by the second descriptor and names of UCS-2. */
function readIso(image: Buffer, joliet = false): { label: string; files: Map<string, Buffer> } {
  const text = joliet ? ucs2 : latin;
  const descriptor = image.subarray((joliet ? 17 : 16) * SECTOR, (joliet ? 18 : 17) * SECTOR);
  expect([descriptor[0], descriptor.toString('ascii', 88, 91)]).toEqual(joliet ? [2, '%/E'] : [1, '\0\0\0']);
  expect(descriptor.toString('ascii', 1, 6)).toBe('CD001');
  const end = [17, 18].map((sector) => image.subarray(sector * SECTOR, sector * SECTOR + 6).toString('latin1'));
  expect(end).toContain('\xffCD001');
  expect(descriptor.readUInt32LE(80) * SECTOR).toBe(image.length);
  expect(descriptor.readUInt32BE(84) * SECTOR).toBe(image.length);
  const root = descriptor.readUInt32LE(158) * SECTOR;
  const files = new Map<string, Buffer>();
  for (let at = root; image[at] !== 0; at += image[at] ?? 0) {
    const written = image.subarray(at + 33, at + 33 + (image[at + 32] ?? 0));
    const name = written.length === 1 ? latin(written) : text(written);
    const start = image.readUInt32LE(at + 2) * SECTOR;
    expect(image.readUInt32BE(at + 14)).toBe(image.readUInt32LE(at + 10));
    if (((image[at + 25] ?? 0) & 2) === 0) files.set(name, image.subarray(start, start + image.readUInt32LE(at + 10)));
  }
  return { label: text(descriptor.subarray(40, 72)).trim(), files };
}

describe('the CD with the configuration', () => {
  const verifier = Buffer.from('SCRAM-SHA-256$4096:é').toString('base64');
  const run = runStep(json, 'cloud-init', { key: 'db', values: { 'base64encode(var.db_app_verifier)': verifier } });
  const { label, files } = readIso(run.input);

  it('goes to the host through virsh, in place of an older one', () => {
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.calls).toEqual([
      'vol-delete --pool default shop-db-cloudinit.iso',
      `vol-create-as default shop-db-cloudinit.iso ${run.input.length}b --format raw`,
      'vol-upload --pool default shop-db-cloudinit.iso /dev/stdin',
    ]);
  });

  it('is what cloud-init looks for', () => {
    expect(label).toBe('cidata');
    expect([...files.keys()]).toEqual(['meta-data', 'network-config', 'user-data']);
    expect(parse(files.get('meta-data')?.toString() ?? '')).toEqual({ 'instance-id': 'shop-db', 'local-hostname': 'db' });
    expect(parse(files.get('network-config')?.toString() ?? '')).toHaveProperty('ethernets');
  });

  it('holds what Terraform fills in, byte for byte', () => {
    const text = files.get('user-data')?.toString() ?? '';
    expect(text).toMatch(/^#cloud-config\n/);
    expect(text).toContain(`content: "${verifier}"\n`);
    expect(text).not.toContain(`$\${`);
    expect(Object.keys(parse(text))).toContain('write_files');
  });

  it('is refused before anything is written when a variable is longer than foreseen', () => {
    const long = runStep(json, 'cloud-init', { key: 'db', values: { 'base64encode(var.db_app_verifier)': 'x'.repeat(20_000) } });
    expect(long).toMatchObject({ status: 1, stderr: expect.stringContaining('larger than foreseen'), calls: [] });
  });

  it('is made anew with the disk that it configures, and for no other reason', () => {
    const step = resourceOf(json, 'terraform_data', 'cloud-init');
    expect(step.triggers_replace).toEqual({ disk: `\${each.value.disk}` });
    expect(Object.keys(step.input)).toEqual(['uri', 'pool', 'volume']);
    const entry = instancesOf(json, 'terraform_data', 'cloud-init')?.db;
    expect(entry?.disk).toBe(`\${libvirt_volume.db-root.id}`);
    const other = synth({
      ...system,
      machines: [{ ...db, guest: { ...db.guest, hostname: 'x', sshAuthorizedKeys: ['ssh-ed25519 A a'.repeat(500)] } }],
    });
    expect(resourceOf(other, 'terraform_data', 'cloud-init')).toEqual(step);
    expect(instancesOf(other, 'terraform_data', 'cloud-init')?.db).toEqual(entry);
  });

  it('goes with its machine', () => {
    const destroy = (list: string) => runStep(json, 'cloud-init', { key: 'db', when: 'destroy', answers: { 'vol-list': list } });
    expect(destroy(' shop-db-cloudinit.iso   /pool/shop-db-cloudinit.iso\n').calls).toContain(
      'vol-delete --pool default shop-db-cloudinit.iso',
    );
    expect(destroy(' shop-db-root.qcow2   /pool/shop-db-root.qcow2\n')).toMatchObject({ status: 0, calls: ['vol-list default'] });
  });

  it('cannot be larger than what can be handed over', () => {
    const huge = { ...db, guest: { ...db.guest, sshAuthorizedKeys: ['x'.repeat(130_000)] } };
    expect(() => synth({ ...system, machines: [huge] })).toThrow('CLOUD_INIT_TOO_LARGE at db');
  });
});

describe('the CD of a Windows guest', () => {
  const system = windows();
  const stack = Object.values(synthTerraform(system))[0] as ReturnType<typeof synth>;
  const filled = 'c2VjcmV0';
  const values = Object.fromEntries(
    [...JSON.stringify(stack).matchAll(/\$\{((?:base64encode|textencodebase64)\(.*?var\.\w+\)(?:, \\"UTF-16LE\\"\))?)\}/g)].map(
      ([, expression = '']) => [expression.replaceAll('\\"', '"'), filled],
    ),
  );

  it('has an answer file at its root, by the name that Windows looks for, and the programs beside it', () => {
    const run = runStep(stack, 'unattend', { key: 'full', values });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { label, files } = readIso(run.input, true);
    expect([label, ...files.keys()]).toEqual(['isthmus', 'Unattend.xml', 'install.ps1', 'setup.ps1']);
    expect(readIso(run.input).files).toEqual(files);
    const answers = files.get('Unattend.xml')?.toString() ?? '';
    expect(XMLValidator.validate(answers)).toBe(true);
    expect(answers).toContain(`<Value>${filled}</Value>`);
    expect(files.get('setup.ps1')?.toString()).toContain(`  'win_administrator' = '${filled}'\n`);
  });

  it('has what cloudbase-init looks for', () => {
    const run = runStep(stack, 'cloud-init', { key: 'other', values });
    const { label, files } = readIso(run.input, true);
    expect([label, ...files.keys()]).toEqual(['cidata', 'meta-data', 'network-config', 'user-data']);
    expect(files.get('user-data')?.toString()).toMatch(/^MIME-Version: 1\.0\n/);
  });
});

describe('an ISO 9660 image', () => {
  it.each([
    [[{ name: 'a', size: 1 }]],
    [
      [
        { name: 'even', size: SECTOR },
        { name: 'odd', size: SECTOR + 1 },
      ],
    ],
    [[]],
  ])('holds files of the sizes %j', (files) => {
    const content = files.map(({ size }, index) => Buffer.alloc(size, index + 1));
    const padded = (part: Buffer) => Buffer.concat([part, Buffer.alloc(Math.ceil(part.length / SECTOR) * SECTOR - part.length)]);
    for (const joliet of [false, true]) {
      const image = Buffer.concat([Buffer.alloc(16 * SECTOR), ...isoHead('label', files, joliet).map(padded), ...content.map(padded)]);
      expect(image).toHaveLength(isoSize(files, joliet));
      for (const read of joliet ? [false, true] : [false])
        expect([...readIso(image, read).files]).toEqual(files.map(({ name }, index) => [name, content[index]]));
    }
  });
});
