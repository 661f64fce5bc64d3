import { Anyone, BackupTarget, DatabaseEngine, Duration, External, Forward, GuestOs, Image, Port } from '../../../src/model';
import type { S3TargetProps, SftpTargetProps } from '../../../src/model/workload/backup-target';
import { database, PACKAGES, sshKey, subnet, vm, type Yard, yard } from '../fixture';
import type { ProblemCase } from './case';

const VAULT = External.address('192.0.2.210', { name: 'vault' });
const withVault = (backup: External | Anyone): Yard => yard({ provisioning: { packages: PACKAGES, backup } });

const to = (target: BackupTarget) => ({ backup: { daily: '02:00', keep: 3, to: target } });
const sftp = (props: Partial<SftpTargetProps> = {}): BackupTarget =>
  BackupTarget.sftp({ user: 'backups', path: '/srv/backups', hostKey: sshKey('vault'), ...props });
const s3 = (props: Partial<S3TargetProps> = {}): BackupTarget => BackupTarget.s3({ bucket: 'dumps', ...props });

/** A database whose backups go to a target, in a system that declares a server. */
const sentTo =
  (target: BackupTarget, backup: External | Anyone = VAULT): ProblemCase['build'] =>
  () => {
    const y = withVault(backup);
    database(y, 'db', to(target));
    return y.system;
  };

export const BACKUP: readonly ProblemCase[] = [
  {
    when: 'a backup has no time of day',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['"24:00"'],
    fix: ["daily: '02:00'"],
    build: (y) => database(y, 'db', { backup: { daily: '24:00', keep: 3 } }),
  },
  {
    when: 'a backup keeps none',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['keeping 0'],
    fix: ['from 1'],
    build: (y) => database(y, 'db', { backup: { daily: '02:00', keep: 0 } }),
  },
  {
    when: 'what is started when a backup fails is no unit',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['backup.alarm', '"page me"'],
    fix: ['page-operators.service', 'firstBoot.files'],
    build: (y) => database(y, 'db', { backup: { daily: '02:00', keep: 3, alarm: 'page me' } }),
  },
  ...([0, 90, 3601 * 2] as const).map(
    (seconds): ProblemCase => ({
      when: `a log cannot leave the machine every ${seconds} s`,
      code: 'INVALID_BACKUP',
      path: 'yard/db',
      says: ['backup.pointInTime', `every ${seconds} s`],
      fix: ['Duration.minutes(10)'],
      build: () => {
        const y = withVault(VAULT);
        const { backup } = to(sftp());
        database(y, 'db', { backup: { ...backup, pointInTime: { within: Duration.seconds(seconds) } } });
        return y.system;
      },
    }),
  ),
  {
    when: 'a log is to leave the machine, and nothing says where to',
    code: 'INVALID_BACKUP',
    path: 'yard/db',
    says: ['backup.pointInTime', 'there is none'],
    fix: ['BackupTarget.sftp'],
    build: (y) => database(y, 'db', { backup: { daily: '02:00', keep: 3, pointInTime: { within: Duration.minutes(10) } } }),
  },
  ...(
    [
      [DatabaseEngine.postgresql('10'), GuestOs.rhel8(), 'PostgreSQL 12 or later'],
      [DatabaseEngine.mariadb('10.11'), GuestOs.debian12(), 'statements of its users'],
      [DatabaseEngine.redis('7'), GuestOs.debian12(), 'when what was written'],
      [DatabaseEngine.rabbitmq('3.10'), GuestOs.debian12(), 'its messages'],
    ] as const
  ).map(
    ([engine, os, says]): ProblemCase => ({
      when: `${engine} is to be brought back to a point in time`,
      code: 'POINT_IN_TIME_IMPOSSIBLE',
      path: 'yard/db',
      says: ['backup.pointInTime', says],
      fix: ['daily backups stay', 'PostgreSQL from 12'],
      build: () => {
        const y = withVault(VAULT);
        const { backup } = to(sftp());
        database(y, 'db', { engine, os, backup: { ...backup, pointInTime: { within: Duration.minutes(10) } } });
        return y.system;
      },
    }),
  ),
  {
    when: 'backups leave the machine to a server that nobody names',
    code: 'INVALID_BACKUP_TARGET',
    path: 'yard/db',
    says: ['names no server'],
    fix: ['provisioning', 'server: …'],
    build: (y) => database(y, 'db', to(sftp())),
  },
  ...(
    [
      [sftp({ user: 'the keeper' }), 'backup.to.user: "the keeper"', 'letters'],
      [sftp({ path: 'backups' }), 'backup.to.path: "backups"', '/srv/backups'],
      [sftp({ path: '/srv/my backups' }), 'backup.to.path: "/srv/my backups"', '/srv/backups'],
      [sftp({ port: Port.udp(22) }), 'backup.to.port: udp/22', 'Port.tcp(22)'],
      [s3({ bucket: 'Dumps' }), 'backup.to.bucket: "Dumps"', 'lower-case'],
      [s3({ host: 'https://s3.example' }), 'backup.to.host: "https://s3.example"', 's3.eu-central-1.amazonaws.com'],
      [s3({ region: 'Frankfurt!' }), 'backup.to.region: "Frankfurt!"', 'eu-central-1'],
      [BackupTarget.nfs({ path: 'nas:/srv' }), 'backup.to.path: "nas:/srv"', '/srv/backups'],
    ] as const
  ).map(
    ([target, says, fix]): ProblemCase => ({
      when: `a target cannot be as it is said: ${says}`,
      code: 'INVALID_BACKUP_TARGET',
      path: 'yard/db',
      says: [says],
      fix: [fix],
      build: sentTo(target),
    }),
  ),
  {
    when: 'backups go to a machine that does not listen there',
    code: 'INVALID_BACKUP_TARGET',
    path: 'yard/db',
    says: ['"store" does not listen on tcp/22'],
    fix: ['`port`'],
    build: (y) => database(y, 'db', to(sftp({ server: vm(y, 'store') }))),
  },
  {
    when: 'backups go to a server that listens elsewhere',
    code: 'INVALID_BACKUP_TARGET',
    path: 'yard/db',
    says: ['"vault" does not listen on tcp/443'],
    fix: ['what it listens on'],
    build: sentTo(s3(), External.address('192.0.2.210', { name: 'vault', listens: [Port.tcp(9000)] })),
  },
  {
    when: 'nothing says how the server of backups is dialled',
    code: 'INVALID_BACKUP_TARGET',
    path: 'yard/db',
    says: ['"vault" is not one address'],
    fix: ['External.address', 'hostnames'],
    build: sentTo(sftp(), External.cidr('192.0.2.208/28', { name: 'vault' })),
  },
  {
    when: 'backups go to the internet, and nothing says to whom there',
    code: 'INVALID_BACKUP_TARGET',
    path: 'yard/db',
    says: ['"anyone" is not one address'],
    fix: ['`host`'],
    build: sentTo(s3(), Anyone.ipv4()),
  },
  {
    when: 'backups cannot get out of an isolated subnet',
    code: 'BACKUP_UNREACHABLE',
    path: 'yard/db',
    says: ['"vault"', 'nothing leaves the isolated subnet "apart"'],
    fix: ['`backup.to`'],
    build: () => {
      const y = withVault(VAULT);
      const image = Image.file('/images/debian-12.qcow2', { version: '12.5', preinstalled: true });
      database(y, 'db', { ...to(sftp()), subnet: subnet(y, 'apart', 5, { forward: Forward.ISOLATED }), image });
      return y.system;
    },
  },
];
