import fc from 'fast-check';
import type { Lock } from '../../src/model';
import { repair } from '../../src/model/lock/repair';
import { checkJoined, checkRepair } from '../model/lock/merges';
import { type Edit, EMPTY, edits, history, type Town } from '../model/lock/town';
import { runs } from '../runs';
import { Repository } from './repository';

/** Branches are made by real git, and joined by it as far as it goes. */
let repository: Repository;
beforeAll(() => {
  repository = new Repository();
});
afterAll(() => repository.remove());

const START = history(EMPTY, [{ do: 'toggle service', name: 'user' }]);
const lockOf = ({ lock }: Town): Lock => lock as Lock;

/** Leaves the repository in the middle of a merge; answers whether git stopped there. */
function merge(base: Lock, ours: Lock, theirs: Lock): boolean {
  repository.git('checkout', '--quiet', '--orphan', `base-${++count}`);
  repository.commit(base);
  repository.git('checkout', '--quiet', '-b', `theirs-${count}`);
  repository.commit(theirs);
  repository.git('checkout', '--quiet', `base-${count}`);
  repository.commit(ours);
  try {
    repository.git('merge', '--quiet', '--no-edit', `theirs-${count}`);
    return false;
  } catch {
    return true;
  }
}
let count = 0;

test('of any two branches git makes a conflict, and out of it one lock comes in which nothing is mixed or lost', async () => {
  const steps = fc.array(edits(), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(edits(), { maxLength: 10 }), steps, steps, async (before: readonly Edit[], left, right) => {
      const common = history(START, before);
      const sides = { base: lockOf(common), ours: lockOf(history(common, left)), theirs: lockOf(history(common, right)) };
      checkRepair(sides);
      const differ = [sides.base, sides.ours, sides.theirs].every(
        (lock, at, all) => JSON.stringify(lock) !== JSON.stringify(all[(at + 1) % 3]),
      );
      expect(merge(sides.base, sides.ours, sides.theirs)).toBe(differ);
      if (!differ) return;
      const { questions } = repair(sides);
      const alone = await repository.isthmus('lock', 'repair');
      expect([alone.status, alone.stderr]).toEqual(questions.length > 0 ? [1, expect.stringContaining(questions[0]?.text ?? '')] : [0, '']);
      const { status, stdout } = await repository.isthmus('lock', 'repair', '--applied', 'theirs');
      expect(status).toBe(0);
      const dropped = [...stdout.matchAll(/(?:synth: |, )(\S+) \(the /g)].map(([, name]) => name as string);
      checkJoined(sides, repository.lock(), dropped);
      repository.git('add', '--all');
      repository.git('commit', '--quiet', '--message', 'merged');
    }),
    runs(4, 4),
  );
});
