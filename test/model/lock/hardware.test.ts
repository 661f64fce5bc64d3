import { GuestOs, type Lock, type MachineTypes, Size, type System, serializeLock } from '../../../src/model';
import type { LockedMachine } from '../../../src/model/lock/lock';
import { synthTerraform } from '../../../src/testing';
import { codesOf, database, legacy, named, resolved, vm, type Yard, yard } from '../fixture';

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));
const places = ({ system }: ReturnType<typeof resolved>, name = 'web') =>
  Object.fromEntries(named(system.machines, name).data.map(({ id, place }) => [id, place]));

/** A lock as an earlier version wrote it. */
function aged(lock: Lock): string {
  const before = ({ firmware, diskBus, nicModel, tpm, filesystem, volumes, ...rest }: LockedMachine): object => ({
    ...rest,
    volumes: Object.fromEntries(Object.entries(volumes).map(([id, { place, ...volume }]) => [id, volume])),
  });
  const machines = Object.fromEntries(Object.entries(lock.machines).map(([name, machine]) => [name, before(machine)]));
  return serializeLock({ ...lock, machines } as unknown as Lock);
}

interface Devices {
  readonly disks: readonly { readonly serial?: string; readonly device?: string; readonly target: { readonly dev: string } }[];
}

/** Device names of a machine's disks inside libvirt, by their serials. */
function devices(build: (y: Yard) => unknown, lock: Lock): Readonly<Record<string, string>> {
  const y = yard();
  build(y);
  const [stack] = Object.values(synthTerraform(y.system, { lock }));
  const { resource } = stack as unknown as { resource: { libvirt_domain: Record<string, { devices: Devices }> } };
  const attached = resource.libvirt_domain.web?.devices.disks ?? [];
  return Object.fromEntries(attached.filter(({ device }) => device !== 'cdrom').map(({ serial = 'root', target }) => [serial, target.dev]));
}

describe('what a guest was installed on', () => {
  test('is taken from the system where an earlier version did not note it, and kept from then on', () => {
    const build = (y: Yard) => database(y, 'db', { os: GuestOs.debian12().withHardware({ nicModel: 'e1000e' }), filesystem: 'ext4' });
    const { lock } = resolved(build);
    const upgraded = resolved(build, aged(lock)).lock;
    expect(upgraded).toEqual(lock);
    const y = yard();
    database(y, 'db', { filesystem: 'ext4' });
    expect(codesOf(y.system, upgraded)).toEqual(['LOCK_CONTRADICTION']);
  });

  test('follows from the operating system, and is not spoken of beside it', () => {
    const { lock } = resolved((y) => legacy(y, 'erp', { os: GuestOs.windowsServer2012() }));
    const y = yard();
    legacy(y, 'erp', { os: GuestOs.windowsServer2025() });
    expect(codesOf(y.system, lock)).toEqual(['LOCK_CONTRADICTION']);
  });

  test('may change otherwise', () => {
    const { lock } = resolved((y) => legacy(y, 'erp'));
    const y = yard();
    legacy(y, 'erp', { os: GuestOs.windowsServer2012().withHardware({ clock: 'utc', hyperV: false, guestAgent: true }) });
    expect(codesOf(y.system, lock)).toEqual([]);
  });
});

