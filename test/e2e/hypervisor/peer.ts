import type { Lab } from '../harness/lab';
import type { Hypervisor } from './hypervisor';
import type { RunProbe } from './probe';

/** A network namespace beside the guests of a host: a machine that nothing filters. */
export class Peer {
  private constructor(
    private readonly lab: Lab,
    private readonly pid: number,
    private readonly probe: string,
  ) {}

  /**
   * @param name of its cable on the host's side, at most 12 characters
   * @param probe the program `probe`
   */
  static async join(lab: Lab, host: Hypervisor, name: string, probe: string): Promise<Peer> {
    const daemon = lab.start(`peer-${name}`, host.within(['unshare', '--net', 'sleep', 'infinity']));
    // nsenter and unshare become the sleeping process itself, one after the other.
    await lab.eventually(10, async () => {
      const names = await Promise.all([host.pid, daemon.pid].map((pid) => lab.output(['readlink', `/proc/${pid}/ns/net`])));
      if (names[0] === names[1]) throw new Error('the namespace is not there yet');
    });
    await host.run(['ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(daemon.pid)]);
    await host.run(['ip', 'link', 'set', name, 'up']);
    const peer = new Peer(lab, daemon.pid, probe);
    await peer.run('ip link set lo up; ip link set eth0 up');
    return peer;
  }

  /** Runs a shell script in it. */
  run(script: string): Promise<string> {
    return this.lab.output(this.within(['sh', '-ec', script]));
  }

  within(command: readonly string[]): readonly string[] {
    return ['nsenter', '--target', String(this.pid), '--net', '--', ...command];
  }

  /** Listens on ports such as `22/tcp` from now on. */
  listen(name: string, ports: readonly string[]): void {
    this.lab.start(`listen-${name}`, this.within([this.probe, 'listen', ...ports]));
  }

  readonly dialler: RunProbe = (args, input) => this.lab.output(this.within([this.probe, ...args]), { input });
}
