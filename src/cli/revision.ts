import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { revisionUnknown } from '../model/problems';
import { CommandError } from './command-error';
import { git } from './git';
import { temporaryFolder } from './temporary';

/**
 * Lets `use` work on the project as it was at a git revision: in a working tree of its own, with today's `node_modules`.
 * The user's tree and index are not touched, and nothing is left behind.
 * @param use is given the project's folder
 * @throws CommandError when git does not know the revision
 */
export async function withRevision<T>(revision: string, use: (folder: string) => T | Promise<T>): Promise<T> {
  const unknown = revisionUnknown(revision);
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], unknown);
  const prefix = git(['rev-parse', '--show-prefix'], unknown);
  const temporary = temporaryFolder();
  const tree = join(temporary, 'tree');
  try {
    git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--quiet', '--detach', tree, commit], `git cannot check out "${revision}".`);
    const folder = join(tree, prefix);
    if (!existsSync(folder)) throw new CommandError(`The folder ${prefix} does not exist at "${revision}".`);
    linkModules(tree, folder);
    return await use(folder);
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', tree]);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * What stands in a file, or was in the project at a git revision: as users say what something is compared with.
 * @param inProject is given the project's folder, and how the user called it
 */
export async function fromFileOrRevision<T>(
  named: string,
  fromFile: (file: string) => T,
  inProject: (folder: string, of: string) => T | Promise<T>,
): Promise<T> {
  // Links to files count.
  const isFile = statSync(named, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? fromFile(named) : withRevision(named, (folder) => inProject(folder, `"${named}"`));
}

/** Modules are not under version control: links to those of the project, and of the folders around it up to the repository. */
function linkModules(tree: string, folder: string): void {
  const depth = relative(tree, folder).split('/').filter(Boolean).length;
  let here = process.cwd();
  let there = folder;
  for (let level = 0; level <= depth; level++) {
    const [modules, link] = [join(here, 'node_modules'), join(there, 'node_modules')];
    if (existsSync(modules) && !existsSync(link)) {
      // A link that is under version control leads nowhere from there.
      rmSync(link, { force: true });
      symlinkSync(modules, link, 'dir');
    }
    here = dirname(here);
    there = dirname(there);
  }
}
