import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuestOs, Image, Size } from '../../../src/model';
import { LAST_READ, OPERATING_SYSTEMS } from '../../../src/model/guest/os';
import { isDay } from '../../../src/model/values';
import { machineFacts } from '../../../src/report/graph/facts';
import { legacy, resolved, vm } from '../fixture';
import { SYSTEMS_PAGE } from './systems-page';

test('the page of guest systems says what the table says', () => {
  expect(readFileSync(join(__dirname, '../../../docs/guest-systems.md'), 'utf8')).toBe(SYSTEMS_PAGE);
});

test('every profile says all that a guest of its family is set up by', () => {
  for (const [id, { facts, sources }] of Object.entries(OPERATING_SYSTEMS)) {
    const { packages, administrator, controlGroups, securityOrigin, supportedUntil = '' } = facts;
    const isLinux = facts.family === 'linux';
    const isImage = facts.imageBased !== undefined;
    expect([id, [packages, administrator, controlGroups, sources.packages].map((fact) => fact !== undefined)]).toEqual([
      id,
      [isLinux && !isImage, isLinux, isLinux, isLinux],
    ]);
    expect([id, securityOrigin !== undefined]).toEqual([id, packages === 'apt']);
    // Of whole images each release is there until the next one.
    expect([id, isDay(supportedUntil)]).toEqual([id, !isImage]);
  }
  expect(isDay(LAST_READ)).toBe(true);
});

test('titles are told apart', () => {
  const titles = Object.values(OPERATING_SYSTEMS).map(({ facts }) => facts.title);
  expect(new Set(titles).size).toBe(titles.length);
});

describe('an operating system of its own', () => {
  const CUSTOM = GuestOs.custom({
    like: GuestOs.rhel9(),
    id: 'cloud-9',
    title: 'Cloud Linux 9',
    administrator: 'cloud',
    minimumMemory: Size.gibibytes(1),
    engines: { postgresql: { '17': ['postgresql17-server'] } },
  });

  it('has what was said, and else what the one has that it is like', () => {
    const { least, engines, ...rest } = GuestOs.rhel9().resolved;
    expect(CUSTOM.resolved).toEqual({
      ...rest,
      id: 'cloud-9',
      title: 'Cloud Linux 9',
      administrator: 'cloud',
      least: { ...least, memoryMiB: 1024 },
      engines: { ...engines, postgresql: { '17': ['postgresql17-server'] } },
    });
  });

  it('is what another one may be like', () => {
    const { resolved: os, rootDisk } = GuestOs.custom({
      like: CUSTOM,
      rootDisk: Size.gibibytes(30),
      clientPorts: { from: 20000, to: 29999 },
    });
    expect(os).toEqual({ ...CUSTOM.resolved, ephemeralPorts: { from: 20000, to: 29999 } });
    expect(rootDisk.toMebibytes).toBe(30 * 1024);
  });

  it('keeps its other hardware, and its reason to stay', () => {
    const old = GuestOs.windowsServer2012().withHardware({ diskBus: 'virtio' }).afterSupport({ because: 'the ERP' });
    expect([old.hardware.diskBus, old.resolved.keptBecause]).toEqual(['virtio', 'the ERP']);
  });
});

test('one that has another package manager has no archive of the old one', () => {
  const { resolved: os } = GuestOs.custom({ like: GuestOs.debian12(), packages: 'dnf' });
  expect([os.packages, os.securityOrigin]).toEqual(['dnf', undefined]);
});

describe('one image for machines of several systems', () => {
  const warned = (...systems: readonly GuestOs[]): readonly string[] =>
    resolved((y) => systems.map((os, index) => vm(y, `m${index}`, { os }))).warnings.map(({ code, path }) => `${code} ${path}`);

  it('is told of each that says another than the first', () => {
    expect(warned(GuestOs.debian12(), GuestOs.flatcar(), GuestOs.debian12(), GuestOs.debian13())).toEqual([
      'IMAGE_OF_TWO_SYSTEMS yard/m1',
      'IMAGE_OF_TWO_SYSTEMS yard/m3',
    ]);
  });

  it('is not told where one is like the other, or an image has another version', () => {
    const own = GuestOs.custom({ like: GuestOs.debian12(), id: 'own-12', title: 'Own 12' });
    expect(warned(GuestOs.debian12(), own, own.withHardware({ diskBus: 'scsi' }))).toEqual([]);
    const { warnings } = resolved((y) => {
      vm(y, 'a');
      vm(y, 'b', { os: GuestOs.flatcar(), image: Image.file('/images/debian-12.qcow2', { version: '13.0' }) });
    });
    expect(warnings).toEqual([]);
  });
});

describe('updates that have ended', () => {
  const warningsOf = (os: GuestOs) =>
    resolved((y) => legacy(y, 'old', { os })).warnings.map(({ code, path, message }) => [code, path, message]);

  it('are told with their day', () => {
    expect(warningsOf(GuestOs.windowsServer2012())).toEqual([['SUPPORT_ENDED', 'yard/old', expect.stringContaining('2023-10-10')]]);
  });

  it('are not told where it is said why it stays, or that somebody else brings them', () => {
    expect(warningsOf(GuestOs.windowsServer2012().afterSupport({ because: 'the ERP' }))).toEqual([]);
    expect(warningsOf(GuestOs.custom({ like: GuestOs.windowsServer2012(), supportedUntil: '2099-01-01' }))).toEqual([]);
  });

  it('are told of each that had ended when the table was read, and of no other', () => {
    for (const [id, { facts }] of Object.entries(OPERATING_SYSTEMS)) {
      const os = GuestOs.custom({ like: GuestOs.debian12(), supportedUntil: facts.supportedUntil, minimumDisk: Size.gibibytes(2) });
      const { warnings } = resolved((y) => vm(y, 'web', { os }));
      expect([id, warnings.some(({ code }) => code === 'SUPPORT_ENDED')]).toEqual([
        id,
        facts.supportedUntil !== undefined && facts.supportedUntil < LAST_READ,
      ]);
    }
  });
});

test('the report tells how long updates come, and why one stays without', () => {
  const updatesOf = (os: GuestOs): readonly string[] => {
    const { system } = resolved((y) => legacy(y, 'old', { os }));
    return system.machines.flatMap(machineFacts).flatMap(({ label, value }) => (label === 'Updates' ? [value] : []));
  };
  expect(updatesOf(GuestOs.windowsServer2025())).toEqual(['until 2034-10-10']);
  expect(updatesOf(GuestOs.windowsServer2012().afterSupport({ because: 'the ERP' }))).toEqual(['until 2023-10-10: the ERP']);
});
