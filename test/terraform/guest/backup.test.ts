import type { DatabaseRole, ResolvedBackup, ResolvedBackupTarget } from '../../../src/model/resolved';
import { backupVariables } from '../../../src/terraform/guest';
import { sshKey } from '../../model/fixture';
import { DATABASE, machine, OS } from './machines';
import { fileOf, inOrder, readCloudInit } from './render';

const [type, key] = sshKey('vault').split(' ');
const COMMON = { host: '10.1.1.30', folder: 'shop-database-vm', passwordVariable: 'database_vm_backup_password' };
const TARGETS: { readonly [B in ResolvedBackupTarget['by']]: Extract<ResolvedBackupTarget, { by: B }> } = {
  sftp: {
    ...COMMON,
    by: 'sftp',
    port: 2222,
    user: 'backups',
    path: '/srv/backups',
    hostKey: `${type} ${key}`,
    keyVariable: 'database_vm_backup_key',
  },
  s3: {
    ...COMMON,
    by: 's3',
    host: 's3.example',
    port: 9000,
    bucket: 'dumps',
    region: 'eu-1',
    accessKeyVariable: 'database_vm_backup_access_key',
    secretKeyVariable: 'database_vm_backup_secret_key',
  },
  nfs: { ...COMMON, by: 'nfs', port: 2049, path: '/export' },
};
const EACH = Object.values(TARGETS);

const backedUp = (backup: Partial<ResolvedBackup>, role: Partial<DatabaseRole> = {}, os = OS.debian12) =>
  machine(os, { ...DATABASE, ...role, backup: { daily: '23:30', keep: 14, ...backup } });
const programOf = (name: string, to: ResolvedBackupTarget): string => fileOf(backedUp({ to }), `/usr/local/sbin/isthmus-${name}`).content;
const service = (backup: Partial<ResolvedBackup>): string => fileOf(backedUp(backup), '/etc/systemd/system/isthmus-backup.service').content;

