import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { VERIFIERS } from '../../../../src/cli/verifier/forms';
import { renew } from '../../../../src/model/lock/renew';
import type { ContainerGuest } from '../../containers/guest';
import { WITH_MYSQL } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import { MysqlSystem } from '../../systems/mysql';
import { changed, checkAdded } from './added';
import { RESTORE, RUN } from './backups';
import { MYSQL } from './engines';
import { checkHostileSql, checkInitialSql } from './initial-sql';
import { addressOf, certificateNames } from './places';
import { checkReplicas } from './replicas';
import { checkRoles } from './roles';
import { Authority, checkTls } from './tls';
import type { Server } from './tls-servers';
import { Yard } from './yard';

/** What first boot makes of MySQL, with a server and clients of its own makers. */
export async function mysqlRun(lab: Lab, password: string): Promise<void> {
  const authority = await Authority.make(lab);
  const { system: earlier, lock } = new MysqlSystem(authority.pem, true).resolve();
  const { system } = new MysqlSystem(authority.pem).resolve({ lock: ['stock', 'plain'].reduce(renew, lock) });
  // As `isthmus verifier mysql` prints it.
  const verifier = (): string => VERIFIERS.mysql.make(password, randomBytes(20));
  const variables: Record<string, string> = {};
  for (const name of ['stock', 'plain']) {
    variables[`${name}_replication_password`] = randomBytes(12).toString('hex');
    for (const role of ['keeper', 'reader', 'clerk']) variables[`${name}_${role}_verifier`] = verifier();
  }
  for (const name of ['stock', 'stock-2']) {
    const { certificate, key } = await authority.certificateOf(name, certificateNames(system, name));
    const variable = `${name.replace('-', '_')}_tls`;
    Object.assign(variables, { [`${variable}_certificate`]: certificate, [`${variable}_key`]: key });
  }
  const yard = await Yard.make(lab, { system, variables, packages: WITH_MYSQL });
  const { guest } = yard;
  await yard.bootAll(earlier.machines);
  const app = guest('app');
  const address = (name: string): string => addressOf(system, name);
  const encrypted = serverOf(() => guest('stock'), address('stock'), `stock.${system.domain}`, password);
  lab.note((await app.output(['mysql', '--version'])).trim());

  await checkAdded(lab, yard, app, [{ ...changed(guest, 'stock', MYSQL), server: encrypted, standby: 'stock-2' }]);
  await yard.bring(['plain', 'plain-2']);
  await lab.step('MySQL takes the password of the owner, whose verifier it was given, and no other', async () => {
    for (const [from, to] of [
      [app, address('stock')],
      [guest('stock'), '127.0.0.1'],
      [app, address('plain')],
    ] as const) {
      const { stdout, stderr } = await from.attempt(MYSQL.logIn(to, password));
      assert.equal(stdout.trim(), 'app', `at ${to}: ${stderr}`);
      assert.match((await from.attempt(MYSQL.logIn(to, 'guessed'))).stderr, MYSQL.refusal);
    }
  });
  await lab.step('the owner has run what MySQL was given for a new database, once', () => checkInitialSql(lab, guest('stock'), MYSQL));
  await lab.step('it is nobody but the owner of its database who runs it in MySQL, and it starts no program', () =>
    checkHostileSql(guest('stock'), MYSQL, variables.stock_keeper_verifier ?? ''),
  );
  await checkRoles(lab, { engine: MYSQL, server: guest('stock'), app, address: address('stock'), password });
  await checkTls(lab, { app, authority, names: (name) => certificateNames(system, name) }, [encrypted]);
  await checkDumps(lab, guest('stock'), guest('stock-2'));
  for (const name of ['stock', 'plain'])
    await checkReplicas(lab, {
      ...{ engine: MYSQL, primary: guest(name), standby: guest(`${name}-2`), app, password },
      primaryAddress: address(name),
      address: address(`${name}-2`),
    });
}

function serverOf(guest: () => ContainerGuest, address: string, name: string, password: string): Server {
  const client = `mysql --no-defaults --batch --skip-column-names --protocol=tcp --user=keeper --password=${password}`;
  return {
    ...{ title: 'MySQL', guest, address, name, port: 3306, startTls: 'mysql', unit: 'mysql' },
    checked: (host, trusted) => `${client} --ssl-mode=VERIFY_IDENTITY --ssl-ca=${trusted} --host=${host} --execute="select 'well'" app`,
    well: /^well$/m,
    plain: `${client} --ssl-mode=DISABLED --get-server-public-key --host=${address} --execute="select 'well'" app`,
    refusal: /require_secure_transport=ON|Access denied/,
    renewed: { certificate: '/etc/isthmus/database-tls/certificate.pem', key: '/etc/isthmus/database-tls/key.pem' },
  };
}

/** What is restored on a primary its standbys have as all else that is written there. */
async function checkDumps(lab: Lab, primary: ContainerGuest, standby: ContainerGuest): Promise<void> {
  const words = async (guest: ContainerGuest): Promise<string> => (await guest.output(MYSQL.sql('select word from kept'))).trim();
  await lab.step('a dump of MySQL is restored, on the standby as well; one that is broken changes nothing', async () => {
    await primary.output(MYSQL.sql("create table kept (word varchar(20)); insert into kept values ('survives')"));
    await primary.shell(RUN);
    await primary.output(MYSQL.sql("update kept set word = 'written since'"));
    await lab.eventually(60, async () => assert.equal(await words(standby), 'written since'));
    await primary.shell('cd /srv/database/backups && for dump in *Z.sql.gz; do head --bytes=-40 "$dump" > broken; done');
    assert.notEqual((await primary.attempt([RESTORE, 'broken'])).status, 0);
    assert.equal(await words(primary), 'written since');
    await primary.output([RESTORE]);
    assert.equal(await words(primary), 'survives');
    await lab.eventually(60, async () => assert.equal(await words(standby), 'survives'));
    await primary.output(MYSQL.sql('drop table kept'));
  });
}
