import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from './envoy';
import { fetchEnvoy } from './fetch-envoy';

/** Where the program is, or why there is none: what is set before jest starts its workers is there in all of them. */
export const PROGRAM_VARIABLE = 'ISTIO_CONTROL_PLANE';
export const MISSING_VARIABLE = 'ISTIO_MISSING';

const DOWNLOAD_LIMIT_MS = 300_000;

/** Builds Istio's control plane once, before any test. Where Go or its modules cannot be had, the tests skip and say why. */
export default function buildControlPlane(): void {
  const folder = cacheFolder();
  fetchEnvoy(folder);
  const program = join(folder, 'control-plane');
  // Listing what is needed also downloads it: what fails here is missing, what fails later is wrong.
  const modules = go(['list', '-deps', '-f', '{{.ImportPath}}', '.'], DOWNLOAD_LIMIT_MS);
  if (modules.error) return skip(`Go is missing or too slow (${modules.error.message})`);
  if (modules.status !== 0) return skip(`the modules of Istio cannot be had here (${modules.stderr.trim().split('\n')[0]})`);
  const built = go(['build', '-trimpath', '-o', program, '.']);
  if (built.status !== 0) throw new Error(`Istio's control plane does not build:\n${built.stderr}`);
  process.env[PROGRAM_VARIABLE] = program;
}

function go(args: readonly string[], timeout?: number) {
  return spawnSync('go', args, { cwd: join(__dirname, 'control-plane'), encoding: 'utf8', maxBuffer: 2 ** 26, timeout });
}

function skip(why: string): void {
  process.env[MISSING_VARIABLE] = why;
  console.warn(`Istio's judgement is skipped: ${why}.`);
}
