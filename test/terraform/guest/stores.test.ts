import { execFileSync } from 'node:child_process';
import type { DatabaseRole } from '../../../src/model/resolved';
import { verifierVariables } from '../../../src/terraform/guest';
import { DATABASE, keyed, machine, OS, owned } from './machines';
import { fileOf, inOrder, readCloudInit } from './render';

const REDIS: DatabaseRole = { ...keyed(DATABASE), engine: 'redis', version: '7', port: 6379, memoryMiB: 4096 };
const VALKEY: DatabaseRole = { ...REDIS, engine: 'valkey' };
const RABBITMQ: DatabaseRole = {
  ...owned(DATABASE, { database: 'orders', owner: 'clerk' }),
  engine: 'rabbitmq',
  version: '3.10',
  port: 5672,
  memoryMiB: 4096,
};

const setup = (role: DatabaseRole, os = OS.debian12): string => fileOf(machine(os, role), '/usr/local/sbin/isthmus-database').content;
const program = (role: DatabaseRole, name: string): string => fileOf(machine(OS.debian12, role), `/usr/local/sbin/isthmus-${name}`).content;

describe('Redis and Valkey', () => {
  test.each([
    ['redis', OS.debian12, REDIS, '/etc/redis/redis.conf', 'redis-server.service'],
    ['redis', OS.rhel9, REDIS, '/etc/redis/redis.conf', 'redis.service'],
    ['valkey', OS.ubuntu2404, VALKEY, '/etc/valkey/valkey.conf', 'valkey-server.service'],
  ] as const)('%s is set up where its distribution has it (%#)', (engine, os, role, configuration, unit) => {
    const subject = machine(os, role, { installs: false });
    const text = fileOf(subject, '/usr/local/sbin/isthmus-database').content;
    expect(text).toContain(`configuration=${configuration}\n`);
    expect(text).toContain(`systemctl restart ${unit}\n`);
    expect(fileOf(subject, `/etc/systemd/system/${unit}.d/data-disk.conf`).content).toContain(`/var/lib/${engine}\n`);
  });

  test('listens at its own addresses, keeps what it is given, and takes half of the memory', () => {
    const lines = fileOf(machine(OS.debian12, REDIS), '/etc/isthmus/redis.conf').content.split('\n');
    for (const line of [
      'bind 127.0.0.1 10.10.10.10',
      'port 6379',
      'dir /var/lib/redis',
      'appendonly yes',
      'maxmemory 2048mb',
      'maxmemory-policy noeviction',
    ])
      expect(lines).toContain(line);
    expect(readCloudInit(machine(OS.debian12, REDIS)).userData.runcmd).toContain(
      'sysctl --quiet --load=/etc/sysctl.d/60-isthmus-redis.conf',
    );
  });

  test('its user may do everything but what is an administrator’s; the machine’s own root has a password that nobody was told', () => {
    expect(setup(REDIS)).toContain(`printf '%s\\n' 'user default off' "user root on #$own ~* &* +@all" > `);
    expect(setup(REDIS)).toContain('"user default on #$verifier ~* &* +@all -@admin" >> ');
    // Channels have no rights of their own before 6.2.
    expect(setup({ ...REDIS, version: '6' }, OS.ubuntu2204)).toContain('"user default on #$verifier ~* +@all -@admin"');
  });

  test('a dump is read before it takes the place of what is there, which comes back where it fails', () => {
    inOrder(
      program(REDIS, 'restore'),
      'redis-check-rdb "$dump"',
      'systemctl stop ',
      'trap back EXIT',
      'dump.rdb',
      'config set appendonly yes',
      'trap - EXIT',
      'rm -rf "$aside"',
    );
  });
});

describe('RabbitMQ', () => {
  test('listens at its own addresses, talks to no other node, and stops publishers before memory or disk end', () => {
    const lines = fileOf(machine(OS.debian12, RABBITMQ), '/etc/isthmus/rabbitmq.conf').content.split('\n');
    for (const line of [
      'listeners.tcp.1 = 127.0.0.1:5672',
      'listeners.tcp.2 = 10.10.10.10:5672',
      'distribution.listener.interface = 127.0.0.1',
      'vm_memory_high_watermark.relative = 0.6',
      'disk_free_limit.absolute = 2457MiB',
    ])
      expect(lines).toContain(line);
  });

  test('has one virtual host and its user, and not the one that everybody knows', () => {
    const text = setup(RABBITMQ);
    const definitions = [...text.matchAll(/printf '%s\\n' "(\{.*\})" \|/g)].map(([, json = '']) => JSON.parse(json.replaceAll('\\"', '"')));
    expect(definitions).toEqual([
      { vhosts: [{ name: 'orders' }] },
      {
        users: [{ name: 'clerk', password_hash: '$verifier', hashing_algorithm: 'rabbit_password_hashing_sha256', tags: [] }],
        permissions: [{ user: 'clerk', vhost: 'orders', configure: '.*', write: '.*', read: '.*' }],
      },
    ]);
    expect(text).toContain('rabbitmqctl --quiet delete_user guest');
    // Its own limit, five minutes, is too short where a host is busy.
    expect(text).toContain('\nrabbitmqctl --quiet --timeout 3600 await_startup\n');
  });

  test('asks a node again that it did not reach, with what it was to tell it, and gives up on what is refused', () => {
    const [patient] = /^rabbitmqctl\(\) \{\n(?:.*\n)*?\}$/m.exec(setup(RABBITMQ)) ?? [];
    const answers = (...codes: readonly number[]): string =>
      execFileSync(
        'bash',
        [
          ...['-euo', 'pipefail', '-c'],
          `dir=$(mktemp -d); trap 'rm -r "$dir"' EXIT; PATH=$dir:$PATH; export dir
printf '#!/bin/sh\necho "$1 $(cat)"\nread -r code < "$dir/codes"\nsed -i 1d "$dir/codes"\nexit "$code"\n' > "$dir/rabbitmqctl"; chmod 755 "$dir/rabbitmqctl"
printf '%s\n' ${codes.join(' ')} > "$dir/codes"
sleep() { :; }
${patient}
printf '%s\n' '{}' | rabbitmqctl import_definitions || echo "ends by $?"`,
        ],
        { encoding: 'utf8' },
      );
    expect(answers(69, 75, 0)).toBe('import_definitions {}\n'.repeat(3));
    expect(answers(69, 65)).toBe(`${'import_definitions {}\n'.repeat(2)}ends by 65\n`);
  });

  test('keeps its data under a name that does not follow the machine’s', () => {
    expect(fileOf(machine(OS.debian12, RABBITMQ), '/etc/isthmus/rabbitmq-env.conf').content).toContain('NODENAME=rabbit@localhost\n');
  });
});

test.each([
  ['redis', REDIS, ['a'.repeat(64)], ['A'.repeat(64), 'a'.repeat(63), 'hunter2']],
  ['rabbitmq', RABBITMQ, ['c2Fs'.repeat(12)], ['c2Fs'.repeat(11), `${'c2Fs'.repeat(12)}"}`, 'hunter2']],
] as const)('%s: its variable takes verifiers only, and so does the guest', (_, role, good, bad) => {
  const [{ pattern } = { pattern: '' }] = verifierVariables(role, 'database-vm');
  expect([...good, ...bad].filter((value) => new RegExp(pattern).test(value))).toEqual(good);
  expect(setup(role)).toContain(`pattern='${pattern}'`);
});
