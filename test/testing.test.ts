import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthKubernetes, synthTerraform } from '../src/testing';
import { Shop } from '../system';

test("users' snapshots leave nothing in the temporary folder or beside the test", () => {
  const { TMPDIR } = process.env;
  const [temporary, beside] = [mkdtempSync(join(tmpdir(), 'isthmus-test-')), mkdtempSync(join(tmpdir(), 'isthmus-test-'))];
  const home = process.cwd();
  process.env.TMPDIR = temporary;
  process.chdir(beside);
  try {
    expect(Object.keys(synthTerraform(new Shop()))).toEqual(['stacks/shop/cdk.tf.json']);
    expect(Object.keys(synthKubernetes(new Shop()))).toContain('50-order-service.k8s.yaml');
    expect([readdirSync(temporary), readdirSync(beside)]).toEqual([[], []]);
  } finally {
    process.chdir(home);
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    for (const folder of [temporary, beside]) rmSync(folder, { recursive: true });
  }
});
