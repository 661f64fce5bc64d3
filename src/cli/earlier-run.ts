import { readConfig } from './config';
import { askGit } from './git';
import { isLink, LOCK_FILE } from './lock-file';
import { readList } from './output/written';
import { OUTPUTS, type Side } from './stage';
import { stateAddresses, stateFile } from './state';

/** What shows that a lock was there, and how it can be had back. */
export interface Trace {
  readonly words: string;
  readonly restore: string;
}

/** The first sign that this is not the first run for a system; undefined when there is none. */
export function earlierRun(system: string): Trace | undefined {
  const commit = askGit('log', '-1', '--diff-filter=AM', '--format=%h', '--', LOCK_FILE);
  const restore =
    commit === undefined
      ? 'Restore it from a backup, or from whoever ran it last'
      : `Restore it (\`git checkout ${commit} -- ${LOCK_FILE}\`)`;
  const words = [linkText, stateText, outputText, () => commit && `git has it, last in the commit ${commit}`];
  for (const look of words) {
    const found = look(system);
    if (found) return { words: found, restore };
  }
  return undefined;
}

const linkText = (): string | undefined => (isLink(LOCK_FILE) ? 'a link of that name leads nowhere' : undefined);

function stateText(system: string): string | undefined {
  const file = stateFile(system);
  const count = stateAddresses(file).filter((address) => address.startsWith('libvirt_')).length;
  return count > 0 ? `${file} knows ${count} object${count === 1 ? '' : 's'} on the hosts` : undefined;
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
    return OUTPUTS[side].folder;
  }
}
