import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Runs a program; gives what it printed. What a failing one printed on both streams becomes the message. */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** The root package as `npm publish` would pack it. */
export const TARBALL = process.env.ISTHMUS_TARBALL as string;

/** Paths in a tarball, as `tar` lists them, without its folder `package/`. */
export function contents(tarball: string): { readonly path: string; readonly kind: string }[] {
  const lines = run('tar', ['tvf', tarball], ROOT).trim().split('\n');
  return lines.map((line) => ({ path: line.slice(line.indexOf('package/') + 'package/'.length), kind: line.charAt(0) }));
}

export interface Compilation {
  readonly compiler: 'typescript' | 'typescript-5';
  readonly module: string;
  readonly moduleResolution: string;
  readonly flags?: readonly string[];
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's project outside this repository. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'isthmus-consumer-'));

  constructor() {
    writeFileSync(join(this.folder, 'package.json'), '{ "name": "consumer", "private": true }');
  }

  /**
   * Unpacks a tarball as npm does, bundled packages included. What it declares as dependencies and peers is linked from this repository,
   * instead of being downloaded; what it does not declare cannot be found.
   */
  install(tarball: string, name: string): void {
    const folder = join(this.folder, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    run('tar', ['xf', tarball, '--strip-components=1', '-C', folder], ROOT);
    this.linkDependenciesOf(folder);
  }

  /** As {@link install}, from a folder that is a package. */
  installFolder(source: string, name: string): void {
    const folder = join(this.folder, 'node_modules', name);
    cpSync(source, folder, { recursive: true });
    this.linkDependenciesOf(folder);
  }

  /** Lets `npx` find the command of the installed package, and a compiler: as npm does for what packages have in "bin". */
  installCommands(): void {
    for (const name of ['typescript', '@types/node']) this.link(name);
    mkdirSync(this.path('node_modules/.bin'));
    chmodSync(this.path('node_modules/isthmus/lib/src/cli/main.js'), 0o755);
    symlinkSync('../isthmus/lib/src/cli/main.js', this.path('node_modules/.bin/isthmus'));
    symlinkSync('../typescript/bin/tsc', this.path('node_modules/.bin/tsc'));
  }

  /** Lets tests of the project be run, and their types be checked. */
  installJest(): void {
    for (const name of ['jest', '@types/jest']) this.link(name);
    symlinkSync('../jest/bin/jest.js', this.path('node_modules/.bin/jest'));
  }

  /** Runs a command of the project, as its user would. */
  npx(...args: readonly string[]): Ended {
    return this.in('.').run('npx', ...args);
  }

  /** Where commands are run: a folder of the project. They have no network. */
  in(folder: string): { run(command: string, ...args: readonly string[]): Ended } {
    const { CI: _ci, ...rest } = process.env;
    const git = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
    const who = Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) => [
        [`GIT_${role}_NAME`, 'test'],
        [`GIT_${role}_EMAIL`, 'test@localhost'],
      ]),
    );
    const env = { ...rest, ...git, ...who, npm_config_offline: 'true' };
    return {
      run: (command, ...args) => {
        const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.path(folder), encoding: 'utf8', env });
        return { status, stdout, stderr };
      },
    };
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Runs a program of the project by Node and gives what it printed. */
  run(file: string, text: string): string {
    writeFileSync(this.path(file), text);
    return run(process.execPath, [file], this.folder);
  }

  /** Compiles programs of the project without output; gives the compiler's complaints. */
  typeCheck(programs: readonly string[], { compiler, module, moduleResolution, flags }: Compilation): string {
    this.link('@types/node');
    for (const program of programs) copyFileSync(program, this.path(basename(program)));
    const strict = [
      '--noEmit',
      '--strict',
      '--target',
      'ES2022',
      '--types',
      'node',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
    ];
    const args = [
      join(ROOT, 'node_modules', compiler, 'bin/tsc'),
      ...strict,
      ...(flags ?? []),
      ...programs.map((program) => basename(program)),
    ];
    return spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8' }).stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private linkDependenciesOf(folder: string): void {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { [field: string]: object | undefined };
    const bundled = existsSync(join(folder, 'node_modules'))
      ? readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
      : [];
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (!bundled.includes(name)) this.link(name);
    }
  }

  /** Lets the project find what is installed here. */
  link(name: string): void {
    const target = this.path('node_modules', name);
    if (existsSync(target)) return;
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), target);
  }
}
