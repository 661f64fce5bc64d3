import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { named } from '../../model/fixture';
import { monitored } from '../../verify/monitored';
import { fileOf, readCloudInit } from './render';

const { machines } = monitored().resolve().system;
const machine = (name: string) => named(machines, name);

const folder = mkdtempSync(join(tmpdir(), 'isthmus-exporters-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program of a guest with others of its own in place of the system's. */
function run(text: string, args: readonly string[], programs: Readonly<Record<string, string>>) {
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return spawnSync('bash', ['-c', text, 'program', ...args], { encoding: 'utf8', env: { PATH: `${folder}:${process.env.PATH}` } });
}

test.each(machines.map(({ name }) => name))('%s: every program is one that bash can read', (name) => {
  const { write_files: files = [], runcmd } = readCloudInit(machine(name)).userData;
  const programs = files.filter(({ content }) => content.startsWith('#!/bin/bash')).map(({ content }) => content);
  for (const text of [...programs, runcmd.join('\n')]) expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
});

describe('exporters are begun', () => {
  const text = fileOf(machine('stock'), '/usr/local/sbin/isthmus-exporters').content;
  const calls = join(folder, 'calls');
  const systemctl = `echo "$*" >> ${calls}`;

  test('and waited for, each at its port', () => {
    const { status } = run(text, [], { systemctl, ss: 'echo LISTEN', sleep: 'exit 0' });
    expect(status).toBe(0);
    const made = readFileSync(calls, 'utf8').split('\n');
    for (const unit of ['prometheus-node-exporter.service', 'prometheus-mysqld-exporter.service'])
      expect(made).toEqual(expect.arrayContaining([`enable ${unit}`, `restart ${unit}`]));
  });

  test('and one that does not listen makes the first boot fail', () => {
    const { status, stderr } = run(text.replace('seq 300', 'seq 2'), [], {
      systemctl,
      ss: '[[ $* != *9104* ]] || exit 0; echo LISTEN',
      sleep: 'exit 0',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('nothing listens on port 9104');
  });
});

test.each([
  ['--web.config.file', 'of today'],
  ['--web.config', 'before 0.8 of the exporter toolkit'],
])('an exporter is told of TLS by %s, as those %s want it', (option) => {
  const text = fileOf(machine('ledger'), '/usr/local/sbin/isthmus-exporter-tls').content;
  const own = join(folder, 'exporter');
  const { stdout } = run(text, [own, '--web.listen-address=0.0.0.0:9100'], {
    exporter: `if [ "$1" = --help ]; then echo '  ${option}="" configuration' >&2; exit 0; fi\necho "$@"`,
  });
  expect(stdout).toBe(`${option}=/etc/isthmus/monitoring/web.yml --web.listen-address=0.0.0.0:9100\n`);
});

test('each logs in with what it has to have, and no password is in any output', () => {
  const dropIn = (name: string, unit: string) =>
    fileOf(machine(name), `/etc/systemd/system/prometheus-${unit}-exporter.service.d/isthmus.conf`);
  expect(dropIn('ledger', 'postgres').content).toContain('user=prometheus host=/run/postgresql port=5432 dbname=postgres');
  expect(dropIn('cache', 'redis').content).toContain('EnvironmentFile=/etc/isthmus/monitoring/redis.env\n');
  expect(dropIn('sessions', 'redis').content).toContain('--redis.addr=rediss://127.0.0.1:6379');
  expect(fileOf(machine('stock'), '/etc/isthmus/monitoring/my.cnf').content).toContain('socket = /run/mysqld/mysqld.sock\n');
  expect(fileOf(machine('events'), '/etc/isthmus/rabbitmq.conf').content).toContain('prometheus.ssl.port = 15692\n');
  expect(fileOf(machine('queue'), '/etc/isthmus/rabbitmq.conf').content).toContain('prometheus.tcp.port = 15692\n');
});
