import type { Lab } from '../harness/lab';
import type { Daemon, RunOptions } from '../harness/process';

/** A network of its own: interfaces, routes, filters. */
export class Space {
  constructor(
    protected readonly lab: Lab,
    /** Process that holds it. */
    readonly pid: number,
  ) {}

  /** A fresh one, with nothing but its loopback. */
  static async create(lab: Lab, name: string): Promise<Space> {
    const space = new Space(lab, await hold(lab, name, (command) => command, process.pid));
    await space.run(['ip', 'link', 'set', 'lo', 'up']);
    return space;
  }

  /** A command in it. */
  within(command: readonly string[]): readonly string[] {
    return ['nsenter', '--target', String(this.pid), '--net', '--', ...command];
  }

  run(command: readonly string[], options: RunOptions = {}): Promise<string> {
    return this.lab.output(this.within(command), options);
  }

  /** Starts a program in it that ends with the part. */
  start(name: string, command: readonly string[]): Daemon {
    return this.lab.start(name, this.within(command));
  }

  /** Runs a shell script in it. */
  shell(script: string): Promise<string> {
    return this.run(['sh', '-ec', script]);
  }

  /** Forwards packets, and joins `other` by a cable: `mine` is its end here, `eth0` the one there. */
  async connect(other: Space, mine: string): Promise<void> {
    await this.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    await this.run(['ip', 'link', 'add', mine, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(other.pid)]);
    await this.run(['ip', 'link', 'set', mine, 'up']);
    await other.run(['ip', 'link', 'set', 'eth0', 'up']);
  }
}

/** Starts a process that holds a new network namespace. @returns its id */
export async function hold(
  lab: Lab,
  name: string,
  around: (command: readonly string[]) => readonly string[],
  from: number,
): Promise<number> {
  const daemon = lab.start(`space-${name}`, around(['unshare', '--net', 'sleep', 'infinity']));
  // The programs before `sleep` become it, one after the other.
  await lab.eventually(10, async () => {
    const [outer, inner] = await Promise.all([from, daemon.pid].map((pid) => lab.output(['readlink', `/proc/${pid}/ns/net`])));
    if (outer === inner) throw new Error('the namespace is not there yet');
  });
  return daemon.pid;
}
