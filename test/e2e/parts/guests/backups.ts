import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerGuest } from '../../containers/guest';
import { s3Server } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';
import { Peer } from '../../network/peer';
import type { Space } from '../../network/space';
import { type GuestFacts, S3_SERVER } from '../../systems/guests';
import type { Engine } from './engines';
import type { Authority } from './tls';

/** A database whose backups leave its machine. */
export interface BackedUp {
  readonly engine: Engine;
  readonly guest: () => ContainerGuest;
  /** The machine is destroyed with its disk, and made anew. */
  readonly again: () => Promise<void>;
}

interface Keys {
  readonly facts: GuestFacts;
  /** Terraform's. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of the server of S3. */
  readonly files: { readonly certificate: string; readonly key: string };
}

const BACKUPS = '/srv/database/backups';
export const RUN = 'systemctl start isthmus-backup.service';
export const RESTORE = '/usr/local/sbin/isthmus-restore';
const RESTIC = '/usr/local/sbin/isthmus-restic';

/** Key pairs and a certificate for this run. */
export async function makeKeys(lab: Lab, authority: Authority): Promise<Keys> {
  const folder = lab.folder();
  const pair = async (name: string): Promise<{ readonly own: string; readonly public: string }> => {
    const file = join(folder, name);
    await lab.output(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
    // As `$(cat …)` hands it over.
    return { own: readFileSync(file, 'utf8').trimEnd(), public: readFileSync(`${file}.pub`, 'utf8').trim() };
  };
  const [vault, backup] = [await pair('vault'), await pair('backup')];
  const [certificate, key] = [join(folder, 's3.crt'), join(folder, 's3.key')];
  await lab.output([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=lab', '-addext', `subjectAltName=IP:${S3_SERVER}`, '-keyout', key, '-out', certificate],
  ]);
  return {
    facts: { vaultKey: vault.public, backupKey: backup.public, certificate: readFileSync(certificate, 'utf8'), authority: authority.pem },
    variables: {
      vault_key: vault.own,
      records_backup_password: 'one that nobody guesses',
      records_2_backup_password: 'one that nobody guesses',
      records_backup_key: backup.own,
      records_2_backup_key: backup.own,
      stock_backup_password: 'another of the kind',
      stock_2_backup_password: 'another of the kind',
      stock_backup_access_key: 'access',
      stock_2_backup_access_key: 'access',
      stock_backup_secret_key: 'secret',
      stock_2_backup_secret_key: 'secret',
    },
    files: { certificate, key },
  };
}

/** The server of S3, somewhere behind the host. */
export async function startBucket(lab: Lab, host: Space, probe: string, { certificate, key }: Keys['files']): Promise<void> {
  const server = await s3Server(lab);
  const peer = await Peer.join(lab, host, 'store', probe);
  await host.shell(`ip address add 203.0.113.5/30 dev store; ip route add ${S3_SERVER}/32 via 203.0.113.6`);
  await peer.shell(`ip address add 203.0.113.6/30 dev eth0; ip address add ${S3_SERVER}/32 dev lo; ip route add default via 203.0.113.5`);
  peer.start('s3', [server, `${S3_SERVER}:9000`, certificate, key]);
}

/** The machine that takes backups by SFTP. */
export interface Vault {
  readonly guest: ContainerGuest;
  readonly address: string;
  /** By which others know it. */
  readonly name: string;
}

/** Backups leave their machines, old ones go, failures are told of, and a machine that has lost everything comes back. */
export async function checkBackups(lab: Lab, bySsh: BackedUp, inBucket: BackedUp, vault: Vault): Promise<void> {
  // Nobody answers for names here: in a subnet its host does.
  const named = (): Promise<string> => bySsh.guest().shell(`echo ${vault.address} ${vault.name} >> /etc/hosts`);
  await named();
  for (const { engine, guest } of [bySsh, inBucket])
    await lab.step(`backups of ${engine.title} leave the machine, and only as many are kept as are asked for`, async () => {
      await ask(guest(), engine, engine.asOwner("create table kept (word varchar(20)); insert into kept values ('survives')"));
      for (const _run of [1, 2, 3]) await guest().shell(`${RUN} || { journalctl --no-pager --unit=isthmus-backup >&2; false; }`);
      assert.equal((await snapshots(guest())).length, 2);
      assert.equal((await guest().shell(`ls ${BACKUPS}`)).trim().split('\n').length, 1, 'one dump stays on the machine');
    });
  await lab.step('what lies at the target nobody can read, and no server but the declared one is sent anything', async () => {
    const guest = bySsh.guest();
    assert.equal((await vault.guest.attempt(['grep', '-rqE', 'PGDMP|survives', '/srv/vault/kept'])).status, 1);
    const known = '/etc/isthmus/backup/known_hosts';
    await guest.shell(`cp ${known} /root/known && echo backup-target $(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub) > ${known}`);
    assert.notEqual((await guest.attempt(RUN.split(' '))).status, 0);
    // restic ends before it has passed on what ssh says, or not.
    const asked = await guest.attempt(['ssh', '-F', '/etc/isthmus/backup/ssh_config', 'backup-target', '-s', 'sftp']);
    assert.match(asked.stderr, /Host key verification failed/);
    // The journal has it, and so does who is paged.
    await lab.eventually(10, async () => {
      assert.match(
        await guest.shell('journalctl --no-pager --identifier=isthmus-backup --priority=crit'),
        /backup of the database app has failed/,
      );
      await guest.shell('test -e /run/paged');
    });
    await guest.shell(`cp /root/known ${known}`);
    assert.equal((await snapshots(guest)).length, 2, 'nothing was sent');
    await guest.shell(RUN);
  });
  for (const { engine, guest, again } of [bySsh, inBucket])
    await lab.step(`${engine.title}: a machine is lost with its disk, made anew, and has its data back by one command`, async () => {
      await again();
      await named();
      assert.notEqual((await guest().attempt(RUN.split(' '))).status, 0, 'an empty database pushes out no backup');
      await lab.eventually(20, () => restored(guest()));
      assert.equal(await ask(guest(), engine, 'select word from kept'), 'survives');
      await guest().shell(RUN);
      assert.equal((await snapshots(guest())).length, 2);
    });
  for (const { engine, guest } of [bySsh, inBucket]) {
    const { title, trap } = engine;
    if (trap !== undefined)
      await lab.step(`${title}: what the owner of a database has planted in it is run by no administrator when it is brought back`, () =>
        checkTrap(guest(), engine, trap),
      );
  }
  for (const { engine, guest } of [bySsh, inBucket])
    await lab.step(`${engine.title}: what cannot be restored changes nothing`, () => checkRefusals(guest(), engine));
}

async function checkTrap(guest: ContainerGuest, engine: Engine, trap: string): Promise<void> {
  const [query, only] = engine.administrators;
  await ask(guest, engine, engine.asOwner(trap));
  await guest.shell(RUN);
  await guest.shell(RESTORE);
  assert.equal(await ask(guest, engine, 'select count(*) from trapped'), '1');
  assert.equal(await ask(guest, engine, query), only);
  // What an administrator has made its owner cannot bring back, and changes nothing; an administrator can.
  await ask(guest, engine, 'create table foreign_one (id int); drop table trapped');
  await guest.shell(RUN);
  assert.match((await guest.attempt([RESTORE])).stderr, /is as it was\. What its owner may not make/);
  await guest.shell(`${RESTORE} --as-administrator`);
  assert.equal(await ask(guest, engine, 'select count(*) from foreign_one'), '0');
  await ask(guest, engine, 'drop table foreign_one; drop function trap');
  await guest.shell(RUN);
}

async function checkRefusals(guest: ContainerGuest, engine: Engine): Promise<void> {
  await ask(guest, engine, "insert into kept values ('written since')");
  const [newest = ''] = await snapshots(guest);
  const changesNothing = async (name: string, why: string): Promise<void> => {
    assert.notEqual((await guest.attempt([RESTORE, name])).status, 0, `${why}: it is told of`);
    assert.equal(await ask(guest, engine, 'select count(*) from kept'), '2', `${why}: it changes nothing`);
  };
  await changesNothing('0badc0de', 'a backup that is not there');
  await guest.shell(
    `cd ${BACKUPS} && for dump in *Z.*; do head --bytes=-40 "$dump" > /root/broken; done && ${RESTIC} backup --quiet --host=x /root/broken`,
  );
  const [broken = ''] = await snapshots(guest);
  await changesNothing(broken ?? '', 'a dump that is not whole');
  if (engine.dependent === undefined) return;
  await ask(guest, engine, engine.dependent);
  await changesNothing(newest, 'something made since depends on it');
}

const ask = async (guest: ContainerGuest, { sql }: Engine, statement: string): Promise<string> =>
  (await guest.output(sql(statement))).trim();

/** Their ids, the newest first. */
async function snapshots(guest: ContainerGuest): Promise<readonly string[]> {
  const found = JSON.parse(await guest.shell(`${RESTIC} snapshots --json`)) as readonly { readonly id: string; readonly time: string }[];
  return [...found].sort((a, b) => b.time.localeCompare(a.time)).map(({ id }) => id);
}

/** The command of the documentation, as it stands there, run by the image's own user. */
function restored(guest: ContainerGuest): Promise<string> {
  const lines = readFileSync(join(PROJECT, 'docs/databases.md'), 'utf8').split('\n');
  const [line, ...others] = lines.filter((it) => it === `sudo ${RESTORE}`);
  assert(line && others.length === 0, 'docs/databases.md has one command that restores');
  return guest.output(['runuser', '-u', 'debian', '--', 'bash', '-c', line]);
}
