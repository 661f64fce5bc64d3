import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the programs are, or why there are none: what is set before jest starts its workers is there in all of them. */
export const PROGRAM_VARIABLE = 'SECOND_OPINION_PROGRAM';
export const HARDENING_VARIABLE = 'SECOND_OPINION_HARDENING';
export const READER_VARIABLE = 'SECOND_OPINION_READER';
export const IGNITION_VARIABLE = 'SECOND_OPINION_IGNITION';
export const MISSING_VARIABLE = 'SECOND_OPINION_MISSING';

/** What is built, by the variable that says where it is: modules of their own, since their engines want different versions of Kubernetes' modules. */
const PROGRAMS = {
  [PROGRAM_VARIABLE]: { name: 'second-opinion', folder: '.' },
  [HARDENING_VARIABLE]: { name: 'hardening', folder: 'hardening' },
  [READER_VARIABLE]: { name: 'reader', folder: 'reader' },
  [IGNITION_VARIABLE]: { name: 'ignition', folder: 'ignition' },
};

const DOWNLOAD_LIMIT_MS = 300_000;

/** Builds the independent engines once, before any test. Where Go or its modules cannot be had, the tests skip and say why. */
export default function buildEngines(): void {
  const folder = join(__dirname, '../../node_modules/.cache/second-opinion');
  mkdirSync(folder, { recursive: true });
  for (const [variable, it] of Object.entries(PROGRAMS)) {
    const program = join(folder, it.name);
    // Listing what is needed also downloads it: what fails here is missing, what fails later is wrong.
    const modules = go(it.folder, ['list', '-deps', '-f', '{{.ImportPath}}', '.'], DOWNLOAD_LIMIT_MS);
    if (modules.error) return skip(`Go is missing or too slow (${modules.error.message})`);
    if (modules.status !== 0) return skip(`the modules of the engines cannot be had here (${modules.stderr.trim().split('\n')[0]})`);
    const built = go(it.folder, ['build', '-trimpath', '-o', program, '.']);
    if (built.status !== 0) throw new Error(`The engines of the second opinion do not build:\n${built.stderr}`);
    process.env[variable] = program;
  }
}

function go(folder: string, args: readonly string[], timeout?: number) {
  return spawnSync('go', args, { cwd: join(__dirname, folder), encoding: 'utf8', maxBuffer: 2 ** 26, timeout });
}

function skip(why: string): void {
  process.env[MISSING_VARIABLE] = why;
  console.warn(`Second opinions are skipped: ${why}.`);
}
