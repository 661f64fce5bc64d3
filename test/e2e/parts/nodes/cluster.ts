import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';
import { ContainerGuest } from '../../containers/guest';
import { seedOf } from '../../containers/seed';
import type { Lab } from '../../harness/lab';
import { CommandFailed, type Daemon, type RunOptions } from '../../harness/process';
import { addBridge } from '../../network/bridge';
import { Space } from '../../network/space';
import { NODE_SECRETS } from '../../systems/node-secrets';
import { subnetOf } from '../guests/places';
import { type Downloads, startMakers } from './makers';
import { Project } from './project';

/** Seconds for a control plane to come up beside other work: six minutes were seen with thirty programs waiting for two cores, one on an idle machine. */
export const BRING_UP = 900;
export const STATE = '/var/lib/isthmus/kubernetes';
export const UNIT = 'isthmus-kubernetes.service';

/** An add-on that is to judge objects does not answer. What it says against one reads otherwise. */
const isLate = (error: unknown): boolean => error instanceof CommandFailed && /failed calling webhook/.test(error.result.stderr);

/** Machines of a system that become a cluster. */
export class NodeCluster {
  private readonly guests = new Map<string, ContainerGuest>();
  readonly project: Project;
  private watches = 0;
  /** The file that opens it to its administrators, and where they sit. */
  private way: { readonly kubeconfig: string; readonly from: Space } | undefined;

  private constructor(
    readonly lab: Lab,
    /** As it was resolved last. */
    public system: ResolvedSystem,
    readonly host: Space,
    private readonly files: string,
    /** What leads an administrator's commands to charts and manifests. */
    private readonly downloads: Downloads,
    /** Terraform's variables. */
    private readonly secrets: Readonly<Record<string, string>>,
  ) {
    this.project = new Project(lab);
  }

  /**
   * Their host, with the bridges of their subnets and what stands for everything outside; no machine has been started.
   * @param files folder of a node's files
   * @param secrets Terraform's variables
   */
  static async prepare(
    lab: Lab,
    system: ResolvedSystem,
    files: string,
    secrets: Readonly<Record<string, string>> = NODE_SECRETS,
  ): Promise<NodeCluster> {
    const host = await Space.create(lab, 'host');
    for (const subnet of system.subnets) await addBridge(host, subnet);
    return new NodeCluster(lab, system, host, files, await startMakers(lab, host, files), secrets);
  }

  /** Its machines, the first one first. */
  get machines(): readonly ResolvedMachine[] {
    const [cluster] = this.system.clusters;
    assert(cluster);
    return cluster.nodes.map((name) => this.machine(name));
  }

  get name(): string {
    return this.system.clusters[0]?.name ?? '';
  }

  /** Of the system's own workloads. */
  get namespace(): string {
    return this.system.clusters[0]?.namespace ?? '';
  }

  machine(name: string): ResolvedMachine {
    const found = this.system.machines.find((each) => each.name === name);
    assert(found, name);
    return found;
  }

  /** Starts a machine for the first time. @param secrets Terraform's variables */
  boot(name: string, secrets = this.secrets): Promise<ContainerGuest> {
    return this.bootFrom(this.files, name, secrets);
  }

  /** The same of a machine that is no node. @param root folder of its image's files */
  async bootFrom(root: string, name: string, secrets = this.secrets): Promise<ContainerGuest> {
    const machine = this.machine(name);
    const guest = await ContainerGuest.boot(this.lab, {
      name,
      root,
      seed: seedOf(machine, secrets),
      host: this.host,
      bridge: subnetOf(this.system, machine).bridge,
      mac: machine.nic.mac,
      runsContainers: root === this.files,
    });
    this.guests.set(name, guest);
    return guest;
  }

  guest(name: string): ContainerGuest {
    const guest = this.guests.get(name);
    assert(guest, name);
    return guest;
  }

  /** All that have been started. */
  get running(): readonly ContainerGuest[] {
    return [...this.guests.values()];
  }

  async lose(name: string): Promise<void> {
    await this.guest(name).destroy();
    this.guests.delete(name);
  }

