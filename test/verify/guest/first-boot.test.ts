import type { DatabaseRole, LoadBalancerRole, ResolvedMachine, ResolvedOs } from '../../../src/model/resolved';
import { renderCloudInit } from '../../../src/terraform/guest';
import { filledIn, readFirstBoot, runs } from '../../../src/verify/guest/first-boot';
import { readGuest } from '../../../src/verify/guest/guest';
import { printAddresses } from '../../../src/verify/sets/addresses';
import { evaluate } from '../../../src/verify/terraform/expressions';
import { Resources } from '../../../src/verify/terraform/resources';
import { DATABASE, keyed, login, machine, OS, owned, shared } from '../../terraform/guest/machines';
import { userDataOf } from '../../terraform/guest/render';

/** What is said of databases and of who logs in to them. */
const logins = ({ databases, roles }: DatabaseRole): Pick<DatabaseRole, 'databases' | 'roles'> => ({ databases, roles });
const CLIENTS = ['10.10.0.0/16'];

const EVERYBODY = { clients: ['0.0.0.0/0'] };
const ENGINES: { readonly [E in DatabaseRole['engine']]: Partial<DatabaseRole> } = {
  postgresql: { version: '15', port: 5432 },
  mysql: { version: '8.0', port: 3306 },
  mariadb: { version: '10.3', port: 3306 },
  redis: { version: '7', port: 6379, ...logins(keyed(DATABASE)) },
  valkey: { version: '7', port: 6379, ...logins(keyed(DATABASE)) },
  rabbitmq: { version: '3.12', port: 5672, ...logins(owned(DATABASE, EVERYBODY)) },
  mongodb: { version: '8.0', port: 27017, ...logins(owned(DATABASE, EVERYBODY)) },
};
const database = (engine: DatabaseRole['engine'], os: ResolvedOs): ResolvedMachine =>
  machine(os, { ...DATABASE, engine, ...ENGINES[engine] }, { installs: false });

const port = { protocol: 'tcp', from: 80, to: 80, name: 'http' } as const;
const LOAD_BALANCER: LoadBalancerRole = {
  kind: 'load-balancer',
  memoryMiB: 32768,
  frontends: [
    { port, backends: [{ name: 'web', address: '10.10.1.2', port: 80, proxyProtocol: true }] },
    {
      port: { ...port, from: 443, to: 443, name: 'https' },
      backends: ['10.10.1.2', '10.10.1.3'].map((address) => ({ name: 'web', address, port: 443, proxyProtocol: false })),
    },
  ],
};

const userData = (subject: ResolvedMachine): string =>
  evaluate(userDataOf(renderCloudInit(subject)), { resources: new Resources({}), unknown: filledIn });

