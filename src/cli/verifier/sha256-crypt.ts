import { createHash } from 'node:crypto';

/**
 * SHA-crypt with SHA-256 ("Unix crypt using SHA-256 and SHA-512", Ulrich Drepper), with salts of any length: MySQL's have 20 bytes, where
 * the original cuts them to 16.
 * @returns the digest's 43 characters, without prefix and salt
 */
export function sha256Crypt(password: Buffer, salt: Buffer, rounds: number): string {
  const inner = sha256(password, salt, password);
  const bits: Buffer[] = [];
  for (let left = password.length; left > 0; left >>= 1) bits.push(left & 1 ? inner : password);
  let digest = sha256(password, salt, repeated(inner, password.length), ...bits);
  const p = repeated(sha256(...Array<Buffer>(password.length).fill(password)), password.length);
  const s = repeated(sha256(...Array<Buffer>(16 + (digest[0] ?? 0)).fill(salt)), salt.length);
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1;
    digest = sha256(odd ? p : digest, ...(round % 3 ? [s] : []), ...(round % 7 ? [p] : []), odd ? digest : p);
  }
  return encode(digest);
}

const sha256 = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** `length` bytes of a text that goes on and on. */
const repeated = (text: Buffer, length: number): Buffer => Buffer.alloc(length, text);

const CHARACTERS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Its own base 64, over bytes in an order of its own. */
function encode(digest: Buffer): string {
  const byte = (index: number): number => digest[index] ?? 0;
  const characters = (value: number, count: number): string =>
    Array.from({ length: count }, (_, place) => CHARACTERS.charAt((value >> (6 * place)) & 63)).join('');
  let text = '';
  let triple = [0, 10, 20];
  for (let group = 0; group < 10; group++) {
    const [high = 0, middle = 0, low = 0] = triple;
    text += characters((byte(high) << 16) | (byte(middle) << 8) | byte(low), 4);
    triple = [low + 1, high + 1, middle + 1];
  }
  return text + characters((byte(31) << 8) | byte(30), 3);
}
