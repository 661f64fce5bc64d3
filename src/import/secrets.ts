import { holdsSecret } from '../model/shape';

const SECRETIVE = /PASS|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|AUTH/i;
const HARMLESS = /^$|^(true|false|yes|no|on|off)$|^\/[\w./-]*$/i;
/** `--password=…`, `password: …` within a longer text; what a variable stands for is not in it. */
const ASSIGNED = /(pass(word|wd)?|secret|token|api_?key)["']?\s*[=:]\s*(?!\$\()\S/i;
/** `Authorization: Bearer …`, as header lines have it, and `--user name:…`, as curl is told. */
const LOGIN = /\bauthorization["']?\s*[=:]|\b(basic|bearer)\s+(?!\$\()[\w+/=.~-]{8,}|(^|\s)(-u|--user)[\s=]+[^\s:]+:(?!\$\()\S/i;

/** Of times and amounts. */
const AMOUNT = /(SECONDS|MINUTES|HOURS|DAYS|EXPIRY|TTL|TIMEOUT|LENGTH|SIZE|COUNT|PORT)$/i;

/** Whether a text had better not be printed: rather one too many than one too few. @param name what it is the value of */
export const isSecret = (name: string, text: string): boolean =>
  !HARMLESS.test(text) &&
  !(AMOUNT.test(name) && /^\d+$/.test(text)) &&
  (SECRETIVE.test(name) || holdsSecret(text) || ASSIGNED.test(text) || LOGIN.test(`${name} ${text}`));
