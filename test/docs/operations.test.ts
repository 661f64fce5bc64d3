import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESSES } from '../model/problems/address.cases';
import { BRING_UPS } from '../model/problems/bring-up.cases';
import { type ProblemCase, run } from '../model/problems/case';
import { LOCK } from '../model/problems/lock.cases';
import { MACHINE } from '../model/problems/machine.cases';
import { NAMES } from '../model/problems/name.cases';
import { NETWORK } from '../model/problems/network.cases';
import { VALUES } from '../model/problems/value.cases';

const PAGE = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');

const section = (title: string): string => PAGE.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';

/** Rows of a section's table, as their cells. */
const rows = (title: string): readonly (readonly string[])[] =>
  section(title)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\|[-| ]+\|$/.test(line))
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

const codesIn = (text: string): readonly string[] => [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code as string);

/** Edits that are refused because of what was there before: the same system is fine where it is new. */
const REFUSED = [...BRING_UPS, ...LOCK, ...ADDRESSES, ...NAMES, ...NETWORK, ...MACHINE, ...VALUES].filter(
  ({ code, path, before, build }) =>
    before && path !== 'lock' && !run({ code, path, build, when: '', says: [], fix: [] }).some((problem) => problem.code === code),
);

describe('the page about operations', () => {
  test('lists every edit that is refused because of what there is', () => {
    const listed = rows('Edits that are refused').flatMap(([, code = '']) => codesIn(code));
    expect([...new Set(listed)].sort()).toEqual([...new Set(REFUSED.map(({ code }) => code))].sort());
  });

  test('names every fact of a machine that must stay', () => {
    const named = rows('Edits that are refused')
      .filter(([, code = '']) => code.includes('LOCK_CONTRADICTION'))
      .flatMap(([edit = '']) => [...edit.matchAll(/`(\w+)`/g)].map(([, fact]) => fact as string));
    const facts = (REFUSED as readonly ProblemCase[])
      .filter(({ code }) => code === 'LOCK_CONTRADICTION')
      .map(({ says }) => (says[0] as string).replace(':', ''));
    expect(named.sort()).toEqual([...new Set(facts)].sort());
  });
});
