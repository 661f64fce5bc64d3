import { spawnSync } from 'node:child_process';
import type { DatabaseRole, GuestRole, ResolvedOs } from '../../../src/model/resolved';
import { DATABASE, machine, OS, owned } from './machines';
import { FIRST, nodeRole, PLANE, WORKER } from './node-programs';
import { readCloudInit } from './render';

const NODE: GuestRole = { kind: 'cluster-node', cluster: 'k8s', distribution: { name: 'kubeadm' }, version: '1.34' };
const BALANCER: GuestRole = { kind: 'load-balancer', memoryMiB: 32768, frontends: [] };
const database = (engine: DatabaseRole['engine'], version: string, initialSql?: string): GuestRole => ({
  ...owned(DATABASE, { initialSql }),
  engine,
  version,
});

/** One whose backups leave the machine. */
const SENT: DatabaseRole = {
  ...DATABASE,
  backup: {
    daily: '02:00',
    keep: 3,
    to: { by: 'nfs', host: '10.1.1.30', port: 2049, folder: 'shop-db', path: '/srv', passwordVariable: 'db_backup_password' },
  },
};

/** The same, with the log of what is written. */
const LOGGED: DatabaseRole = { ...SENT, backup: { daily: '02:00', keep: 3, ...SENT.backup, pointInTime: { withinMinutes: 5 } } };

/** Machines that have the same data, of which this one follows the other, and takes nothing in the clear. */
const replicated = (engine: DatabaseRole['engine'], version: string): DatabaseRole => ({
  ...DATABASE,
  engine,
  version,
  replication: {
    primary: 'other',
    members: [
      { name: 'database-vm', address: '10.10.10.2', fqdn: 'database-vm.shop.internal' },
      { name: 'other', address: '10.10.10.3', fqdn: 'other.shop.internal' },
    ],
    passwordVariable: 'db_replication_password',
  },
  tls: { by: 'self-signed', names: ['db.shop.internal'], addresses: ['10.10.10.2'] },
});

const GUESTS: readonly [ResolvedOs, GuestRole][] = [
  [OS.debian12, { kind: 'plain' }],
  [OS.debian12, database('postgresql', '15')],
  [OS.debian12, database('postgresql', '15', 'SELECT 1;')],
  [OS.debian12, database('mariadb', '10.11')],
  [OS.debian12, database('mariadb', '10.11', 'SELECT 1;')],
  [OS.ubuntu2204, database('mysql', '8.0')],
  [OS.rhel8, database('postgresql', '15')],
  [OS.rhel8, database('mysql', '8.0')],
  [OS.rhel8, database('mariadb', '10.3')],
  [OS.debian12, database('redis', '7')],
  [OS.ubuntu2404, database('valkey', '7')],
  [OS.debian12, database('rabbitmq', '3.10')],
  [OS.debian12, database('mongodb', '8.0')],
  [OS.rhel9, database('mongodb', '7.0')],
  [OS.debian12, SENT],
  [OS.debian12, LOGGED],
  [OS.rhel9, { ...LOGGED, version: '13' }],
  [OS.debian12, { ...LOGGED, ...replicated('postgresql', '15') }],
  [OS.debian12, replicated('postgresql', '15')],
  [OS.rhel9, replicated('postgresql', '13')],
  [OS.ubuntu2204, replicated('mysql', '8.0')],
  [OS.debian12, replicated('mariadb', '10.11')],
  [OS.ubuntu2404, BALANCER],
  [OS.rhel9, BALANCER],
  [OS.ubuntu2404, NODE],
  [OS.rhel9, NODE],
  ...[FIRST, PLANE, WORKER].map((bringUp): [ResolvedOs, GuestRole] => [OS.ubuntu2404, nodeRole(bringUp)]),
];

/** Every shell program of a guest, by the shell that runs it. */
function programs(os: ResolvedOs, role: GuestRole): [shell: string, text: string][] {
  const { bootcmd, write_files: files = [], runcmd } = readCloudInit(machine(os, role)).userData;
  return [
    ['sh', runcmd.join('\n')],
    ...bootcmd.map((command): [string, string] => ['sh', command.at(-1) ?? '']),
    ...files.filter(({ content }) => content.startsWith('#!/bin/bash')).map(({ content }): [string, string] => ['bash', content]),
  ];
}

test.each(
  GUESTS.map(([os, role]) => [os.title, 'engine' in role ? role.engine : role.kind, os, role] as const),
)('%s, %s: every program is one that its shell can read', (_title, _role, os, role) => {
  for (const [shell, text] of programs(os, role)) {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: text, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});

test.each(
  GUESTS.map(([os, role]) => [os.title, 'engine' in role ? role.engine : role.kind, os, role] as const),
)('%s, %s: every program stops at the first command that fails', (_title, _role, os, role) => {
  for (const [, text] of programs(os, role)) expect(text).toMatch(/^set -e/m);
});
