import assert from 'node:assert/strict';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';
import { ContainerGuest } from '../../containers/guest';
import { seedOf } from '../../containers/seed';
import { guestRoot } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, loopDevices, program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { addBridge } from '../../network/bridge';
import { Space } from '../../network/space';
import { GuestSystem } from '../../systems/guests';
import { digestVerifier, nativeVerifier, rabbitVerifier, scramVerifier } from '../../systems/verifiers';
import { type BackedUp, checkBackups, makeKeys, startBucket } from './backups';
import { type Engine, MARIADB, POSTGRESQL } from './engines';
import { checkFirewalls } from './firewalls';
import { checkFirstBoot } from './first-boot';
import { checkHostileSql, checkInitialSql } from './initial-sql';
import { checkPair } from './pair';
import { addressOf, subnetOf } from './places';
import { checkReplicas } from './replicas';
import { checkRoles } from './roles';
import { checkStores } from './stores';
import { Authority, checkTls } from './tls';

const PASSWORD = 'laboratory';

/** Seconds for a first boot at native speed: it takes a few on an idle machine, and minutes on a busy one. */
const FIRST_BOOT = 600;

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
  minutes: 6,
  run: (lab) => run(lab, false),
};

export const replicas: Part = {
  name: 'replicas',
  title: 'standbys of databases: what they follow, promotion, and the way back',
  needs,
  minutes: 6,
  run: (lab) => run(lab, true),
};

