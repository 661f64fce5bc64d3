import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A certificate for a host name and its key, in one file of a folder, made by openssl (Debian: openssl).
 * @returns path of the file
 */
export function certificateIn(folder: string, hostname = 'shop.example'): string {
  const [key, certificate, both] = ['key', 'certificate', `${hostname}.pem`].map((name) => join(folder, name)) as [string, string, string];
  const words = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    `/CN=${hostname}`,
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  execFileSync('openssl', words, { stdio: 'ignore' });
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  return both;
}
