import {
  AccessMode,
  type ContainerProps,
  Cpu,
  type CronJobProps,
  Duration,
  EnvGroup,
  EnvSource,
  type External,
  FileSource,
  Hardening,
  Hook,
  type JobProps,
  Metric,
  type PlacementProps,
  Port,
  Probe,
  type ReplicasProps,
  Rollout,
  Rule,
  type Secret,
  type ServingProps,
  Size,
  Spread,
  TaintEffect,
  Toleration,
  Topology,
  Volume,
  type WorkloadProps,
} from '../../src';

/**
 * What is said of the pods of random systems, by a number: most combinations of what can be said come up for some of them. That nothing is
 * left out is tested in test/model/texts.
 */

const isOf =
  (number: number) =>
  (every: number): boolean =>
    number % every === 0;

const because = 'test';
const TIMING = { initialDelay: Duration.seconds(3), period: Duration.seconds(7), timeout: Duration.seconds(4), successes: 1, failures: 9 };

/** What any container has, own, init or sidecar. */
const PROCESS: Partial<ContainerProps> = {
  workingDir: '/work',
  scratch: ['/work'],
  resources: {
    cpu: Cpu.millis(50),
    cpuLimit: Cpu.millis(500),
    memory: Size.mebibytes(128),
    ephemeralStorage: Size.mebibytes(64),
    extended: { 'example.com/gpu': 1 },
  },
};

const HELPER: Partial<ContainerProps> = {
  ...PROCESS,
  command: ['/bin/help'],
  args: ['--once'],
  env: { HELPS: 'yes' },
  envFrom: [{ source: EnvGroup.configMap('flags') }],
  files: { '/etc/help/text': 'text' },
  volumes: { '/help': Volume.scratch({ size: Size.mebibytes(8) }) },
};

/** Of every kind of workload. @param server of network file systems that its nodes can reach; @param pull what images are pulled with */
export function podFeatures(
  number: number,
  secret: Secret,
  pull: Secret,
  server: External | undefined,
): Partial<Omit<WorkloadProps, 'env' | 'files'>> & Pick<ContainerProps, 'env' | 'files'> {
  const has = isOf(number);
  return {
    ...(has(7) && { ...PROCESS, runAs: 20001, imagePullSecrets: [pull] }),
    ...(has(5) && { shutdown: { drain: Duration.seconds(7), grace: Duration.seconds(20) } }),
    ...(has(11) && { hardening: Hardening.default().except(Rule.READ_ONLY_ROOT, { because }) }),
    ...(number % 13 === 5 && { serviceAccount: `theirs-${number}`, requirements: { devOps: 'continuous', because } as const }),
    env: {
      ...(has(2) && {
        B_URL: EnvSource.expand('http://$(Z_HOST)/$$(x)'),
        Z_HOST: 'db',
        NODE: EnvSource.field('spec.nodeName'),
        TEXT: `$(Z_HOST) ${number}`,
      }),
      ...(has(5) && {
        TEAM: EnvSource.label('example.org/team'),
        SEEN: EnvSource.annotation('example.org/seen'),
        MEMORY: EnvSource.resource('limits.memory', '1Mi'),
        LOOKS: EnvSource.configMapKey('looks', 'theme', { optional: true }),
      }),
    },
    ...(has(2) && { envFrom: [{ source: EnvGroup.secret(secret), prefix: 'S_' }] }),
    ...(has(3) && {
      command: ['/bin/app', '$(Z_HOST)'],
      initContainers: [
        { name: 'first', image: 'registry.example/first:1' },
        { name: 'second', image: 'registry.example/second:1', ...HELPER },
      ],
    }),
    files: {
      ...(has(3) && { '/app/config/app.conf': `number = ${number}\n`, '/app/config/tls/key': FileSource.secret(secret.key('key')) }),
      ...(has(5) && {
        '/app/more/bytes': FileSource.bytes(new Uint8Array([0, 255, number]), { mode: 0o400 }),
        '/app/more/theme': FileSource.configMapKey('looks', 'theme', { mode: 0o440, optional: true }),
        '/app/more/labels': FileSource.field('metadata.labels'),
        '/app/token/token': FileSource.token({ audience: 'vault', expires: Duration.minutes(30) }),
      }),
    },
    volumes: {
      '/cache': Volume.scratch({ size: Size.mebibytes(64), inMemory: has(2) }),
      ...(has(2) && { '/tls': Volume.secret(secret, { mode: 0o400, optional: true }) }),
      ...(has(5) && {
        '/fonts': Volume.existingClaim('fonts', { readOnly: true }),
        '/looks': Volume.configMap('looks', { mode: 0o440, optional: true }),
      }),
      ...(has(5) && server && { '/exported': Volume.nfs('exported', { server, path: `/srv/${number}`, readOnly: has(2) }) }),
      '/shared': Volume.claim('shared', {
        size: Size.gibibytes(1),
        accessMode: AccessMode.READ_WRITE_MANY,
        keep: has(3),
        ...(has(7) && { storageClass: 'fast' }),
      }),
    },
  };
}

