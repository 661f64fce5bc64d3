import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import type { Engine } from './engines';

interface Served {
  readonly engine: Engine;
  readonly server: ContainerGuest;
  readonly app: ContainerGuest;
  /** Of the server. */
  readonly address: string;
  readonly password: string;
}

/** The owner does everything in its database, who writes what is in tables, and who reads that alone: in tables that are made later, too. */
export async function checkRoles(lab: Lab, { engine, server, app, address, password }: Served): Promise<void> {
  const as = (role: string, statement: string): ReturnType<ContainerGuest['attempt']> =>
    app.attempt(engine.run(role, address, password, statement));
  const does = async (role: string, statement: string): Promise<string> => {
    const { status, stdout, stderr } = await as(role, statement);
    assert.equal(status, 0, `${role}: ${statement}: ${stderr}`);
    return stdout.trim();
  };
  const mayNot = async (role: string, statement: string): Promise<void> => {
    const { status, stderr } = await as(role, statement);
    assert.notEqual(status, 0, `${role}: ${statement}`);
    assert.match(stderr, engine.denied, `${role}: ${statement}`);
  };
  await lab.step(`roles of ${engine.title} do what they may, in tables of later as well, and nothing else`, async () => {
    await does('keeper', 'create table later (word varchar(20))');
    await does('clerk', "insert into later values ('one'), ('two')");
    await does('clerk', "update later set word = 'three' where word = 'two'");
    assert.equal(await does('reader', 'select count(*) from later'), '2');
    for (const statement of [
      "insert into later values ('x')",
      "update later set word = 'x'",
      'delete from later',
      'create table own (id int)',
    ])
      await mayNot('reader', statement);
    for (const statement of ['create table own (id int)', 'alter table later add column more int', 'truncate table later'])
      await mayNot('clerk', statement);
    assert.equal(await does('reader', 'select count(*) from shelf'), '1', 'those of before');
    // Set up anew, they are what they were.
    await server.shell('/usr/local/sbin/isthmus-database');
    await mayNot('reader', 'delete from later');
    assert.equal(await does('clerk', 'select count(*) from later'), '2');
    await does('keeper', 'drop table later');
  });
}
