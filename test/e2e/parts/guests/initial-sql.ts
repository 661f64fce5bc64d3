import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import type { Engine } from './engines';

const PROGRAM = '/usr/local/sbin/isthmus-database';
const STATEMENTS = '/etc/isthmus/initial-sql/app.sql';
const VERIFIER = '/etc/isthmus/database-verifiers/keeper';

/** What the owner was to make is there once, is theirs, and is never made again; what fails can be mended. */
export async function checkInitialSql(lab: Lab, guest: ContainerGuest, { sql, ownerOfShelf }: Engine): Promise<void> {
  const ask = async (statement: string): Promise<string> => (await guest.output(sql(statement))).trim();
  assert.equal(await ask('select id from shelf'), '7');
  if (ownerOfShelf !== undefined) assert.equal(await ask(ownerOfShelf), 'keeper');
  await guest.shell(`[ "$(stat --format='%U %a' ${STATEMENTS})" = 'root 600' ] && [ ! -e ${VERIFIER} ]`);

  // As on a machine that was made again on its old disk.
  await ask('insert into shelf values (8)');
  await guest.shell(PROGRAM);
  assert.equal(await ask('select count(*) from shelf'), '2');

  // Of a database that is new, what fails is told of, and may be run again when it is mended.
  await ask('drop table shelf');
  await guest.shell(`touch /srv/database/initial-sql.app.pending; cp ${STATEMENTS} /root/good.sql; echo 'nonsense;' > ${STATEMENTS}`);
  const { status, stderr } = await guest.attempt([PROGRAM]);
  assert.notEqual(status, 0);
  lab.note(stderr.trim().split('\n').at(-1) ?? '');
  await guest.shell(`cp /root/good.sql ${STATEMENTS} && ${PROGRAM}`);
  assert.equal(await ask('select id from shelf'), '7');
}

/**
 * Whoever wrote the statements gets what the owner of the database has, and nothing of the machine or of other accounts.
 * @param verifier of the owner, whose password is another one after each run
 */
export async function checkHostileSql(
  guest: ContainerGuest,
  { sql, escapes, administrators: [query, only] }: Engine,
  verifier: string,
): Promise<void> {
  await guest.shell(`cp ${STATEMENTS} /root/good.sql`);
  for (const text of escapes) {
    await guest.output(['tee', STATEMENTS], { input: `${text}\n` });
    await guest.shell('touch /srv/database/initial-sql.app.pending');
    await guest.attempt([PROGRAM]);
    assert.equal(await guest.shell('ls /var/tmp/out /etc/out 2> /dev/null || true'), '', text);
    assert.equal((await guest.output(sql(query))).trim(), only, text);
  }
  await guest.output(['tee', VERIFIER], { input: `${verifier}\n` });
  await guest.shell(`cp /root/good.sql ${STATEMENTS}; rm -f /srv/database/initial-sql.app.pending; ${PROGRAM}`);
}