/** Where pods run, of every kind of workload. */
export function placement(number: number): PlacementProps {
  const has = isOf(number);
  return {
    ...(has(3) && { spread: [Spread.required(Topology.ZONE), Spread.preferred(Topology.NODE)], priorityClass: 'high' }),
    ...(has(7) && { nodes: { 'kubernetes.io/os': 'linux' }, runtimeClass: 'gvisor' }),
    tolerations: [
      Toleration.everything(),
      ...(has(2) ? [Toleration.of('dedicated', { value: 'shop', effect: TaintEffect.NO_EXECUTE })] : []),
    ],
  };
}

/** Of those that run until they are told to end. A port of a sidecar is one that no other has. @param inMesh where kubelets are not heard over HTTP */
export function servingFeatures(
  number: number,
  main: Port | undefined,
  inMesh: boolean,
): Pick<ServingProps, 'health' | 'hooks' | 'sidecars' | 'sessionAffinity'> {
  const has = isOf(number);
  return {
    ...(has(2) && {
      sidecars: [
        {
          name: 'exporter',
          image: 'registry.example/exporter:1',
          ...(has(4) && HELPER),
          ports: [Port.tcp(19187, 'exporter', { servicePort: 19188 })],
          health: { startup: Probe.tcp(TIMING), readiness: Probe.tcp(), liveness: Probe.exec(['/bin/alive']) },
          hooks: { postStart: Hook.exec(['/bin/warm']), preStop: Hook.exec(['/bin/drain']) },
        },
      ],
    }),
    ...(has(3) && {
      hooks: {
        postStart: Hook.exec(['/bin/warm']),
        ...(has(2) && { preStop: main && !inMesh ? Hook.http('/drain', { port: main }) : Hook.exec(['/bin/drain']) }),
      },
      health: {
        startup: Probe.exec(['/bin/started'], TIMING),
        readiness: main ? Probe.grpc({ period: Duration.seconds(7), successes: 2, service: 'health' }) : Probe.exec(['/bin/ready']),
        liveness: main ? Probe.http('/live', { ...TIMING, headers: { 'X-Probe': 'yes' }, tls: has(2), port: main }) : Probe.none(),
      },
    }),
    ...(main && has(5) && { sessionAffinity: Duration.minutes(5) }),
  };
}

/** Of those that say how many pods there are. */
export function replicaFeatures(number: number): ReplicasProps {
  const has = isOf(number);
  const metrics = [
    Metric.cpu(60),
    Metric.memory(80),
    Metric.pods('requests', { average: 80 }),
    Metric.external('queue', { average: 9, labels: { queue: 'orders' } }),
  ];
  return {
    ...(has(3) ? { scaling: { min: 2, max: 5, metrics } } : { replicas: 3 }),
    ...(has(2) && { disruption: has(4) ? { maxUnavailable: '50%' } : { minAvailable: 1 } }),
  };
}

/** How pods are replaced, by kind of workload. */
export const rolloutFeatures = {
  service: (number: number) => (number % 2 === 0 ? Rollout.rolling({ maxUnavailable: 1, maxSurge: '50%' }) : Rollout.recreate()),
  stateful: (number: number) => (number % 2 === 0 ? Rollout.fromOrdinal(1) : Rollout.onDelete()),
  daemon: (number: number) => (number % 2 === 0 ? Rollout.rolling({ maxUnavailable: 2 }) : Rollout.onDelete()),
} as const;

/** Of those that end. */
export const runFeatures = (number: number): Pick<JobProps, 'deadline' | 'keep'> =>
  number % 2 === 0 ? { deadline: Duration.minutes(15), keep: Duration.minutes(120) } : {};

/** Of what comes on a schedule. */
export const scheduleFeatures = (number: number): Partial<CronJobProps> =>
  number % 3 === 0
    ? {
        timeZone: 'Europe/Zurich',
        startingDeadline: Duration.minutes(30),
        history: { succeeded: 2, failed: 5 },
        suspend: number % 2 === 0,
      }
    : {};

/** The port, and for some another one at its Service. */
export const servedAt = (port: Port, number: number): Port =>
  number % 2 === 1 ? Port.tcp(port.resolved.from, port.resolved.name, { servicePort: 81 }) : port;