describe('a backup that leaves the machine', () => {
  test('is sent as root, who alone can read what opens the repository; what dumps is the engine', () => {
    expect(service({ to: TARGETS.sftp })).toMatch(
      /^User=postgres\nExecStart=\/usr\/local\/sbin\/isthmus-backup\nExecStartPost=!\/usr\/local\/sbin\/isthmus-backup-copy$/m,
    );
    expect(service({})).not.toContain('ExecStartPost');
  });

  test('leaves the newest dump alone on the machine, and as many as are asked for at the target', () => {
    expect(programOf('backup', TARGETS.sftp)).toContain('dumps | tail -n +2 |');
    expect(programOf('backup-copy', TARGETS.sftp)).toContain('--group-by=host,tags --keep-last=14 --prune\n');
  });

  test('is sent, then old ones go, then a part of all is read back: another part each day', () => {
    inOrder(
      programOf('backup-copy', TARGETS.s3),
      '" backup ',
      '" forget ',
      '" check --quiet --read-data-subset=$(($(date +%s) / 86400 % 30 + 1))/30',
    );
  });

  test('does not push out those of an earlier disk, before anything is sent', () => {
    inOrder(
      programOf('backup-copy', TARGETS.nfs),
      'if [ ! -e /srv/database/backups/.joined ]',
      "fail 'the repository has dumps of an earlier",
      '" backup ',
    );
    expect(programOf('restore', TARGETS.nfs)).toMatch(/\nmv --no-target-directory "\$mark" \/srv\/database\/backups\/\.joined\n$/);
  });

  test.each(EACH)('$by: what root writes to bring one back is beside the folder that the engine owns, which may hold links', (to) => {
    const made = [...programOf('restore', to).matchAll(/mktemp (?:--directory )?(\S+)\/[^/\s]+\)/g)].map(([, folder]) => folder);
    expect(made).toEqual(['/srv/database', '/srv/database']);
    expect(programOf('restore', to)).not.toMatch(/\btouch\b|> *\/srv\/database\/backups/);
  });

  test.each(EACH)('$by: what opens it is told by sensitive variables, in files that root alone reads', (to) => {
    const secrets = backupVariables(to).map(({ name }) => name);
    const files = (readCloudInit(backedUp({ to })).userData.write_files ?? []).filter(({ path }) =>
      path.startsWith('/etc/isthmus/backup/'),
    );
    const told = files.filter(({ content }) => content.startsWith('${'));
    expect(told.map(({ content }) => /var\.(\w+)\)\}$/.exec(content)?.[1]).sort()).toEqual([...secrets].sort());
    for (const file of told) expect(file).toMatchObject({ permissions: '0600', encoding: 'b64' });
    for (const name of ['backup', 'backup-copy', 'restic', 'restore']) expect(programOf(name, to)).not.toContain('var.');
  });

  test.each([
    ['sftp', `--repo=sftp:backup-target:/srv/backups/shop-database-vm "$@"\n`],
    ['s3', '--repo=s3:https://s3.example:9000/dumps/shop-database-vm "$@"\n'],
    ['nfs', '--repo=/run/isthmus-backup/shop-database-vm "$@"\n'],
  ] as const)('%s: goes to the repository of the machine', (by, expected) => {
    expect(programOf('restic', TARGETS[by])).toContain(expected);
  });

  test('goes by SSH to no server but the one with the declared key', () => {
    const subject = backedUp({ to: TARGETS.sftp });
    expect(fileOf(subject, '/etc/isthmus/backup/known_hosts').content).toBe(`backup-target ${type} ${key}\n`);
    const config = fileOf(subject, '/etc/isthmus/backup/ssh_config').content;
    for (const line of ['HostName 10.1.1.30', 'Port 2222', 'User backups', 'StrictHostKeyChecking yes', 'GlobalKnownHostsFile /dev/null'])
      expect(config).toContain(`  ${line}\n`);
  });

  test.each([
    ['sftp', OS.debian12, ['openssh-client', 'restic']],
    ['sftp', OS.rhel9, ['openssh-clients', 'restic']],
    ['nfs', OS.debian12, ['nfs-common', 'restic']],
    ['nfs', OS.rhel9, ['nfs-utils', 'restic']],
  ] as const)('%s: what sends it is installed (%#)', (by, os, packages) => {
    expect(readCloudInit(backedUp({ to: TARGETS[by] }, {}, os)).userData.packages).toEqual(expect.arrayContaining([...packages]));
  });

  test('ends the first boot where the image was to bring restic, and has not', () => {
    const { runcmd } = readCloudInit(backedUp({ to: TARGETS.nfs })).userData;
    const step = runcmd.findIndex((line) => line.startsWith('command -v restic '));
    expect(step).toBeGreaterThan(-1);
    expect(runcmd.findIndex((line) => line.includes('isthmus-backup.timer'))).toBeGreaterThan(step);
  });

  test('a key without a line break at its end is given one', () => {
    expect(readCloudInit(backedUp({ to: TARGETS.sftp })).userData.runcmd).toContain("sed -i '$a\\' /etc/isthmus/backup/key");
  });
});

describe('a backup that fails', () => {
  test('is told of in the journal, and to the unit that is named', () => {
    expect(service({})).toContain('\nOnFailure=isthmus-backup-failed.service\n');
    expect(service({ alarm: 'page-operators.service' })).toContain('\nOnFailure=isthmus-backup-failed.service page-operators.service\n');
    expect(fileOf(backedUp({}), '/etc/systemd/system/isthmus-backup-failed.service').content).toContain('--priority=daemon.crit');
  });
});

describe('the way back', () => {
  test.each([
    [
      'PostgreSQL',
      {},
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell fills it in
      'pg_restore --port=5432 --username="${trusted:-app}" --clean --if-exists --single-transaction --dbname="app" < "$dump"',
    ],
    ['MariaDB', { engine: 'mariadb', version: '10.11', port: 3306 }, 'gzip --test "$dump"\nzcat "$dump" | mysql --binary-mode app'],
  ] as const)('%s: is one program, with a target and without', (_, role, restore) => {
    for (const backup of [{}, { to: TARGETS.s3 }])
      expect(fileOf(backedUp(backup, role), '/usr/local/sbin/isthmus-restore').content).toContain(restore);
  });
});

test.each([
  ['password', 0, ['sixteen characters'], ['fifteen chars..', ' leading blank is lost', '']],
  ['key', 1, ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA'], ['ssh-ed25519 AAAA', '/home/me/.ssh/id']],
] as const)('the %s of a repository is told from what is none', (_, index, good, bad) => {
  const { pattern = '' } = backupVariables(TARGETS.sftp)[index] ?? {};
  expect([...good, ...bad].filter((value) => new RegExp(pattern).test(value))).toEqual(good);
});
