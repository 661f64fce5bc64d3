import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shellQuoted } from '../model/values';

/**
 * Steps of a shell line, each a plain call: no quotes, variables or redirections, which would have to be understood to be taken apart.
 */
const PLAIN = /^[\w@%+=:,./-]+( [\w@%+=:,./-]+)*$/;

/** What compiles. Programs, not words of the shell: whatever they do, the shell after them is as it was. */
const COMPILERS = /^(npx|npm|pnpm|yarn|tsc|esbuild|swc|make) /;

/** Two lines that begin with the same compilation, taken apart. */
export interface Apart {
  /** What both begin with. */
  readonly build: string;
  /** The program that each then starts. */
  readonly programs: readonly [string, string];
}

/**
 * Takes apart lines such as `npx tsc && node lib/stacks/main.js`, which differ in the program alone.
 * @returns undefined where they are not of this form: then each is run as it stands
 */
export function apart(lines: readonly [string, string]): Apart | undefined {
  const [first, second] = lines.map((line) => line.trim().split(/\s+&&\s+/)) as [string[], string[]];
  const [program, other] = [first.pop() ?? '', second.pop() ?? ''];
  const build = first.join(' && ');
  const plain = [...first, program, other].every((step) => PLAIN.test(step));
  const same = build !== '' && build === second.join(' && ');
  if (!plain || !same || !first.every((step) => COMPILERS.test(`${step} `))) return undefined;
  return [program, other].every((step) => step.startsWith('node ')) ? { build, programs: [program, other] } : undefined;
}

/**
 * The file that a step such as `node lib/stacks/main.js` runs, without options and arguments.
 * @param step as {@link apart} answers them
 * @returns undefined for anything else, and for modules of ECMAScript
 */
export function commonJsScript(step: string, folder: string): string | undefined {
  const [, file] = /^node ([^- ]\S*\.c?js)$/.exec(step) ?? [];
  if (file === undefined || (file.endsWith('.js') && isOfModules(dirname(resolve(folder, file))))) return undefined;
  return file;
}

/** Whether the nearest `package.json` makes modules of ECMAScript of files that end with `.js` (nodejs.org, "Packages", `type`). */
function isOfModules(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return /"type"\s*:\s*"module"/.test(readFileSync(manifest, 'utf8'));
  return dirname(folder) !== folder && isOfModules(dirname(folder));
}

/**
 * A line that begins with `npx NAME`, without npx where the project in `folder` has that program: npx would start the very same, after half a
 * second of its own.
 */
export function withoutNpx(line: string, folder: string): string {
  const [start = '', name = ''] = /^\s*npx ([\w][\w.-]*)(?= |$)/.exec(line) ?? [];
  const program = name === '' ? undefined : binFolders(folder).find((bin) => existsSync(join(bin, name)));
  return program === undefined ? line : shellQuoted(join(program, name)) + line.slice(start.length);
}

/** Where npx looks for what a project has installed: beside it, and in the folders around it. */
function binFolders(folder: string): readonly string[] {
  const here = resolve(folder);
  const bin = join(here, 'node_modules', '.bin');
  const above = dirname(here);
  return above === here ? [bin] : [bin, ...binFolders(above)];
}
