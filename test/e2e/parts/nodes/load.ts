import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { NodeCluster } from './cluster';

/** Where containerd keeps networks of pods in a node. */
const NETWORKS = '/var/run/netns';
/** How many ask at once, each one request after the other, each by a connection of its own. */
const CLIENTS = 4;
/** What is so little that it is no load. */
const FEWEST = 40;

interface Pods {
  readonly items: readonly {
    readonly spec: { readonly nodeName: string };
    readonly status: { readonly podIP?: string; readonly phase: string };
  }[];
}

/** Somebody who asks: the network of a pod, and where it is. */
interface Caller {
  readonly guest: ContainerGuest;
  readonly network: string;
  readonly address: string;
}

/**
 * While something happens, a pod of one workload asks the Service of another one again and again: all that it asks is answered.
 */
export async function underLoad<T>(
  cluster: NodeCluster,
  { from, to }: { readonly from: string; readonly to: string },
  act: () => Promise<T>,
): Promise<T> {
  const { lab } = cluster;
  const { guest, network } = await callerOf(cluster, from);
  const service = await placeOf(cluster, to);
  const end = (await guest.output(['mktemp', '--dry-run'])).trim();
  const asking = guest.attempt(['nsenter', `--net=${network}`, 'bash', '-c', ASK, service, end], { timeoutSeconds: 3600 });
  // What came to nothing is told when all is over.
  const said = asking.then(({ stdout, stderr }) => `${stdout}${stderr}`.split('\n').filter(Boolean));
  let result: T;
  try {
    result = await act();
  } finally {
    await guest.output(['touch', end]);
  }
  const answers = await said;
  const lost = answers.filter((line) => line !== 'ok');
  lab.note(`${answers.length} requests of a pod of ${from} meanwhile, ${lost.length} lost`);
  assert.deepEqual(lost, []);
  assert(answers.length > FEWEST, `${answers.length} requests`);
  return result;
}

/** As whom a Service has seen a pod of another workload, and which address that pod has. */
export async function seenAs(
  cluster: NodeCluster,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ readonly seen: string; readonly own: string }> {
  const { guest, network, address } = await callerOf(cluster, from);
  const service = await placeOf(cluster, to);
  const line = `exec 3<> "/dev/tcp/$0" && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && tail -n 1 <&3`;
  const said = await cluster.lab.eventually(60, () =>
    guest.output(['nsenter', `--net=${network}`, 'timeout', '15', 'bash', '-c', line, service]),
  );
  return { seen: said.trim().replace(/:\d+$/, ''), own: address };
}

/** Where a Service is asked in its cluster, as bash opens it: `10.96.0.10/8080`. */
const placeOf = (cluster: NodeCluster, service: string): Promise<string> =>
  cluster.kubectl([
    ...['get', 'service', service, `--namespace=${cluster.namespace}`],
    '--output=jsonpath={.spec.clusterIP}/{.spec.ports[0].port}',
  ]);

/** Asks `$0` (address and port) until the file `$1` is there; prints `ok` for each answer, and what happened for each that did not come. */
const ASK = `
ask() {
  until [ -e "$1" ]; do
    answer=$(timeout 15 bash -c 'exec 3<> "/dev/tcp/$0" && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && head -n 1 <&3' "$0" 2>&1)
    case $answer in *" 200 "*) echo ok ;; *) echo "$(date +%T.%N)" $answer ;; esac
    sleep 0.2
  done
}
for client in ${Array.from({ length: CLIENTS }, (_, index) => index).join(' ')}; do ask "$1" & done
wait`;

async function callerOf(cluster: NodeCluster, workload: string): Promise<Caller> {
  const { items } = await cluster.get<Pods>('pods', `--namespace=${cluster.namespace}`, `--selector=app.kubernetes.io/name=${workload}`);
  const pod = items.find(({ status }) => status.phase === 'Running');
  assert(pod?.status.podIP, `a pod of ${workload} runs`);
  const guest = cluster.guest(pod.spec.nodeName);
  const networks = await guest.shell(
    `for each in ${NETWORKS}/*; do if nsenter --net="$each" ip -4 -oneline address show | grep --quiet --fixed-strings ' ${pod.status.podIP}/'; then echo "$each"; fi; done`,
  );
  const network = networks.trim();
  assert.match(network, /^\S+$/);
  return { guest, network, address: pod.status.podIP };
}

/**
 * While something happens, every budget for disruptions of the system's workloads is kept, as the cluster counts: at no moment fewer pods
 * are healthy than it leaves.
 */
export async function withinBudgets<T>(cluster: NodeCluster, act: () => Promise<T>): Promise<T> {
  const counts = cluster.watch([
    ...['get', 'poddisruptionbudgets', `--namespace=${cluster.namespace}`, '--watch'],
    '--output=jsonpath={.metadata.name} {.status.currentHealthy} {.status.desiredHealthy} {.status.expectedPods}{"\\n"}',
  ]);
  const lines = (): readonly string[] => counts.output().split('\n').filter(Boolean);
  await cluster.lab.eventually(60, async () => assert(lines().length > 0, 'there are budgets'));
  const result = await act();
  await counts.stop();
  const told = lines().map((line) => line.split(' '));
  const violated = told.filter(([, healthy, desired]) => Number(healthy) < Number(desired));
  assert.deepEqual(violated, []);
  // Whoever has as many pods as he needs at the least has lost one: that budgets were at stake.
  assert(
    told.some(([, healthy, desired, expected]) => healthy === desired && expected !== desired),
    lines().join('; '),
  );
  return result;
}
