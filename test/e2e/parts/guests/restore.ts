import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';
import type { Engine } from './engines';

const FOLDER = '/srv/database/backups';

/** A table is dumped, lost and brought back by the very command that the documentation has, run by the image's own user. */
export async function checkRestore(lab: Lab, guest: ContainerGuest, engine: Engine): Promise<void> {
  const sql = async (statement: string): Promise<string> => (await guest.output(engine.sql(statement))).trim();
  const restore = (file: string): ReturnType<ContainerGuest['attempt']> =>
    guest.attempt(['runuser', '-u', 'debian', '--', 'bash', '-c', documented(engine).replaceAll('FILE', file)]);

  await sql("create table kept (word varchar(20)); insert into kept values ('survives')");
  await guest.shell('systemctl start isthmus-backup.service');
  const [dump, ...more] = (await guest.shell(`ls ${FOLDER}`)).trim().split('\n');
  assert(dump && more.length === 0);
  lab.note(documented(engine).replaceAll('FILE', dump));

  await sql('drop table kept');
  const { status, stderr } = await restore(`${FOLDER}/${dump}`);
  assert.equal(status, 0, stderr);
  assert.equal(await sql('select word from kept'), 'survives');

  // What is there must not be half taken away: not by a dump that is not whole or not there, nor where something stands in the way.
  await sql("insert into kept values ('written since')");
  const changesNothing = async (file: string, why: string): Promise<void> => {
    assert.notEqual((await restore(`${FOLDER}/${file}`)).status, 0, `${why}: it is told of`);
    assert.equal(await sql('select count(*) from kept'), '2', `${why}: it changes nothing`);
  };
  await guest.shell(`head --bytes=$(($(stat --format=%s ${FOLDER}/${dump}) - 40)) ${FOLDER}/${dump} > ${FOLDER}/broken`);
  await guest.shell(`chown --reference=${FOLDER}/${dump} ${FOLDER}/broken`);
  await changesNothing('broken', 'a dump that is broken');
  await changesNothing('absent', 'a dump that is not there');
  if (engine.dependent === undefined) return;
  await sql(engine.dependent);
  await changesNothing(dump, 'something made since depends on it');
}

/** The command of the documentation, as it stands there. */
function documented({ comment }: Engine): string {
  const lines = readFileSync(join(PROJECT, 'docs/guests.md'), 'utf8').split('\n');
  const [line, ...others] = lines.filter((it) => it.endsWith(comment));
  assert(line && others.length === 0, `docs/guests.md has one command that ends with ${comment}`);
  return line.slice(0, -comment.length).trim();
}
