import {
  CronJob,
  DaemonService,
  Duration,
  EnvGroup,
  EnvSource,
  External,
  FileSource,
  Job,
  KubernetesCluster,
  Metric,
  Microservice,
  PodEgress,
  PodManagement,
  Port,
  Probe,
  Rollout,
  Secret,
  Size,
  Spread,
  StatefulService,
  System,
  TaintEffect,
  Toleration,
  Topology,
  Volume,
} from '../../../src';
import { addSurroundings } from './surroundings';

export const NAMESPACE = 'kinds';
/** A claim that the system takes for there, and a device that nodes have. */
export const CLAIM = 'shared';
export const DEVICE = 'example.com/device';

/** A workload of every kind, with all that can be said of it: what an API server thinks of that. */
export class KindsSystem extends System {
  constructor(version: string, nodeAddresses: readonly string[]) {
    super(NAMESPACE);
    const k8s = KubernetesCluster.fromExisting(this, 'k8s', {
      version,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      podEgress: PodEgress.MASQUERADE,
      nodeAddresses,
      apiServer: External.address('192.168.6.10', { name: 'api-server' }),
    });
    const image = 'registry.kinds.internal/it:1.0.0';
    const http = Port.tcp(8080, 'http');
    const records = Secret.fromExisting(this, 'records-db', { keys: ['password'] });
    const env = {
      PLAIN: '$(NOT_ME)',
      PASSWORD: EnvSource.secret(records.key('password')),
      MODE: EnvSource.configMapKey('settings', 'mode', { optional: true }),
      POD: EnvSource.field('metadata.name'),
      NODE: EnvSource.field('spec.nodeName'),
      TEAM: EnvSource.label('app.kubernetes.io/name'),
      PROCESSORS: EnvSource.resource('limits.cpu'),
      MEMORY: EnvSource.resource('limits.memory'),
      URL: EnvSource.expand('postgresql://app:$(PASSWORD)@database/app'),
    };
    const between = Volume.scratch({ size: Size.mebibytes(64), inMemory: true });
    const everything = {
      image,
      env,
      envFrom: [{ source: EnvGroup.secret(records, { optional: true }), prefix: 'RECORDS_' }],
      command: ['/bin/it', EnvSource.expand('--database=$(URL)')],
      args: ['--odd', 'a $(B) "c" %{d}'],
      workingDir: '/srv/it',
      scratch: ['/tmp', '/var/cache/it'],
      volumes: {
        '/run/between': between,
        '/etc/keys': Volume.secret(Secret.fromExisting(this, 'keys', { keys: ['key'] }), { mode: 0o400, optional: true }),
        '/etc/more': Volume.configMap('more', { optional: true }),
      },
      files: {
        '/etc/it/settings.toml': 'mode = "odd: $(B)"\n# \u0085\n',
        '/etc/it/trust.jks': FileSource.bytes(Uint8Array.from([0, 255, 254, 10])),
        '/etc/it/password': FileSource.secret(records.key('password'), { mode: 0o440 }),
        '/run/it/labels': FileSource.field('metadata.labels'),
        '/run/tokens/vault': FileSource.token({ audience: 'vault', expires: Duration.minutes(20) }),
      },
      initContainers: [{ name: 'prepare', image, command: ['/bin/prepare'], volumes: { '/run/between': between } }],
      sidecars: [{ name: 'log-shipper', image, env: { POD: EnvSource.field('metadata.name') }, volumes: { '/run/between': between } }],
      shutdown: { drain: Duration.seconds(3), grace: Duration.seconds(20) },
      resources: { extended: { [DEVICE]: 1 } },
      labels: { team: 'kinds' },
      annotations: { 'kinds.example/owner': 'somebody: at work' },
      serviceAccountAnnotations: { 'kinds.example/role': 'reader: "of all"' },
      placement: {
        nodes: { 'kubernetes.io/os': 'linux' },
        tolerations: [Toleration.of('kinds.example/own', { value: 'yes', effect: TaintEffect.NO_SCHEDULE })],
        priorityClass: 'system-cluster-critical',
      },
    };
    const serving = {
      ...everything,
      serviceAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
      port: http,
      morePorts: [Port.tcp(9090, 'metrics'), Port.udp(5353, 'names')],
    };

    const shop = new Microservice(k8s, 'shop', {
      ...serving,
      replicas: 3,
      health: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
    });
    new Microservice(k8s, 'elastic', {
      ...serving,
      scaling: { min: 2, max: 5, metrics: [Metric.cpu(60), Metric.memory(80), Metric.pods('queued', { average: 3 })] },
      rollout: Rollout.recreate(),
    });
    const worker = new Microservice(k8s, 'worker', { ...everything, replicas: 2 });
    const store = new StatefulService(k8s, 'store', {
      ...serving,
      replicas: 2,
      rollout: Rollout.fromOrdinal(1),
      disruption: { minAvailable: 1 },
      sessionAffinity: Duration.minutes(10),
      placement: { spread: [Spread.required(Topology.NODE), Spread.preferred(Topology.ZONE)] },
    });
    new StatefulService(k8s, 'cache', {
      ...serving,
      replicas: 2,
      podManagement: PodManagement.PARALLEL,
      volumes: { '/srv/shared': Volume.existingClaim(CLAIM) },
      initContainers: [],
      sidecars: [],
    });
    const agent = new DaemonService(k8s, 'agent', {
      ...serving,
      placement: { tolerations: [Toleration.everything()] },
      rollout: Rollout.rolling({ maxUnavailable: '50%' }),
    });
    const access = [{ verbs: ['get', 'list'], resources: ['pods', 'configmaps'], because: 'it waits for others' }];
    const migration = new Job(k8s, 'migration', { ...everything, access, retries: 2, deadline: Duration.minutes(10) });
    new Job(k8s, 'shards', { ...everything, completions: 4, parallelism: 2, indexed: true, keep: Duration.minutes(60) });
    new CronJob(k8s, 'report', {
      ...everything,
      schedule: '30 2 * * MON-FRI',
      timeZone: 'Europe/Zurich',
      startingDeadline: Duration.minutes(5),
      history: { succeeded: 2, failed: 1 },
      resources: { memory: Size.mebibytes(128) },
    });
    addSurroundings(this, k8s);
    const because = 'kinds';
    this.policy.allow([worker, migration], store, { because });
    this.policy.allow(shop, [store, agent], { because });
  }
}