/** @param standbys what is done to them, in place of all else that is done once guests are set up */
async function run(lab: Lab, standbys: boolean): Promise<void> {
  // Each guest's systemd watches files; kernels let all of root's do so 128 times.
  const watches = 'fs.inotify.max_user_instances';
  const before = (await lab.output(['sysctl', '-n', watches])).trim();
  lab.defer(() => lab.output(['sysctl', '-qw', `${watches}=${before}`]));
  await lab.output(['sysctl', '-qw', `${watches}=${Math.max(Number(before), 1024)}`]);
  const authority = await Authority.make(lab);
  const keys = await makeKeys(lab, authority);
  const { system } = new GuestSystem(keys.facts).resolve();
  const certificates = await makeCertificates(authority, system);
  const probe = await ownProgram(lab, 'probe');
  const image = await guestRoot(lab);
  const host = await bridges(lab, system);
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
    queue_reader_verifier: rabbitVerifier(PASSWORD),
    ...Object.fromEntries(
      ['reader', 'clerk'].flatMap((role) => [
        [`records_${role}_verifier`, scramVerifier(PASSWORD)],
        [`stock_${role}_verifier`, nativeVerifier(PASSWORD)],
        [`cache_${role}_verifier`, digestVerifier(PASSWORD)],
      ]),
    ),
  };
  const guests = new Map<string, ContainerGuest>();
  const guest = (name: string): ContainerGuest => guests.get(name) as ContainerGuest;

  const boot = async (machine: ResolvedMachine): Promise<void> => {
    const [disk] = machine.data;
    const { bridge } = subnetOf(system, machine);
    const guest = await ContainerGuest.boot(lab, {
      ...{ name: machine.name, root: image, seed: seedOf(machine, variables), host, bridge, mac: machine.nic.mac },
      dataDisk: disk && { serial: disk.serial ?? '', bytes: disk.sizeBytes },
    });
    guests.set(machine.name, guest);
    assert.deepEqual(await guest.configured(FIRST_BOOT), [], `${machine.name}: ${await guest.configurationLog()}`);
  };

  await lab.step('every guest is set up at its first boot, without an error', async () => {
    const start = performance.now();
    await Promise.all(
      system.machines.map(async (machine) => {
        await boot(machine);
        lab.note(`${machine.name} after ${((performance.now() - start) / 1000).toFixed(0)} s`);
      }),
    );
  });
  await lab.step('guests have their names and addresses', async () => {
    for (const { name, nic, guest: told } of system.machines) {
      assert.match(await guest(name).shell('ip -4 address show eth0'), new RegExp(`inet ${nic.address}/${told.network.prefix} `));
      assert.equal((await guest(name).shell('hostname')).trim(), told.hostname);
    }
  });
  const engines: readonly [name: string, engine: Engine, verifier: string][] = [
    ['records', POSTGRESQL, variables.records_keeper_verifier],
    ['stock', MARIADB, variables.stock_keeper_verifier],
  ];
  if (standbys) {
    for (const [name, engine] of engines)
      await checkReplicas(lab, {
        ...{ engine, primary: guest(name), standby: guest(`${name}-2`), app: guest('app'), password: PASSWORD },
        primaryAddress: addressOf(system, name),
        address: addressOf(system, `${name}-2`),
      });
    return;
  }
  await lab.step("a first boot of the user's own has done all that it says", () => checkFirstBoot(guest('app'), secrets));
  await checkFirewalls(lab, { system, host, probe, guest });
  for (const [name, engine, verifier] of engines) {
    const address = addressOf(system, name);
    await lab.step(`${engine.title} runs on the data disk; its owner logs in with the password, and with no other`, async () => {
      assert.match(await guest(name).shell(`findmnt --noheadings --output SOURCE --target ${engine.home}`), /\/dev\/loop|virtio-data/);
      for (const [from, to] of [
        ['app', address],
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
    await checkRoles(lab, { engine, server: guest(name), app: guest('app'), address: addressOf(system, name), password: PASSWORD });
  await checkTls(lab, {
    ...{ app: guest('app'), authority, guest, domain: system.domain, password: PASSWORD },
    names: (name) => namesOf(system, name),
    address: (name) => addressOf(system, name),
  });
  await startBucket(lab, host, probe, keys.files);
  const backedUp = (name: string, engine: Engine): BackedUp => ({
    engine,
    guest: () => guest(name),
    again: async () => {
      const machine = system.machines.find((each) => each.name === name);
      assert(machine);
      await guest(name).destroy();
      await boot(machine);
    },
  });
  await checkBackups(lab, backedUp('records', POSTGRESQL), backedUp('stock', MARIADB), {
    guest: guest('vault'),
    address: addressOf(system, 'vault'),
    name: `vault.${system.domain}`,
  });
  await checkStores(
    lab,
    { app: guest('app'), cache: guest('cache'), queue: guest('queue'), address: (name) => addressOf(system, name) },
    PASSWORD,
  );
  guest('app').start('listen-app', [probe, 'listen', '8080/tcp']);
  await checkPair(lab, { system, guest, client: 'records' });
}

/** That the certificate of a machine has to hold for. The machines of a database that has files for it share one. */
function namesOf({ machines }: ResolvedSystem, name: string): readonly string[] {
  const sharing = machines.filter((each) => each.name === name || (name === 'records' && each.name === 'records-2'));
  return [...new Set(sharing.flatMap(({ guest: { role } }) => (role.kind === 'database' ? (role.tls?.names ?? []) : [])))];
}

/** Variables of Terraform with certificates and keys. */
async function makeCertificates(authority: Authority, system: ResolvedSystem): Promise<Readonly<Record<string, string>>> {
  const made: Record<string, string> = {};
  for (const name of ['records', 'stock', 'stock-2', 'queue']) {
    const { certificate, key } = await authority.certificateOf(name, namesOf(system, name));
    const variable = name === 'records' ? 'records' : `${name.replace('-', '_')}_tls`;
    Object.assign(made, { [`${variable}_certificate`]: certificate, [`${variable}_key`]: key });
  }
  return made;
}

/** The host: a bridge for each subnet, and routes between them. Nothing is filtered: what holds is what guests do themselves. */
async function bridges(lab: Lab, system: ResolvedSystem): Promise<Space> {
  const host = await Space.create(lab, 'host');
  await host.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  for (const subnet of system.subnets) await addBridge(host, subnet);
  return host;
}
