import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as isthmus from '../../src';

/** The system that a program of its own describes. */
export function systemOf(text: string): isthmus.System {
  // They use nothing of TypeScript: running them takes no compiler.
  const script = text.replace(/^import (\{[^}]*\}) from 'isthmus';/, 'const $1 = isthmus;').replace('export class', 'return class');
  const Imported: new () => isthmus.System = new Function('isthmus', script)(isthmus);
  return new Imported();
}

/** What the compiler says of programs: empty when it takes them. */
export function compiled(programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-import-'));
  try {
    for (const name of ['lib', 'node_modules']) symlinkSync(resolve(name), join(folder, name));
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}.ts`), text);
    const compilerOptions = {
      noEmit: true,
      declaration: false,
      // What `npm test` has built first: the sources themselves are compiled there.
      paths: { isthmus: ['./lib/src/index.d.ts'] },
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
