import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import { renew } from '../../../../src/model/lock/renew';
import { ALL_ROLES } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, loopDevices, program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { GuestSystem } from '../../systems/guests';
import { digestVerifier, nativeVerifier, rabbitVerifier, scramVerifier } from '../../systems/verifiers';
import { changed, checkAdded } from './added';
import { type BackedUp, checkBackups, makeKeys, startBucket } from './backups';
import { type Engine, MARIADB, POSTGRESQL } from './engines';
import { checkFirewalls } from './firewalls';
import { checkFirstBoot } from './first-boot';
import { checkHostileSql, checkInitialSql } from './initial-sql';
import { checkDone, checkLive } from './live';
import { monitoringRun } from './monitoring';
import { mysqlRun } from './mysql';
import { checkPair } from './pair';
import { addressOf, certificateNames } from './places';
import { pointInTimeRun } from './point-in-time';
import { checkReplicas } from './replicas';
import { checkRoles } from './roles';
import { checkStores } from './stores';
import { Authority, checkForeign, checkTls } from './tls';
import { serversOf } from './tls-servers';
import { Yard } from './yard';

const PASSWORD = 'laboratory';

/** The database that has files for its certificate: its machines share one. */
const SHARED = 'records';

/** Guests that are asked how they are: one of each role, with databases of both sorts. */
const OF_EACH_ROLE = ['app', 'cache', 'entry-1', 'k8s-node-1', 'records'];

/** The servers that get TLS, and perhaps standbys, when they are there already. */
const CHANGED = ['records', 'stock', 'sessions'];

const needs = [
  root,
  go,
  loopDevices,
  program('systemd-nspawn', 'Debian: systemd-container'),
  program('mmdebstrap', 'Debian: mmdebstrap'),
  program('ip', 'Debian: iproute2'),
  program('openssl', 'Debian: openssl'),
  program('ssh-keygen', 'Debian: openssh-client'),
];

export const guests: Part = {
  name: 'guests',
  title: 'the first boot of guests of every role, and what is to be done in them by hand',
  needs,
  minutes: 13,
  run: (lab) => run(lab, false),
};

export const replicas: Part = {
  name: 'replicas',
  title: 'standbys of databases: what they follow, promotion, and the way back',
  needs,
  minutes: 6,
  run: (lab) => run(lab, true),
};

export const mysql: Part = {
  name: 'mysql',
  title: 'MySQL, which no release of Debian has: first boot, roles, TLS, backups, standbys',
  needs,
  minutes: 6,
  run: (lab) => mysqlRun(lab, PASSWORD),
};

export const monitoring: Part = {
  name: 'monitoring',
  title: 'exporters of metrics: who is told, and what they may see',
  needs,
  minutes: 4,
  run: (lab) => monitoringRun(lab, PASSWORD),
};

export const pointInTime: Part = {
  name: 'point-in-time',
  title: 'a database is brought back as it was at any moment',
  needs,
  minutes: 6,
  run: (lab) => pointInTimeRun(lab, PASSWORD),
};

