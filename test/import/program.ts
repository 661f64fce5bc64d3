import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript-5';
import * as isthmus from '../../src';

/** The system that a program of its own describes. */
export function systemOf(text: string): isthmus.System {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exports: { Imported?: new () => isthmus.System } = {};
  new Function('require', 'exports', outputText)((name: string) => (name === 'isthmus' ? isthmus : {}), exports);
  if (exports.Imported === undefined) throw new Error('It exports no system.');
  return new exports.Imported();
}

/** What the compiler says of programs: empty when it takes them. */
export function compiled(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-import-'));
  try {
    for (const name of ['src', 'node_modules']) symlinkSync(resolve(name), join(folder, name));
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}.ts`), text);
    const compilerOptions = {
      noEmit: true,
      declaration: false,
      paths: { isthmus: ['./src/index.ts'] },
      typeRoots: [resolve('node_modules/@types')],
    };
    const files = Object.keys(programs).map((name) => `${name}.ts`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: resolve('tsconfig.base.json'), compilerOptions, files }));
    return spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
