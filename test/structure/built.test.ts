import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run build` makes. */
const BUILT = ['lib/src', 'lib/charts', 'lib/stacks'];

// The compiler leaves them, and Node.js prefers a file `x.js` to a folder `x` that came in its place.
test('nothing was built of a source that is gone: rm -rf lib && npm run build', () => {
  const built = BUILT.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
  const programs = built.filter((name) => name.endsWith('.js'));
  expect(programs.length).toBeGreaterThan(500);
  expect(programs.filter((name) => !existsSync(name.replace('lib/', '').replace(/\.js$/, '.ts')))).toEqual([]);
});
