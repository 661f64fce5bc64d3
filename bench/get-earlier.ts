import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileFolder } from './compile-folder';

/** Before any of this was measured: what two goals are about. */
export const EARLIER = 'f523e9b';

/**
 * Compiles the earlier version of this library, with its bindings, out of git's history, once. Its dependencies are those of today.
 * @returns the folder of what is compiled; undefined, with a line that says why, where the history does not reach so far
 */
export function getEarlier(root: string): string | undefined {
  const cache = join(root, 'node_modules/.cache');
  const folder = join(cache, `isthmus-${EARLIER}`);
  if (existsSync(folder)) return folder;
  const { status } = spawnSync('git', ['cat-file', '-e', `${EARLIER}^{commit}`], { cwd: root });
  if (status !== 0) {
    console.log(`skipped: the version ${EARLIER}, which is not in the history of this folder`);
    return undefined;
  }
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'earlier-'));
  try {
    const archive = join(work, 'archive.tar');
    execFileSync('git', ['archive', '--output', archive, EARLIER, 'src', 'bench', 'packages/provider-libvirt'], { cwd: root });
    const source = join(work, 'source');
    mkdirSync(source);
    execFileSync('tar', ['-xf', archive, '-C', source]);
    const compiled = join(work, 'compiled');
    for (const name of ['src', 'bench']) compileFolder(join(source, name), join(compiled, name));
    const bindings = join(compiled, 'node_modules/@cdktf/provider-libvirt');
    compileFolder(join(source, 'packages/provider-libvirt/src'), join(bindings, 'lib'));
    cpSync(join(source, 'packages/provider-libvirt/package.json'), join(bindings, 'package.json'));
    renameSync(compiled, folder);
  } finally {
    rmSync(work, { recursive: true });
  }
  return folder;
}
