import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlPlane, goModule, goTool } from '../harness/go';
import type { Lab } from '../harness/lab';
import { cache, kept } from '../harness/paths';
import type { Daemon, Result, RunOptions } from '../harness/process';
import type { Space } from '../network/space';
import { type NodeProps, node } from './node';
import type { Manifest } from './objects';
import { freePorts } from './ports';

export interface ClusterProps {
  /** Full version, such as `1.34.2`. */
  readonly version: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly nodes: readonly NodeProps[];
  /** Where it runs. @default - the machine's own network */
  readonly space?: Space;
}

const KWOK = { module: 'sigs.k8s.io/kwok', version: 'v0.8.0' };

/** The longest that waiting for any of it takes, in seconds: much, since it costs nothing where things work. */
const PATIENCE = 240;

/**
 * A real control plane with nodes that only pretend to run pods (KWOK): admission, scheduling, controllers, eviction and
 * endpoints are those of Kubernetes; containers are never started.
 */
export class Cluster {
  /** What runs beside, by name. */
  private readonly daemons = new Map<string, Daemon>();
  /** The file that leads programs to it. */
  readonly kubeconfig: string;

  private constructor(
    private readonly lab: Lab,
    private readonly folder: string,
    private readonly space: Space | undefined,
  ) {
    this.kubeconfig = join(folder, 'kubeconfig');
  }

  /** @throws Missing where the modules it is built from cannot be had */
  static async start(lab: Lab, props: ClusterProps): Promise<Cluster> {
    const binary = await controlPlane(lab, props.version);
    const kwok = await goTool(lab, `${KWOK.module}/cmd/kwok`, KWOK.version);
    const stages = await podStages(lab);
    const cluster = new Cluster(lab, lab.folder(), props.space);
    await cluster.startServer(binary, props.serviceCidr);
    cluster.startControllers(binary);
    await cluster.startNodes([kwok, '--config', stages, '--cidr', props.podCidr], props.nodes);
    return cluster;
  }

  /**
   * An API server alone: nothing moves its objects along but who asks it to.
   * @param address where it is asked
   * @throws Missing where the modules it is built from cannot be had
   */
  static async bare(
    lab: Lab,
    { version, serviceCidr, space, address }: Pick<ClusterProps, 'version' | 'serviceCidr' | 'space'> & { readonly address: string },
  ): Promise<Cluster> {
    const cluster = new Cluster(lab, lab.folder(), space);
    // Nobody makes the accounts that it would ask pods for, and pods are described in part.
    await cluster.startServer(await controlPlane(lab, version), serviceCidr, address, [
      '--disable-admission-plugins=ServiceAccount,PodSecurity',
    ]);
    return cluster;
  }

  private async startServer(binary: string, serviceCidr: string, address = LOOPBACK, flags: readonly string[] = []): Promise<void> {
    const [api, etcd, peer] = await freePorts(3);
    mkdirSync(join(this.folder, 'certificates'));
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(join(this.folder, 'service-accounts.key'), privateKey, { mode: 0o600 });
    writeFileSync(join(this.folder, 'tokens.csv'), `${TOKEN},admin,1,"system:masters"\n`);
    writeFileSync(this.kubeconfig, kubeconfigOf(`https://${address}:${api}`));

    const peerUrl = `http://${LOOPBACK}:${peer}`;
    const client = `http://${LOOPBACK}:${etcd}`;
    this.run('etcd', [
      binary,
      'etcd',
      '--data-dir=etcd',
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    ]);
    this.run('kube-apiserver', [
      binary,
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
      `--service-cluster-ip-range=${serviceCidr}`,
      '--endpoint-reconciler-type=none',
      ...flags,
    ]);
    await this.eventually(() => this.kubectl(['get', '--raw', '/readyz']));
  }

  /** They serve nothing: port 0. */
  private startControllers(binary: string): void {
    const common = ['--kubeconfig=kubeconfig', '--leader-elect=false', '--secure-port=0'];
    this.run('kube-controller-manager', [
      binary,
      'kube-controller-manager',
      ...common,
      '--service-account-private-key-file=service-accounts.key',
      '--root-ca-file=certificates/apiserver.crt',
      '--use-service-account-credentials=false',
    ]);
    this.run('kube-scheduler', [binary, 'kube-scheduler', ...common]);
  }

  private async startNodes(kwok: readonly string[], nodes: readonly NodeProps[]): Promise<void> {
    const [port] = await freePorts(1);
    this.run('kwok', [
      ...kwok,
      '--kubeconfig=kubeconfig',
      '--manage-all-nodes=true',
      `--node-ip=${LOOPBACK}`,
      `--server-address=${LOOPBACK}:${port}`,
      '--node-lease-duration-seconds=40',
    ]);
    await this.apply(nodes.map(node));
    await this.eventually(() => this.kubectl(['get', 'serviceaccount', 'default', '--namespace=default']));
    await this.wait('Ready', ['node', '--all']);
  }

  /** Starts a program beside it, which ends with the part and without which nothing is waited for. */
  run(name: string, command: readonly string[]): void {
    this.daemons.set(name, this.lab.start(name, this.within(command), { cwd: this.folder }));
  }

  /** Tries until it works. @throws the last error when that takes too long, or at once when a program that runs beside has ended */
  eventually<T>(attempt: () => Promise<T>): Promise<T> {
    return this.lab.eventually(PATIENCE, attempt, () => {
      const ended = [...this.daemons].find(([, daemon]) => !daemon.alive);
      return ended && `${ended[0]} has ended: see its log`;
    });
  }

  /** @param which as `kubectl wait` takes it */
  async wait(condition: string, which: readonly string[]): Promise<void> {
    await this.eventually(() => this.kubectl(['wait', `--for=condition=${condition}`, '--timeout=10s', ...which]));
  }

  attempt(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.lab.attempt(this.within(['kubectl', ...args]), this.withEnvironment(options));
  }

  /** @throws CommandFailed when kubectl does */
  kubectl(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return this.lab.output(this.within(['kubectl', ...args]), this.withEnvironment(options));
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

  /** Writes what a controller that does not run here would. @param kind as kubectl takes it */
  async patchStatus(kind: string, { metadata: { namespace, name } }: Manifest, status: object): Promise<void> {
    const patch = JSON.stringify({ status });
    await this.kubectl(['patch', `--namespace=${namespace}`, kind, name, '--subresource=status', '--type=merge', `--patch=${patch}`]);
  }

  private within(command: readonly string[]): readonly string[] {
    return this.space?.within(command) ?? command;
  }

  /** What kubectl keeps of one server must not be taken for another's that has the same port. */
  private withEnvironment(options: RunOptions): RunOptions {
    return { ...options, env: { KUBECONFIG: this.kubeconfig, KUBECACHEDIR: join(this.folder, 'cache'), ...options.env } };
  }
}

const LOOPBACK = '127.0.0.1';
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

/** How KWOK moves pods and nodes along: its own `fast` stages. */
async function podStages(lab: Lab): Promise<string> {
  return kept(join(cache('kwok'), `stages-${KWOK.version}.yaml`), async (unfinished) => {
    const module = await goModule(lab, KWOK.module, KWOK.version);
    writeFileSync(unfinished, await lab.output(['kubectl', 'kustomize', join(module, 'kustomize/stage/fast')]));
  });
}
