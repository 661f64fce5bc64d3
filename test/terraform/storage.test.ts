import type { ResolvedImage, ResolvedMachine, ResolvedPool } from '../../src/model/resolved';
import { aHost, aMachine, aSubnet, aSystem, aVolume, LINUX, type MachineFacts } from './fixture';
import { type Json, resourceOf, runStep, synth } from './synth';

const GIBIBYTE = 1024 ** 3;
const CEPH = { monitors: [{ host: '10.9.0.1', port: 6789 }], pool: 'vms', user: 'libvirt', secret: '6f1c1c0e-3f55-4a0b-9c3d-6a1d0d8a7f42' };
const POOLS: readonly ResolvedPool[] = [
  { name: 'default', type: 'directory' },
  { name: 'vg', type: 'lvm' },
  { name: 'tank', type: 'zfs' },
  { name: 'ceph', type: 'rbd', ceph: CEPH },
  { name: 'san', type: 'iscsi' },
];

const db = aMachine('db', 'data', '10.10.10.11');
const image0 = db.image as ResolvedImage;
const data = { ...aVolume('db', 'data', 10), volumeName: 'shop-db-data', format: 'raw' as const };
const synthOf = (facts: MachineFacts): Json =>
  synth(
    aSystem({
      hosts: [aHost({ pools: POOLS })],
      subnets: [aSubnet('data', '10.10.10.0/24')],
      machines: [{ ...db, ...(facts as Partial<ResolvedMachine>) }],
    }),
  );
const domainOf = (json: Json): Json => resourceOf(json, 'libvirt_domain', 'db');
const withData = (pool: string, facts: Partial<typeof data> = {}): Json => synthOf({ data: [{ ...data, pool, ...facts }] });
const onBlocks = (pool: string, image: Partial<ResolvedImage> = {}): Json =>
  synthOf({
    pool,
    filesPool: pool,
    image: { ...image0, source: '/dev/null', format: 'raw', ...image },
    root: { ...db.root, pool, volumeName: 'shop-db-root', format: 'raw' },
    data: [{ ...data, pool }],
  });

describe('a disk in a pool', () => {
  test.each(['vg', 'tank', 'ceph'])('%s is a volume of which libvirt is told no format', (pool) => {
    expect(resourceOf(withData(pool), 'libvirt_volume', 'db-data')).toEqual({
      provider: 'libvirt.kvm1',
      name: 'shop-db-data',
      pool,
      capacity: 10 * GIBIBYTE,
      lifecycle: { prevent_destroy: true, ignore_changes: ['capacity'] },
    });
  });

  test.each(['vg', 'tank'])('%s is found by libvirt', (pool) => {
    expect(domainOf(withData(pool)).devices?.disks?.[1]).toMatchObject({
      driver: { type: 'raw' },
      source: { volume: { pool, volume: `\${libvirt_volume.db-data.name}` } },
    });
  });

  test('of Ceph is opened by QEMU, with a key of which only the name is said', () => {
    expect(domainOf(withData('ceph', { io: undefined })).devices?.disks?.[1]).toEqual({
      driver: { name: 'qemu', type: 'raw', cache: 'none', discard: 'unmap', io_thread: 1 },
      source: { network: { protocol: 'rbd', name: `vms/\${libvirt_volume.db-data.name}`, hosts: [{ name: '10.9.0.1', port: '6789' }] } },
      auth: { username: 'libvirt', secret: { type: 'ceph', uuid: CEPH.secret } },
      target: { dev: 'vdb', bus: 'virtio' },
      serial: 'data',
    });
  });

  test('that is there already is only named, and may be read-only or shared', () => {
    const json = withData('san', { existing: true, volumeName: 'unit:0:0:1', protected: false, shared: true, readOnly: true });
    expect(json.resource?.libvirt_volume).not.toHaveProperty('db-data');
    expect(domainOf(json).devices?.disks?.[1]).toMatchObject({
      source: { volume: { pool: 'san', volume: 'unit:0:0:1' } },
      shareable: true,
      read_only: true,
    });
  });
});

