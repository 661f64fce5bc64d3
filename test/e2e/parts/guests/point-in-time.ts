import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { ContainerGuest } from '../../containers/guest';
import { LOGGED } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { LoggedSystem } from '../../systems/logged';
import { scramVerifier } from '../../systems/verifiers';
import { makeKeys, RESTORE, startBucket } from './backups';
import { POSTGRESQL } from './engines';
import { documented } from './replicas';
import { Authority } from './tls';
import { Yard } from './yard';

const BACK = `sudo ${RESTORE} --to-time 2026-11-29T14:02:00Z`;

const ask = async (guest: ContainerGuest, statement: string): Promise<string> => (await guest.output(POSTGRESQL.sql(statement))).trim();
const words = (guest: ContainerGuest): Promise<string> => ask(guest, "select string_agg(word, ' ' order by at) from kept");
const put = (guest: ContainerGuest, word: string): Promise<string> => ask(guest, `insert into kept values ('${word}')`);

/** A second between what was written before and what is written after. */
async function moment(): Promise<string> {
  await setTimeout(1100);
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  await setTimeout(1100);
  return now;
}

const back = (guest: ContainerGuest, time: string): Promise<string> => documented(guest, BACK, BACK.replace(/\S+$/, time));

/** Times that can be brought back, as the guest tells them. */
async function range(guest: ContainerGuest): Promise<readonly [from: string, to: string]> {
  const [, from, to] = /^Point in time \(--to-time\): from (\S+) to (\S+)$/m.exec(await guest.output([RESTORE, 'list'])) ?? [];
  assert(from !== undefined && to !== undefined, 'no time can be brought back yet');
  return [from, to];
}

/** A real PostgreSQL's log leaves its machine by itself, and leads back to any moment, also when the machine is lost. */
export async function pointInTimeRun(lab: Lab, password: string): Promise<void> {
  const keys = await makeKeys(lab, await Authority.make(lab));
  const { system } = new LoggedSystem(keys.facts.certificate).resolve();
  const variables: Record<string, string> = {
    ledger_keeper_verifier: scramVerifier(password),
    ledger_replication_password: '0123456789abcdef01234567',
  };
  for (const name of ['ledger', 'ledger_2']) {
    variables[`${name}_backup_password`] = 'one that nobody guesses';
    variables[`${name}_backup_access_key`] = 'access';
    variables[`${name}_backup_secret_key`] = 'secret';
  }
  const probe = await ownProgram(lab, 'probe');
  const yard = await Yard.make(lab, { system, variables, packages: LOGGED });
  await startBucket(lab, yard.host, probe, keys.files);
  await yard.bootAll(system.machines);
  const ledger = (): ContainerGuest => yard.guest('ledger');
  const standby = yard.guest('ledger-2');

  await lab.step('a first copy and the log leave the machine by themselves, and those of a standby do not', async () => {
    await ask(ledger(), 'create table kept (word text, at timestamptz default clock_timestamp())');
    await put(ledger(), 'first');
    await lab.eventually(300, async () => void (await range(ledger())));
    assert.equal((await ledger().shell('ls /var/lib/postgresql/log-spool')).trim(), '', 'what is sent is gone');
    await standby.shell('systemctl start isthmus-backup-logs.service');
    assert.match(await standby.shell('systemctl show --property=ConditionResult isthmus-backup-logs.service'), /=no/);
  });
  const before = await moment();
  await lab.step('what was dropped comes back by the command of the documentation, and nothing of later', async () => {
    await ask(ledger(), 'drop table kept');
    const said = await back(ledger(), before);
    assert.match(said, new RegExp(`the database is as it was at ${before}`));
    assert.match(said, /isthmus-standby --discard-data ledger on each/);
    assert.equal(await words(ledger()), 'first');
    await ledger().shell('test -e /srv/database/before-*/PG_VERSION && systemctl is-active isthmus-backup.timer isthmus-backup-logs.timer');
  });
  await lab.step('its standby follows it again, with a new copy', async () => {
    await standby.output(['/usr/local/sbin/isthmus-standby', '--discard-data', 'ledger']);
    await put(ledger(), 'second');
    await lab.eventually(60, async () => assert.equal(await words(standby), 'first second'));
  });
  const after = await moment();
  await put(ledger(), 'third');
  await lab.step('a time that cannot be brought back changes nothing', async () => {
    const [from] = await range(ledger());
    const early = new Date(Date.parse(from) - 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
    for (const [time, why] of [
      [early, /there is no copy from before/],
      ['2099-01-01T00:00:00Z', /is in the future/],
      ['yesterday', /is no time in UTC/],
    ] as const) {
      assert.match((await ledger().attempt([RESTORE, '--to-time', time])).stderr, why);
      assert.equal(await words(ledger()), 'first second third');
    }
  });
  await lab.step('a machine that is lost with its disk has all of a moment after that back', async () => {
    await lab.eventually(300, async () => assert((await range(ledger()))[1] > after, 'the log has left the machine'));
    await yard.bootAgain('ledger');
    await lab.eventually(20, () => back(ledger(), after));
    assert.equal(await words(ledger()), 'first second');
  });
}
