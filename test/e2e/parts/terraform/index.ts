import assert from 'node:assert/strict';
import { Port, Size } from '../../../../src';
import { guestImages } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import { go, hypervisor, images, terraform as terraformProgram } from '../../harness/needs';
import type { Part } from '../../harness/part';
import type { Guest, GuestResult } from '../../hypervisor/guest';
import { Hypervisor } from '../../hypervisor/hypervisor';
import { dial } from '../../network/probe';
import { LabShop, type LabShopProps } from '../../systems/shop';
import { scramVerifier } from '../../systems/verifiers';
import { Root } from '../../terraform/root';
import { checkDestroy, checkEdits, checkKill, type MakeShop } from './day2';

const PASSWORD = 'laboratory';

/** A port that the database server does not listen on. */
const UNLISTED = Port.tcp(9999, 'unlisted');

/**
 * Processor seconds that an emulated Debian may take until its agent answers: some 60 do on an idle machine. On a busy one its two
 * processors wait for each other computing, which took four times as long, and more.
 */
const BOOT_SECONDS = 1200;

export const terraform: Part = {
  name: 'terraform',
  title: 'the virtual machines on a real libvirt with the real provider',
  needs: [terraformProgram, go, ...hypervisor, ...images],
  minutes: 20,
  run,
};

