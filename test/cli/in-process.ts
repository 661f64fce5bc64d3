import childProcess from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
// Keeps `spawnSync` as it finds it when it is loaded, for all suites of the process: not while this stands in for it.
import 'cdk8s';

export const REPOSITORY = join(__dirname, '../..');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Makes this process look like another one that was started in `folder`: its streams are caught, and the project's programs, which it
 * would start by `node <file>`, run within it too. Loading the libraries takes a process longer than all that tests have it do.
 * @returns what ends it and tells what was printed
 */
export function pretend(folder: string, env: Environment): () => Omit<Run, 'status'> {
  const [home, before] = [process.cwd(), { ...process.env }];
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += text;
      return true;
    }),
  );
  const spawn = childProcess.spawnSync;
  const spawned = jest.spyOn(childProcess, 'spawnSync').mockImplementation(((command: string, ...rest: unknown[]) => {
    const [options] = rest as [{ env?: Environment; cwd?: string; shell?: boolean } | undefined];
    const file = options?.shell ? /^node (\S+\.js)$/.exec(command)?.[1] : undefined;
    if (options === undefined || file === undefined) return (spawn as (...all: unknown[]) => unknown)(command, ...rest);
    return { status: runFile(resolve(options.cwd ?? '.', file), options.env ?? process.env) };
  }) as typeof spawn);
  process.chdir(folder);
  setEnvironment(env);
  return () => {
    for (const spy of [...spies, spawned]) spy.mockRestore();
    setEnvironment(before);
    process.chdir(home);
    return printed;
  };
}

/**
 * Runs a program as `node <file>` would. What it wants from the compiled library comes from its sources.
 * @returns the exit code
 */
export function runFile(file: string, env: Environment): number {
  const [before, { argv, exitCode }] = [{ ...process.env }, process];
  setEnvironment(env);
  process.argv = [process.execPath, file];
  process.exitCode = undefined;
  try {
    load(file, file);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return 1;
  } finally {
    setEnvironment(before);
    Object.assign(process, { argv, exitCode });
  }
}

function load(file: string, main: string): unknown {
  const module: { exports: unknown } = { exports: {} };
  const find = (name: string): unknown => {
    const library = join(REPOSITORY, 'lib/');
    if (name.startsWith(library)) return require(join(REPOSITORY, name.slice(library.length)));
    return name.startsWith('.') ? load(join(dirname(file), `${name}.js`), main) : require(name);
  };
  // In the realm of the test, and with the lines of the file in stacks.
  // biome-ignore lint/security/noGlobalEval: a program that the test wrote
  const program = globalThis.eval(`(function (require, module) {${readFileSync(file, 'utf8')}\n})\n//# sourceURL=${file}`);
  program(Object.assign(find, { main: { filename: main } }), module);
  return module.exports;
}

function setEnvironment(env: Environment): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  Object.assign(process.env, env);
}
