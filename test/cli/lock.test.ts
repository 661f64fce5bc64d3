import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readLockFile, writeLockFile } from '../../src/cli/lock-file';
import { type Lock, Size, serializeLock } from '../../src/model';
import type { RetiredVolume } from '../../src/model/lock/lock';
import { database, resolved, subnet, vm, type Yard } from '../model/fixture';
import { Repository } from './repository';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

const lockOf = (before: Lock | undefined, ...names: readonly string[]): Lock =>
  resolved((y) => ['web', ...names].map((name) => vm(y, name, { stateless: true })), before).lock;

describe('two branches that each add a machine', () => {
  const base = lockOf(undefined);
  const applied = lockOf(base, 'zoo');
  // Comes first by name: the order of names alone would give it the address.
  const added = lockOf(base, 'archive');

  beforeEach(() => {
    expect(added.machines.archive?.address).toBe(applied.machines.zoo?.address);
    repository.commit(base);
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit(added);
    repository.git('checkout', '--quiet', 'main');
    repository.commit(applied);
  });

  /** What isthmus says when the two cannot be told apart by themselves, and what it makes of the answer. */
  async function asksAndJoins(...args: readonly string[]): Promise<void> {
    const before = repository.contents();
    const { status, stderr } = await repository.isthmus('lock', 'repair', ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/zoo \(ours\) and archive \(theirs\) both hold the address 10\.1\.1\.3\./);
    expect(stderr).toContain('  npx isthmus lock repair --applied theirs\nFor one name by itself add --take zoo=ours');
    expect(repository.contents()).toEqual(before);
    expect(await repository.isthmus('lock', 'repair', '--applied', 'ours', ...args)).toEqual({
      status: 0,
      stdout: expect.stringMatching(/is whole\.\nTo be planned anew by the next synth: archive \(the address .* stays with zoo\)/),
      stderr: '',
    });
    expect(repository.lock()).toEqual(applied);
  }

  it('conflict in git whatever lines they changed', async () => {
    repository.gitStops('merge', '--quiet', 'feature');
    await asksAndJoins();
  });

  it('are joined when the conflict was resolved by hand, and is still under way', async () => {
    repository.gitStops('merge', '--quiet', 'feature');
    repository.write({ ...base, machines: { ...added.machines, ...applied.machines } });
    repository.git('add', '--all');
    await asksAndJoins();
  });

  it('are joined after the merge was committed, and after more commits', async () => {
    repository.gitStops('merge', '--quiet', 'feature');
    repository.commit({ ...base, machines: { ...added.machines, ...applied.machines } });
    repository.git('commit', '--quiet', '--allow-empty', '--message', 'more');
    await asksAndJoins();
  });

  it('are joined in a rebase, where ours is the branch that is built upon', async () => {
    repository.git('checkout', '--quiet', 'feature');
    repository.gitStops('rebase', '--quiet', 'main');
    await asksAndJoins();
  });

  it('are joined in a cherry-pick', async () => {
    repository.gitStops('cherry-pick', 'feature');
    await asksAndJoins();
  });

  it('leave it to the user to name the sides where git does not know them', async () => {
    repository.commit({ ...base, machines: { ...added.machines, ...applied.machines } });
    const { status, stderr } = await repository.isthmus('lock', 'repair');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/git knows of no merge .* npx isthmus lock repair --ours … --theirs …/s)]);
    await asksAndJoins('--ours', 'main~1', '--theirs', 'feature');
  });

  it('can be named as files, without git', async () => {
    for (const [name, lock] of Object.entries({ ours: applied, theirs: added })) repository.writeText(serializeLock(lock), `${name}.json`);
    rmSync(join(repository.folder, '.git'), { recursive: true });
    repository.writeText('whatever');
    await asksAndJoins('--ours', 'ours.json', '--theirs', 'theirs.json');
  });

  it('give way one by one', async () => {
    repository.gitStops('merge', '--quiet', 'feature');
    const { stdout } = await repository.isthmus('lock', 'repair', '--take', 'zoo=theirs');
    expect(stdout).toContain('zoo (theirs has it not)');
    expect(repository.lock()).toEqual(added);
  });

  it.each([
    [['--applied', 'mine'], '--applied is "mine": write ours or theirs.'],
    [['--take', 'zoo'], '--take is "zoo": write NAME=ours or NAME=theirs.'],
    [['--ours', 'main'], 'Name both sides'],
    [['--ours', 'main', '--theirs', 'nowhere'], 'There is no isthmus.lock.json at "nowhere".'],
  ])('%j is refused', async (args, message) => {
    const before = repository.contents();
    const { status, stderr } = await repository.isthmus('lock', 'repair', ...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(repository.contents()).toEqual(before);
  });

  it('one of which deleted the lock are left to git', async () => {
    repository.git('checkout', '--quiet', 'feature');
    repository.git('rm', '--quiet', 'isthmus.lock.json');
    repository.git('commit', '--quiet', '--message', 'no lock');
    repository.git('checkout', '--quiet', 'main');
    repository.gitStops('merge', '--quiet', 'feature');
    const { stderr } = await repository.isthmus('lock', 'repair');
    expect(stderr).toContain('was deleted on one side (theirs). Take the other: git checkout --ours');
  });
});

