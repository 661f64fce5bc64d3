import type { Lab } from '../harness/lab';
import type { Daemon } from '../harness/process';
import type { RunProbe } from './probe';
import { hold, Space } from './space';

/** A machine that nothing filters: a network namespace with a cable to another one. */
export class Peer extends Space {
  private listener: Daemon | undefined;

  private constructor(
    lab: Lab,
    pid: number,
    readonly name: string,
    private readonly probe: string,
  ) {
    super(lab, pid);
  }

  /**
   * @param name of its cable's end in `space`, at most 12 characters; its own end is `eth0`
   * @param probe the program `probe`
   */
  static async join(lab: Lab, space: Space, name: string, probe: string): Promise<Peer> {
    const peer = new Peer(lab, await hold(lab, name, (command) => space.within(command), space.pid), name, probe);
    await peer.run(['ip', 'link', 'set', 'lo', 'up']);
    await space.connect(peer, name);
    return peer;
  }

  /** Listens on ports such as `22/tcp` from now on. */
  listen(ports: readonly string[]): void {
    this.listener = this.start(`listen-${this.name}`, [this.probe, 'listen', ...ports]);
  }

  /** What its listener has written: a line for each packet. */
  heard(): string {
    return this.listener?.output() ?? '';
  }

  readonly dialler: RunProbe = (args, input) => this.run([this.probe, ...args], { input });
}
