import {
  AccessMode,
  Anyone,
  Concurrency,
  CronJob,
  DaemonService,
  Duration,
  EnvGroup,
  EnvSource,
  FileSource,
  GuestOs,
  Hardening,
  Hook,
  Host,
  Image,
  Job,
  KubernetesCluster,
  Metric,
  Microservice,
  Namespace,
  Network,
  PodSecurity,
  Port,
  Probe,
  Rollout,
  Rule,
  Secret,
  Size,
  Spread,
  StatefulService,
  System,
  Toleration,
  Topology,
  VirtualMachine,
  Volume,
} from '../../../src';

/** A system that says everything of its workloads that can be said. */
export function everything(): System {
  const system = new System('everything');
  const host = new Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 32, memory: Size.gibibytes(64) });
  const subnet = new Network(system, 'net', { cidr: '10.10.0.0/16', routes: 'provided' }).addSubnet('apps', { cidr: '10.10.1.0/24' });
  const machine = new VirtualMachine(system, 'old', {
    host,
    subnet,
    cpus: 1,
    memory: Size.gibibytes(1),
    os: GuestOs.debian12(),
    image: Image.file('/images/debian-12.qcow2', { version: '1' }),
    listens: [Port.tcp(8080, 'http')],
    stateless: true,
  });
  const cluster = KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.0.2.10', '192.0.2.11', '192.0.2.12'],
    services: '192.0.2.64/28',
  });
  const pull = Secret.fromExisting(system, 'pull', { type: 'kubernetes.io/dockerconfigjson', keys: ['.dockerconfigjson'] });
  const keys = Secret.fromExisting(system, 'keys', { keys: ['one', 'tls.key'] });
  const image = 'registry.example/all:1.0.0';
  const timing = {
    initialDelay: Duration.seconds(3),
    period: Duration.seconds(7),
    timeout: Duration.seconds(4),
    failures: 9,
  };
  const web = new Microservice(cluster, 'web', {
    image,
    command: ['/bin/web'],
    args: ['serve'],
    workingDir: '/work',
    port: Port.tcp(8080, 'http', { servicePort: 80 }),
    morePorts: [Port.tcp(443, 'https', { appProtocol: 'kubernetes.io/wss' })],
    env: {
      SECRET: EnvSource.secret(keys.key('one')),
      SETTING: EnvSource.configMapKey('settings', 'one'),
      POD: EnvSource.field('metadata.name'),
      MEMORY: EnvSource.resource('limits.memory'),
    },
    envFrom: [{ source: EnvGroup.secret(keys) }],
    files: { '/app/config/web.yaml': 'a: 1\n', '/app/tls/key.pem': FileSource.secret(keys.key('tls.key')) },
    volumes: {
      '/tmp': Volume.scratch(),
      '/data': Volume.claim('data', { size: Size.gibibytes(1), storageClass: 'fast', accessMode: AccessMode.READ_WRITE_MANY }),
      '/shared': Volume.existingClaim('shared', { readOnly: true }),
      '/keys': Volume.secret(keys),
      '/settings': Volume.configMap('settings'),
    },
    initContainers: [{ name: 'before', image }],
    sidecars: [{ name: 'beside', image, ports: [Port.tcp(9187, 'metrics')] }],
    health: {
      startup: Probe.exec(['/bin/started'], timing),
      readiness: Probe.http('/ready', { ...timing, successes: 2 }),
      liveness: Probe.grpc({ port: Port.tcp(8080) }),
    },
    hooks: { postStart: Hook.exec(['/bin/warm']), preStop: Hook.exec(['/bin/drain']) },
    placement: {
      nodes: { 'example.com/disk': 'fast' },
      tolerations: [Toleration.of('example.com/dedicated')],
      spread: [Spread.required(Topology.NODE), Spread.preferred(Topology.ZONE)],
      priorityClass: 'business',
      runtimeClass: 'gvisor',
    },
    scaling: { min: 2, max: 3, metrics: [Metric.cpu(50)] },
    rollout: Rollout.rolling({ maxUnavailable: 1, maxSurge: 0 }),
    disruption: { minAvailable: 1 },
    sessionAffinity: Duration.minutes(5),
    serviceAccount: 'web-account',
    runAs: 1000,
    imagePullSecrets: [pull],
  });
  new Microservice(cluster, 'plain', { image, port: Port.tcp(8080, 'http'), replicas: 1 });
  new StatefulService(cluster, 'store', {
    image,
    port: Port.tcp(5432, 'postgresql'),
    volumes: { '/data': Volume.claim('data', { size: Size.gibibytes(1), keep: false }) },
  });
  new DaemonService(cluster, 'agent', {
    image,
    namespace: new Namespace(cluster, 'agents', { podSecurity: PodSecurity.privileged({ because: 'agents read what is on their nodes' }) }),
    volumes: { '/host/log': Volume.hostPath('/var/log') },
    hardening: Hardening.default()
      .except(Rule.NO_HOST_PATHS, { because: 'logs are files of nodes' })
      .except(Rule.NO_HOST_PROCESSES, { because: 'it watches processes' }),
  });
  new Job(cluster, 'once', {
    image,
    completions: 2,
    parallelism: 2,
    indexed: true,
    retries: 1,
    deadline: Duration.minutes(5),
    keep: Duration.minutes(60),
  });
  new CronJob(cluster, 'nightly', {
    image,
    schedule: '30 2 * * *',
    timeZone: 'Europe/Zurich',
    concurrency: Concurrency.REPLACE,
    startingDeadline: Duration.minutes(5),
    history: { succeeded: 1, failed: 2 },
    suspend: true,
  });
  system.policy.allow(Anyone.ipv4(), web, { because: 'public entry' });
  system.policy.allow(web, machine, { because: 'moved piece by piece' });
  return system;
}
