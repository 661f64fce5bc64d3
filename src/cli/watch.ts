import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { readConfigs } from './config';
import { SIGNALS } from './interruption';
import { isLockFile } from './lock-file';
import { printBeside } from './print';
import type { RunOptions } from './run-both';

/** Changes within this time, in milliseconds, are one: editors and git write several files at once. */
const PAUSE = 100;

const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/**
 * Synthesizes now and after each change in the project, each time in a process of its own, until it is interrupted.
 * @throws CommandError when the project has no configuration
 */
export async function watchSynth({ build = true }: RunOptions = {}): Promise<void> {
  const configs = readConfigs();
  const ignored = [configs.terraform.output, configs.kubernetes.output].map((folder) => resolve(folder));
  const runs = new Runs(build ? [] : ['--no-build']);
  const watcher = watch('.', { ignored: (path) => isLeftAlone(path, ignored), ignoreInitial: true });
  watcher.on('all', (_event, path) => runs.changed(path));
  const stop = new Promise<void>((done) => {
    for (const signal of SIGNALS) process.once(signal, () => done());
  });
  await new Promise<void>((ready) => watcher.once('ready', ready));
  runs.start();
  await stop;
  await watcher.close();
  await runs.end();
}

/** What no system is made of: modules, what is hidden, outputs, and locks, which runs write themselves. */
function isLeftAlone(path: string, outputs: readonly string[]): boolean {
  const full = resolve(path);
  if (outputs.some((output) => full === output || full.startsWith(output + sep))) return true;
  return relative('.', full)
    .split(sep)
    .some((part) => part === 'node_modules' || (part.startsWith('.') && part !== '..' && part !== '.') || isLockFile(part));
}

/** Runs of `synth`, one after the other: one more after whatever changed meanwhile. */
class Runs {
  /** By file, as it was when it was last seen: what compilers write again as it was is no change. */
  private readonly seen = new Map<string, string>();
  private child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private again = false;
  private ended = false;

  /** @param options of each run */
  constructor(private readonly options: readonly string[]) {}

  changed(file: string): void {
    const digest = digestOf(file);
    if (this.seen.get(file) === digest) return;
    this.seen.set(file, digest);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), PAUSE);
  }

  start(): void {
    if (this.ended) return;
    this.again = this.child !== undefined;
    if (this.again) return;
    if (process.stdout.isTTY) process.stdout.write(CLEAR);
    const child = spawn(process.execPath, [join(__dirname, 'main.js'), 'synth', ...this.options], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.child = child;
    child.once('close', () => {
      this.child = undefined;
      if (this.again) this.start();
      else if (!this.ended) printBeside('\nWaiting for changes; Ctrl-C ends.\n');
    });
  }

  /** Waits for the run that is under way: it leaves both outputs whole. */
  async end(): Promise<void> {
    this.ended = true;
    this.again = false;
    clearTimeout(this.timer);
    const { child } = this;
    if (child === undefined) return;
    const closed = new Promise((done) => child.once('close', done));
    child.kill('SIGTERM');
    await closed;
  }
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'none';
  }
}