async function run(lab: Lab): Promise<void> {
  const guests = await guestImages(lab);
  const host = await Hypervisor.start(lab, 'kvm1');
  const root = new Root(lab, 'shop', { database_vm_app_verifier: scramVerifier(PASSWORD) });
  const untouched = await host.inventory();
  const shop = (props: LabShopProps = {}): LabShop => new LabShop({ uri: host.uri, images: guests, ...props });
  const resolved = root.synth(shop());
  const database = host.guest('shop-database-vm');
  const erp = host.guest('shop-legacy-app-vm');
  const addressOf = (name: string): string => resolved.machines.find((machine) => machine.name === name)?.nic.address ?? '';

  await lab.step('init and validate', async () => {
    await root.init();
    await root.validate();
  });
  await lab.step('apply', () => root.apply());
  await lab.step('the second plan is empty', async () => assert.deepEqual(await root.plan(), []));
  await lab.step('every guest comes up under its name and address', async () => {
    for (const { objectName, nic, guest, image } of resolved.machines) {
      const machine = host.guest(objectName);
      await machine.up(image?.source === guests.debian.source ? BOOT_SECONDS : 90);
      await lab.eventually(30, async () =>
        assert.match(await machine.shell('ip -4 address show eth0'), new RegExp(`inet ${nic.address}/${guest.network.prefix} `)),
      );
      assert.equal((await machine.shell('hostname')).trim().split('.')[0], guest.hostname);
    }
  });
  const cloudInitIsDone = async (): Promise<void> => {
    // Its own `cloud-init status` is seconds of Python, each time it is asked.
    const result = await database.eventually(BOOT_SECONDS, () => database.shell('cat /run/cloud-init/result.json'));
    assert.deepEqual((JSON.parse(result) as { readonly v1: { readonly errors: readonly string[] } }).v1.errors, []);
  };
  await lab.step('cloud-init ends without an error on the database server', cloudInitIsDone);
  await lab.step('PostgreSQL runs on the data disk, with its owner', async () => {
    assert.match(await database.shell('findmnt --noheadings --output SOURCE --target /var/lib/postgresql/15/main'), /vdb/);
    assert.match(await sql(database, 'select version()'), /PostgreSQL 15/);
    assert.equal(await sql(database, "select rolcanlogin from pg_roles where rolname = 'app'"), 't');
    assert.equal(await sql(database, 'show hba_file'), '/etc/isthmus/pg_hba.conf');
  });
  await lab.step('its owner logs in over the network with the password, and with no other', async () => {
    const logIn = (password: string): Promise<GuestResult> =>
      database.run([
        ...['/usr/bin/env', `PGPASSWORD=${password}`, '/usr/bin/psql', '--no-psqlrc', '--tuples-only', '--no-align'],
        ...[`--host=${addressOf('database-vm')}`, '--username=app', '--command=select current_user', 'app'],
      ]);
    assert.deepEqual(await logIn(PASSWORD), { status: 0, stdout: 'app\n', stderr: '' });
    assert.match((await logIn('guessed')).stderr, /password authentication failed/);
  });
  await lab.step("the guest's firewall baseline is in force", async () => {
    const rules = await database.shell('nft list ruleset');
    assert.match(rules, /policy drop/);
    assert.match(rules, /ip saddr 10\.10\.0\.0\/16 tcp dport 5432 accept/);
    assert.equal((await database.shell('systemctl is-enabled isthmus-firewall')).trim(), 'enabled');
    assert.equal((await database.shell('systemctl is-enabled nftables || true')).trim(), 'masked');
  });
  await lab.step('a machine resolves the name of a service by the planned address', async () => {
    const [service] = resolved.workloads.filter(({ virtualAddress }) => virtualAddress);
    assert(service?.virtualAddress);
    assert.match(
      await erp.shell(`nslookup ${service.virtualAddress.fqdn}`),
      new RegExp(service.virtualAddress.address.replaceAll('.', '\\.')),
    );
  });
  await lab.step('a plan after emptying the temporary folder is empty', async () => {
    root.emptyTemporaryFolder();
    assert.deepEqual(await root.plan(), []);
  });

  const withFlow: LabShopProps = {
    more: ({ policy, erp, database }) =>
      erp && database && policy.allow(erp, database, { because: 'reports', ports: [Port.tcp(5432, 'postgresql'), UNLISTED] }),
  };
  await lab.step('an added flow is live, and no machine was restarted', async () => {
    const reach = async (port = 5432): Promise<string | undefined> => {
      const [answer] = await dial(
        (args, input) => erp.output(['/bin/probe', ...args], { input }),
        [{ protocol: 'tcp', to: addressOf('database-vm'), port }],
      );
      return answer?.result;
    };
    const boots = await Promise.all([database, erp].map((guest) => guest.boot()));
    assert.equal(await reach(), 'silent');
    root.synth(shop(withFlow));
    const changes = await root.plan();
    assert.deepEqual(
      changes.filter(({ address }) => /libvirt_(domain|volume|network)\.|cloud-init/.test(address)),
      [],
    );
    await root.apply();
    await lab.eventually(30, async () => assert.equal(await reach(), 'open'));
    // The hypervisor lets it in, and nobody listens there: without the guest's firewall the guest would refuse it.
    assert.equal(await reach(UNLISTED.resolved.from), 'silent', "the guest's own firewall drops what the machine does not list");
    await database.shell('nft insert rule inet isthmus input tcp dport 9999 accept');
    await lab.eventually(30, async () => assert.equal(await reach(UNLISTED.resolved.from), 'refused', 'and nothing else did'));
    assert.deepEqual(await Promise.all([database, erp].map((guest) => guest.boot())), boots);
    assert.deepEqual(await root.plan(), []);
    root.synth(shop());
    await root.apply();
    assert.equal(await reach(), 'silent', 'and it ends with its flow');
  });
  await lab.step('a data disk grows under the running machine', async () => {
    await sql(database, "create table if not exists kept (word text); insert into kept values ('survives')");
    const boot = await database.boot();
    root.synth(shop({ dataDisk: Size.gibibytes(2) }));
    await root.apply();
    assert.equal((await database.shell('blockdev --getsize64 /dev/disk/by-id/virtio-data')).trim(), String(2 * 1024 ** 3));
    assert.equal(await database.boot(), boot);
    assert.deepEqual(await root.plan(), []);
  });
  const dataIsKept = (): Promise<void> =>
    database.eventually(BOOT_SECONDS, async () => assert.equal(await sql(database, 'select word from kept'), 'survives'));
  const grown: LabShopProps = { dataDisk: Size.gibibytes(2), databaseMemory: Size.mebibytes(1024) };
  await lab.step('a machine with more memory is restarted, with its disks', async () => {
    const boot = await database.boot();
    root.synth(shop(grown));
    assert.deepEqual(
      (await root.plan()).filter(({ address }) => /^libvirt_/.test(address)),
      [{ address: 'libvirt_domain.database-vm', action: 'update' }],
    );
    await root.apply();
    await database.up(BOOT_SECONDS);
    assert.notEqual(await database.boot(), boot);
    assert(Number(await database.shell("awk '/MemTotal/ { print $2 }' /proc/meminfo")) > 900 * 1024);
    await dataIsKept();
    assert.deepEqual(await root.plan(), []);
  });
  await lab.step('the data survives a machine that is made anew', async () => {
    await root.apply('-replace=libvirt_domain.database-vm', '-replace=libvirt_volume.database-vm-root');
    await database.up(BOOT_SECONDS);
    await dataIsKept();
    await cloudInitIsDone();
    assert.deepEqual(await root.plan(), []);
  });
  const last: MakeShop = (props) => shop({ ...grown, ...props });
  await checkEdits(lab, host, root, last);
  await checkKill(lab, host, root, last, guests, dataIsKept);
  await checkDestroy(lab, host, root, last, untouched, dataIsKept);
}

/** Runs SQL as the database's administrator. */
const sql = async (guest: Guest, statement: string): Promise<string> =>
  (
    await guest.output([
      '/usr/sbin/runuser',
      '-u',
      'postgres',
      '--',
      '/usr/bin/psql',
      '--no-psqlrc',
      '--tuples-only',
      '--no-align',
      `--command=${statement}`,
    ])
  ).trim();
