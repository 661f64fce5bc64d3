import {
  Anyone,
  BackupTarget,
  BringUp,
  Command,
  DatabaseEngine,
  DatabaseTls,
  DatabaseVm,
  External,
  type FirstBootProps,
  GuestFile,
  GuestOs,
  Host,
  Image,
  KubernetesCluster,
  LoadBalancer,
  Network,
  PodEgress,
  Port,
  Size,
  System,
  VirtualMachine,
} from '../../../src';

/** Someone outside of the system's networks. */
export const STRANGER = '198.51.100.7';

/** Something of everything that needs no source of packages, and no kernel of its own. */
export const FIRST_BOOT: FirstBootProps = {
  files: {
    '/etc/app/app.conf': 'greeting = "it\'s $HOME"\n',
    '/etc/app/key': GuestFile.variable('app_key', { owner: 'deploy' }),
    '/home/deploy/.note': GuestFile.text('hello\n', { owner: 'deploy', mode: 0o640 }),
    '/etc/systemd/system/app.service':
      '[Unit]\nRequiresMountsFor=/srv/files\n[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n',
  },
  users: { deploy: { groups: ['releases'], sudo: ['/usr/bin/id', '/usr/bin/systemctl restart app.service'] } },
  commands: [
    Command.script('printf %s "$EARLY" > /var/lib/early\n', { variables: { EARLY: 'early_key' }, beforePackages: true }),
    Command.run(['/usr/bin/touch', "/srv/files/it's here"]),
    Command.script('printf %s "$TOKEN" > /var/lib/token; echo once >> /var/lib/runs', { variables: { TOKEN: 'app_token' } }),
  ],
  mounts: { '/srv/files': { disk: 'files', fileSystem: 'ext4', owner: 'deploy', mode: 0o750 } },
  services: ['app.service'],
  timeZone: 'Europe/Berlin',
  sysctl: { 'vm.swappiness': 10 },
  cloudConfig: { runcmd: [['touch', '/var/lib/raw']] },
};

/** What only the laboratory knows when it begins. */
export interface GuestFacts {
  /** Public key of the machine that takes backups by SFTP. */
  readonly vaultKey: string;
  /** Public key of the account that sends them. */
  readonly backupKey: string;
  /** Certificate of the server that takes backups by S3. */
  readonly certificate: string;
  /** Who has signed the certificates of the databases, as PEM. */
  readonly authority: string;
}

/** Address of the server that takes backups by S3. */
export const S3_SERVER = '10.1.1.30';

/** A machine whose OpenSSH takes backups, and knows whom it is. */
const vaultBoot = ({ backupKey }: GuestFacts): FirstBootProps => ({
  users: { backups: { sshAuthorizedKeys: [backupKey], shell: '/usr/sbin/nologin' } },
  files: {
    '/etc/ssh/sshd_config.d/backups.conf':
      'Match User backups\n  ForceCommand internal-sftp\n  ChrootDirectory /srv/vault\n  AllowTcpForwarding no\n',
  },
  mounts: { '/srv/vault': { disk: 'vault' } },
  commands: [
    Command.script('printf "%s\\n" "$KEY" > /etc/ssh/ssh_host_ed25519_key; systemctl restart ssh.service', {
      variables: { KEY: 'vault_key' },
    }),
    Command.run(['/usr/bin/install', '-d', '-o', 'backups', '/srv/vault/kept']),
  ],
});

/** Of a store of keys. */
const STORE_ROLES = { reader: { reads: ['shelf:*'] }, clerk: { writes: ['shelf:*'] } };

