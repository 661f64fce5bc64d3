import assert from 'node:assert/strict';
import type { ResolvedSystem } from '../../../../src';
import { exportersOf } from '../../../../src/model/resolved';
import { fileDiscovery, scrapersIn } from '../../../../src/report';
import type { ContainerGuest } from '../../containers/guest';
import { WATCHED } from '../../guests/images';
import type { Lab } from '../../harness/lab';
import { MonitoredSystem } from '../../systems/monitored';
import { digestVerifier, nativeVerifier, rabbitVerifier, scramVerifier } from '../../systems/verifiers';
import { addressOf } from './places';
import { Yard } from './yard';

/** What each exporter says of an engine that it may see; and where it was refused something, it says that, too. */
const WELL: Readonly<Record<string, readonly RegExp[]>> = {
  node: [/^node_memory_MemTotal_bytes /m, /^node_filesystem_avail_bytes\{/m],
  postgresql: [/^pg_up(\{.*\})? 1$/m, /^pg_stat_database_xact_commit\{/m, /^pg_exporter_last_scrape_error(\{.*\})? 0$/m],
  mariadb: [/^mysql_up 1$/m, /^mysql_global_status_uptime /m, /^mysql_exporter_last_scrape_error 0$/m],
  redis: [/^redis_up 1$/m, /^redis_memory_used_bytes /m],
  rabbitmq: [/^rabbitmq_identity_info\{/m, /^rabbitmq_resident_memory_limit_bytes /m],
};

/** How standbys follow, by who tells of it: PostgreSQL's primary says where each of its own is, MariaDB's standby where it is itself. */
const FOLLOWING: Readonly<Record<string, readonly RegExp[]>> = {
  ledger: [/^pg_stat_replication_pg_wal_lsn_diff\{.*state="streaming".*\} \d/m],
  'stock-2': [/^mysql_slave_status_slave_io_running\{.*\} 1$/m, /^mysql_slave_status_slave_sql_running\{.*\} 1$/m],
};

/** Fetches metrics as a client that checks nobody's certificate: names are not served here. */
const fetch = (url: string): readonly string[] => ['curl', '--silent', '--show-error', '--insecure', '--max-time', '20', url];

/** Exporters of real engines tell the machine that may ask, and nobody else; and may see no more than they have to. */
export async function monitoringRun(lab: Lab, password: string): Promise<void> {
  const { system } = new MonitoredSystem().resolve();
  const variables = {
    ledger_app_verifier: scramVerifier(password),
    stock_app_verifier: nativeVerifier(password),
    cache_default_verifier: digestVerifier(password),
    shelf_default_verifier: digestVerifier(password),
    queue_app_verifier: rabbitVerifier(password),
    ledger_replication_password: '0123456789abcdef01234567',
    stock_replication_password: '76543210fedcba9876543210',
  };
  const yard = await Yard.make(lab, { system, variables, packages: WATCHED });
  await yard.bootAll(system.machines);
  const { guest } = yard;
  const targets = targetsOf(system);
  assert.equal(targets.length, 15);
  await lab.step('who fetches metrics is answered by every exporter, each of which sees what it has to', async () => {
    for (const { url, exporter } of targets) {
      const { stdout, stderr } = await guest('watcher').attempt(fetch(url));
      for (const form of WELL[exporter] ?? [/$^/]) assert.match(stdout, form, `${url}: ${stderr}${stdout.slice(0, 300)}`);
    }
  });
  await lab.step('how standbys follow is told, too', async () => {
    for (const [name, forms] of Object.entries(FOLLOWING)) {
      const engine = targets.find(({ machine, exporter }) => machine === name && exporter !== 'node');
      assert(engine);
      const { stdout } = await guest('watcher').attempt(fetch(engine.url));
      for (const form of forms) assert.match(stdout, form, name);
    }
  });
  await lab.step('nobody else is, who may reach the engines all the same', async () => {
    for (const { url } of targets) {
      const { status, stdout } = await guest('stranger').attempt([...fetch(url), '--connect-timeout', '2']);
      assert.notEqual(status, 0, url);
      assert.equal(stdout, '');
    }
    assert.equal(
      (await guest('stranger').attempt(['redis-cli', '-h', addressOf(system, 'shelf'), 'ping'])).stdout.trim().slice(0, 6),
      'NOAUTH',
    );
  });
  await lab.step('where the engine speaks TLS, exporters answer nothing in the clear', async () => {
    for (const { url } of targets.filter((each) => each.url.startsWith('https:'))) {
      const { stdout } = await guest('watcher').attempt(fetch(url.replace('https:', 'http:')));
      assert.doesNotMatch(stdout, /^# HELP/m, url);
    }
  });
  await lab.step('an exporter reads no table and no key, and its account lets nobody in over the network', () =>
    checkRights(guest, system),
  );
  await lab.step('exporters are there after a restart, with a renewed certificate', async () => {
    const ledger = guest('ledger');
    const [node] = targets.filter(({ machine }) => machine === 'ledger');
    assert(node);
    const shown = async (): Promise<string> =>
      (
        await guest('watcher').attempt([
          'sh',
          '-c',
          `openssl s_client -connect ${new URL(node.url).host} < /dev/null 2> /dev/null | openssl x509 -noout -fingerprint`,
        ])
      ).stdout;
    const before = await shown();
    assert.match(before, /Fingerprint=/);
    await ledger.shell('rm /srv/database/tls/certificate.pem && /usr/local/sbin/isthmus-database-tls');
    await lab.eventually(20, async () => {
      const after = await shown();
      assert.match(after, /Fingerprint=/);
      assert.notEqual(after, before);
    });
    await ledger.switchOff();
    ledger.switchOn();
    for (const { url } of targets.filter(({ machine }) => machine === 'ledger'))
      await lab.eventually(90, async () => assert.match((await guest('watcher').attempt(fetch(url))).stdout, /^# HELP/m));
  });
}

interface Asked {
  readonly machine: string;
  readonly exporter: string;
  readonly url: string;
}

/** As `isthmus scrape-targets` tells them, by addresses: names are not served here. */
function targetsOf(system: ResolvedSystem): readonly Asked[] {
  const [from] = scrapersIn(system);
  assert(from);
  const told = fileDiscovery(system, from).map(({ targets: [target = ''], labels: { machine = '', exporter = '', __scheme__ } }) => {
    const [name, port] = target.split(':');
    assert.equal(name, `${machine}.ms.internal`);
    return { machine, exporter, url: `${__scheme__}://${addressOf(system, machine)}:${port}/metrics` };
  });
  assert.equal(told.length, system.machines.flatMap(({ guest }) => exportersOf(guest)).length);
  return told;
}

async function checkRights(guest: (name: string) => ContainerGuest, system: ResolvedSystem): Promise<void> {
  const as = (name: string, command: string) => guest(name).attempt(['runuser', '-u', 'prometheus', '--', 'sh', '-c', command]);
  await guest('ledger').shell("runuser -u postgres -- psql --command='create table secret_one (id int)' app");
  const table = await as('ledger', 'psql --host=/run/postgresql --dbname=app --command="select * from secret_one" 2>&1');
  assert.match(table.stdout, /permission denied for database "app"/);
  const created = await as('ledger', 'psql --host=/run/postgresql --dbname=postgres --command="create role other" 2>&1');
  assert.match(created.stdout, /permission denied to create role/);
  const outside = await guest('stranger').attempt([
    'psql',
    `host=${addressOf(system, 'ledger')} user=prometheus dbname=postgres sslmode=require`,
  ]);
  assert.match(outside.stderr, /no pg_hba.conf entry/);
  assert.match((await as('stock', 'mysql --batch --execute="select user from mysql.user" 2>&1')).stdout, /command denied|Access denied/);
  assert.match((await as('stock', 'mysql --batch --execute="select 1 from app.x" 2>&1')).stdout, /denied/);
  const other = await guest('stock').attempt(['runuser', '-u', 'nobody', '--', 'mysql', '--user=prometheus', '--execute=select 1']);
  assert.match(other.stderr, /Access denied/);
  const asked = `REDISCLI_AUTH=$(sed -n s/^REDIS_PASSWORD=//p /etc/isthmus/monitoring/redis.env) redis-cli --user prometheus`;
  for (const words of ['get x', 'keys "*"', 'config get requirepass', 'slowlog get', 'acl list'])
    assert.match(await guest('shelf').shell(`${asked} ${words} 2>&1`), /NOPERM/, words);
  assert.match((await as('shelf', 'cat /etc/isthmus/monitoring/redis.env 2>&1')).stdout, /Permission denied/);
}
