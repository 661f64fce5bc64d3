import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PAGES = readdirSync('docs/api', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));

test('links of the reference lead to pages and to places in them', () => {
  const texts = new Map(PAGES.map((name) => [name, readFileSync(join('docs/api', name), 'utf8')]));
  const links = [...texts].flatMap(([name, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => {
      const [file = '', anchor] = link.split('#');
      return { on: name, to: file === '' ? name : join(dirname(name), file), anchor };
    }),
  );
  expect(links.length).toBeGreaterThan(1000);
  expect(links.filter(({ to }) => !existsSync(join('docs/api', to)))).toEqual([]);
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
