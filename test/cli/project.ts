import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isthmus } from '../../src/cli/program';
import { pretend, REPOSITORY, type Run, runFile } from './in-process';

/** A small user's project in plain JavaScript, in a folder of its own. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'isthmus-project-'));

  constructor(system: string) {
    this.write('cdktf.json', JSON.stringify({ language: 'typescript', app: 'node stacks.js' }));
    this.write('cdk8s.yaml', 'language: typescript\napp: node charts.js\noutput: dist\n');
    this.write('stacks.js', `require('${REPOSITORY}/lib/src/terraform').terraformMain(() => require('./system')());\n`);
    this.write('charts.js', `require('${REPOSITORY}/lib/src/kubernetes').kubernetesMain(() => require('./system')());\n`);
    this.describe(system);
  }

  /** Body of the function that makes the system; everything of `isthmus` is in scope as `i`. */
  describe(system: string): void {
    this.write('system.js', `const i = require('${REPOSITORY}/lib/src');\nmodule.exports = () => {\n${system}\n};\n`);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  has(file: string): boolean {
    return existsSync(join(this.folder, file));
  }

  /** Every file with its content, but for the program itself. */
  contents(): Readonly<Record<string, string>> {
    const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(this.folder, file)).isFile(),
    );
    return Object.fromEntries(
      files
        .filter((file) => file !== 'system.js')
        .sort()
        .map((file) => [relative('.', file), this.read(file)]),
    );
  }

  /** `isthmus …` */
  async isthmus(...args: readonly string[]): Promise<Run> {
    const end = pretend(this.folder, environment());
    let status = 1;
    try {
      status = await isthmus(args);
    } catch (error) {
      // As Node does with what nobody catches.
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    }
    return { status, ...end() };
  }

  /** One of the two programs. */
  program(name: 'stacks' | 'charts', env: Readonly<Record<string, string>> = {}): Run {
    const end = pretend(this.folder, { ...environment(), ...env });
    const status = runFile(join(this.folder, `${name}.js`), process.env);
    return { status, ...end() };
  }

  /** A program in a process of its own, over the compiled library (`npm test` builds it first). */
  node(...args: readonly string[]): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8', env: environment() });
    return { status, stdout, stderr };
  }

  /** As {@link node}, by a user who may read the project and write nothing. */
  nodeOfReader(...args: readonly string[]): Run {
    chmodSync(this.folder, 0o555);
    // Root may write everywhere: somebody else has to try.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const options = { cwd: this.folder, encoding: 'utf8', env: environment(), ...user } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
    chmodSync(this.folder, 0o755);
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** That of the tests, but for what continuous integration sets. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _ci, ...rest } = process.env;
  return { ...rest, CHECKPOINT_DISABLE: '1' };
}

/** A system of one machine. `props` are further lines inside it. */
export const oneMachine = (more = ''): string => `
  const system = new i.System('tiny', { provisioning: { ntp: [] }, admin: [] });
  const host = new i.Host(system, 'kvm1', { uri: 'qemu:///system', cpus: 4, memory: i.Size.gibibytes(16) });
  const net = new i.Network(system, 'net', { cidr: '10.0.0.0/16' });
  const subnet = net.addSubnet('lan', { cidr: '10.0.1.0/24' });
  const vm = { host, subnet, os: i.GuestOs.debian12(), image: i.Image.file('/debian.qcow2', { version: '12' }), cpus: 1, memory: i.Size.gibibytes(1) };
  const web = new i.VirtualMachine(system, 'web', { ...vm, stateless: true, listens: [i.Port.tcp(80, 'http')] });
  ${more}
  return system;`;
