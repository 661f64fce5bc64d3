import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

export interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was killed because its time was over. */
  readonly late: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of the harness. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input. @default - none */
  readonly input?: string;
  /** After which it is killed: for what hangs, not for what is slow. @default 600 */
  readonly timeoutSeconds?: number;
}

/** A program ended with another status than 0, or did not end in time. */
export class CommandFailed extends Error {
  constructor(
    readonly commandLine: string,
    readonly result: Result,
  ) {
    super(`${commandLine}\nexit code ${result.status}\n${lastLines(result.stderr.trim() || result.stdout.trim(), 25)}`);
  }
}

const lastLines = (text: string, count: number): string => text.split('\n').slice(-count).join('\n');

/** Everything that was started and has not ended. */
const running = new Set<ChildProcess>();

/**
 * Programs get their own process group, and end with the harness even if that is killed: `setpriv --pdeathsig` asks the kernel for it.
 * (For them alone: what they started in turn then ends by itself.)
 */
function launch(command: readonly string[], options: RunOptions, output: 'pipe' | number): ChildProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** Kills a program and what it started (which may outlive it), and nothing else. @returns the process group, where there still was one */
function kill(child: ChildProcess): number | undefined {
  if (child.pid === undefined || !running.has(child)) return undefined;
  try {
    process.kill(-child.pid, 'SIGKILL');
    return child.pid;
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** Kills everything that is still running. */
export function killAll(): void {
  for (const child of running) kill(child);
}

/** Runs a program to its end. */
export function run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = launch(command, options, 'pipe');
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    child.stdout?.on('data', (chunk) => chunks.stdout.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.stderr.push(chunk));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
    const seconds = options.timeoutSeconds ?? 600;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill(child);
    }, seconds * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const [stdout, stderr] = [Buffer.concat(chunks.stdout).toString(), Buffer.concat(chunks.stderr).toString()];
      const said = late ? `${stderr}\nno end within ${Math.round(seconds)} s: killed` : stderr;
      resolve({ status: code ?? 137, stdout, stderr: said, late });
    });
  });
}

/** A program that runs until it is stopped. */
export class Daemon {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  /** @param log file that takes its output */
  constructor(
    command: readonly string[],
    private readonly log: string,
    options: RunOptions = {},
  ) {
    const output = openSync(log, 'a');
    this.child = launch(command, options, output);
    closeSync(output);
    this.ended = new Promise((resolve) => {
      this.child.on('close', () => resolve());
      this.child.on('error', () => resolve());
    });
  }

  /** @throws Error when the program could not be started */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it could not be started');
    return this.child.pid;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has written so far. */
  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Kills it with what it has started. What that had open is closed then: nothing answers any more at its ports. */
  async stop(): Promise<void> {
    const killed = kill(this.child);
    await this.ended;
    while (killed !== undefined && isAnyAlive(killed)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Whether anything of a process group is still ending. The first process of a namespace does so after all others in it, which may take a
 * while after whoever had started it is gone.
 */
const isAnyAlive = (group: number): boolean =>
  readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // After the name, which may have any character: state, parent, group.
      const [state, , of] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(of) === group && state !== 'Z';
    } catch {
      return false;
    }
  });
