import { NotUnderstoodError } from '../../errors';
import type { FirstBoot } from '../first-boot';
import { file, type ServerTls } from './server';

const PROGRAM = '/usr/local/sbin/isthmus-database-tls';
const WATCH = 'isthmus-database-tls.path';

/** Takes a renewed certificate of nobody but whom its `ssl_ca` has. */
const ASKS_WHO_SIGNS = 'ALTER INSTANCE RELOAD TLS';

/** Paths that a server's settings name; undefined where they name none. */
interface Read {
  readonly certificate?: string;
  readonly key?: string;
  /** Where it has both in one file. */
  readonly both?: string;
  /** Who has signed it, as the server knows it. */
  readonly signer?: string;
}

/**
 * What puts a certificate where the server reads it.
 * @param script that brings the server up
 */
export function readTls(boot: FirstBoot, script: string, read: Read): ServerTls {
  const program = boot.files.get(PROGRAM);
  const [runs, starts] = [script.indexOf(`\n${PROGRAM}\n`), script.search(/^systemctl restart /m)];
  if (program === undefined || runs < 0 || starts < runs) throw new NotUnderstoodError('TLS with a certificate that nothing brings');
  const word = (pattern: RegExp, what: string): string => {
    const [, found] = pattern.exec(program) ?? [];
    if (found === undefined) throw new NotUnderstoodError(`${PROGRAM}: ${what}`);
    return found;
  };
  const put = {
    certificate: word(/^put 0644 "\$certificate" (\S+)$/m, 'where the certificate goes'),
    key: word(/^put 0640 "\$key" (\S+)$/m, 'where the key goes, for the server alone to read'),
  };
  const [, both] = /^\(cat "\$key"; echo; cat "\$certificate"\) \| put 0640 \/dev\/stdin (\S+)$/m.exec(program) ?? [];
  if (both !== read.both || (both === undefined && (put.certificate !== read.certificate || put.key !== read.key)))
    throw new NotUnderstoodError(
      `the server proves itself with ${read.both ?? `${read.certificate} and ${read.key}`}, which nothing brings`,
    );
  const signer = word(/^put 0644 "\$trusted" (\S+)$/m, 'where it says who has signed the certificate');
  if (program.includes(ASKS_WHO_SIGNS) && read.signer !== signer)
    throw new NotUnderstoodError('the server takes no renewed certificate: it does not know who has signed it');
  const from = (path: string): string => {
    const content = boot.contents.get(path);
    return content?.startsWith('variable ') ? content : path;
  };
  const trusted = word(/^trusted=(\S+)$/m, 'whom clients trust');
  const request = /openssl req -x509 -config (\S+) /.exec(program)?.[1];
  const asked = file(boot, word(/^done < (\S+)$/m, 'the names that it has to hold for'), 'the names of a certificate')
    .trim()
    .split('\n');
  const held =
    request === undefined
      ? asked
      : [...file(boot, request, 'what a certificate is made of').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name);
  const signs = program.includes('openssl verify -purpose sslserver -CAfile "$trusted" ');
  if (trusted !== '$certificate' && !signs) throw new NotUnderstoodError(`${PROGRAM}: a certificate that anybody has signed`);
  if (held.join() !== asked.join()) throw new NotUnderstoodError(`${PROGRAM}: a certificate for ${held.join()}, not for ${asked.join()}`);
  const [certificate, key] = [
    word(/^certificate=(\S+)$/m, 'where the certificate comes from'),
    word(/^key=(\S+)$/m, 'where the key comes from'),
  ];
  const watched = [...(boot.files.get(`/etc/systemd/system/${WATCH}`) ?? '').matchAll(/^PathChanged=(\S+)$/gm)].map(([, path]) => path);
  if (!script.includes(`\nsystemctl enable --now ${WATCH}\n`) || !watched.includes(certificate) || !watched.includes(key))
    throw new NotUnderstoodError('nobody notices a new certificate of the server');
  return {
    certificate: from(certificate),
    key: from(key),
    made: request !== undefined,
    names: asked,
    ...(trusted !== '$certificate' && { trusted: file(boot, trusted, 'whom clients trust') }),
  };
}
