import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** An error of the compiler, with all that it says. */
export interface CompileError {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
}

/** Something that is written into a file, behind its first `at` characters. */
export interface Insertion {
  readonly file: string;
  readonly at: number;
  readonly text: string;
}

const CONFIG = {
  extends: resolve('tsconfig.base.json'),
  compilerOptions: { noEmit: true, noErrorTruncation: true, declaration: false, typeRoots: [resolve('node_modules/@types')] },
  include: ['system.ts', 'src'],
  // With types of its own.
  exclude: ['src/report/page/browser'],
};

/** Compiles a copy of the sources with additions; the compiler's errors. */
export function compileWith(insertions: readonly Insertion[]): readonly CompileError[] {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-kinds-'));
  try {
    cpSync('src', join(folder, 'src'), { recursive: true });
    cpSync('system.ts', join(folder, 'system.ts'));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    for (const file of new Set(insertions.map((each) => each.file))) {
      const own = insertions.filter((each) => each.file === file).sort((a, b) => b.at - a.at);
      const text = own.reduce((before, { at, text: more }) => before.slice(0, at) + more + before.slice(at), readFileSync(file, 'utf8'));
      writeFileSync(join(folder, file), text);
    }
    // Single-threaded, it takes a quarter less time of the processor; the other processors have suites of their own.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false', '--singleThreaded'],
      { cwd: folder, encoding: 'utf8' },
    );
    return errorsIn(stdout + stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function errorsIn(output: string): readonly CompileError[] {
  return output
    .split(/\n(?=\S)/)
    .map((text) => ({ text: text.trim(), file: /^([^(]+)\(\d+,\d+\): error /.exec(text)?.[1] }))
    .flatMap(({ text, file }) => (text === '' ? [] : [{ text, file: file ?? '' }]));
}
