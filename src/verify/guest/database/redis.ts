import { NotUnderstoodError } from '../../errors';
import { ALL_ADDRESSES } from '../../sets/addresses';
import type { FirstBoot } from '../first-boot';
import { type Client, type DatabaseServer, file, type Right } from './server';
import { readTls } from './tls';

/** Users are asked for a password wherever they come from. */
export function redis(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(boot, /^grep -qxF 'include (\S+)' /m.exec(script)?.[1], 'the configuration that the server includes');
  const word = (name: string): string | undefined => new RegExp(`^${name} (.+)$`, 'm').exec(settings)?.[1];
  const list = word('aclfile') ?? ' ';
  // The first ones are written; each of the others takes the place of one of its name.
  const first = new RegExp(`^ *printf '%s\\\\n' 'user default off' "user root on #\\$own [^"]*" > ${list}$`, 'm');
  if (!first.test(script)) throw new NotUnderstoodError('users that are made in an unknown way');
  const users = [...script.matchAll(new RegExp(`^ *printf '%s\\\\n' "user (\\S+) on ([^"]*)" >> ${list}$`, 'gm'))];
  if (users.length === 0 || users.length !== script.split(`>> ${list}\n`).length - 1)
    throw new NotUnderstoodError('users that are made in an unknown way');
  return {
    port: Number(word('tls-port') ?? word('port')),
    listensAt: word('bind') ?? '*',
    clients: users.filter((user) => !isWatcher(user)).flatMap(([, name = '', rights = '']) => readUser(name, rights)),
    listsClients: false,
    plaintext: word('port') !== '0',
    ...(word('tls-port') !== undefined && {
      tls: readTls(boot, script, { certificate: word('tls-cert-file'), key: word('tls-key-file') }),
    }),
    initialSql: [],
  };
}

/** The account of its exporter is read where exporters are. */
const isWatcher = ([, name = '', rights = '']: RegExpMatchArray): boolean => name === 'prometheus' && rights.startsWith('#$watcher ');

const PATTERNS = '((?:~|%R~|&)[A-Za-z0-9:._/*-]+ )+';
const SUBSCRIBE = String.raw`\+subscribe \+unsubscribe \+psubscribe \+punsubscribe`;
const BEYOND = '-@dangerous -@admin( -scan -randomkey)?';
const LESSER = new RegExp(
  String.raw`^#\$verifier (?<patterns>${PATTERNS})\+@connection \+@transaction \+@read( \+@write)? ${SUBSCRIBE}(?<publishes> \+publish)? ${BEYOND}$`,
);

function readUser(role: string, rights: string): readonly Client[] {
  const from = { addresses: ALL_ADDRESSES, role };
  if (!/^#\$verifier /.test(rights) || rights.includes('nopass')) throw new NotUnderstoodError(`the user ${role} needs no password`);
  if (/^#\$verifier ~\*( &\*)? \+@all -@admin$/.test(rights)) return [{ ...from, database: '*', may: 'own' }];
  const found = LESSER.exec(rights);
  if (!found) throw new NotUnderstoodError(`what the user ${role} may do: ${rights}`);
  const { patterns = '', publishes } = found.groups ?? {};
  const isAll = / [~%R]*~\* /.test(` ${patterns}`);
  if (!isAll && !rights.endsWith(' -randomkey')) throw new NotUnderstoodError(`the user ${role} sees the names of all keys`);
  const may: Right = rights.includes(' +@write ') && publishes !== undefined ? 'write' : 'read';
  if (may === 'read' && rights.includes(' +@write ')) throw new NotUnderstoodError(`what the user ${role} may do: ${rights}`);
  return patterns
    .trim()
    .split(' ')
    .filter((pattern) => !pattern.startsWith('&'))
    .map((pattern) => {
      const [, only = '', keys = ''] = /^(%R)?~(.*)$/.exec(pattern) ?? [];
      return { ...from, database: keys, may: only === '' ? may : 'read' };
    });
}
