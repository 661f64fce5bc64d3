const { chmodSync, mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Begins the names of these folders. What follows is the process id of the run. */
const NAME = 'isthmus-tests-';

/** cdk8s makes one for each Helm chart, and takes none away. */
const OF_OTHERS = /^cdk8s-helm-/;

let folder;
let before;

/** Before jest starts its workers, for all of them and what they start: a temporary folder of this run's own. */
module.exports = () => {
  for (const entry of readdirSync(tmpdir())) if (isLeftBehind(entry)) rmSync(join(tmpdir(), entry), { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), `${NAME}${process.pid}-`));
  // Some suites run programs as another user, who has to get through.
  chmodSync(folder, 0o711);
  before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
};

/** After all suites: it goes. @throws Error when one of them has left something in it */
module.exports.remove = () => {
  const left = readdirSync(folder).filter((entry) => !OF_OTHERS.test(entry));
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  if (left.length > 0) throw new Error(`suites have left in the temporary folder: ${left.join(', ')}`);
};

/** Of a run that was killed. */
function isLeftBehind(entry) {
  const pid = new RegExp(`^${NAME}(\\d+)-`).exec(entry)?.[1];
  if (pid === undefined) return false;
  try {
    return !process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
