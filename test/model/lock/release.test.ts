import { type Lock, Size } from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { cluster, database, resolved, service, vm, type Yard } from '../fixture';

const disks = (...ids: readonly string[]) => ids.map((id) => ({ id, size: Size.gibibytes(1) }));

/** A lock that machines, a service and a volume have left. */
function worn(): Lock {
  const build = (late: boolean) => (y: Yard) => {
    const caller = vm(y, 'web', { dataDisks: disks(...(late ? [] : ['logs'])), stateless: true });
    const api = service(cluster(y), 'api');
    if (late) {
      y.system.retire('web-logs', { keepData: true, because: 'archive' });
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
    expect(() => resolved((y) => [database(y, 'db'), vm(y, 'web', { stateless: true }), cluster(y)], lock)).not.toThrow();
  });

  test.each([
    ['api', 'services'],
    ['web-logs', 'volumes'],
    ['web', 'volumes'],
  ] as const)('of %s leaves no %s behind', (name, part) => {
    const lock = worn();
    expect(Object.keys(lock.removed[part])).toHaveLength(1);
    expect(release(lock, name).removed).toEqual({ ...lock.removed, [part]: {} });
  });

  test('leaves the lock that it was given as it was', () => {
    const lock = worn();
    const before = JSON.stringify(lock);
    release(lock, 'old');
    expect(JSON.stringify(lock)).toBe(before);
  });

  test('refuses what is still there and what never was, and says what has left', () => {
    expect(() => release(worn(), 'k8s-node-1')).toThrow('release: "k8s-node-1" was part of the system at the last synth.');
    expect(() => release(worn(), 'nothing')).toThrow('what has: api, db, old, web-logs');
    expect(() => release(worn(), 'constructor')).toThrow('what has: api, db, old, web-logs');
  });
});
