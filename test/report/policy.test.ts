import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyMarkdown, policyTable } from '../../src/report';
import { shop } from './fixture';

const system = shop();

test('the committed policy of the reference system is up to date: npm run policy -- --write docs/generated/policy.md', () => {
  expect(readFileSync(join(__dirname, '../../docs/generated/policy.md'), 'utf8')).toBe(policyMarkdown(system));
});

test.each([
  ['Markdown', policyMarkdown(system)],
  ['terminal', policyTable(system, 400)],
])('%s: every end, reason and answer can be read', (_, text) => {
  for (const flow of system.flows) {
    for (const { name } of [flow.from, flow.to]) expect(text).toContain(name);
    for (const reason of flow.because) expect(text).toContain(reason);
    for (const { why } of flow.enforcement) expect(text).toContain(why ?? 'exact');
  }
});

test('text of users stays text in Markdown', () => {
  const [first, ...rest] = system.flows;
  if (!first) throw new Error('no flow');
  const changed = { ...system, flows: [{ ...first, because: ['a|b <script> *c*\nd'] }, ...rest] };
  expect(policyMarkdown(changed)).toContain('a\\|b \\<script\\> \\*c\\* d |');
});

test('tables of the terminal keep to its width', () => {
  for (const width of [80, 120, 200]) {
    const lines = policyTable(system, width)
      .split('\n')
      .filter((line) => /^[┌├│└]/.test(line));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test('the legend speaks only of what the system has', () => {
  expect(policyMarkdown(system)).toContain('masquerade');
  const without = { ...system, clusters: [], flows: system.flows.filter((flow) => flow.origin === 'admin') };
  expect(policyMarkdown(without)).not.toMatch(/masquerade|Istio|plaintext|anyone|Health/);
});
