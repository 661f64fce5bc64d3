import {
  BackupTarget,
  DatabaseEngine,
  DatabaseVm,
  Duration,
  External,
  GuestOs,
  Host,
  Image,
  Network,
  Port,
  Size,
  System,
} from '../../../src';
import { S3_SERVER } from './guests';

/** A PostgreSQL with a standby, whose log leaves the machine every minute. */
export class LoggedSystem extends System {
  /** @param certificate of the server that takes its backups, as PEM */
  constructor(certificate: string) {
    super('ls', {
      domain: 'ls.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
        backup: External.address(S3_SERVER, { name: 'backup-target' }),
      },
      admin: [],
    });
    const subnet = new Network(this, 'net', { cidr: '10.31.0.0/16' }).addSubnet('data', { cidr: '10.31.1.0/24' });
    new DatabaseVm(this, 'ledger', {
      host: new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(32) }),
      image: Image.file('/var/lib/images/debian.qcow2', { version: '1', preinstalled: true }),
      ...{ subnet, os: GuestOs.debian12(), cpus: 1, memory: Size.mebibytes(512), rootDisk: Size.gibibytes(3) },
      engine: DatabaseEngine.postgresql('15'),
      databases: { app: { owner: 'keeper' } },
      dataDisk: Size.gibibytes(2),
      backup: {
        ...{ daily: '02:00', keep: 2 },
        to: BackupTarget.s3({ bucket: 'dumps', port: Port.tcp(9000, 'https') }),
        pointInTime: { within: Duration.minutes(1) },
      },
      firstBoot: { certificates: { lab: certificate } },
      replicas: { 'ledger-2': { onPrimaryHost: { because: 'the laboratory is one' } } },
    });
  }
}
