import {
  Cpu,
  DaemonService,
  EnvSource,
  External,
  Hardening,
  HostPathType,
  KubernetesCluster,
  Microservice,
  Namespace,
  PodSecurity,
  Port,
  Rule,
  Secret,
  SecretStore,
  Size,
  StatefulService,
  System,
  Volume,
} from '../../../src';

const image = 'registry.kinds.internal/it:1.0.0';

/** What stands around workloads: namespaces with quotas and limits, secrets of a store, storage of every sort. */
export function addSurroundings(system: System, k8s: KubernetesCluster): void {
  const quoted = new Namespace(k8s, 'quoted', {
    quota: { cpu: Cpu.units(8), memory: Size.gibibytes(8), pods: 20, claims: 10, storage: Size.gibibytes(20) },
    defaultLimits: { memory: Size.mebibytes(128) },
  });
  const store = SecretStore.clusterWide('vault');
  const password = new Secret(system, 'ledger-password', { store, keys: { password: { path: 'ledger', property: 'password' } } });
  const registry = new Secret(system, 'registry-login', {
    store,
    type: 'kubernetes.io/dockerconfigjson',
    keys: { '.dockerconfigjson': { path: 'registry' } },
  });
  new StatefulService(k8s, 'ledger', {
    image,
    namespace: quoted,
    port: Port.tcp(5432, 'postgresql'),
    replicas: 2,
    env: { PASSWORD: EnvSource.secret(password.key('password')) },
    imagePullSecrets: [registry],
    volumes: { '/data': Volume.claim('data', { size: Size.gibibytes(1) }) },
  });
  new Microservice(k8s, 'archive', {
    image,
    namespace: quoted,
    port: Port.tcp(8080, 'http'),
    replicas: 1,
    volumes: {
      '/archive': Volume.claim('archive', { size: Size.gibibytes(1) }),
      '/pictures': Volume.nfs('pictures', { server: External.address('192.168.6.40', { name: 'nas' }), path: '/srv/pictures' }),
    },
  });
}

/** Agents on each node, which have something of it: the server warns of what is accepted. */
export class AgentsSystem extends System {
  constructor(version: string, nodeAddresses: readonly string[]) {
    super('agents');
    const k8s = KubernetesCluster.fromExisting(this, 'k8s', {
      version,
      podCidr: '10.244.0.0/16',
      serviceCidr: '10.96.0.0/12',
      nodeAddresses,
    });
    new DaemonService(k8s, 'looker', {
      image,
      namespace: new Namespace(k8s, 'lookers', { podSecurity: PodSecurity.privileged({ because: 'agents read what is on their nodes' }) }),
      hardening: Hardening.default()
        .except(Rule.NO_HOST_PATHS, { because: 'logs are files of nodes' })
        .except(Rule.NO_HOST_PROCESSES, { because: 'it watches processes' }),
      volumes: {
        '/host/log': Volume.hostPath('/var/log'),
        '/state': Volume.hostPath('/var/lib/looker', { type: HostPathType.DIRECTORY_OR_CREATE, writable: true }),
      },
    });
  }
}
