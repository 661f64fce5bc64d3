import {
  CronJob,
  DaemonService,
  Job,
  KubernetesCluster,
  Metric,
  Microservice,
  Port,
  Spread,
  StatefulService,
  System,
  Toleration,
  Topology,
  type Workload,
} from '../src';

const image = 'registry.example/app:1.0.0';
const port = Port.tcp(8080, 'http');

/** One of each kind in turn, with what each can have. */
const KINDS: readonly ((k8s: KubernetesCluster, id: string) => Workload)[] = [
  (k8s, id) => new Microservice(k8s, id, { image, port, scaling: { min: 2, max: 9, metrics: [Metric.cpu(60), Metric.memory(80)] } }),
  (k8s, id) => new StatefulService(k8s, id, { image, port, replicas: 3, placement: { spread: [Spread.required(Topology.NODE)] } }),
  (k8s, id) => new DaemonService(k8s, id, { image, port, placement: { tolerations: [Toleration.everything()] } }),
  (k8s, id) => new Job(k8s, id, { image, completions: 4, parallelism: 2, labels: { 'example.org/team': 'shop' } }),
  (k8s, id) => new CronJob(k8s, id, { image, schedule: '30 2 * * *' }),
  (k8s, id) => new Microservice(k8s, id, { image }),
];

/** Workloads of all kinds, each of which calls three that listen. */
export function mixedWorkloads(number: number): System {
  const system = new System('mixed');
  const k8s = KubernetesCluster.fromExisting(system, 'k8s', {
    version: '1.34',
    podCidr: '10.244.0.0/16',
    serviceCidr: '10.96.0.0/12',
    nodeAddresses: ['192.168.7.11', '192.168.7.12', '192.168.7.13'],
  });
  const all = Array.from({ length: number }, (_, index) => (KINDS[index % KINDS.length] as (typeof KINDS)[number])(k8s, `work-${index}`));
  const listening = all.filter(({ listens }) => listens.length > 0);
  for (const [index, sender] of all.entries())
    for (const step of [1, 7, 13]) {
      const receiver = listening[(index + step) % listening.length];
      if (receiver && receiver !== sender) system.policy.allow(sender, receiver, { because: 'call' });
    }
  return system;
}
