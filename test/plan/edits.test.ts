import { planChanges } from '../../src/plan';
import { EDITS } from './edits';
import { saidBy, sideOf } from './sides';

/** The second run: what the first has locked is there. */
const { lock } = sideOf({});
const applied = sideOf({}, lock);

test('there are edits of everything', () => expect(Object.keys(EDITS).length).toBeGreaterThanOrEqual(40));

test.each(Object.entries(EDITS))('%s', (_, edit) => {
  expect(saidBy(planChanges(applied, sideOf(edit, lock)))).toEqual(edit.says);
});
