import { existsSync } from 'node:fs';
import { countOf } from '../model/values';
import { readConfig } from './config';
import { environment, outputFolderOf } from './environment';
import { askGit } from './git';
import { isLink, lockFile } from './lock-file';
import { readList } from './output/written';
import { OUTPUTS, type Side } from './stage';
import { stateAddresses, stateFile, stateFilesHere } from './state';

/** What shows that a lock was there, and how it can be had back. */
export interface Trace {
  readonly words: string;
  readonly restore: string;
}

/** The first sign that this is not the first run for a system; undefined when there is none. */
export function earlierRun(system: string): Trace | undefined {
  const undivided = lockBeforeEnvironments(system);
  if (undivided) return undivided;
  const commit = askGit('log', '-1', '--diff-filter=AM', '--format=%h', '--', lockFile());
  const restore =
    commit === undefined
      ? 'Restore it from a backup, or from whoever ran it last'
      : `Restore it (\`git checkout ${commit} -- ${lockFile()}\`)`;
  const words = [linkText, stateText, outputText, () => commit && `git has it, last in the commit ${commit}`];
  for (const look of words) {
    const found = look(system);
    if (found) return { words: found, restore };
  }
  return undefined;
}

/** A project that is given environments has the lock, and the state, of what was applied before: one of them has to take both over. */
function lockBeforeEnvironments(system: string): Trace | undefined {
  const name = environment();
  const [lock, state] = ['isthmus.lock.json', `terraform.${system}.tfstate`];
  if (name === undefined || !existsSync(lock)) return undefined;
  const moves = [`git mv ${lock} ${lockFile()}`, ...(existsSync(state) ? [`mv ${state} ${stateFile(system, environment())}`] : [])];
  return {
    words: 'the lock file of the time before there were environments is here',
    restore: `If what is applied is "${name}", let it take that over (\`${moves.join(' && ')}\`). If it is another environment, do so for that one first`,
  };
}

const linkText = (): string | undefined => (isLink(lockFile()) ? 'a link of that name leads nowhere' : undefined);

function stateText(system: string): string | undefined {
  for (const file of stateFilesHere(system)) {
    const count = stateAddresses(file).filter((address) => address.startsWith('libvirt_')).length;
    if (count > 0) return `${file} knows ${countOf(count, 'object')} on the hosts`;
  }
  return undefined;
}

function outputText(): string | undefined {
  const folder = (Object.keys(OUTPUTS) as Side[]).map(outputOf).find((each) => readList(each) !== undefined);
  return folder === undefined ? undefined : `${folder}/ holds what an earlier run has written`;
}

function outputOf(side: Side): string {
  try {
    return readConfig(side, '.').output;
  } catch {
    // Whoever runs a program without its command line tool needs no configuration.
    return outputFolderOf(environment(), OUTPUTS[side].folder);
  }
}