  async get<T>(...words: readonly string[]): Promise<T> {
    return JSON.parse(await this.kubectl(['get', '--output=json', ...words])) as T;
  }

  /** Calls `isthmus` in its project, as the system was resolved last. @throws CommandFailed when it does */
  isthmus(...words: readonly string[]): Promise<string> {
    return this.project.isthmus(this.system, this.running, words);
  }

  /**
   * Fetches what opens it to its administrators.
   * @param way `through`: the load balancer whose address is called, that of its first node unless said otherwise; `from`: where they sit,
   * on the host unless said otherwise
   */
  async open({ through, from = this.host }: { readonly through?: string; readonly from?: Space } = {}): Promise<void> {
    const kubeconfig = join(this.lab.folder(), 'kubeconfig');
    const words = through === undefined ? [] : ['--through', through];
    await this.isthmus('kubeconfig', this.name, '--write', kubeconfig, ...words);
    this.way = { kubeconfig, from };
  }

  /** An administrator's kubectl. @throws CommandFailed when it does */
  kubectl(words: readonly string[], options: RunOptions = {}): Promise<string> {
    const { from, env } = this.entrance();
    return from.run(['kubectl', ...words], { ...options, env });
  }

  /**
   * Applies a folder of manifests as an administrator does: once more while an add-on that judges them does not answer, as it happens for a
   * moment on a busy machine.
   * @throws Error at once with anything else that is said against them
   */
  async apply(folder: string): Promise<void> {
    await this.lab.eventually(
      BRING_UP,
      () => this.kubectl(['apply', '--server-side', `--filename=${folder}`]),
      (error) => (isLate(error) ? undefined : String(error)),
    );
  }

  /** Another command of an administrator, in his project. @throws CommandFailed when it does */
  administer(command: readonly string[], options: RunOptions = {}): Promise<string> {
    const { from, env } = this.entrance();
    return from.run(command, { cwd: this.project.folder, ...options, env: { ...env, ...this.downloads } });
  }

  /** The same of one that goes on until it is stopped. */
  watch(words: readonly string[]): Daemon {
    const { from, env } = this.entrance();
    this.watches += 1;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return from.start(`watch-${this.watches}`, ['env', ...variables, 'kubectl', ...words]);
  }

  private entrance(): { readonly from: Space; readonly env: Readonly<Record<string, string>> } {
    assert(this.way);
    const { kubeconfig, from } = this.way;
    return { from, env: { KUBECONFIG: kubeconfig, KUBECACHEDIR: join(kubeconfig, '..', 'cache') } };
  }

  /** What the unit has said that makes a machine part of its cluster. */
  journal(name: string): Promise<string> {
    return this.guest(name).output(['journalctl', '--no-pager', '--unit', UNIT]);
  }

  /** Until a machine says that it is part of its cluster, and has forgotten what it joined with. */
  async joined(name: string, seconds = BRING_UP): Promise<void> {
    await this.lab.eventually(seconds, () => this.guest(name).output(['test', '-e', `${STATE}/done`]));
  }

  /** @param which nodes by name @default - all that there are */
  async ready(...which: readonly string[]): Promise<void> {
    const nodes = which.length === 0 ? ['nodes', '--all'] : which.map((name) => `node/${name}`);
    await this.lab.eventually(BRING_UP, () => this.kubectl(['wait', '--for=condition=Ready', ...nodes, '--timeout=5s']));
  }

  /** Until a Deployment has that many pods and no others, not even such that are ending. */
  async alone(deployment: string, pods: number): Promise<void> {
    const words = [`--namespace=${this.namespace}`, `--selector=app.kubernetes.io/name=${deployment}`, '--output=name'];
    await this.lab.eventually(BRING_UP, async () => {
      const found = (await this.kubectl(['get', 'pods', ...words])).split('\n').filter(Boolean);
      assert.equal(found.length, pods, found.join(', '));
    });
  }

  async rolledOut(deployment: string, namespace = 'default'): Promise<void> {
    const words = ['rollout', 'status', `deployment/${deployment}`, `--namespace=${namespace}`, '--timeout=5s'];
    await this.lab.eventually(BRING_UP, () => this.kubectl(words));
  }
}
