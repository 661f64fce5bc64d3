import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const BROWSER = join(__dirname, '../../../src/report/page/browser');

/** The module that holds what the pages of reports run and look like, out of `src/report/page/browser`. */
export function browserModule(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(BROWSER, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
  });
  const style = buildSync({
    stdin: { contents: readFileSync(join(BROWSER, 'page.css'), 'utf8'), loader: 'css' },
    minify: true,
    write: false,
  });
  const text = ({ outputFiles: [file] }: { readonly outputFiles: readonly { readonly text: string }[] }): string =>
    JSON.stringify(file?.text.trim() ?? '');
  return [
    '/** Written out of ../browser, by test/report/page/write.ts: do not edit. */',
    `export const PAGE_SCRIPT = ${text({ outputFiles })};`,
    `export const PAGE_STYLE = ${text(style)};`,
    '',
  ].join('\n');
}
