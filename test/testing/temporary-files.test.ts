import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIBRARY = join(__dirname, '../../lib');

test("users' snapshots leave nothing in the temporary folder or beside the test", () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
  const [temporary = '', beside = ''] = ['temporary', 'beside'].map((name) => join(folder, name));
  for (const each of [temporary, beside]) mkdirSync(each);
  // A process of its own: jest hides the environment from what looks for the temporary folder.
  const program = `
    const { synthKubernetes, synthTerraform } = require('${LIBRARY}/src/testing');
    const { Shop } = require('${LIBRARY}/system');
    console.log(Object.keys({ ...synthTerraform(new Shop()), ...synthKubernetes(new Shop()) }).length);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: beside,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  });
  expect({ files: Number(stdout) > 5, stderr }).toEqual({ files: true, stderr: '' });
  expect([readdirSync(temporary), readdirSync(beside)]).toEqual([[], []]);
  rmSync(folder, { recursive: true });
});
