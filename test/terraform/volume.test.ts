import type { ResolvedMachine } from '../../src/model/resolved';
import { aHost, aMachine, aSubnet, aSystem, aVolume } from './fixture';
import { type Json, resourceOf, runStep, synth } from './synth';

const GIBIBYTE = 1024 ** 3;
const subnets = [aSubnet('data', '10.10.10.0/24')];
const db = aMachine('db', 'data', '10.10.10.11', { data: [aVolume('db', 'data', 100)] });
/** The database with all that it has in another pool. */
const inPool = (pool: string): ResolvedMachine => ({
  ...db,
  pool,
  filesPool: pool,
  root: { ...db.root, pool },
  data: db.data.map((disk) => ({ ...disk, pool })),
});
const json = synth(aSystem({ subnets, machines: [db] }));
const volume = (name: string, from: Json = json): Json => resourceOf(from, 'libvirt_volume', name);

describe('an image', () => {
  it('lies in the pool once, and a source that moved does not replace it below its layers', () => {
    const twin = aMachine('twin', 'data', '10.10.10.12');
    const both = synth(aSystem({ subnets, machines: [db, twin] }));
    const images = Object.keys(both.resource?.libvirt_volume as Json).filter((name) => name.startsWith('kvm1-'));
    expect(images).toEqual(['kvm1-default-shop-debian-12-20250101']);
    expect(volume('kvm1-default-shop-debian-12-20250101', both)).toEqual({
      provider: 'libvirt.kvm1',
      name: 'shop-debian-12-20250101',
      pool: 'default',
      target: { format: { type: 'qcow2' } },
      create: { content: { url: '/images/debian-12.qcow2' } },
      lifecycle: { ignore_changes: ['create'] },
    });
  });

  it('of another identity is another volume', () => {
    const newer = { ...(db.image as NonNullable<typeof db.image>), key: 'kvm1-default-newer', volumeName: 'shop-debian-12-8.10+b.qcow2' };
    const both = synth(aSystem({ subnets, machines: [db, aMachine('new', 'data', '10.10.10.12', { image: newer })] }));
    expect(Object.keys(both.resource?.libvirt_volume as Json)).toContain('kvm1-default-newer');
    expect(volume('new-root', both).backing_store?.path).toBe(`\${libvirt_volume.kvm1-default-newer.path}`);
  });
});

describe('a disk', () => {
  it('of data is blank and never destroyed', () => {
    expect(volume('db-data')).toEqual({
      provider: 'libvirt.kvm1',
      name: 'shop-db-data.qcow2',
      pool: 'default',
      capacity: 100 * GIBIBYTE,
      target: { format: { type: 'qcow2' } },
      lifecycle: { prevent_destroy: true, ignore_changes: ['capacity'] },
    });
  });

  it('with the system on it is a layer over its image, and stays whatever becomes of that', () => {
    expect(volume('db-root')).toMatchObject({
      backing_store: { path: `\${libvirt_volume.kvm1-default-shop-debian-12-20250101.path}`, format: { type: 'qcow2' } },
      lifecycle: { ignore_changes: ['capacity', 'backing_store'] },
    });
    expect(volume('db-root').lifecycle).not.toHaveProperty('prevent_destroy');
  });

  it('with the system on it is never destroyed where it holds the data', () => {
    const only = aMachine('only', 'data', '10.10.10.13', { root: { ...db.root, key: 'only-root', protected: true } });
    expect(volume('only-root', synth(aSystem({ subnets, machines: [only] }))).lifecycle?.prevent_destroy).toBe(true);
  });
});

describe('a pool', () => {
  it('that the system owns is made first, and never deleted with what is in it', () => {
    const own = synth(
      aSystem({ hosts: [aHost({ pools: [{ name: 'shop', type: 'directory', path: '/srv/shop' }] })], subnets, machines: [inPool('shop')] }),
    );
    expect(resourceOf(own, 'libvirt_pool', 'kvm1-shop')).toEqual({
      provider: 'libvirt.kvm1',
      name: 'shop',
      type: 'dir',
      target: { path: '/srv/shop' },
      destroy: { delete: false },
    });
    expect(volume('db-data', own).pool).toBe(`\${libvirt_pool.kvm1-shop.name}`);
  });

  it('that is there already is only named', () => {
    expect(json.resource).not.toHaveProperty('libvirt_pool');
  });
});

describe('a disk that is declared larger', () => {
  const UNLIMITED = '--total-bytes-sec 0 --read-bytes-sec 0 --write-bytes-sec 0 --total-iops-sec 0 --read-iops-sec 0 --write-iops-sec 0';
  const calls = (when: string, ...grown: string[]): string[] => [
    'domstate shop-db',
    'vol-info --bytes --pool default shop-db-root.qcow2',
    `blkdeviotune shop-db vda ${UNLIMITED} ${when}`,
    'vol-info --bytes --pool default shop-db-data.qcow2',
    ...grown,
    `blkdeviotune shop-db vdb ${UNLIMITED} ${when}`,
  ];
  const grow = (capacity: number, state: string) =>
    runStep(json, 'db-size', {
      answers: {
        'vol-info --bytes --pool default shop-db-root.qcow2': `Capacity: ${db.root.sizeBytes}\n`,
        'vol-info --bytes --pool default shop-db-data.qcow2': `Name: x\nCapacity:       ${capacity}\n`,
        domstate: `${state}\n`,
      },
    });

  it('grows while its machine runs', () => {
    expect(grow(GIBIBYTE, 'running')).toMatchObject({
      status: 0,
      calls: calls('--live --config', `blockresize shop-db vdb ${100 * GIBIBYTE}b`),
    });
  });

  it('grows while its machine is off', () => {
    expect(grow(GIBIBYTE, 'shut off').calls).toEqual(calls('--config', `vol-resize --pool default shop-db-data.qcow2 ${100 * GIBIBYTE}b`));
  });

  it('is left alone when it is as large already, and never shrinks', () => {
    expect(grow(100 * GIBIBYTE, 'running')).toMatchObject({ status: 0, calls: calls('--live --config') });
    expect(grow(200 * GIBIBYTE, 'running')).toMatchObject({ status: 0, calls: calls('--live --config') });
  });

  it('fails when its size cannot be told', () => {
    for (const answer of [1, 'Name: x\n']) {
      const run = runStep(json, 'db-size', { answers: { domstate: 'running\n', 'vol-info': answer } });
      expect({ failed: run.status !== 0, calls: run.calls }).toEqual({ failed: true, calls: calls('').slice(0, 2) });
    }
  });

  it('is looked at again only when a size changes', () => {
    const sizes = { root: String(db.root.sizeBytes), data: String(100 * GIBIBYTE) };
    expect(resourceOf(json, 'terraform_data', 'db-size').triggers_replace).toEqual(sizes);
  });
});
