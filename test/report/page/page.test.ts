import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphHtml, systemGraph } from '../../../src/report';
import { element } from '../../../src/report/markup';
import { pageText } from '../../../src/report/page/page';
import { shop } from '../fixture';
import { browserModule } from './bundle';

test('what pages run is what stands in src/report/page/browser: npm run page', () => {
  expect(readFileSync(join(__dirname, '../../../src/report/page/generated/browser.ts'), 'utf8')).toBe(browserModule());
});

test('the same bytes for the same system', async () => {
  const first = await graphHtml(shop());
  expect(await graphHtml(JSON.parse(JSON.stringify(shop())))).toBe(first);
});

test('the page may run its own scripts and styles, and nothing else', async () => {
  const html = await graphHtml(shop());
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  const hashes = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
  expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hashes('script').join(' ')}`,
    `style-src ${hashes('style').join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(hashes('script')).toHaveLength(2);
  // Nothing of it names another place, but for namespaces.
  expect(html.match(/\b(?:src|href|action)="[^"]*"|url\((?!#)[^)]*\)|@import/g)).toBeNull();
});

test('text of users is text in the page, and in its data', () => {
  const evil = '</script><script>alert(1)</script><!--<script>"\'&';
  const graph = systemGraph(shop());
  const changed = { ...graph, flows: graph.flows.map((flow) => ({ ...flow, because: [evil] })) };
  const html = pageText({ title: evil, of: 'only-graph', graph: changed, body: [element('p', { title: evil }, evil)] });
  expect(html.match(/<script\b/g)).toHaveLength(3);
  expect(html.match(/<\/script/g)).toHaveLength(3);
  const [, data = ''] = /id="graph-data">([\s\S]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(data)).toEqual(changed);
});
