import { parse } from 'yaml';
import { isoHead, isoSize, SECTOR } from '../../src/terraform/iso9660';
import { instancesOf } from '../terraform-instances';
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

/** Reads an image as Linux does: the volume's descriptor, the root directory, the files. */
function readIso(image: Buffer): { label: string; files: Map<string, Buffer> } {
  const descriptor = image.subarray(16 * SECTOR, 17 * SECTOR);
  expect(descriptor.toString('ascii', 1, 6)).toBe('CD001');
  expect(image.toString('ascii', 17 * SECTOR + 1, 17 * SECTOR + 6)).toBe('CD001');
  expect(descriptor.readUInt32LE(80) * SECTOR).toBe(image.length);
  expect(descriptor.readUInt32BE(84) * SECTOR).toBe(image.length);
  const root = descriptor.readUInt32LE(158) * SECTOR;
  const files = new Map<string, Buffer>();
  for (let at = root; image[at] !== 0; at += image[at] ?? 0) {
    const name = image.toString('latin1', at + 33, at + 33 + (image[at + 32] ?? 0));
    const start = image.readUInt32LE(at + 2) * SECTOR;
    expect(image.readUInt32BE(at + 14)).toBe(image.readUInt32LE(at + 10));
    if (((image[at + 25] ?? 0) & 2) === 0) files.set(name, image.subarray(start, start + image.readUInt32LE(at + 10)));
  }
  return { label: descriptor.toString('ascii', 40, 72).trim(), files };
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
    const image = Buffer.concat([Buffer.alloc(16 * SECTOR), ...isoHead('label', files).map(padded), ...content.map(padded)]);
    expect(image).toHaveLength(isoSize(files));
    expect([...readIso(image).files]).toEqual(files.map(({ name }, index) => [name, content[index]]));
  });
});
