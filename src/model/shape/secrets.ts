import type { SecretText } from './visitor';

/** As OpenSSL, OpenSSH and PuTTY write it. */
export const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File/;

/** As Amazon, GitHub, GitLab, Slack and Stripe make them, and signed JSON Web Tokens. */
const ACCESS_TOKEN =
  /\b(AKIA[0-9A-Z]{16}|gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})/;
/** In a URI, behind a user: no variable that a container fills in. */
const PASSWORD_IN_URI = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:(?!\$\()[^\s/?#@]+@/i;

/** What only its owner may know, as it is found in a text for people: more than what is refused, since nobody misses what is hidden there. */
const HIDDEN: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^"]*|PuTTY-User-Key-File[^"]*/gi, '(a private key)'],
  [new RegExp(ACCESS_TOKEN.source, 'gi'), '(an access token)'],
  // A password that is not escaped may hold everything. In an id, constructs writes hyphens for slashes.
  [/(\b[a-z][a-z0-9+.-]*:(?:\/\/|----)[^\s/?#@:"]*:)[^\s"]+@/gi, '$1***@'],
  [/(\bhttps?:(?:\/\/|----))[^\s/?#@"]+@/gi, '$1***@'],
  [/((?:password|passwd|pwd|secret|token)=)[^\s"&;]+/gi, '$1***'],
];

/** Text for people without what it gives away. */
export const withoutSecrets = (text: string): string => HIDDEN.reduce((shown, [form, instead]) => shown.replace(form, instead), text);

/** What a text gives away. */
export function secretIn(item: string): SecretText | undefined {
  if (PRIVATE_KEY.test(item)) return 'private-key';
  return ACCESS_TOKEN.test(item) ? 'access-token' : undefined;
}

/** What a text for a program gives away. */
export const secretInData = (item: string): SecretText | undefined =>
  secretIn(item) ?? (PASSWORD_IN_URI.test(item) ? 'password' : undefined);

/** Whether a text gives away what only its owner may know. */
export const holdsSecret = (text: string): boolean => secretInData(text) !== undefined;

/**
 * Passwords as statements of PostgreSQL, MySQL and MariaDB say them: of roles and accounts, of servers that are connected to; and
 * those that a statement makes a hash of.
 */
const PASSWORDS_IN_SQL: readonly RegExp[] = [
  /(?:\b|_)(?:password|passwd|pwd)["']?\s*(?:=>?|:=?|\()?\s*[en]?(?:'[^']|"[^"]|\$\w*\$)/i,
  /\bidentified\s+(?:(?:with|via)\s+\S+\s+)?(?:by|as|using)\s+(?:password\s*\(?\s*)?(?:'[^']|"[^"]|0x)/i,
  /\b(?:host|hostaddr|user|dbname|port)=[^'"]*\bpassword=[^\s'"]/i,
  /\bcrypt\s*\(\s*'/i,
];

export const secretInSql = (item: string): SecretText | undefined =>
  secretInData(item) ?? (PASSWORDS_IN_SQL.some((form) => form.test(item)) ? 'password-in-sql' : undefined);
