import {
  AccessMode,
  AccessWaiver,
  Concurrency,
  Cpu,
  CronJob,
  DaemonService,
  type DatabaseVm,
  Duration,
  EnvGroup,
  EnvSource,
  FileSource,
  Hardening,
  Hook,
  HostPathType,
  Job,
  type KubernetesCluster,
  Metric,
  Microservice,
  type Namespace,
  PodManagement,
  Port,
  Probe,
  Rollout,
  Rule,
  type Secret,
  type ServiceMesh,
  Size,
  Spread,
  StatefulService,
  TaintEffect,
  Toleration,
  Topology,
  type VirtualMachine,
  Volume,
} from '../../../src/model';
import type { Say } from './say';

interface Place {
  readonly say: Say;
  readonly k8s: KubernetesCluster;
  readonly namespace: Namespace;
  readonly mesh: ServiceMesh;
  readonly pull: Secret;
  readonly password: Secret;
  readonly machine: VirtualMachine;
  readonly database: DatabaseVm;
}

/** Workloads of every kind, with all that pods can have. */
export function workloads({ say, k8s, namespace, mesh, pull, password, machine, database }: Place): {
  readonly web: Microservice;
  readonly agent: DaemonService;
} {
  const because = (): string => say('a reason for people');
  const image = (): string => say('registry.example/team/all:1.0.0');
  const timing = {
    successes: 1,
    initialDelay: Duration.seconds(3),
    period: Duration.seconds(7),
    timeout: Duration.seconds(4),
    failures: 9,
  };
  const connection = database.connection({ user: say('reader'), database: say('orders'), password: password.key(say('password')) });
  const process = () => ({
    image: image(),
    command: [say('/bin/app')],
    args: [say('serve')],
    workingDir: say('/work'),
    scratch: [say('/tmp')],
    resources: {
      cpu: Cpu.millis(100),
      cpuLimit: Cpu.millis(500),
      memory: Size.mebibytes(256),
      ephemeralStorage: Size.mebibytes(64),
      extended: { [say('example.com/gpu')]: 1 },
    },
  });
  const container = () => ({
    ...process(),
    env: { [say('PLAIN')]: say('plain text') },
    envFrom: [{ source: EnvGroup.configMap(say('settings')), prefix: say('S_') }],
    files: { [say('/etc/app/plain.txt')]: say('content') },
    volumes: { [say('/var/scratch')]: Volume.scratch({ size: Size.mebibytes(16), inMemory: true }) },
  });
  const hooks = (port: number) => ({
    postStart: Hook.exec([say('/bin/warm')]),
    preStop: Hook.http(say('/drain'), { port: Port.tcp(port, say('http')) }),
  });
  const pod = () => ({
    namespace,
    imagePullSecrets: [pull],
    placement: {
      nodes: { [say('example.com/disk')]: say('fast') },
      tolerations: [Toleration.of(say('example.com/dedicated'), { value: say('shop'), effect: TaintEffect.NO_EXECUTE })],
      spread: [Spread.preferred(Topology.ZONE)],
      priorityClass: say('business'),
      runtimeClass: say('gvisor'),
    },
    shutdown: { drain: Duration.seconds(5), grace: Duration.seconds(30) },
    hardening: Hardening.default().except(Rule.SECCOMP, { because: because() }),
    runAs: 1000,
    labels: { [say('example.com/tier')]: say('front') },
    annotations: { [say('example.com/note')]: say('a note') },
  });
  const web = new Microservice(k8s, say('web'), {
    ...process(),
    ...pod(),
    name: say('web-service'),
    mesh,
    port: Port.tcp(8080, say('http'), { servicePort: 80, appProtocol: say('kubernetes.io/h2c') }),
    morePorts: [Port.tcp(9090, say('metrics'))],
    env: {
      [say('PLAIN')]: say('plain text'),
      [say('SECRET')]: EnvSource.secret(password.key(say('password')), { optional: true }),
      [say('SETTING')]: EnvSource.configMapKey(say('settings'), say('one')),
      [say('LABEL')]: EnvSource.label(say('example.com/tier')),
      [say('NOTE')]: EnvSource.annotation(say('example.com/note')),
      [say('MEMORY')]: EnvSource.resource(say('limits.memory'), say('1Mi')),
      [say('EXPANDED')]: EnvSource.expand(say('http://$(PLAIN)/')),
      [say('DB_HOST')]: connection.host,
      [say('DB_PASSWORD')]: connection.password,
      [say('DB_URL')]: connection.url({ scheme: say('postgresql'), passwordFrom: say('DB_PASSWORD'), query: say('sslmode=require') }),
      [say('DB_TEXT')]: connection.text(({ host }) => `${say('host ')}${host}`),
    },
    envFrom: [{ source: EnvGroup.secret(password), prefix: say('P_') }],
    files: {
      [say('/app/db/db.ini')]: connection.file(({ host }) => `${say('host=')}${host}`, { mode: 0o400 }),
      [say('/app/text/text')]: FileSource.text(say('content'), { mode: 0o440 }),
      [say('/app/bytes/bytes')]: FileSource.bytes(new Uint8Array([0, 255]), { mode: 0o440 }),
      [say('/app/secret/key')]: FileSource.secret(password.key(say('password')), { mode: 0o400, optional: true }),
      [say('/app/settings/one')]: FileSource.configMapKey(say('settings'), say('one'), { mode: 0o440, optional: true }),
      [say('/app/labels/all')]: FileSource.field(say('metadata.labels'), { mode: 0o440 }),
      [say('/app/token/token')]: FileSource.token({ audience: say('vault'), expires: Duration.minutes(60) }),
    },
    volumes: {
      [say('/data')]: Volume.claim(say('data'), {
        size: Size.gibibytes(1),
        storageClass: say('fast'),
        accessMode: AccessMode.READ_WRITE_MANY,
        keep: true,
      }),
      [say('/shared')]: Volume.existingClaim(say('shared'), { readOnly: true }),
      [say('/nfs')]: Volume.nfs(say('films'), { server: machine, path: say('/srv/films'), readOnly: true }),
      [say('/keys')]: Volume.secret(password, { mode: 0o400, optional: true }),
      [say('/settings')]: Volume.configMap(say('settings'), { mode: 0o440, optional: true }),
    },
    initContainers: [{ name: say('before'), ...container() }],
    sidecars: [
      {
        name: say('beside'),
        ...container(),
        ports: [Port.tcp(9187, say('sidecar'))],
        health: { startup: Probe.tcp({ ...timing, port: Port.tcp(9187, say('sidecar')) }), readiness: Probe.none() },
        hooks: { preStop: Hook.exec([say('/bin/drain')]) },
      },
    ],
    health: {
      startup: Probe.exec([say('/bin/started')], timing),
      readiness: Probe.http(say('/ready'), {
        ...timing,
        successes: 2,
        port: Port.tcp(8080, say('http')),
        headers: { [say('X-Probe')]: say('yes') },
        tls: true,
      }),
      liveness: Probe.grpc({ ...timing, port: Port.tcp(8080, say('http')), service: say('health') }),
    },
    hooks: { postStart: Hook.exec([say('/bin/warm')]) },
    scaling: {
      min: 2,
      max: 3,
      metrics: [
        Metric.cpu(50),
        Metric.pods(say('requests'), { average: 10 }),
        Metric.external(say('queue'), { average: 5, labels: { [say('queue')]: say('orders') } }),
      ],
    },
    rollout: Rollout.rolling({ maxUnavailable: say('25%'), maxSurge: say('30%') }),
    disruption: { maxUnavailable: say('50%') },
    sessionAffinity: Duration.minutes(5),
    serviceAccount: say('web-account'),
    access: [
      {
        verbs: [say('get')],
        resources: [say('pods')],
        apiGroups: [say('')],
        resourceNames: [say('one')],
        clusterWide: false,
        because: because(),
        waive: [],
      },
      {
        verbs: [say('*')],
        resources: [say('leases')],
        apiGroups: [say('coordination.k8s.io')],
        because: because(),
        waive: [AccessWaiver.wildcard({ because: because() })],
      },
    ],
  });
  new Microservice(k8s, say('plain'), {
    ...container(),
    serviceAnnotations: { [say('example.com/probe')]: say('of the Service') },
    serviceAccountAnnotations: { [say('example.com/role')]: say('of the account') },
    namespace,
    port: Port.tcp(8080, say('http')),
    hooks: hooks(8080),
    replicas: 1,
    disruption: { minAvailable: 0 },
  });
  new StatefulService(k8s, say('store'), {
    image: image(),
    namespace,
    port: Port.tcp(5432, say('postgresql')),
    podManagement: PodManagement.PARALLEL,
    rollout: Rollout.fromOrdinal(0),
    disruption: { minAvailable: say('50%') },
    volumes: { '/data': Volume.claim(say('data'), { size: Size.gibibytes(1), keep: false }) },
  });
  const agent = new DaemonService(k8s, say('agent'), {
    image: image(),
    namespace,
    volumes: { [say('/host/log')]: Volume.hostPath(say('/var/log'), { type: HostPathType.DIRECTORY, writable: false }) },
    hardening: Hardening.default().except(Rule.NO_HOST_PATHS, { because: because() }),
    rollout: Rollout.onDelete(),
  });
  new Job(k8s, say('once'), {
    image: image(),
    namespace,
    completions: 2,
    parallelism: 2,
    indexed: true,
    retries: 1,
    deadline: Duration.minutes(5),
    keep: Duration.minutes(60),
  });
  new CronJob(k8s, say('nightly'), {
    image: image(),
    namespace,
    schedule: say('30 2 * * *'),
    timeZone: say('Europe/Zurich'),
    concurrency: Concurrency.REPLACE,
    startingDeadline: Duration.minutes(5),
    history: { succeeded: 1, failed: 2 },
    suspend: true,
    completions: 1,
    parallelism: 1,
    indexed: false,
    retries: 1,
    deadline: Duration.minutes(5),
  });
  return { web, agent };
}