describe('a machine on block devices', () => {
  const json = onBlocks('vg');

  test('has a root disk of its own: no image lies beside it, and nothing below it', () => {
    expect(Object.keys(json.resource?.libvirt_volume as Json)).toEqual(['db-root', 'db-data']);
    expect(resourceOf(json, 'libvirt_volume', 'db-root')).not.toHaveProperty('backing_store');
    expect(domainOf(json).depends_on).toContain('terraform_data.db-content');
  });

  test('that are new and are all files, or have all that they need, has none to fill', () => {
    expect(withData('ceph').resource?.terraform_data).not.toHaveProperty('db-content');
    expect(withData('san', { existing: true }).resource?.terraform_data).not.toHaveProperty('db-content');
  });

  const ZEROS = '\0'.repeat(4096);
  /** @param first what is at the beginning of each disk */
  const fill = (from: Json, first: string) => runStep(from, 'db-content', { answers: { 'vol-download': first } });

  test('gets its image behind what tells a filled disk, and that last; what was there before is overwritten', () => {
    const { status, calls: made } = fill(json, ZEROS);
    expect(status).toBe(0);
    expect(made.filter((call) => !call.startsWith('vol-download'))).toEqual([
      'vol-wipe --pool vg shop-db-root',
      'vol-upload --pool vg shop-db-root /dev/stdin --offset 4096',
      'vol-upload --pool vg shop-db-root /dev/stdin --length 4096',
      'vol-wipe --pool vg shop-db-data',
    ]);
  });

  test('of ZFS, which hands out zeros, is not overwritten before', () => {
    expect(fill(onBlocks('tank'), ZEROS).calls.filter((call) => call.startsWith('vol-wipe'))).toEqual([]);
  });

  test('keeps what is on a disk that has anything on it', () => {
    const { status, calls: made } = fill(json, `${'\0'.repeat(4095)}x`);
    expect({ status, made: made.filter((call) => !call.startsWith('vol-download')) }).toEqual({ status: 0, made: [] });
  });

  test('is not filled where its first bytes cannot be told', () => {
    const { status, calls: made } = fill(json, '\0'.repeat(100));
    expect(status).not.toBe(0);
    expect(made).toHaveLength(1);
  });

  test('is not filled from an image of another digest', () => {
    const { status, calls: made, stderr } = fill(onBlocks('tank', { sha256: 'a'.repeat(64) }), ZEROS);
    expect(status).not.toBe(0);
    expect(stderr).toContain('another digest than aaaa');
    expect(made.filter((call) => call.startsWith('vol-upload'))).toEqual([]);
  });
});

describe('an image whose digest is stated', () => {
  const json = synthOf({ image: { ...image0, sha256: 'a'.repeat(64) } });
  const key = 'kvm1-default-shop-debian-12-20250101';

  test('is compared where it lies, before anything is made from it', () => {
    expect(resourceOf(json, 'libvirt_volume', 'db-root').depends_on).toEqual([`terraform_data.${key}-digest`]);
    expect(resourceOf(json, 'terraform_data', `${key}-digest`).triggers_replace).toEqual({
      volume: `\${libvirt_volume.${key}.id}`,
      sha256: 'a'.repeat(64),
    });
  });

  test('stops the apply when it is another one, and stays where it is', () => {
    const { status, stderr, calls } = runStep(json, `${key}-digest`, { answers: { 'vol-download': 'other' } });
    expect(status).not.toBe(0);
    expect(stderr).toContain('d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa');
    expect(calls).toEqual(['vol-download --pool default shop-debian-12-20250101 /dev/stdout']);
  });

  test('is passed when it is the one', () => {
    const sha256 = 'd9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa';
    const same = synthOf({ image: { ...image0, sha256 } });
    expect(runStep(same, `${key}-digest`, { answers: { 'vol-download': 'other' } }).status).toBe(0);
  });
});

describe('limits of a disk', () => {
  const limits = { totalBytes: 0, readBytes: 1024, writeBytes: 2048, totalIops: 500, readIops: 0, writeIops: 0 };
  const json = synthOf({ data: [{ ...aVolume('db', 'data', 10), limits }] });

  test('are no part of the machine, and set again whenever it was changed', () => {
    expect(JSON.stringify(domainOf(json))).not.toContain('io_tune');
    const step = resourceOf(json, 'terraform_data', 'db-size');
    expect(step.lifecycle).toEqual({ replace_triggered_by: ['libvirt_domain.db'] });
    expect(step.triggers_replace).toMatchObject({ 'data/limits': '0 1024 2048 500 0 0' });
    expect(resourceOf(synthOf({}), 'terraform_data', 'db-size')).not.toHaveProperty('lifecycle');
  });

  test('are set while it runs', () => {
    const { calls } = runStep(json, 'db-size', { answers: { domstate: 'running\n', 'vol-info': `Capacity: ${1024 ** 4}\n` } });
    expect(calls.at(-1)).toBe(
      'blkdeviotune shop-db vdb --total-bytes-sec 0 --read-bytes-sec 1024 --write-bytes-sec 2048 --total-iops-sec 500 --read-iops-sec 0 --write-iops-sec 0 --live --config',
    );
  });
});

