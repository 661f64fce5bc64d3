import type { Lock } from '../model/lock/lock';
import { parseLock } from '../model/lock/parse';
import { InvalidSystemError } from '../model/problem';
import { environmentsShareHost } from '../model/problems';
import { environment } from './environment';
import { lockFile, lockFilesHere, lockTextAt } from './lock-file';

/**
 * Holds a new lock against those of the other environments beside it: objects on hosts are called after the system, so that two systems
 * of one name on one host would take each other's for their own. Hosts that are reached locally (`qemu:///system`) may be different ones.
 *
 * @throws InvalidSystemError when two environments would meet, or a lock beside it cannot be read
 */
export function checkNeighbours(lock: Lock): void {
  const mine = environment();
  if (mine === undefined) return;
  const problems = lockFilesHere()
    .filter((file) => file !== lockFile())
    .flatMap((file) => {
      // A link to nowhere has no text.
      const other = parseLock(lockTextAt(file) ?? '', () => {});
      if (other?.system !== lock.system) return [];
      const theirs = new Set(remoteHosts(other).map(({ connection }) => connection));
      return remoteHosts(lock)
        .filter(({ connection }) => theirs.has(connection))
        .map(({ name, connection }) => environmentsShareHost({ system: lock.system, mine, file, host: name, connection }));
    });
  if (problems.length > 0) throw new InvalidSystemError(problems);
}

const remoteHosts = ({ hosts }: Lock): readonly { readonly name: string; readonly connection: string }[] =>
  Object.entries(hosts)
    .map(([name, { connection }]) => ({ name, connection }))
    .filter(({ connection }) => /^[^:]+:\/\/[^/]/.test(connection));
