import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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

describe('the log of what is written', () => {
  const LOG = { to: TARGETS.s3, pointInTime: { withinMinutes: 5 } };
  const logged = (path: string, backup: Partial<ResolvedBackup> = {}, role: Partial<DatabaseRole> = {}, os = OS.debian12): string =>
    fileOf(backedUp({ ...LOG, ...backup }, role, os), path).content;
  const programIn = (name: string): string => logged(`/usr/local/sbin/isthmus-${name}`);

  test('is kept until it is sent, as often as is asked for; a copy of the data goes before each dump', () => {
    expect(logged('/etc/isthmus/postgresql.conf')).toContain(
      `\narchive_mode = on\narchive_command = '/usr/local/sbin/isthmus-archive-wal "%p" "%f"'\n`,
    );
    expect(logged('/etc/systemd/system/isthmus-backup-logs.timer')).toContain('\nOnCalendar=*-*-* *:0/5:00\n');
    expect(logged('/etc/systemd/system/isthmus-backup-logs.timer', { pointInTime: { withinMinutes: 60 } })).toContain(
      '\nOnCalendar=*-*-* *:00:00\n',
    );
    const service = logged('/etc/systemd/system/isthmus-backup.service');
    inOrder(service, '\nExecStart=', 'isthmus-backup-base\n', 'isthmus-backup-copy\n');
    // What takes the copy notes it there.
    expect(service).toContain('\nReadWritePaths=/srv/database/backups /var/lib/postgresql/log-spool\n');
    const { packages, runcmd } = readCloudInit(backedUp(LOG)).userData;
    expect(packages).toEqual(expect.arrayContaining(['jq', 'restic']));
    expect(runcmd).toContain('systemctl enable --now isthmus-backup-logs.timer');
  });

  test('is not there where nobody asks for it', () => {
    expect(fileOf(backedUp({ to: TARGETS.s3 }), '/etc/isthmus/postgresql.conf').content).not.toContain('archive');
    const files = (readCloudInit(backedUp({ to: TARGETS.s3 })).userData.write_files ?? []).map(({ path }) => path);
    expect(files.filter((path) => /-wal|-logs|backup-base|to-time/.test(path))).toEqual([]);
  });

  test('is told of as backups are when it fails, and not sent by a standby', () => {
    const path = '/etc/systemd/system/isthmus-backup-logs.service';
    expect(logged(path, { alarm: 'page.service' })).toContain('\nOnFailure=isthmus-backup-failed.service page.service\n');
    expect(logged(path)).not.toContain('ConditionPathExists');
    const members = ['database-vm', 'other'].map((name, i) => ({ name, address: `10.1.1.${i + 2}`, fqdn: `${name}.shop.internal` }));
    const replication = { primary: 'other', members, passwordVariable: 'other_replication_password' };
    expect(logged(path, {}, { replication })).toContain('\nConditionPathExists=!/srv/database/standby\n');
  });

  test('one at a time has the repository for itself', () => {
    for (const [name, taking] of [
      ['backup-copy', 2],
      ['backup-base', 3],
      ['backup-logs', 2],
    ] as const)
      expect([name, programIn(name).match(/^ *flock 9$/gm)?.length]).toEqual([name, taking]);
  });

  test.each([
    ['Debian', OS.debian12, '15', '/var/lib/postgresql', '"/etc/postgresql/15/main/postgresql.conf"', false],
    ['Ubuntu, before 15', OS.ubuntu2204, '14', '/var/lib/postgresql', '"/etc/postgresql/14/main/postgresql.conf"', true],
    ['Enterprise Linux', OS.rhel9, '15', '/var/lib/pgsql', '"$folder/data/postgresql.conf"', false],
  ] as const)('%s: the way back is by a server that nobody reaches, and lets nothing out', (_, os, version, home, config, statistics) => {
    const restore = logged('/usr/local/sbin/isthmus-restore-to-time', {}, { version }, os);
    expect(restore).toContain(`\nspool=${home}/log-spool\n`);
    for (const setting of [`config_file=${config}`, "listen_addresses=''", 'archive_command=/bin/false', 'recovery_target_action=promote'])
      expect(restore).toContain(` -c ${setting}`);
    // Not known any more from 15 on.
    expect(restore.includes('stats_temp_directory')).toBe(statistics);
    inOrder(restore, 'recovery stopping', 'systemctl stop postgresql', 'mv --no-target-directory /srv/database/data/', 'trap back EXIT');
    expect(logged('/usr/local/sbin/isthmus-restore', {}, { version }, os)).toContain('exec /usr/local/sbin/isthmus-restore-to-time "$@"');
  });

  describe('what takes a segment of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-log-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const [spool, segment] = [join(folder, 'spool'), join(folder, 'segment')];
    const take = (content: string, name: string, limit = 1000): number | null => {
      writeFileSync(segment, content);
      const text = programIn('archive-wal')
        .replace(/^spool=.*$/m, `spool=${spool}`)
        .replace(/waiting >= \d+/, `waiting >= ${limit}`);
      return spawnSync('bash', ['-c', text, 'archive', segment, name]).status;
    };
    const kept = (): readonly string[] => readdirSync(spool).sort();
    beforeEach(() => mkdirSync(spool));
    afterEach(() => rmSync(spool, { recursive: true }));

    test('keeps it as it is, once, and never in the place of another one', () => {
      expect([take('first', '0A'), take('first', '0A'), take('second', '0B'), take('other', '0A')]).toEqual([0, 0, 0, 1]);
      expect(kept()).toEqual(['0A.gz', '0B.gz']);
      expect(gunzipSync(readFileSync(join(spool, '0A.gz'))).toString()).toBe('first');
    });

    test('passes over what a new timeline has taken over', () => {
      expect([take('part', '0A.partial'), kept()]).toEqual([0, []]);
    });

    test('throws it away where too many wait, says so, and asks for a new copy', () => {
      writeFileSync(join(spool, '.base'), '');
      expect([take('first', '0A', 0), kept()]).toEqual([0, ['.gap']]);
    });

    test('fails where it cannot be kept', () => {
      rmSync(spool, { recursive: true });
      expect(take('first', '0A')).toBe(1);
      mkdirSync(spool);
    });
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
