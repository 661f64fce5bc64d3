import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../harness/lab';
import { ownFolder, SOURCES } from '../harness/paths';
import { CommandFailed, type Daemon, type Result, type RunOptions } from '../harness/process';
import { hold, Space } from '../network/space';
import { ownControlGroups, removeControlGroups } from './control-groups';
import type { Seed } from './seed';

export interface ContainerProps {
  readonly name: string;
  /** Folder of the image's files. */
  readonly root: string;
  readonly seed: Seed;
  /** Where its bridge is. */
  readonly host: Space;
  readonly bridge: string;
  readonly mac: string;
  /** Whether it runs containers itself. @default false */
  readonly runsContainers?: boolean;
  /** @default - none */
  readonly dataDisk?: { readonly serial: string; readonly bytes: number };
}

/**
 * A guest without a machine around it: the image's own system started in namespaces, at native speed. What it does at first boot is
 * the same as in a machine; the kernel, the disk controllers and the filters of a host are not there.
 */
export class ContainerGuest extends Space {
  private daemon: Daemon;
  private starts = 1;

  private constructor(
    lab: Lab,
    network: number,
    readonly name: string,
    private readonly program: readonly string[],
    private readonly folder: string,
  ) {
    super(lab, network);
    this.daemon = this.start(`guest-${name}`, program);
  }

  static async boot(lab: Lab, { name, root, seed, host, bridge, mac, dataDisk, runsContainers }: ContainerProps): Promise<ContainerGuest> {
    const folder = ownFolder('guests', name);
    lab.defer(() => rmSync(folder, { recursive: true, force: true }));
    writeSeed(folder, seed);
    const disk = dataDisk === undefined ? [] : [join(folder, 'data.raw'), dataDisk.serial];
    const [file] = disk;
    if (file !== undefined && dataDisk !== undefined) {
      writeFileSync(file, '');
      truncateSync(file, dataDisk.bytes);
    }
    const groups = ownControlGroups(name);
    lab.defer(() => removeControlGroups(groups));
    const network = await hold(lab, name, (command) => command, process.pid);
    const cable = `c-${name}`.slice(0, 12);
    await host.run(['ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(network)]);
    await host.run(['ip', 'link', 'set', cable, 'master', bridge, 'up']);
    return new ContainerGuest(
      lab,
      network,
      name,
      [
        ...['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'],
        ...['env', `CONTROL_GROUPS=${groups.join(' ')}`, ...(runsContainers ? ['CONTAINERS=yes'] : [])],
        ...['bash', join(SOURCES, 'containers/inside.sh'), folder, root, name, ...disk],
      ],
      folder,
    );
  }

  /** Pulls the plug, and starts it again with what is on its disk. */
  async restart(): Promise<void> {
    await this.switchOff();
    this.switchOn();
  }

  /** Pulls the plug. */
  async switchOff(): Promise<void> {
    await this.daemon.stop();
  }

  /** Starts it again with what is on its disk. */
  switchOn(): void {
    this.starts += 1;
    this.daemon = this.start(`guest-${this.name}.${this.starts}`, this.program);
  }

  /** Makes it anew from its image on its old data disk. @param seed what it is told now */
  async reinstall(seed: Seed): Promise<void> {
    await this.switchOff();
    for (const part of ['up', 'work', 'seed']) rmSync(join(this.folder, part), { recursive: true, force: true });
    writeSeed(this.folder, seed);
    this.switchOn();
  }

  /** Its end, as if somebody had pulled the plug. Its disk goes with it. */
  async destroy(): Promise<void> {
    await this.daemon.stop();
    // With its end of the cable the host's is gone, too.
    await this.run(['ip', 'link', 'delete', 'eth0']);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Waits for the end of cloud-init's work.
   * @returns the errors that it has met
   */
  async configured(seconds: number): Promise<readonly string[]> {
    const ended = (): string | undefined => (this.daemon.alive ? undefined : `${this.name} has ended: see guest-${this.name}.log`);
    const result = await this.lab.eventually(seconds, () => this.output(['cat', '/run/cloud-init/result.json']), ended);
    return (JSON.parse(result) as { readonly v1: { readonly errors: readonly string[] } }).v1.errors;
  }

  /** What first boot has said, its last lines. */
  async configurationLog(): Promise<string> {
    return (await this.attempt(['tail', '--lines=30', '/var/log/cloud-init-output.log'])).stdout;
  }

  /** Brings files into it, at the same places. @param from folder of another image's files */
  async take(from: string, ...paths: readonly string[]): Promise<void> {
    const inside = this.inside().join(' ');
    await this.lab.output(
      ['bash', '-euo', 'pipefail', '-c', `tar --create --directory "$0" "$@" | ${inside} tar --extract --directory /`, from, ...paths],
      {
        timeoutSeconds: 600,
      },
    );
  }

  /** Words before a command that is to run in it, with nothing of this machine's environment. @throws Error before it has started */
  readonly inside = (): readonly string[] => [
    ...['nsenter', '--target', String(this.init()), '--mount', '--uts', '--ipc', '--pid', '--net', '--'],
    ...['/usr/bin/env', '-i', `PATH=${PATH}`, 'HOME=/root'],
  ];

  /** Runs a program in it. */
  attempt(command: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.lab.attempt([...this.inside(), ...command], options);
  }

  /** @throws CommandFailed when its exit code is not 0 */
  async output(command: readonly string[], options: RunOptions = {}): Promise<string> {
    const result = await this.attempt(command, options);
    if (result.status !== 0) throw new CommandFailed(`in ${this.name}: ${command.join(' ')}`, result);
    return result.stdout;
  }

  /** A script that ends at the first command that fails. */
  override shell(script: string): Promise<string> {
    return this.output(['bash', '-euo', 'pipefail', '-c', script]);
  }

  /** The guest's first process, by its id outside. @throws Error before it is there */
  private init(): number {
    for (let pid = this.daemon.pid; ; ) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      // In two nested namespaces of process ids: the first process of the inner one is the guest's own.
      const ids = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
      if (/^Name:\s+systemd$/m.test(status) && ids.length >= 3 && ids.at(-1) === '1') return pid;
      const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
      if (child === undefined) throw new Error(`${this.name} has not started yet`);
      pid = Number(child);
    }
  }
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function writeSeed(folder: string, seed: Seed): void {
  mkdirSync(join(folder, 'seed'));
  for (const [file, text] of Object.entries(seed)) writeFileSync(join(folder, 'seed', file), text);
}
