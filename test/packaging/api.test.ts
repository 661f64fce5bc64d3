import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { entryPoints, publicNames } from '../structure/public-api';
import { Project, TARBALL } from './project';

let folder: string;
let project: Project;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-api-'));
  project = new Project();
  project.install(TARBALL, 'isthmus');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  project?.remove();
});

const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();

const reference = (): ReadonlyMap<string, string> => {
  const path = project.path('node_modules/isthmus/docs/api');
  return new Map(filesIn(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));
};

test('the package has a page of everything that users can import', () => {
  const pages = new Set([...reference().keys()].map((name) => name.replace(/^.*\//, '').replace(/\.md$/, '')));
  const names = [...entryPoints()]
    .flatMap(([entry, file]) => publicNames(entry, file))
    .filter(({ name, docs = '' }) => !name.includes('.') && !docs.includes('@internal'))
    .map(({ name }) => name.split(' ').at(-1) as string);
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter((name) => !pages.has(name))).toEqual([]);
});

test('links of the reference lead to pages and to places in them', () => {
  const texts = reference();
  const links = [...texts].flatMap(([name, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => {
      const [file = '', anchor] = link.split('#');
      return { on: name, to: file === '' ? name : join(dirname(name), file), anchor };
    }),
  );
  expect(links.length).toBeGreaterThan(1000);
  expect(links.filter(({ to }) => !texts.has(to))).toEqual([]);
  const lost = links.filter(({ to, anchor }) => anchor !== undefined && !hasPlace(texts.get(to) ?? '', anchor));
  expect(lost).toEqual([]);
});

const hasPlace = (text: string, anchor: string): boolean =>
  text.includes(`<a id="${anchor}">`) ||
  [...text.matchAll(/^#+ (.*)$/gm)].some(
    ([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-') === anchor.replace(/-\d+$/, ''),
  );

test('the site is built offline, with the guides, and asks nobody for anything', () => {
  execFileSync(process.execPath, ['test/packaging/api/write.mjs', '--site', '--out', folder], { stdio: 'inherit' });
  const pages = filesIn(folder).filter((name) => name.endsWith('.html'));
  expect(pages).toEqual(expect.arrayContaining(['index.html', 'documents/workloads.html', 'classes/isthmus.DatabaseVm.html']));
  const remote = pages.filter((name) =>
    /<(script|link|img|iframe)\b[^>]*\b(src|href)="(https?:)?\/\//.test(readFileSync(join(folder, name), 'utf8')),
  );
  expect(remote).toEqual([]);
});
