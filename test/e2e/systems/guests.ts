import {
  Anyone,
  Command,
  DatabaseEngine,
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

/** A guest of every role, from an image that has everything: what first boot makes of each is looked at without a hypervisor. */
export class GuestSystem extends System {
  constructor() {
    super('gs', {
      domain: 'gs.internal',
      provisioning: {
        packages: External.cidr('10.1.0.0/24', { name: 'package-mirror' }),
        registry: External.address('10.1.1.10', { name: 'image-registry' }),
        ntp: External.address('10.1.1.20', { name: 'time-server' }),
        backup: External.address('10.1.1.30', { name: 'backup-target' }),
      },
      admin: { from: External.cidr('10.2.0.0/24', { name: 'admin-network' }) },
    });
    const host = new Host(this, 'kvm1', { uri: 'qemu:///system', cpus: 16, memory: Size.gibibytes(32) });
    const net = new Network(this, 'net', { cidr: '10.30.0.0/16' });
    const data = net.addSubnet('data', { cidr: '10.30.1.0/24' });
    const apps = net.addSubnet('apps', { cidr: '10.30.2.0/24' });
    const nodes = net.addSubnet('nodes', { cidr: '10.30.3.0/24' });
    const image = Image.file('/var/lib/images/debian.qcow2', { version: '1', preinstalled: true });
    const small = { host, image, os: GuestOs.debian12(), cpus: 1, memory: Size.mebibytes(512), rootDisk: Size.gibibytes(3) };
    const initialSql = 'CREATE TABLE shelf (id int);\nINSERT INTO shelf VALUES (7);\n';
    const disk = { owner: 'keeper', initialSql, dataDisk: Size.gibibytes(1), backup: { daily: '02:00', keep: 2 } };

    const records = new DatabaseVm(this, 'records', { ...small, ...disk, subnet: data, engine: DatabaseEngine.postgresql('15') });
    const stock = new DatabaseVm(this, 'stock', {
      ...small,
      ...disk,
      subnet: data,
      filesystem: 'ext4',
      engine: DatabaseEngine.mariadb('10.11'),
    });
    const app = new VirtualMachine(this, 'app', {
      ...small,
      subnet: apps,
      listens: [Port.tcp(8080, 'http')],
      dataDisks: [{ id: 'files', size: Size.mebibytes(400) }],
      firstBoot: FIRST_BOOT,
    });
    const entry = new LoadBalancer(this, 'entry', { ...small, subnet: apps, backends: app });
    new KubernetesCluster(this, 'k8s', {
      version: '1.34',
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodes: { ...small, subnet: nodes, count: 1 },
    });
    this.policy.allow(app, [records, stock], { because: 'guests' });
    this.policy.allow(Anyone.ipv4(), entry, { because: 'public entry' });
  }
}
