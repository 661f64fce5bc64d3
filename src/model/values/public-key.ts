import { createHash } from 'node:crypto';

const TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/**
 * Whether a line is a public key as `authorized_keys` takes it (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"): its type, the key in base64,
 * which begins with the type (RFC 4253, 6.6), and a comment. Options before it are left to the image.
 */
export function isPublicKey(line: string): boolean {
  const [type = '', key = ''] = line.split(' ');
  if (!TYPES.includes(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
  const bytes = Buffer.from(key, 'base64');
  return bytes.length > 4 + type.length && bytes.readUInt32BE(0) === type.length && bytes.toString('latin1', 4, 4 + type.length) === type;
}

/** How `ssh-keygen -l` calls a public key: by the digest of the key alone, whatever its comment. */
export function fingerprint(line: string): string {
  const [, key = ''] = line.split(' ');
  return `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`;
}
