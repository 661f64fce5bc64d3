import type { Lab } from '../harness/lab';
import type { Hypervisor } from './hypervisor';

export interface GuestResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running guest, spoken to by its agent: that works whatever its network lets through. */
export class Guest {
  constructor(
    private readonly lab: Lab,
    private readonly host: Hypervisor,
    readonly domain: string,
  ) {}

  /**
   * Waits until the agent answers. Meanwhile what the guest says on its console goes to `<domain>.console.log`.
   * @param seconds of the guest's own processor time, as in {@link eventually}
   */
  async up(seconds: number): Promise<void> {
    const console = await this.host.virsh('ttyconsole', this.domain);
    const recorder = this.lab.start(`${this.domain}.console`, ['cat', console.trim()]);
    const answers = (): Promise<unknown> => this.eventually(seconds, () => this.ask('guest-ping'));
    // An emulated machine hangs now and then before its system has begun: it is started once more.
    await answers().catch(async () => {
      await this.host.virsh('reset', this.domain);
      await answers();
    });
    await recorder.stop();
  }

  /**
   * Tries until it works.
   * @param seconds that the guest may compute until then on a host at rest: how long that takes depends on what else the machine does
   * @throws the last error when the guest has computed as long, or waits for something that does not come
   */
  async eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
    const begun = await this.computed();
    let spent = 0;
    const watched = async (): Promise<T> => {
      try {
        return await attempt();
      } catch (error) {
        spent = (await this.computed()) - begun;
        throw error;
      }
    };
    const over = (): string | undefined =>
      spent > seconds * CONTENDED ? `${this.domain} is not there after ${spent.toFixed(0)} s of its processor` : undefined;
    return this.lab.eventually(seconds, watched, over);
  }

  /** Seconds that its processors have run since it was started. */
  private async computed(): Promise<number> {
    const stats = await this.host.virsh('domstats', '--cpu-total', this.domain);
    return Number(/cpu\.time=(\d+)/.exec(stats)?.[1] ?? 0) / 1e9;
  }

  /** Runs a program in the guest, until its end. */
  async run(command: readonly string[], options: { readonly input?: string; readonly timeoutSeconds?: number } = {}): Promise<GuestResult> {
    const [path, ...arg] = command;
    const input = options.input === undefined ? {} : { 'input-data': Buffer.from(options.input).toString('base64') };
    const { pid } = await this.ask<{ pid: number }>('guest-exec', { path, arg, 'capture-output': true, ...input });
    return this.lab.eventually(options.timeoutSeconds ?? LONGEST_RUN, async () => {
      const status = await this.ask<ExecStatus>('guest-exec-status', { pid });
      if (!status.exited) throw new Error(`${command.join(' ')} has not ended in ${this.domain}`);
      return { status: status.exitcode ?? 137, stdout: decode(status['out-data']), stderr: decode(status['err-data']) };
    });
  }

  /** @throws Error when its exit code is not 0 */
  async output(command: readonly string[], options: { readonly input?: string; readonly timeoutSeconds?: number } = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, options);
    if (status !== 0) throw new Error(`in ${this.domain}: ${command.join(' ')}\nexit code ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  shell(script: string, timeoutSeconds?: number): Promise<string> {
    return this.output(['/bin/sh', '-c', script], { timeoutSeconds });
  }

  /** Starts a program in the guest that goes on after this call. */
  async start(command: readonly string[]): Promise<void> {
    const [path, ...arg] = command;
    await this.ask('guest-exec', { path, arg });
  }

  /** Identity of this start of the guest's kernel. */
  async boot(): Promise<string> {
    return (await this.shell('cat /proc/sys/kernel/random/boot_id')).trim();
  }

  private async ask<T>(execute: string, args?: object): Promise<T> {
    const question = JSON.stringify(args === undefined ? { execute } : { execute, arguments: args });
    return (JSON.parse(await this.host.virsh('qemu-agent-command', '--timeout', '10', this.domain, question)) as { return: T }).return;
  }
}

/** How much more a guest computes for the same where its host's processors and their caches are fought for. */
const CONTENDED = 4;

/** Seconds that a program in a guest may take if nobody says otherwise: seconds are meant, minutes pass on a busy machine. */
const LONGEST_RUN = 300;

interface ExecStatus {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
}

const decode = (data: string | undefined): string => (data === undefined ? '' : Buffer.from(data, 'base64').toString());