it('a machine that was retired on one branch and one that was added on the other are never mixed', async () => {
  // Out of the text that git leaves, without the index, the two database servers became one: m0 with the disks and the address of b2.
  const nets = (y: Yard) => ({ s0: subnet(y, 's0', 50), s2: subnet(y, 's2', 52) });
  const common = (y: Yard) => {
    const { s0, s2 } = nets(y);
    vm(y, 'm3', { subnet: s2 });
    return { s0, s2 };
  };
  const first = resolved((y) => database(y, 'm0', { subnet: common(y).s2 })).lock;
  const theirs = resolved((y) => {
    database(y, 'b2', { subnet: common(y).s0 });
    y.system.retire('m0', { keepData: true, because: 'gone' });
  }, first).lock;
  const ours = resolved((y) => {
    const { s2 } = common(y);
    database(y, 'm0', { subnet: s2 });
    for (const name of ['a0', 'a1']) vm(y, name, { subnet: s2 });
  }, first).lock;
  repository.commit(first);
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.commit(theirs);
  repository.git('checkout', '--quiet', 'main');
  repository.commit(ours);
  repository.gitStops('merge', '--quiet', 'feature');
  expect((await repository.isthmus('lock', 'repair')).status).toBe(0);
  const { machines, removed } = repository.lock();
  expect(machines).toEqual({ ...theirs.machines, a0: ours.machines.a0, a1: ours.machines.a1 });
  expect(removed).toEqual(theirs.removed);
});

describe('repair without a merge', () => {
  it('says that a sound lock is whole, and leaves it as it is', async () => {
    repository.commit(lockOf(undefined));
    const before = repository.contents();
    expect(await repository.isthmus('lock', 'repair')).toMatchObject({ status: 0, stdout: 'isthmus.lock.json is whole.\n' });
    expect(repository.contents()).toEqual(before);
  });

  it('does not take an edit for a merge', async () => {
    repository.commit(lockOf(undefined));
    repository.writeText(repository.text().replace('10.1.1.2', '10.1.1.9'));
    expect((await repository.isthmus('lock', 'repair')).stderr).toContain('npx isthmus lock accept');
  });
});

describe('an edit by hand', () => {
  it('is a lock once it is accepted', async () => {
    repository.commit(lockOf(undefined));
    repository.writeText(repository.text().replace('10.1.1.2', '10.1.1.9'));
    expect(() => lockOf(repository.text() as unknown as Lock)).toThrow('LOCK_EDITED');
    expect(await repository.isthmus('lock', 'accept')).toMatchObject({ stdout: 'isthmus.lock.json is accepted as it is.\n' });
    expect(lockOf(repository.text() as unknown as Lock).machines.web?.address).toBe('10.1.1.9');
  });

  it('that makes no lock is never accepted', async () => {
    repository.commit(lockOf(undefined));
    repository.writeText(repository.text().replace('10.1.1.2', '10.1.1.999'));
    const before = repository.contents();
    expect((await repository.isthmus('lock', 'accept')).stderr).toContain('lock.machines.web.address');
    expect(repository.contents()).toEqual(before);
  });
});