describe('the first boot', () => {
  test('is known by the files that it writes, and by what it runs', () => {
    const boot = readFirstBoot(
      '#cloud-config\nbootcmd:\n  - [cloud-init-per, instance, x, sh, -c, "set -e\\ncat > /etc/a <<\'END\'\\none\\ntwo\\nEND\\nchmod 0600 /etc/a\\n"]\nwrite_files:\n  - path: /etc/b\n    content: |\n      three\n  - path: /etc/c\n    encoding: b64\n    content: eA==\nruncmd:\n  - set -e\n  - [systemctl, restart, x.service]\n',
    );
    expect([...boot.files]).toEqual([
      ['/etc/a', 'one\ntwo\n'],
      ['/etc/b', 'three\n'],
      ['/etc/c', ''],
    ]);
    expect(boot.commands).toEqual(['set -e', 'systemctl restart x.service']);
    expect([runs(boot, 'set -e', /x\.service$/), runs(boot, /x\.service$/, 'set -e'), runs(boot, 'reboot')]).toEqual([true, false, false]);
  });

  test.each(['hostname: a\n', '#cloud-config\na: [\n', '#cloud-config\nruncmd:\n  - {a: b}\n'])('%j is not understood', (text) => {
    expect(() => readFirstBoot(text)).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
  });

  test.each([
    ['the unit is not enabled', 'systemctl enable isthmus-firewall.service', 'echo done'],
    ['the unit is not started', 'systemctl reload-or-restart isthmus-firewall.service', 'echo done'],
    ['the unit reads another file', 'ExecStart=/usr/sbin/nft -f /etc/isthmus/firewall.nft', 'ExecStart=/usr/sbin/nft -f /etc/other.nft'],
    ['the unit is wanted by nothing', 'WantedBy=sysinit.target', 'WantedBy=never.target'],
  ])('rules that are not put in force are no firewall: %s', (_, from, to) => {
    const text = userData(machine(OS.debian12, { kind: 'plain' }));
    expect(readGuest(text).firewall).toBeDefined();
    // In the last stage, which holds for every boot.
    const at = text.lastIndexOf(from);
    const edited = `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
    expect(readGuest(edited).firewall).toBeUndefined();
  });

  test('nor is a zone of firewalld that is not the default', () => {
    const text = userData(machine(OS.rhel8, { kind: 'plain' }));
    expect(readGuest(text).firewall?.name).toBe('firewalld');
    expect(readGuest(text.replaceAll('--set-default-zone=isthmus', '--set-default-zone=public')).firewall).toBeUndefined();
    expect(readGuest(text.replaceAll('systemctl restart firewalld.service', 'echo done')).firewall).toBeUndefined();
  });
});

describe('a database', () => {
  const read = (text: string) => {
    const server = readGuest(text).database;
    return (
      server && {
        port: server.port,
        clients: server.clients.map(({ addresses, ...who }) => ({ ...who, from: addresses.map(printAddresses) })),
      }
    );
  };

  test('lists its clients: PostgreSQL by access rules', () => {
    expect(read(userData(database('postgresql', OS.debian12)))).toEqual({
      port: DATABASE.port,
      clients: ['127.0.0.1', ...CLIENTS].map((from) => ({ database: 'app', role: 'app', may: 'own', from: [from] })),
    });
  });

  test.each(['mysql', 'mariadb'] as const)('%s by accounts', (engine) => {
    expect(read(userData(database(engine, OS.rhel8)))).toEqual({
      port: 3306,
      clients: [{ database: 'app', role: 'app', may: 'own', from: expect.arrayContaining(['127.0.0.1', ...CLIENTS]) }],
    });
  });

  test.each([
    ['redis', OS.debian12, '*', 'default'],
    ['valkey', OS.ubuntu2404, '*', 'default'],
    ['rabbitmq', OS.debian12, 'app', 'app'],
    ['mongodb', OS.debian12, 'app', 'app'],
    ['mongodb', OS.rhel9, 'app', 'app'],
  ] as const)('%s by passwords alone, at its own address', (engine, os, name, role) => {
    const subject = database(engine, os);
    expect(read(userData(subject))).toEqual({
      port: ENGINES[engine].port,
      clients: [{ database: name, role, may: 'own', from: ['any address'] }],
    });
    expect(readGuest(userData(subject)).database?.listensAt).toBe('127.0.0.1 10.10.10.10');
  });

  test.each([
    ['redis', 'on #$verifier', 'on nopass', /needs no password/],
    ['redis', '+@all -@admin', '+@all', /what the user default may do/],
    ['rabbitmq', '\\"tags\\":[]', '\\"tags\\":[\\"administrator\\"]', /rights of administrators/],
    ['rabbitmq', '--quiet delete_user guest', '--quiet list_users', /everybody knows/],
    ['mongodb', 'authorization: enabled', 'authorization: disabled', /asks nobody for a password/],
    ['mongodb', 'Mechanisms: SCRAM-SHA-256', 'Mechanisms: SCRAM-SHA-1', /by an unknown way/],
    ['mongodb', '"role":"dbAdmin"', '"role":"dbOwner"', /what the user app may do/],
    ['mongodb', '"role":"readWrite"', '"role":"userAdmin"', /what the user app may do/],
    ['mongodb', '"role":"backup"', '"role":"root"', /isthmus-backup, who has the role root/],
    ['mongodb', 'isthmus-mongosh /etc/isthmus/mongodb/user.js', 'isthmus-mongosh /etc/isthmus/mongodb/own.js', /rights of app, of whom /],
    ['mongodb', 'isthmus-mongosh /etc/isthmus/mongodb/own.js', 'true', /roles that nobody makes/],
    ['mongodb', "db: 'admin', credentials, roles", "db: 'admin', credentials, roles: ['root']", /made in an unknown way/],
  ] as const)('%s: %s', (engine, from, to, expected) => {
    const text = userData(database(engine, OS.debian12));
    expect(text).toContain(from);
    expect(() => readGuest(text.replace(from, to))).toThrow(expected);
  });

  /** Whoever is `shared` may do this, in the words of an engine. */
  const SHARED = [
    ['audit', 'auditor', 'own'],
    ['audit', 'clerk', 'read'],
    ['shop_1', 'clerk', 'write'],
    ['shop_1', 'reader', 'read'],
    ['shop_1', 'shop', 'own'],
  ];
  const grants = (text: string) =>
    [...new Set(readGuest(text).database?.clients.map(({ database: name, role, may }) => [name, role, may].join()))].sort();
  /** Whose entries of the table above have databases of their own. */
  const NAMED: readonly string[] = ['rabbitmq', 'mongodb'];
  const sharedBy = (engine: DatabaseRole['engine'], os: ResolvedOs): string => {
    const role = shared({ ...DATABASE, engine, ...ENGINES[engine] });
    return userData(machine(os, { ...role, ...(NAMED.includes(engine) && logins(shared(DATABASE))) }, { installs: false }));
  };

  test.each([
    ['postgresql', OS.debian12],
    ['mysql', OS.ubuntu2204],
    ['mariadb', OS.rhel8],
    ['rabbitmq', OS.debian12],
    ['mongodb', OS.debian12],
  ] as const)('%s: what each role may do in each database', (engine, os) => {
    expect(grants(sharedBy(engine, os))).toEqual(SHARED.map((each) => each.join()));
  });

  test.each([
    ['postgresql', 'GRANT SELECT ON ALL TABLES IN SCHEMA %I TO "reader"', 'GRANT SELECT, DELETE ON ALL TABLES IN SCHEMA %I TO "reader"'],
    ['postgresql', 'GRANT SELECT ON TABLES TO "reader"', 'GRANT ALL ON TABLES TO "reader"'],
    ['postgresql', 'REVOKE ALL ON DATABASE "shop_1" FROM "reader";', 'GRANT pg_read_all_data TO "reader";'],
    ['mysql', 'GRANT SELECT, SHOW VIEW ON', 'GRANT SELECT, SHOW VIEW, DROP ON'],
    ['rabbitmq', '\\"configure\\":\\"\\",\\"write\\":\\"\\"', '\\"configure\\":\\"a\\",\\"write\\":\\"\\"'],
    ['mongodb', '"remove"', '"dropCollection"'],
  ] as const)('%s: rights that nobody knows are not understood: %s', (engine, from, to) => {
    const text = sharedBy(engine, OS.debian12);
    expect(text).toContain(from);
    expect(() => readGuest(text.replace(from, to))).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
  });

  test('redis: which keys each user may read and change', () => {
    const store: DatabaseRole = {
      ...keyed({ ...DATABASE, engine: 'redis', version: '7', port: 6379 }),
      roles: [
        login('clerk', { 'orders:*': 'write', 'stock:*': 'read' }, EVERYBODY.clients),
        login('default', { '*': 'own' }, EVERYBODY.clients),
        login('reader', { '*': 'read' }, EVERYBODY.clients),
      ],
    };
    const text = userData(machine(OS.debian12, store, { installs: false }));
    expect(grants(text)).toEqual(['*,default,own', '*,reader,read', 'orders:*,clerk,write', 'stock:*,clerk,read']);
    for (const [from, to] of [
      ['-@dangerous -@admin -scan -randomkey', '-@dangerous -@admin'],
      ['%R~stock', '~stock'],
      ['+@read +subscribe', '+@all'],
    ] as const) {
      expect(text).toContain(from);
      const after = text.replace(from, to);
      expect(() => expect(grants(after)).toEqual(grants(text))).toThrow();
    }
  });

  test.each([
    ['postgresql', OS.debian12],
    ['mysql', OS.ubuntu2204],
    ['mariadb', OS.rhel8],
  ] as const)('%s: the SQL of a new database, and who runs it', (engine, os) => {
    const subject = database(engine, os);
    const role = owned(subject.guest.role as DatabaseRole, { owner: 'keeper', initialSql: 'CREATE TABLE shelf (id int);\n' });
    expect(readGuest(userData(subject)).database?.initialSql).toEqual([]);
    expect(readGuest(userData({ ...subject, guest: { ...subject.guest, role } })).database?.initialSql).toEqual([
      { statements: 'CREATE TABLE shelf (id int);\n', role: 'keeper', database: 'app' },
    ]);
  });

  test.each([
    ['logins without a password', '127.0.0.1/32  scram-sha-256', '127.0.0.1/32  trust', /asks for no password/],
    ['a rule of unknown words', '127.0.0.1/32  scram-sha-256', '127.0.0.1/32  scram-sha-256 map=x', /access rule/],
    [
      'another list of clients',
      "hba_file = '/etc/isthmus/pg_hba.conf'",
      "hba_file = '/etc/other.conf'",
      /the list of clients is not among the files/,
    ],
  ])('%s', (_, from, to, expected) => {
    const text = userData(database('postgresql', OS.debian12));
    expect(text).toContain(from);
    expect(() => readGuest(text.replace(from, to))).toThrow(expected);
  });

  test('accounts of other networks that stay are said', () => {
    const text = userData(database('mariadb', OS.rhel8));
    expect(() => readGuest(text.replace(/NOT IN \('localhost'/, "NOT IN ('localhost', '%'"))).toThrow('accounts of other networks stay');
  });
});

describe('a load balancer', () => {
  const text = userData(machine(OS.debian12, LOAD_BALANCER));

  test('passes ports on to servers', () => {
    const { listeners } = readGuest(text);
    expect(listeners.map(({ port, servers }) => [port, servers.length])).toEqual(
      LOAD_BALANCER.frontends.map(({ port, backends }) => [port.from, backends.length]),
    );
  });

  test.each([
    ['a section of another kind', 'listen http', 'frontend http'],
    ['a directive that sends elsewhere', 'balance leastconn', 'use_backend other'],
    ['a server with more words', ':80 check', ':80 check proxy-v2'],
  ])('%s is not understood', (_, from, to) => {
    expect(text).toContain(from);
    expect(() => readGuest(text.replace(from, to))).toThrow(expect.objectContaining({ name: 'NotUnderstoodError' }));
  });

  test('that is never started passes nothing on', () => {
    expect(readGuest(text.replace('systemctl restart haproxy.service', 'echo done')).listeners).toEqual([]);
  });
});
