import { NotUnderstoodError } from '../../errors';
import type { FirstBoot } from '../first-boot';
import { file, type ServerReplication } from './server';

const [STANDBY, PROMOTE] = ['/usr/local/sbin/isthmus-standby', '/usr/local/sbin/isthmus-promote'];
const PASSWORD = '/etc/isthmus/replication/password';

/**
 * Whom a server follows, and who may follow it.
 * @param script that brings the server up
 * @param admits addresses from which somebody may log in for all that is written
 */
export function readReplication(
  boot: FirstBoot,
  script: string,
  admits: readonly string[],
  more: Pick<ServerReplication, 'slots' | 'id'>,
): ServerReplication | undefined {
  const program = boot.files.get(STANDBY);
  if (program === undefined) {
    if (admits.length > 0 || script.includes(STANDBY)) throw new NotUnderstoodError('replication by an unknown way');
    return undefined;
  }
  if (!boot.files.has(PROMOTE)) throw new NotUnderstoodError('machines that follow a database, and none of them can take its place');
  const [, list] = /grep "\^\$machine " (\S+)\)/.exec(program) ?? [];
  const members = file(boot, list, 'the machines that have the same data')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', address = '', fqdn = '']) => ({ name, address, fqdn }));
  const [password = ''] = [boot.contents.get(PASSWORD)?.replace(/^variable /, '')];
  // Where there is no data, and where a copy broke off.
  const followed = [
    /^if ! .*exec \S+isthmus-standby (\S+); fi$/m,
    /= copying \]; then exec \S+isthmus-standby --discard-data (\S+); fi$/m,
  ].map((pattern) => pattern.exec(script)?.[1]);
  const [follows, again] = followed;
  if (follows !== again) throw new NotUnderstoodError(`it is to follow ${follows ?? 'nobody'}, or ${again ?? 'nobody'}`);
  return { members, admits, passwordVariable: password, ...(follows !== undefined && { follows }), ...more };
}
