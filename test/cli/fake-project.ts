import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { CommandError } from '../../src/cli/command-error';
import { handOver, type Side } from '../../src/cli/stage';
import type { Problem, Warning } from '../../src/model';
import { resolved, vm } from '../model/fixture';

const RESOLVED = resolved((y) => vm(y, 'web')).system;

/** Command lines of sound programs. */
export const PROGRAMS: Readonly<Record<Side, string>> = {
  terraform: 'mkdir -p "$CDKTF_OUTDIR" && cp -R prepared/terraform/. "$CDKTF_OUTDIR" && cp prepared/terraform-stage/* "$ISTHMUS_STAGE"',
  kubernetes: 'mkdir -p "$CDK8S_OUTDIR" && cp -R prepared/kubernetes/. "$CDK8S_OUTDIR" && cp prepared/kubernetes-stage/* "$ISTHMUS_STAGE"',
};

/** What the programs write before a test changes anything. */
export const OUTPUTS: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  terraform: { 'manifest.json': '{}', 'stacks/yard/cdk.tf.json': '{ "a": 1 }' },
  kubernetes: { '10-a.k8s.yaml': 'a: 1\n', '20-b.k8s.yaml': 'b: 1\n' },
};

/**
 * A project whose programs are shell commands that put prepared files where the library would write: to see what commands do with
 * them, in no time. The current folder while it lives.
 */
export class FakeProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'isthmus-fake-')));
  private readonly home = process.cwd();

  constructor() {
    process.chdir(this.folder);
    this.configure('terraform', PROGRAMS.terraform);
    this.configure('kubernetes', PROGRAMS.kubernetes);
    this.prepare('terraform', OUTPUTS.terraform);
    this.prepare('kubernetes', OUTPUTS.kubernetes);
  }

  /** Writes a configuration file. */
  configure(side: Side, app: string, more: Readonly<Record<string, unknown>> = {}): void {
    this.write(side === 'terraform' ? 'cdktf.json' : 'cdk8s.yaml', JSON.stringify({ language: 'typescript', app, ...more }));
  }

  /** What a side's program will write, and hand over. */
  prepare(
    side: Side,
    files: Readonly<Record<string, string>>,
    handedOver: { side?: Side; system?: typeof RESOLVED; warnings?: readonly Warning[]; lock?: string } = {},
  ): void {
    for (const part of [side, `${side}-stage`]) {
      rmSync(`prepared/${part}`, { recursive: true, force: true });
      mkdirSync(`prepared/${part}`, { recursive: true });
    }
    for (const [file, text] of Object.entries(files)) this.write(`prepared/${side}/${file}`, text);
    const { lock, ...told } = handedOver;
    handOver(`prepared/${side}-stage`, { side, system: RESOLVED, warnings: [], ...told });
    this.write(`prepared/${side}-stage/isthmus.lock.json`, lock ?? '{ "first": true }\n');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Everything but what the project itself consists of: files with their texts, links with their targets, empty folders. */
  tree(): Readonly<Record<string, string>> {
    return treeOf('.', ['prepared', 'cdktf.json', 'cdk8s.yaml']);
  }

  remove(): void {
    process.chdir(this.home);
    for (const folder of readdirSync(this.folder, { recursive: true, withFileTypes: true }))
      if (folder.isDirectory()) chmodSync(join(folder.parentPath, folder.name), 0o755);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Everything in a folder, by path. */
export function treeOf(folder: string, without: readonly string[] = []): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {};
  const visit = (path: string): void => {
    if (without.includes(relative(folder, path))) return;
    const found = lstatSync(path);
    if (found.isSymbolicLink()) tree[relative(folder, path)] = `-> ${readlinkSync(path)}`;
    else if (found.isFile()) tree[relative(folder, path)] = readFileSync(path, 'utf8');
    else {
      const entries = readdirSync(path);
      if (entries.length === 0) tree[relative(folder, path)] = 'empty folder';
      for (const entry of entries.sort()) visit(join(path, entry));
    }
  };
  visit(folder);
  return tree;
}

/** What a command tells its user when it cannot go on. */
export async function failure(command: () => unknown): Promise<CommandError> {
  try {
    await command();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('the command did not fail');
}

export const problemsOf = async (command: () => unknown): Promise<readonly Problem[]> => (await failure(command)).problems;
