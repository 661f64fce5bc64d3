import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planChanges, planText } from '../../src/plan';
import { DATA_WORDS, MACHINE_WORDS, WORKLOAD_WORDS } from '../../src/plan/sections';
import { EDITS } from '../plan/edits';
import { sideOf } from '../plan/sides';

const PAGE = readFileSync(join(__dirname, '../../docs/plan.md'), 'utf8');
const JSON_TABLE = PAGE.slice(PAGE.indexOf('## For programs'));

const { lock } = sideOf({});
const plan = planChanges(
  sideOf({}, lock),
  sideOf(
    {
      facts: { ...EDITS['more memory for the database']?.facts, web: { image: 'registry.example/web:1.1.0' } },
      more: ({ policy, web, old }) => policy.allow(web, old, { because: 'stock' }),
    },
    lock,
  ),
  { against: 'what is committed (5f2c1d0)' },
);

test('the page about plans shows what the command prints', () => {
  const [, shown] = /```text\n([\s\S]*?)```/.exec(PAGE) ?? [];
  expect(shown).toBe(planText(plan, { width: 100 }));
});

test('it has every word', () => {
  for (const words of [MACHINE_WORDS, WORKLOAD_WORDS]) {
    const missing = Object.values(words).filter((word) => !PAGE.includes(word));
    expect(missing.filter((word) => !['not known'].includes(word))).toEqual([]);
  }
});

test('it has every field of the JSON, and every word in it', () => {
  const fields = [...new Set([...Object.keys(plan), 'against'])];
  expect(fields.filter((field) => !JSON_TABLE.includes(`\`${field}\``))).toEqual([]);
  const fates = [MACHINE_WORDS, WORKLOAD_WORDS, DATA_WORDS].flatMap((words) => Object.keys(words));
  expect(fates.filter((fate) => !JSON_TABLE.includes(`\`${fate}\``))).toEqual([]);
});