/** A guest of every role, from an image that has everything: what first boot makes of each is looked at without a hypervisor. */
export class GuestSystem extends System {
  /** @param isEarlier as it was before its servers had TLS, and its databases standbys */
  constructor(facts: GuestFacts, isEarlier = false) {
    super('gs', {
      domain: 'gs.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
        registry: External.address('10.1.1.10', { name: 'image-registry' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
        backup: External.address(S3_SERVER, { name: 'backup-target' }),
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }) },
      waitForFirstBoot: {},
    });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(32) });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    const data = net.addSubnet('data', { cidr: '10.30.1.0/24' });
    const apps = net.addSubnet('apps', { cidr: '10.30.2.0/24' });
    const nodes = net.addSubnet('nodes', { cidr: '10.30.3.0/24' });
    const image = Image.file('/var/lib/images/debian.qcow2', { version: '1', preinstalled: true });
    const small = { host, image, os: GuestOs.debian12(), cpus: 1, memory: Size.mebibytes(512), rootDisk: Size.gibibytes(3) };
    const initialSql = 'CREATE TABLE shelf (id int);\nINSERT INTO shelf VALUES (7);\n';
    const disk = {
      databases: { app: { owner: 'keeper', initialSql } },
      roles: { reader: { reads: ['app'] }, clerk: { writes: ['app'] } },
      dataDisk: Size.gibibytes(1),
    };
    const backup = { daily: '02:00', keep: 2 };
    const vault = new VirtualMachine(this, 'vault', {
      ...small,
      subnet: apps,
      listens: [Port.tcp(22, 'ssh')],
      dataDisks: [{ id: 'vault', size: Size.gibibytes(1) }],
      firstBoot: vaultBoot(facts),
    });
    const toVault = BackupTarget.sftp({ server: vault, user: 'backups', path: '/kept', hostKey: facts.vaultKey });
    const toBucket = BackupTarget.s3({ bucket: 'dumps', port: Port.tcp(9000, 'https') });
    const paging = '[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/paged\n';

    const here = { onPrimaryHost: { because: 'the laboratory is one' } };
    const since = <T>(props: T): T | object => (isEarlier ? {} : props);
    const tls = since({ tls: DatabaseTls.variables({ authority: facts.authority }) });

    const records = new DatabaseVm(this, 'records', {
      ...small,
      ...disk,
      subnet: data,
      engine: DatabaseEngine.postgresql('15'),
      backup: { ...backup, to: toVault, alarm: 'page.service' },
      firstBoot: {
        files: {
          '/etc/systemd/system/page.service': paging,
          '/etc/pki/records.pem': GuestFile.variable('records_certificate'),
          '/etc/pki/records.key': GuestFile.variable('records_key'),
        },
      },
      ...since({
        tls: DatabaseTls.files({ authority: facts.authority, certificate: '/etc/pki/records.pem', key: '/etc/pki/records.key' }),
        replicas: { 'records-2': here },
      }),
    });
    const stock = new DatabaseVm(this, 'stock', {
      ...small,
      ...disk,
      subnet: data,
      filesystem: 'ext4',
      engine: DatabaseEngine.mariadb('10.11'),
      backup: { ...backup, to: toBucket },
      firstBoot: { certificates: { lab: facts.certificate } },
      ...tls,
      ...since({ replicas: { 'stock-2': here } }),
    });
    const kept = { dataDisk: Size.gibibytes(1), backup };
    const cache = new DatabaseVm(this, 'cache', { ...small, ...kept, subnet: data, engine: DatabaseEngine.redis('7'), roles: STORE_ROLES });
    const queue = new DatabaseVm(this, 'queue', {
      ...small,
      ...kept,
      subnet: data,
      engine: DatabaseEngine.rabbitmq('3.10'),
      databases: { orders: {} },
      roles: { reader: { reads: ['orders'] }, clerk: { writes: ['orders'] } },
      ...tls,
    });
    const sessions = new DatabaseVm(this, 'sessions', {
      ...{ ...small, dataDisk: Size.gibibytes(1), subnet: data },
      engine: DatabaseEngine.redis('7'),
      ...since({ tls: DatabaseTls.selfSigned() }),
    });
    const app = new VirtualMachine(this, 'app', {
      ...small,
      subnet: apps,
      listens: [Port.tcp(8080, 'http')],
      dataDisks: [{ id: 'files', size: Size.mebibytes(400) }],
      firstBoot: FIRST_BOOT,
    });
    const pair = { onOneHost: { because: 'the laboratory is one' } };
    const entry = new LoadBalancer(this, 'entry', { ...small, subnet: apps, backends: app, pair });
    new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodes: { ...small, subnet: nodes, count: 1, bringUp: BringUp.BY_HAND },
    });
    this.policy.allow(app, [records, stock, cache, queue, sessions], { because: 'guests' });
    this.policy.allow(Anyone.ipv4(), entry, { because: 'public entry' });
  }
}
