import { NotUnderstoodError, reading } from '../../errors';
import { type FirstBoot, runs } from '../first-boot';
import { mongodb } from './mongodb';
import { mysql } from './mysql';
import { postgresql } from './postgresql';
import { rabbitmq } from './rabbitmq';
import { redis } from './redis';
import type { DatabaseServer } from './server';

export type { Client, DatabaseServer, InitialSql, Right } from './server';

const PROGRAM = '/usr/local/sbin/isthmus-database';

/**
 * The database server that the first boot brings up; unset when it brings up none.
 *
 * @throws NotUnderstoodError for access rules without a known meaning
 */
export function readDatabase(boot: FirstBoot): DatabaseServer | undefined {
  const script = boot.files.get(PROGRAM);
  if (script === undefined || !runs(boot, PROGRAM)) return undefined;
  return reading(PROGRAM, () => {
    const [, read] = SERVERS.find(([word]) => script.includes(word)) ?? [];
    if (!read) throw new NotUnderstoodError('a server that is brought up in an unknown way');
    return read(boot, script);
  });
}

/** By what their set-up cannot do without. */
const SERVERS: readonly (readonly [string, (boot: FirstBoot, script: string) => DatabaseServer])[] = [
  ['psql ', postgresql],
  ['mysql --user=root ', mysql],
  ['redis-users.acl', redis],
  ['rabbitmqctl ', rabbitmq],
  ['/etc/mongod.conf', mongodb],
];