it('a lock of the format before is accepted, and hosts are noted by the next synth', async () => {
  const first = resolved((y) => [database(y, 'db'), vm(y, 'web', { dataDisks: [{ id: 'logs', size: Size.gibibytes(1) }] })]).lock;
  const later = (y: Yard) => [database(y, 'db'), vm(y, 'web'), y.system.retire('web/logs', { keepData: true, because: 'old' })];
  const { hosts: _hosts, ...now } = resolved(later, first).lock;
  const { pool: _pool, ...disk } = now.removed.volumes['web/logs'] as RetiredVolume;
  repository.writeText(JSON.stringify({ ...now, version: 1, removed: { ...now.removed, volumes: { 'web-logs': disk } } }));
  expect((await repository.isthmus('lock', 'accept')).status).toBe(0);
  expect(repository.lock()).toEqual({ ...now, hosts: {} });
  expect(resolved(later, repository.text()).lock.hosts).toEqual({
    kvm: { connection: 'qemu:///system', landmark: 'db', pools: { default: {} } },
  });
});

describe('renew', () => {
  it('forgets what a guest was set up with, and refuses a name that is no machine', async () => {
    repository.commit(lockOf(undefined, 'app'));
    expect((await repository.isthmus('lock', 'renew', 'wap')).stderr).toContain('RENEW_UNKNOWN');
    expect(repository.lock().machines.app).toHaveProperty('told');
    expect((await repository.isthmus('lock', 'renew', 'app')).status).toBe(0);
    const renewed = repository.lock().machines.app;
    for (const part of ['told', 'firewall', 'baseline']) expect(renewed).not.toHaveProperty(part);
    expect(renewed).toHaveProperty('address');
  });
});

describe('release', () => {
  beforeEach(() => repository.commit(lockOf(lockOf(undefined, 'app'))));

  it('frees the address of a machine that is gone, and refuses one that is there', async () => {
    expect(repository.lock().removed.machines).toHaveProperty('app');
    expect((await repository.isthmus('lock', 'release', 'web')).stderr).toContain('web');
    expect((await repository.isthmus('lock', 'release', 'app')).status).toBe(0);
    expect(repository.lock().removed.machines).toEqual({});
  });

  it('waits until the state beside the project has no more of it', async () => {
    const state = (...names: readonly string[]): void => {
      const resources = names.map((name) => ({ mode: 'managed', type: 'libvirt_domain', name }));
      repository.writeText(JSON.stringify({ version: 4, resources }), 'terraform.yard.tfstate');
    };
    state('web', 'app');
    expect((await repository.isthmus('lock', 'release', 'app')).stderr).toContain('the state has libvirt_domain.app');
    state('web');
    expect((await repository.isthmus('lock', 'release', 'app')).status).toBe(0);
  });
});

describe('the file', () => {
  const lock = lockOf(undefined);
  const next = lockOf(lock, 'app');
  const write = (): void => writeLockFile('isthmus.lock.json', next, undefined);

  it('is read with the line ends of Windows and with a mark of its encoding, and is not written anew for that', () => {
    repository.writeText(`\uFEFF${serializeLock(lock).replaceAll('\n', '\r\n')}`);
    const before = repository.text();
    writeLockFile('isthmus.lock.json', lock, readLockFile());
    expect(repository.text()).toBe(before);
    expect(readLockFile()).toBe(serializeLock(lock));
  });

  it.each(['there', 'not there yet'])('may be a link to one elsewhere (which is %s)', (which) => {
    const elsewhere = mkdtempSync(`${repository.folder}-`);
    const target = join(elsewhere, 'shared.json');
    symlinkSync(target, 'isthmus.lock.json');
    if (which === 'there') repository.writeText(serializeLock(lock), 'isthmus.lock.json');
    write();
    expect(lstatSync('isthmus.lock.json').isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(serializeLock(next));
    rmSync(elsewhere, { recursive: true });
  });

  it('that is read-only is not replaced', () => {
    repository.write(lock);
    chmodSync('isthmus.lock.json', 0o444);
    expect(write).toThrow(/LOCK_NOT_WRITABLE.*read-only/s);
    expect(repository.text()).toBe(serializeLock(lock));
    // What does not change need not be written.
    expect(() => writeLockFile('isthmus.lock.json', lock, readLockFile())).not.toThrow();
  });

  it('that is a folder is neither read nor written', () => {
    mkdirSync('isthmus.lock.json');
    expect(() => readLockFile()).toThrow('LOCK_UNREADABLE');
    expect(write).toThrow('LOCK_NOT_WRITABLE');
  });
});
