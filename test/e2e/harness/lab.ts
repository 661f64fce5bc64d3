import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from './part';
import { shortFolder } from './paths';
import { CommandFailed, Daemon, type Result, type RunOptions, run } from './process';

/** The longest that building one program or image may take: many minutes on a busy machine. */
const BUILD_SECONDS = 60 * 60;

/** How much longer than on a machine at rest things may take: what ends a wait is what it waits for. */
const PATIENCE = 4;

/** What a running part works with: programs, folders, steps; all of it goes away with the part. */
export class Lab {
  private readonly cleanups: (() => Promise<unknown> | unknown)[] = [];
  private readonly passed: string[] = [];
  private current: string | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    /** Folder for logs. */
    readonly logs: string,
    private readonly report: (line: string) => void,
    /** When building must be done, by `performance.now()`: the rest of the time is the part's own. */
    private readonly deadline: number = Number.POSITIVE_INFINITY,
  ) {
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs, { recursive: true });
  }

  /** Titles of the steps that passed. */
  get steps(): readonly string[] {
    return this.passed;
  }

  /** Title of the step that was running when the part ended. */
  get failedStep(): string | undefined {
    return this.current;
  }

  /** One claim that the part proves. */
  async step<T>(title: string, prove: () => Promise<T> | T): Promise<T> {
    this.current = title;
    this.log(`=== ${title}`);
    const start = performance.now();
    const result = await prove();
    this.report(`    ok ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    this.passed.push(title);
    this.current = undefined;
    return result;
  }

  /** Says what takes time or was found, beside the steps. */
  note(line: string): void {
    this.log(`--- ${line}`);
    this.report(`       ${line}`);
  }

  /** Runs a program to its end, whatever its exit code. */
  async attempt(command: readonly string[], options: RunOptions = {}): Promise<Result> {
    const start = performance.now();
    const result = await run(command, options);
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    this.log([`$ ${command.join(' ')}`, `-> ${result.status} (${seconds} s)`, result.stdout, result.stderr].filter(Boolean).join('\n'));
    return result;
  }

  /** Runs a program and answers what it wrote. @throws CommandFailed when its exit code is not 0 */
  async output(command: readonly string[], options: RunOptions = {}): Promise<string> {
    const result = await this.attempt(command, options);
    if (result.status !== 0) throw new CommandFailed(command.join(' '), result);
    return result.stdout;
  }

  /**
   * Runs a program that builds what is kept for later runs, with patience.
   * @param what it builds
   * @throws CommandFailed when its exit code is not 0
   * @throws Missing when it is not done in time: the machine is slow or busy, and nothing is known of the project
   */
  async build(what: string, command: readonly string[], options: Pick<RunOptions, 'cwd' | 'env'> = {}): Promise<string> {
    const left = (this.deadline - performance.now()) / 1000;
    if (left <= 0) throw new Missing(`${what}: not built yet, and no time of this run is left for it`);
    const result = await this.attempt(['nice', ...command], { ...options, timeoutSeconds: Math.min(left, BUILD_SECONDS) });
    if (result.late) throw new Missing(`${what}: not built within ${Math.round(Math.min(left, BUILD_SECONDS) / 60)} minutes`);
    if (result.status !== 0) throw new CommandFailed(command.join(' '), result);
    return result.stdout;
  }

  /** Starts a program that ends with the part. Its output goes to `<name>.log`. */
  start(name: string, command: readonly string[], options: RunOptions = {}): Daemon {
    this.log(`& ${command.join(' ')}`);
    const daemon = new Daemon(command, join(this.logs, `${name}.log`), options);
    this.defer(() => daemon.stop());
    return daemon;
  }

  /** A fresh folder with a short path that goes away with the part. */
  folder(): string {
    const folder = shortFolder();
    this.defer(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /**
   * Tries until it works.
   * @param seconds that it may take on a machine at rest; a busy one is given more
   * @throws the last error when the time is over, or at once when `unless` says, of that error or of anything else, why waiting is in vain
   */
  async eventually<T>(
    seconds: number,
    attempt: () => Promise<T>,
    unless: (error: unknown) => string | undefined = () => undefined,
  ): Promise<T> {
    const end = performance.now() + seconds * PATIENCE * 1000;
    for (let wait = 150; ; wait = Math.min(wait * 1.3, 1000)) {
      try {
        return await attempt();
      } catch (error) {
        const hopeless = unless(error);
        if (hopeless !== undefined) throw new Error(hopeless, { cause: error });
        if (performance.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Runs something in a lab of its own: what it starts ends with it. Its logs lie in a folder of its name. */
  async within<T>(name: string, work: (lab: Lab) => Promise<T>): Promise<T> {
    const inner = new Lab(join(this.logs, name), (line) => this.report(`  ${line}`), this.deadline);
    this.defer(() => inner.close());
    try {
      return await work(inner);
    } finally {
      await inner.close();
    }
  }

  /** Runs when the part ends, the last one first. */
  defer(cleanup: () => Promise<unknown> | unknown): void {
    this.cleanups.push(cleanup);
  }

  /** Undoes everything, once; nothing that fails on the way keeps the rest from being undone. */
  close(): Promise<void> {
    this.closing ??= this.undo();
    return this.closing;
  }

  private async undo(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (error) {
        this.log(`while cleaning up: ${String(error)}`);
      }
    }
  }

  private log(text: string): void {
    appendFileSync(join(this.logs, 'commands.log'), `${new Date().toISOString()} ${text}\n`);
  }
}
