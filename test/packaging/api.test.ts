import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-api-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const generate = (...args: string[]): string => {
  const out = join(folder, args.length > 0 ? 'site' : 'api');
  execFileSync(process.execPath, ['test/packaging/api/write.mjs', ...args, '--out', out], { stdio: 'inherit' });
  return out;
};

const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();

test('docs/api is what the docstrings say now: `npm run docs:api` writes it', () => {
  const fresh = generate();
  expect(filesIn('docs/api')).toEqual(filesIn(fresh));
  const stale = filesIn(fresh).filter((name) => readFileSync(join('docs/api', name), 'utf8') !== readFileSync(join(fresh, name), 'utf8'));
  expect(stale).toEqual([]);
});

test('the site is built offline, with the guides, and asks nobody for anything', () => {
  const site = generate('--site');
  const pages = filesIn(site).filter((name) => name.endsWith('.html'));
  expect(pages).toEqual(expect.arrayContaining(['index.html', 'documents/workloads.html', 'classes/isthmus.DatabaseVm.html']));
  const remote = pages.filter((name) =>
    /<(script|link|img|iframe)\b[^>]*\b(src|href)="(https?:)?\/\//.test(readFileSync(join(site, name), 'utf8')),
  );
  expect(remote).toEqual([]);
});
