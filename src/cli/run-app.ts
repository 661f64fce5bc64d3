import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ResolvedSystem } from '../model/resolved';
import { RESOLVED_FILE, STAGE_VARIABLE } from './entry';

/** The two programs of a project, as its cdktf.json and cdk8s.yaml name them. */
export type AppName = 'terraform' | 'kubernetes';

const CONFIG: Record<AppName, { readonly file: string; readonly read: (text: string) => unknown; readonly outputVariable: string }> = {
  terraform: { file: 'cdktf.json', read: JSON.parse, outputVariable: 'CDKTF_OUTDIR' },
  kubernetes: { file: 'cdk8s.yaml', read: parse, outputVariable: 'CDK8S_OUTDIR' },
};

/** A command failed and has said why. */
export class CommandError extends Error {}

/** The key of a project's configuration file; undefined when there is none. */
export function readConfig(app: AppName, key: string, folder = '.'): string | undefined {
  const { file, read } = CONFIG[app];
  const path = join(folder, file);
  if (!existsSync(path)) throw new CommandError(`There is no ${path} here: run the command in the folder of the project.`);
  const config: unknown = read(readFileSync(path, 'utf8'));
  const value = typeof config === 'object' && config !== null ? (config as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Runs one of the programs of the project in `folder`; its output lands in `outputDir`, the lock and the resolved system in `stage`
 * (both relative to `folder`, or absolute).
 * @throws CommandError when it fails; it has printed its problems itself
 */
export function runApp(app: AppName, outputDir: string, stage: string, folder = '.'): void {
  const command = readConfig(app, 'app', folder);
  if (command === undefined) throw new CommandError(`${CONFIG[app].file} has no "app".`);
  const env = { ...process.env, [CONFIG[app].outputVariable]: outputDir, [STAGE_VARIABLE]: stage };
  const { status, error } = spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env, cwd: folder });
  if (error) throw error;
  if (status !== 0) throw new CommandError('');
}

export const readResolved = (stage: string): ResolvedSystem =>
  JSON.parse(readFileSync(join(stage, RESOLVED_FILE), 'utf8')) as ResolvedSystem;

/** Runs the project's program for what it resolves. Its output and its lock are thrown away. */
export function resolveIn(folder: string, what: string): ResolvedSystem {
  const stage = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    runApp('kubernetes', join(stage, 'kubernetes'), stage, folder);
    if (!existsSync(join(stage, RESOLVED_FILE)))
      throw new CommandError(`The program of ${what} does not tell what it resolved: it must end in kubernetesMain().`);
    return readResolved(stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