describe('the version of a machine type', () => {
  const on = (machineTypes: MachineTypes | undefined, build: (y: Yard) => unknown = (y) => vm(y, 'web', { stateless: true })) => {
    const y = yard({}, { machineTypes });
    build(y);
    return y.system;
  };
  const version = (system: System, lock?: Lock) => {
    const { system: now, lock: next } = system.resolve({ lock });
    return [named(now.machines, 'web').machineVersion, next.machines.web?.machineType];
  };
  const lockOf = (machineTypes: MachineTypes | undefined) => on(machineTypes).resolve().lock;
  const old = { q35: 'pc-q35-7.2' };
  const newer = { q35: 'pc-q35-9.2' };

  test('is that of the host, or the newest of its QEMU', () => {
    expect(version(on(old))).toEqual(['pc-q35-7.2', 'pc-q35-7.2']);
    expect(on(old).resolve().system.prerequisites).toContain('Host kvm: its QEMU has the machine type pc-q35-7.2, for web.');
    expect(version(on({ pc: 'pc-i440fx-7.2' }))).toEqual([undefined, 'q35']);
    expect(version(on(undefined))).toEqual([undefined, 'q35']);
  });

  test.each([
    ['another version', newer],
    ['none any more', undefined],
  ])('stays when the host says %s, also of a machine that comes back', (_, later) => {
    expect(version(on(later), lockOf(old))).toEqual(['pc-q35-7.2', 'pc-q35-7.2']);
    const gone = on(later, () => undefined).resolve({ lock: lockOf(old) }).lock;
    expect(gone.removed.machines.web?.machineType).toBe('pc-q35-7.2');
    expect(version(on(later), gone)).toEqual(['pc-q35-7.2', 'pc-q35-7.2']);
  });

  test('is not given to a machine that was made without one', () => {
    expect(version(on(newer), lockOf(undefined))).toEqual([undefined, 'q35']);
  });

  test('is what the lock says, when somebody has edited it', () => {
    const { lock } = on(undefined).resolve();
    const edited = { ...lock, machines: { web: { ...(lock.machines.web as LockedMachine), machineType: 'pc-q35-8.2' } } };
    expect(version(on(newer), edited)).toEqual(['pc-q35-8.2', 'pc-q35-8.2']);
    const broken = serializeLock({ ...lock, machines: { web: { ...(lock.machines.web as LockedMachine), machineType: 'virt-8.2' } } });
    expect(codesOf(on(newer), broken)).toEqual(['LOCK_MALFORMED']);
  });

  test('is none of another family', () => {
    const pc = (y: Yard) => vm(y, 'web', { stateless: true, os: GuestOs.debian12().withHardware({ machineType: 'pc', diskBus: 'sata' }) });
    expect(codesOf(on({ ...old, pc: 'pc-i440fx-7.2' }, pc), lockOf(old))).toContain('LOCK_CONTRADICTION');
  });
});

describe('the place of a disk', () => {
  const web =
    (...ids: readonly string[]) =>
    (y: Yard) =>
      vm(y, 'web', { dataDisks: disks(...ids) });
  const first = resolved(web('b', 'a'));

  test('is the one that it stands at', () => expect(places(first)).toEqual({ b: 1, a: 2 }));

  test('stays when the program names disks in another order', () => {
    expect(places(resolved(web('a', 'b'), first.lock))).toEqual({ b: 1, a: 2 });
    expect(resolved(web('a', 'b'), first.lock).lock).toEqual(first.lock);
    expect(devices(web('a', 'b'), first.lock)).toEqual({ root: 'vda', b: 'vdb', a: 'vdc' });
  });

  test('comes behind all others for a new disk, wherever it is written', () => {
    expect(places(resolved(web('new', 'a', 'b'), first.lock))).toEqual({ b: 1, a: 2, new: 3 });
    expect(devices(web('new', 'a', 'b'), first.lock)).toEqual({ root: 'vda', b: 'vdb', a: 'vdc', new: 'vdd' });
    expect(places(resolved(web('new', 'b', 'a'), aged(first.lock)))).toEqual({ b: 1, a: 2, new: 3 });
  });

  test('stays when another disk goes, and is not given to the next', () => {
    const gone = resolved((y) => {
      web('a')(y);
      y.system.retire('web/b', { keepData: false, because: 'empty' });
    }, first.lock).lock;
    expect(places(resolved(web('c', 'a'), gone))).toEqual({ a: 2, c: 3 });
  });

  test('is a free one where none is left behind the others', () => {
    const old = GuestOs.windowsServer2003();
    const build =
      (...ids: readonly string[]) =>
      (y: Yard) => {
        legacy(y, 'erp', { os: old, dataDisks: disks(...ids) });
        if (!ids.includes('x')) y.system.retire('erp/x', { keepData: false, because: 'empty' });
      };
    const both = resolved((y) => legacy(y, 'erp', { os: old, dataDisks: disks('x', 'y') })).lock;
    const one = resolved(build('y'), both).lock;
    expect(places(resolved(build('z', 'y'), one), 'erp')).toEqual({ z: 1, y: 2 });
  });
});
