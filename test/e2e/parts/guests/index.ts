import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import { ContainerGuest } from '../../containers/guest';
import { seedOf } from '../../containers/seed';
import { guestRoot } from '../../guests/images';
import { ownProgram } from '../../harness/go';
import type { Lab } from '../../harness/lab';
import { go, loopDevices, program, root } from '../../harness/needs';
import type { Part } from '../../harness/part';
import { Space } from '../../network/space';
import { GuestSystem } from '../../systems/guests';
import { nativeVerifier, scramVerifier } from '../../systems/verifiers';
import { type Engine, MARIADB, POSTGRESQL } from './engines';
import { checkFirewalls } from './firewalls';
import { checkFirstBoot } from './first-boot';
import { checkInitialSql } from './initial-sql';
import { addressOf, subnetOf } from './places';
import { checkRestore } from './restore';

const PASSWORD = 'laboratory';

/** Seconds for a first boot at native speed: it takes a few on an idle machine. */
const FIRST_BOOT = 240;

export const guests: Part = {
  name: 'guests',
  title: 'the first boot of guests of every role, and what is to be done in them by hand',
  needs: [
    root,
    go,
    loopDevices,
    program('systemd-nspawn', 'Debian: systemd-container'),
    program('mmdebstrap', 'Debian: mmdebstrap'),
    program('ip', 'Debian: iproute2'),
  ],
  minutes: 4,
  run,
};

async function run(lab: Lab): Promise<void> {
  const { system } = new GuestSystem().resolve();
  const probe = await ownProgram(lab, 'probe');
  const image = await guestRoot(lab);
  const host = await bridges(lab, system);
  const secrets = { app_key: 'licence', app_token: 'to\'ken "$x"', early_key: 'early' };
  const variables = { ...secrets, records_verifier: scramVerifier(PASSWORD), stock_verifier: nativeVerifier(PASSWORD) };
  const guests = new Map<string, ContainerGuest>();
  const guest = (name: string): ContainerGuest => guests.get(name) as ContainerGuest;

  await lab.step('every guest is set up at its first boot, without an error', async () => {
    const start = performance.now();
    await Promise.all(
      system.machines.map(async (machine) => {
        const [disk] = machine.data;
        const { bridge } = subnetOf(system, machine);
        const guest = await ContainerGuest.boot(lab, {
          ...{ name: machine.name, root: image, seed: seedOf(machine, variables), host, bridge, mac: machine.nic.mac },
          dataDisk: disk && { serial: disk.serial ?? '', bytes: disk.sizeBytes },
        });
        guests.set(machine.name, guest);
        assert.deepEqual(await guest.configured(FIRST_BOOT), [], `${machine.name}: ${await guest.configurationLog()}`);
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
  await lab.step("a first boot of the user's own has done all that it says", () => checkFirstBoot(guest('app'), secrets));
  await checkFirewalls(lab, { system, host, probe, guest });
  const engines: readonly [string, Engine][] = [
    ['records', POSTGRESQL],
    ['stock', MARIADB],
  ];
  for (const [name, engine] of engines) {
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
    await lab.step(`a dump of ${engine.title} is restored as the documentation says`, () => checkRestore(lab, guest(name), engine));
  }
  await lab.step('HAProxy passes connections on', async () => {
    guest('app').start('listen-app', [probe, 'listen', '8080/tcp']);
    await lab.eventually(30, async () => {
      const answer = await guest('records').shell(`exec 3<>/dev/tcp/${addressOf(system, 'entry')}/8080; timeout 5 cat <&3`);
      assert.match(answer, new RegExp(`^${addressOf(system, 'entry')}:`), 'the backend sees the load balancer');
    });
  });
}

/** The host: a bridge for each subnet, and routes between them. Nothing is filtered: what holds is what guests do themselves. */
async function bridges(lab: Lab, system: ResolvedSystem): Promise<Space> {
  const host = await Space.create(lab, 'host');
  await host.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  for (const { bridge, gateway, prefix } of system.subnets) {
    await host.run(['ip', 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0']);
    await host.run(['ip', 'address', 'add', `${gateway}/${prefix}`, 'dev', bridge]);
    await host.run(['ip', 'link', 'set', bridge, 'up']);
  }
  return host;
}
