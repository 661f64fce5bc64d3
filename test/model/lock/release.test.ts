import { type Lock, Size, System } from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { cluster, database, resolved, service, vm, type Yard } from '../fixture';

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));

/** A lock that machines, a service and a volume have left. */
function worn(): Lock {
  const build = (late: boolean) => (y: Yard) => {
    const caller = vm(y, 'web', { dataDisks: disks(...(late ? [] : ['logs'])), stateless: true });
    const api = service(cluster(y), 'api');
    if (late) {
      y.system.retire('web/logs', { keepData: true, because: 'archive' });
      y.system.retire('db', { keepData: true, because: 'archive' });
      return;
    }
    database(y, 'db');
    vm(y, 'old', { stateless: true });
    y.system.policy.allow(caller, api, { because: 'test' });
  };
  return resolved(build(true), resolved(build(false)).lock).lock;
}

describe('release', () => {
  test('forgets a machine, and its address may be given to others', () => {
    const lock = worn();
    const { removed } = release(lock, 'old');
    expect(removed).toEqual({ ...lock.removed, machines: { db: lock.removed.machines.db } });
  });

  test('forgets a machine whose volumes were retired, and its name may come back', () => {
    const lock = release(worn(), 'db');
    expect(Object.keys(lock.removed.machines)).toEqual(['old']);
    const again = resolved((y) => [database(y, 'db'), vm(y, 'web', { stateless: true }), cluster(y)], lock);
    expect([again.system.retired.map(({ key }) => key), Object.keys(again.lock.removed.volumes)]).toEqual([['web-logs'], ['web/logs']]);
  });

  test('lets Terraform let go of data that is kept, also when it has not done so yet', () => {
    const before = resolved((y) => [vm(y, 'web', { stateless: true }), cluster(y)], worn()).system.retired;
    expect(before.map(({ key }) => key)).toEqual(['db-data', 'web-logs']);
    const lock = ['db', 'web/logs', 'old'].reduce(release, worn());
    for (const more of [[], ['another']]) {
      const after = resolved((y) => [...more.map((id) => vm(y, id)), vm(y, 'web', { stateless: true }), cluster(y)], lock);
      expect(after.system.retired).toEqual(before);
      expect(after.lock.removed.volumes).toEqual(lock.removed.volumes);
    }
  });

  test('keeps the image below a root disk that is kept', () => {
    const first = resolved((y) => vm(y, 'own')).lock;
    const second = resolved((y) => y.system.retire('own', { keepData: true, because: 'archive' }), first);
    const third = resolved((y) => vm(y, 'other'), release(second.lock, 'own'));
    expect(second.system.retired[0]?.image).toEqual({
      key: 'kvm-default-yard-debian-12-12_5_qcow2',
      volumeName: 'yard-debian-12-12.5.qcow2',
    });
    expect(third.system.retired).toEqual(second.system.retired);
  });

  test('remembers nothing of data that may go, nor of a host that is gone', () => {
    const leave = (keepData: boolean) => (y: Yard) => y.system.retire('db', { keepData, because: 'moved' });
    const first = resolved((y) => database(y, 'db')).lock;
    expect(release(resolved(leave(false), first).lock, 'db').removed.volumes).toEqual({});
    const kept = release(resolved(leave(true), first).lock, 'db');
    const elsewhere = new System('yard').resolve({ lock: kept });
    expect([elsewhere.system.retired, elsewhere.lock.removed.volumes]).toEqual([[], kept.removed.volumes]);
  });

  test('of a service leaves nothing behind', () => {
    const lock = worn();
    expect(Object.keys(lock.removed.services)).toEqual(['api']);
    expect(release(lock, 'api').removed).toEqual({ ...lock.removed, services: {} });
  });

  test.each(['web/logs', 'web'])('of %s frees the name of the disk', (name) => {
    const lock = release(worn(), name);
    expect(lock.removed.volumes['web/logs']?.released).toBe(true);
    expect(() => release(lock, 'web/logs')).toThrow('what has: api, db, old');
    const build = (y: Yard) => [vm(y, 'web', { dataDisks: disks('logs'), stateless: true }), cluster(y)];
    expect(resolved(build, lock).lock.removed.volumes).toEqual({});
  });

  test('leaves the lock that it was given as it was', () => {
    const lock = worn();
    const before = JSON.stringify(lock);
    release(lock, 'old');
    expect(JSON.stringify(lock)).toBe(before);
  });

  test('refuses what is still there and what never was, and says what has left', () => {
    expect(() => release(worn(), 'k8s-node-1')).toThrow('release: "k8s-node-1" was part of the system at the last synth.');
    expect(() => release(worn(), 'nothing')).toThrow('what has: api, db, old, web/logs');
    expect(() => release(worn(), 'constructor')).toThrow('what has: api, db, old, web/logs');
  });
});
