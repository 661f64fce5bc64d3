import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';
import { RESTORE, RUN } from './backups';
import type { Engine } from './engines';

interface Replicated {
  readonly engine: Engine;
  readonly primary: ContainerGuest;
  readonly standby: ContainerGuest;
  /** Of the standby. */
  readonly address: string;
  readonly primaryAddress: string;
  readonly app: ContainerGuest;
  readonly password: string;
}

/** Transactions that a standby is behind when its primary is lost. */
const MANY = 2000;

const PROMOTE = 'sudo /usr/local/sbin/isthmus-promote';
const STANDBY = 'sudo /usr/local/sbin/isthmus-standby --discard-data ledger-2';

/** A command as the documentation has it, run by the image's own user. */
export function documented(guest: ContainerGuest, line: string, own = line): Promise<string> {
  const lines = readFileSync(join(PROJECT, 'docs/databases.md'), 'utf8').split('\n');
  assert.equal(lines.filter((each) => each === line).length, 1, `docs/databases.md has the command "${line}"`);
  return guest.output(['runuser', '-u', 'debian', '--', 'bash', '-c', own]);
}

/** What is written on a database is read on its standby, which becomes the database by one command, and the other one its standby. */
export async function checkReplicas(
  lab: Lab,
  { engine, primary, standby, address, primaryAddress, app, password }: Replicated,
): Promise<void> {
  const ask = async (guest: ContainerGuest, statement: string): Promise<string> => (await guest.output(engine.sql(statement))).trim();
  const has = (guest: ContainerGuest, rows: string): Promise<void> =>
    lab.eventually(60, async () => assert.equal(await ask(guest, 'select count(*) from followed'), rows));

  await lab.step(`a row that is written to ${engine.title} is read on its standby, which takes none`, async () => {
    await app.output(engine.run('keeper', primaryAddress, password, 'create table followed (word varchar(20))'));
    await ask(primary, "insert into followed values ('first')");
    await has(standby, '1');
    const refused = await app.attempt(engine.run('keeper', address, password, "insert into followed values ('lost')"));
    assert.match(refused.stderr, engine.readOnly);
    assert.equal((await app.attempt(engine.logIn(address, password))).stdout.trim(), 'app', 'who reads logs in as at the primary');
  });
  await lab.step(`${engine.title}: a standby leaves backups to its primary, and takes no restore`, async () => {
    await standby.shell(RUN);
    assert.match(await standby.shell('systemctl show --property=ConditionResult isthmus-backup.service'), /=no/);
    assert.match((await standby.attempt([RESTORE])).stderr, /follows another one/);
  });
  await lab.step(`${engine.title}: a standby that was away has what it missed`, async () => {
    await standby.switchOff();
    await ask(primary, "insert into followed values ('meanwhile')");
    standby.switchOn();
    await has(standby, '2');
  });
  await lab.step(
    `${engine.title}: a standby is promoted when its primary is gone, and not before, with all that has come over`,
    async () => {
      assert.match((await standby.attempt(['/usr/local/sbin/isthmus-promote'])).stderr, /still answers/);
      const { holdBack, goOn, end, hasCome } = engine.standby;
      await standby.output(engine.sql(holdBack));
      const rows = Array.from({ length: MANY }, () => "insert into followed values ('many');\n").join('');
      await primary.output(engine.feed, { input: rows });
      const last = await ask(primary, end);
      await lab.eventually(60, () => standby.shell(hasCome(last)));
      assert.equal(await ask(standby, 'select count(*) from followed'), '2', 'nothing of it is applied yet');
      await primary.switchOff();
      if (goOn !== undefined) await standby.output(engine.sql(goOn));
      const since = performance.now();
      await documented(standby, PROMOTE);
      lab.note(`promoted within ${((performance.now() - since) / 1000).toFixed(1)} s`);
      await lab.eventually(30, async () =>
        assert.equal((await app.attempt(engine.run('keeper', address, password, "insert into followed values ('promoted')"))).status, 0),
      );
      assert.equal(await ask(standby, 'select count(*) from followed'), `${MANY + 3}`);
    },
  );
  const follow = async (guest: ContainerGuest, other: ContainerGuest): Promise<void> => {
    // It comes up as what it was: nobody may ask it for anything.
    guest.switchOn();
    await lab.eventually(60, () => guest.shell('systemctl is-system-running | grep -qE "running|degraded"'));
    assert.match((await guest.attempt(['/usr/local/sbin/isthmus-standby', other.name])).stderr, /throws it away/);
    await documented(guest, STANDBY, STANDBY.replace('ledger-2', other.name));
  };
  await lab.step(`${engine.title}: the old primary follows the new one, and takes its place back`, async () => {
    await follow(primary, standby);
    await has(primary, `${MANY + 3}`);
    await standby.switchOff();
    await documented(primary, PROMOTE);
    await follow(standby, primary);
    await ask(primary, "insert into followed values ('back')");
    await has(standby, `${MANY + 4}`);
    await ask(primary, 'drop table followed');
  });
}
