import { spawnSync } from 'node:child_process';
import type { HostTexts } from '../../import/hosts/facts';
import { toolFailed } from '../../model/problems';
import { CommandError } from '../command-error';

/**
 * Asks a host what it is and has. Only reads.
 * @throws CommandError when virsh is not there, or does not reach the host
 */
export function askHost(uri: string): HostTexts {
  const virsh = (...args: readonly string[]): string => {
    const { status, stdout, stderr, error } = spawnSync('virsh', ['-q', '-c', uri, ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    if (error || status !== 0) throw new CommandError([toolFailed('virsh', `virsh -c ${uri} ${args[0]}`, error?.message ?? stderr)]);
    return stdout;
  };
  const names = virsh('pool-list', '--all', '--name')
    .split('\n')
    .map((name) => name.trim());
  return {
    uri,
    hostname: virsh('hostname').trim(),
    nodeinfo: virsh('nodeinfo'),
    pools: names.filter(Boolean).map((name) => virsh('pool-dumpxml', '--', name)),
  };
}
