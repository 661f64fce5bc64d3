import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { controlPlane, goModule, goTool } from '../harness/go';
import type { Lab } from '../harness/lab';
import { cache, kept } from '../harness/paths';
import type { Daemon, Result, RunOptions } from '../harness/process';
import type { Space } from '../network/space';

export interface ClusterProps {
  /** Full version, such as `1.34.2`. */
  readonly version: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Name and address of each node. */
  readonly nodes: readonly { readonly name: string; readonly address: string }[];
  /** Where it runs. @default - the machine's own network */
  readonly space?: Space;
}

const KWOK = { module: 'sigs.k8s.io/kwok', version: 'v0.8.0' };

/**
 * A real control plane with nodes that only pretend to run pods (KWOK): admission, scheduling, controllers, eviction and
 * endpoints are those of Kubernetes; containers are never started.
 */
export class Cluster {
  private constructor(
    private readonly lab: Lab,
    /** The file that leads programs to it. */
    readonly kubeconfig: string,
    private readonly within: (command: readonly string[]) => readonly string[],
  ) {}

  /** @throws Missing where the modules it is built from cannot be had */
  static async start(lab: Lab, props: ClusterProps): Promise<Cluster> {
    const binary = await controlPlane(lab, props.version);
    const kwok = await goTool(lab, `${KWOK.module}/cmd/kwok`, KWOK.version);
    const stages = await podStages(lab);
    const folder = lab.folder();
    const within = (command: readonly string[]): readonly string[] => props.space?.within(command) ?? command;
    const address = '127.0.0.1';
    const [api, etcd, peer, controllers, scheduler, fake] = await freePorts(6);
    const start = (name: string, ...args: string[]): Daemon => lab.start(name, within([binary, name, ...args]), { cwd: folder });

    mkdirSync(join(folder, 'certificates'));
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(join(folder, 'service-accounts.key'), privateKey, { mode: 0o600 });
    writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},admin,1,"system:masters"\n`);
    const server = `https://${address}:${api}`;
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigOf(server));

    const peerUrl = `http://${address}:${peer}`;
    const client = `http://${address}:${etcd}`;
    // prettier: pairs of flag and value, one component each
    start(
      'etcd',
      '--data-dir=etcd',
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    );
    const apiServer = start(
      'kube-apiserver',
      `--etcd-servers=${client}`,
      '--cert-dir=certificates',
      `--secure-port=${api}`,
      `--bind-address=${address}`,
      `--advertise-address=${address}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-account-key-file=service-accounts.key',
      '--service-account-signing-key-file=service-accounts.key',
      '--token-auth-file=tokens.csv',
      '--authorization-mode=RBAC',
      `--service-cluster-ip-range=${props.serviceCidr}`,
      '--endpoint-reconciler-type=none',
    );
    const cluster = new Cluster(lab, kubeconfig, within);
    await lab.eventually(
      90,
      () => cluster.kubectl(['get', '--raw', '/readyz']),
      () => (apiServer.alive ? undefined : 'kube-apiserver ended: see its log'),
    );

    start(
      'kube-controller-manager',
      '--kubeconfig=kubeconfig',
      '--service-account-private-key-file=service-accounts.key',
      '--root-ca-file=certificates/apiserver.crt',
      '--use-service-account-credentials=false',
      '--leader-elect=false',
      `--secure-port=${controllers}`,
      `--bind-address=${address}`,
      '--authentication-skip-lookup',
      '--cert-dir=controller-certificates',
    );
    start(
      'kube-scheduler',
      '--kubeconfig=kubeconfig',
      '--leader-elect=false',
      `--secure-port=${scheduler}`,
      `--bind-address=${address}`,
      '--authentication-skip-lookup',
      '--cert-dir=scheduler-certificates',
    );
    lab.start(
      'kwok',
      within([
        kwok,
        '--kubeconfig',
        kubeconfig,
        '--config',
        stages,
        '--manage-all-nodes=true',
        '--cidr',
        props.podCidr,
        '--node-ip',
        address,
        '--server-address',
        `${address}:${fake}`,
        '--node-lease-duration-seconds=40',
      ]),
      { cwd: folder },
    );
    await cluster.apply(props.nodes.map(node));
    await lab.eventually(60, () => cluster.kubectl(['get', 'serviceaccount', 'default', '--namespace=default']));
    await cluster.kubectl(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s']);
    return cluster;
  }

  attempt(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.lab.attempt(this.within(['kubectl', ...args]), { ...options, env: { KUBECONFIG: this.kubeconfig, ...options.env } });
  }

  /** @throws CommandFailed when kubectl does */
  kubectl(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return this.lab.output(this.within(['kubectl', ...args]), { ...options, env: { KUBECONFIG: this.kubeconfig, ...options.env } });
  }

  async get<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.kubectl(['get', '--output=json', ...args])) as T;
  }

  /** Applies objects that the test itself needs. */
  apply(objects: readonly object[]): Promise<string> {
    return this.kubectl(['apply', '--server-side', '--filename=-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    });
  }
}

const TOKEN = 'lab';

/** As JSON, which is YAML. The server makes its own certificate, and nothing else listens on its address. */
function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token: TOKEN } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
    'current-context': 'lab',
  });
}

function node({ name, address }: { readonly name: string; readonly address: string }, index: number): object {
  const resources = { cpu: '16', memory: '64Gi', 'ephemeral-storage': '200Gi', pods: '250' };
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': `zone-${index + 1}` };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    status: { allocatable: resources, capacity: resources, addresses: [{ type: 'InternalIP', address }] },
  };
}

/** How KWOK moves pods and nodes along: its own `fast` stages. */
async function podStages(lab: Lab): Promise<string> {
  return kept(join(cache('kwok'), `stages-${KWOK.version}.yaml`), async (unfinished) => {
    const module = await goModule(lab, KWOK.module, KWOK.version);
    writeFileSync(unfinished, await lab.output(['kubectl', 'kustomize', join(module, 'kustomize/stage/fast')]));
  });
}

/** Ports that nothing listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
