import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { EngineName } from '../../model';
import { sha256Crypt } from './sha256-crypt';

/** What an engine keeps in place of a password. */
export interface VerifierMaker {
  /** Bytes that are drawn at random. */
  readonly saltBytes: number;
  /** Why a password cannot be had, in words. Unset: it can. */
  readonly refuses?: (password: string) => string | undefined;
  readonly make: (password: string, salt: Buffer) => string;
}

const sha1 = (data: Buffer | string): Buffer => createHash('sha1').update(data).digest();

/** Characters of a salt that MySQL takes: any but `$` and NUL would do. */
const SALT_CHARACTERS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What "ACL SETUSER" takes behind `#`. Without salt: a password that can be guessed can be found. */
const PLAIN_DIGEST: VerifierMaker = { saltBytes: 0, make: (password) => createHash('sha256').update(password).digest('hex') };

const NOT_ASCII = 'it has other characters than printable ASCII';

/** SASLprep (RFC 4013) leaves ASCII as it is. */
const unlessAscii =
  (instead: string) =>
  (password: string): string | undefined =>
    /^[ -~]*$/.test(password) ? undefined : `${NOT_ASCII}: ${instead}`;

/** RFC 7677, as PostgreSQL writes it. */
function scram(password: string, salt: Buffer, rounds: number): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}

export const VERIFIERS: { readonly [E in EngineName]: VerifierMaker } = {
  // PostgreSQL, "pg_authid"; RFC 7677.
  postgresql: {
    saltBytes: 16,
    refuses: unlessAscii('set such a one with \\password of psql instead'),
    make: (password, salt) => scram(password, salt, 4096),
  },
  // caching_sha2_password: `$A$`, thousands of rounds, `$`, 20 characters of salt and SHA-crypt's digest, all in hexadecimal.
  mysql: {
    saltBytes: 20,
    make: (password, bytes) => {
      const salt = Buffer.from([...bytes].map((byte) => SALT_CHARACTERS.charAt(byte % 64)).join(''));
      const digest = sha256Crypt(Buffer.from(password), salt, 5000);
      return `0x${Buffer.concat([Buffer.from('$A$005$'), salt, Buffer.from(digest)]).toString('hex')}`;
    },
  },
  // mysql_native_password.
  mariadb: {
    saltBytes: 0,
    make: (password) => `*${sha1(sha1(password)).toString('hex').toUpperCase()}`,
  },
  redis: PLAIN_DIGEST,
  valkey: PLAIN_DIGEST,
  // rabbitmq.com, "Credentials and Passwords": rabbit_password_hashing_sha256.
  rabbitmq: {
    saltBytes: 4,
    make: (password, salt) => Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64'),
  },
  // MongoDB, "scramSHA256IterationCount": its default.
  mongodb: {
    saltBytes: 28,
    refuses: unlessAscii('set such a one with changeUserPassword() of mongosh instead'),
    make: (password, salt) => scram(password, salt, 15_000),
  },
};
