const { execFileSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

let folder;

/** Packs the root package once for all suites, as `npm publish` would; ISTHMUS_TARBALL is the file. */
module.exports = () => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-pack-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
  // `prepack` may print before it.
  const [{ filename }] = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))));
  process.env.ISTHMUS_TARBALL = join(folder, filename);
};

module.exports.remove = () => rmSync(folder, { recursive: true });
