/** Something that outputs have, and that `verify` does not miss when it is gone. */
interface Unread {
  readonly why: string;
  /** The test that misses it. */
  readonly seenIn: string;
  /** As in {@link Written}. */
  readonly things: readonly string[];
}

/** Bytes of the reference system's outputs. */
const EXPECTED = 'test/reference/expected.test.ts';
const WORKLOADS = 'test/both-outputs/workloads.test.ts';
const SHARES = 'test/both-outputs/network-files.test.ts';
const GUESTS = 'test/terraform/guest';

const of = (owner: string, ...names: readonly string[]): readonly string[] => names.map((name) => `${owner}.${name}`);
const file = (...paths: readonly string[]): readonly string[] => paths.map((path) => `user_data write_files ${path}`);

/** What {@link Written} things `verify` does not read. One that it begins to read has to leave this list; a new one is read, or has its place here. */
export const UNREAD: readonly Unread[] = [
  {
    why: 'How a machine is made and runs: nothing of it lets anybody through.',
    seenIn: EXPECTED,
    things: [
      ...of('libvirt_domain', 'autostart', 'clock', 'depends_on', 'destroy', 'features', 'io_threads'),
      ...of('libvirt_domain', 'on_crash', 'on_poweroff', 'on_reboot', 'os', 'pm', 'type', 'update'),
    ],
  },
  {
    why: 'How networks and disks are made, and in which order.',
    seenIn: EXPECTED,
    things: [
      ...of('libvirt_network', 'autostart', 'bridge', 'dnsmasq_options', 'domain', 'lifecycle', 'mtu'),
      ...of('libvirt_volume', 'backing_store', 'capacity', 'create', 'target'),
      ...of('terraform_data', 'depends_on', 'lifecycle', 'triggers_replace'),
      ...of('local', 'cloud_init_images', 'filter', 'network_in_use', 'unattend_images'),
    ],
  },
  {
    why: 'What is so by default, and is said all the same.',
    seenIn: EXPECTED,
    things: [
      'AuthorizationPolicy.spec.action',
      'EndpointSlice.addressType',
      ...of('Service.spec', 'allocateLoadBalancerNodePorts', 'ipFamilies', 'ipFamilyPolicy'),
      'network_config version',
      'user_data package_update',
    ],
  },
  {
    why: 'What a guest needs to do its work, or offers to its administrators.',
    seenIn: EXPECTED,
    things: [
      'user_data ssh_genkeytypes',
      ...file('/etc/crictl.yaml', '/etc/modules-load.d/kubernetes.conf', '/etc/sysctl.d/90-kubernetes.conf'),
      ...file('/usr/local/sbin/isthmus-backends'),
    ],
  },
  {
    why: 'A function of the program for Windows, in a part of it that is for machines which do not call it.',
    seenIn: `${GUESTS}/windows-setup.test.ts`,
    things: ['user_data function Disable-WinRm'],
  },
  {
    why: 'What is so by default for what keeps pods of other kinds, and is said all the same.',
    seenIn: WORKLOADS,
    things: [
      ...of('StatefulSet.spec', 'podManagementPolicy', 'updateStrategy'),
      'DaemonSet.spec.updateStrategy',
      ...of('Job.spec', 'backoffLimit', 'completions', 'parallelism'),
      ...of('CronJob.spec', 'failedJobsHistoryLimit', 'successfulJobsHistoryLimit', 'suspend'),
    ],
  },
  {
    why: 'How what a server exports is mounted; which server, and what of it, is read.',
    seenIn: SHARES,
    things: of('PersistentVolume.spec', 'accessModes', 'capacity', 'mountOptions', 'persistentVolumeReclaimPolicy', 'storageClassName'),
  },
  {
    why: 'When a Secret is fetched again, and what is made of it.',
    seenIn: 'test/both-outputs/connections.test.ts',
    things: of('ExternalSecret.spec', 'refreshInterval', 'target'),
  },
  {
    why: 'What stores of keys and brokers need of their systems.',
    seenIn: `${GUESTS}/stores.test.ts`,
    things: file(
      '/etc/sysctl.d/60-isthmus-redis.conf',
      '/etc/systemd/system/rabbitmq-server.service.d/addresses.conf',
      '/etc/systemd/system/redis-server.service.d/addresses.conf',
      '/etc/systemd/system/valkey-server.service.d/addresses.conf',
    ),
  },
  {
    why: 'What MongoDB and its shell need of their system.',
    seenIn: `${GUESTS}/mongodb.test.ts`,
    things: file(
      '/etc/mongosh.conf',
      '/etc/sysctl.d/60-isthmus-mongodb.conf',
      '/etc/systemd/system/mongod.service.d/addresses.conf',
      '/etc/systemd/system/mongod.service.d/isthmus.conf',
    ),
  },
  {
    why: 'Keeps packages of PostgreSQL from making a database of their own.',
    seenIn: `${GUESTS}/database.test.ts`,
    things: file('/etc/postgresql-common/createcluster.conf'),
  },
];
