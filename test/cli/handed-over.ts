import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResolvedSystem } from '../../src/model/resolved';

/** A project that each test is in, whose program only hands over what was resolved before. For the top of a suite. */
export function inProject(): { readonly put: (system: ResolvedSystem) => void } {
  const home = process.cwd();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
    process.chdir(folder);
    writeFileSync('cdk8s.yaml', 'app: cp system.json $ISTHMUS_STAGE/resolved.json\n');
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });
  return { put: (system) => writeFileSync('system.json', JSON.stringify(system)) };
}
