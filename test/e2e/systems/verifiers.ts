import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** What PostgreSQL keeps of a password (RFC 5803). */
export function scramVerifier(password: string): string {
  const salt = 'laboratory salt.';
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest('base64');
  return `SCRAM-SHA-256$4096:${Buffer.from(salt).toString('base64')}$${stored}:${key('Server Key').toString('base64')}`;
}

/** What MariaDB keeps of a password. */
export function nativeVerifier(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

/** What Redis keeps of a password. */
export const digestVerifier = (password: string): string => createHash('sha256').update(password).digest('hex');

/** What RabbitMQ keeps of a password. */
export function rabbitVerifier(password: string): string {
  const salt = Buffer.from('salt');
  return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64');
}