describe('a disk that libvirt cannot make larger', () => {
  const size = (pool: string, have: number, facts: Partial<typeof data> = {}) =>
    runStep(withData(pool, facts), 'db-size', {
      answers: {
        domstate: 'running\n',
        'vol-path': pool === 'tank' ? '/dev/zvol/tank/vm/shop-db-data\n' : '/dev/vg/shop-db-data\n',
        'vol-info --bytes --pool default': `Capacity: ${1024 ** 4}\n`,
        'vol-info': `Capacity: ${have}\n`,
      },
    });

  test.each([
    ['vg', `lvextend -L ${10 * GIBIBYTE}b /dev/vg/shop-db-data`],
    ['tank', `zfs set volsize=${10 * GIBIBYTE} tank/vm/shop-db-data`],
    ['san', 'make it larger by hand'],
  ])('stops the apply with what to do: %s', (pool, says) => {
    const { status, stderr, calls } = size(pool, GIBIBYTE);
    expect(status).not.toBe(0);
    expect(stderr).toContain(says);
    expect(calls).toContain(`pool-refresh ${pool}`);
  });

  test('is told to the machine once somebody has', () => {
    expect(size('vg', 12 * GIBIBYTE).calls).toContain(`blockresize shop-db vdb ${12 * GIBIBYTE}b`);
  });

  test('is one that was there before, whatever its pool can do', () => {
    expect(size('ceph', GIBIBYTE, { existing: true }).stderr).toContain('by hand');
    // QEMU: "can't resize empty or readonly disk".
    expect(size('san', 12 * GIBIBYTE, { existing: true, readOnly: true }).calls.join()).not.toContain('blockresize');
    expect(size('ceph', GIBIBYTE).calls).toContain(`blockresize shop-db vdb ${10 * GIBIBYTE}b`);
  });
});

describe('disks on SCSI', () => {
  test('are served by the I/O thread through their controller, and CDs are out of their way', () => {
    const hardware = { ...LINUX, diskBus: 'scsi' as const };
    const cd = { ...image0, key: 'drivers', volumeName: 'drivers.iso', format: 'iso' as const };
    const json = synthOf({ hardware, root: { ...db.root, bus: 'scsi' }, cds: [{ image: cd, pool: 'default', place: 0 }] });
    const { devices, io_threads } = domainOf(json);
    expect(io_threads).toBe(1);
    expect(devices?.controllers).toEqual([{ type: 'scsi', index: 0, model: 'virtio-scsi', driver: { io_thread: 1 } }]);
    expect(devices?.disks?.map((disk: Json) => disk.target.dev)).toEqual(['sda', 'sdk', 'sdl']);
    expect(devices?.disks?.[2]).toMatchObject({
      device: 'cdrom',
      read_only: true,
      source: { volume: { volume: `\${libvirt_volume.drivers.name}` } },
    });
    // libvirt takes an ISO image for one, whatever is said.
    expect(resourceOf(json, 'libvirt_volume', 'drivers')).not.toHaveProperty('target');
  });
});

describe('a folder of the host', () => {
  const json = synthOf({ sharedFolders: [{ id: 'media', path: `/srv/\${media}`, mount: '/srv/media' }] });

  test('is served by a program that shares the memory of the machine', () => {
    expect(domainOf(json)).toMatchObject({
      memory_backing: { memory_source: { type: 'memfd' }, memory_access: { mode: 'shared' } },
      devices: {
        filesystems: [
          {
            access_mode: 'passthrough',
            driver: { type: 'virtiofs' },
            source: { mount: { dir: `/srv/$\${media}` } },
            target: { dir: 'media' },
          },
        ],
      },
    });
    expect(domainOf(synthOf({}))).not.toHaveProperty('memory_backing');
  });

  test('is mounted when the guest is first set up', () => {
    expect(JSON.stringify(json.locals)).toContain("add_mount 'media /srv/media virtiofs defaults,nofail 0 0'");
  });
});