/** @param standbys what is done to them, in place of all else that is done once guests are set up */
async function run(lab: Lab, standbys: boolean): Promise<void> {
  const authority = await Authority.make(lab);
  const keys = await makeKeys(lab, authority);
  const { system: earlier, lock } = new GuestSystem(keys.facts, true).resolve();
  // A guest that was there keeps the firewall that it was set up with, until the lock is told otherwise; without standbys all are new.
  const { system } = new GuestSystem(keys.facts).resolve(standbys ? { lock: CHANGED.reduce(renew, lock) } : {});
  const certificates = await makeCertificates(authority, system);
  const probe = await ownProgram(lab, 'probe');
  const secrets = { app_key: 'licence', app_token: 'to\'ken "$x"', early_key: 'early' };
  const variables = {
    ...secrets,
    ...keys.variables,
    ...certificates,
    records_replication_password: '0123456789abcdef01234567',
    stock_replication_password: '76543210fedcba9876543210',
    records_keeper_verifier: scramVerifier(PASSWORD),
    stock_keeper_verifier: nativeVerifier(PASSWORD),
    cache_default_verifier: digestVerifier(PASSWORD),
    sessions_default_verifier: digestVerifier(PASSWORD),
    queue_orders_verifier: rabbitVerifier(PASSWORD),
    ...Object.fromEntries(
      ['reader', 'clerk'].flatMap((role) => [
        [`records_${role}_verifier`, scramVerifier(PASSWORD)],
        [`stock_${role}_verifier`, nativeVerifier(PASSWORD)],
        [`cache_${role}_verifier`, digestVerifier(PASSWORD)],
        [`queue_${role}_verifier`, rabbitVerifier(PASSWORD)],
      ]),
    ),
  };
  const yard = await Yard.make(lab, { system, variables, packages: ALL_ROLES });
  const { host, guest } = yard;
  const address = (name: string): string => addressOf(system, name);
  const servers = serversOf({ guest, address, domain: system.domain, password: PASSWORD });
  const [postgresql, mariadb, redis] = servers;
  assert(postgresql && mariadb && redis);
  const engines: readonly [name: string, engine: Engine, verifier: string][] = [
    ['records', POSTGRESQL, variables.records_keeper_verifier],
    ['stock', MARIADB, variables.stock_keeper_verifier],
  ];
  if (standbys) {
    const redisCli = `redis-cli -e --no-auth-warning --user default --pass ${PASSWORD} -h ${address('sessions')}`;
    await yard.bootAll(earlier.machines.filter(({ name }) => ['app', ...CHANGED].includes(name)));
    await checkAdded(lab, yard, guest('app'), [
      { ...changed(guest, 'records', POSTGRESQL), server: postgresql, standby: 'records-2' },
      { ...changed(guest, 'stock', MARIADB), server: mariadb, standby: 'stock-2' },
      {
        ...{ server: redis, guest: 'sessions' },
        put: () => guest('app').shell(`${redisCli} set word kept`),
        get: async () => (await guest('app').shell(`${redisCli} get word 2> /dev/null || ${redisCli} --tls --insecure get word`)).trim(),
      },
    ]);
    for (const [name, engine] of engines)
      await checkReplicas(lab, {
        ...{ engine, primary: guest(name), standby: guest(`${name}-2`), app: guest('app'), password: PASSWORD },
        primaryAddress: address(name),
        address: address(`${name}-2`),
      });
    return;
  }
  await yard.bootAll();
  const asked = system.machines.filter(({ name }) => OF_EACH_ROLE.includes(name));
  await lab.step('each guest says that its first boot is finished', () => checkDone({ machines: asked, guest }));
  await lab.step('`isthmus verify --live` would find guests of every role as they are described', () =>
    checkLive({ system: new GuestSystem(keys.facts), machines: asked, guest }),
  );
  await lab.step("a first boot of the user's own has done all that it says", () => checkFirstBoot(guest('app'), secrets));
  await checkFirewalls(lab, { system, host, probe, guest });
  for (const [name, engine, verifier] of engines) {
    await lab.step(`${engine.title} runs on the data disk; its owner logs in with the password, and with no other`, async () => {
      assert.match(await guest(name).shell(`findmnt --noheadings --output SOURCE --target ${engine.home}`), /\/dev\/loop|virtio-data/);
      for (const [from, to] of [
        ['app', address(name)],
        [name, '127.0.0.1'],
      ] as const) {
        const { stdout, stderr } = await guest(from).attempt(engine.logIn(to, PASSWORD));
        assert.equal(stdout.trim(), 'app', `from ${from}: ${stderr}`);
        assert.match((await guest(from).attempt(engine.logIn(to, 'guessed'))).stderr, engine.refusal);
      }
    });
    await lab.step(`the owner has run what ${engine.title} was given for a new database, once`, () =>
      checkInitialSql(lab, guest(name), engine),
    );
    await lab.step(`it is nobody but the owner of its database who runs it in ${engine.title}, and it starts no program`, () =>
      checkHostileSql(guest(name), engine, verifier),
    );
  }
  for (const [name, engine] of engines)
    await checkRoles(lab, { engine, server: guest(name), app: guest('app'), address: address(name), password: PASSWORD });
  const encrypted = { app: guest('app'), authority, names: (name: string) => certificateNames(system, name, SHARED) };
  await checkTls(lab, encrypted, servers);
  await checkForeign(lab, encrypted, postgresql);
  await startBucket(lab, host, probe, keys.files);
  const backedUp = (name: string, engine: Engine): BackedUp => ({
    engine,
    guest: () => guest(name),
    again: () => yard.bootAgain(name),
  });
  await checkBackups(lab, backedUp('records', POSTGRESQL), backedUp('stock', MARIADB), {
    guest: guest('vault'),
    address: address('vault'),
    name: `vault.${system.domain}`,
  });
  await checkStores(lab, { app: guest('app'), cache: guest('cache'), queue: guest('queue'), address }, PASSWORD);
  guest('app').start('listen-app', [probe, 'listen', '8080/tcp']);
  await checkPair(lab, { system, guest, client: 'records' });
}

/** Variables of Terraform with certificates and keys. */
async function makeCertificates(authority: Authority, system: ResolvedSystem): Promise<Readonly<Record<string, string>>> {
  const made: Record<string, string> = {};
  for (const name of ['records', 'stock', 'stock-2', 'queue']) {
    const { certificate, key } = await authority.certificateOf(name, certificateNames(system, name, SHARED));
    const variable = name === 'records' ? 'records' : `${name.replace('-', '_')}_tls`;
    Object.assign(made, { [`${variable}_certificate`]: certificate, [`${variable}_key`]: key });
  }
  return made;
}
