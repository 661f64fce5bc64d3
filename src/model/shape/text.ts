import { printable } from '../printable';
import { secretIn, secretInData, secretInSql, withoutSecrets } from './secrets';
import type { Shape } from './visitor';

/** What JavaScript makes of an object in a text, and of a construct of this library. Programs may hold `[object Array]` and the like. */
const OBJECT_AS_TEXT = /\[object (?:Object|\w+ [^\]]*)\]/;

/** A URI whose host or port is what JavaScript makes of nothing, or of a Port. */
const NOTHING_IN_URI =
  /:\/\/(?:[^\s/?#]*@)?(?:(undefined|null)(?![^\s:/?#])|[^\s/?#:@]*:(undefined|null|NaN|(?:tcp|udp|sctp)\/\d+)(?![\w.-]))/;

/** What of a text stands there in place of something else. */
function lostIn(item: string): string | undefined {
  const [, host, port] = NOTHING_IN_URI.exec(item) ?? [];
  return OBJECT_AS_TEXT.exec(item)?.[0] ?? host ?? port;
}

/** Text of which some characters are no part, because not all that it is written into (shells, XML, YAML of either version) keeps them. */
const textWithout =
  (foreign: RegExp, rule: string, secretOf = secretIn): Shape =>
  (item, where, visit) => {
    if (typeof item !== 'string') return visit.defect(where, 'text', item);
    const secret = secretOf(item);
    if (secret) return visit.secret(where, secret);
    const lost = lostIn(item);
    if (lost !== undefined) return visit.object(where, lost);
    const found = foreign.exec(item);
    if (!found) return;
    visit.foreign(where, { name: `U+${hex(found[0]).toUpperCase()}`, rule, position: found.index + 1 });
  };

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');

/** Text of a user within a sentence: quoted, not too long, printable, and nothing that only its owner may know. */
export function shown(item: string): string {
  const told = withoutSecrets(item);
  return printable(JSON.stringify(told.length > LONGEST_SHOWN ? `${told.slice(0, LONGEST_SHOWN)}…` : told));
}

const LONGEST_SHOWN = 100;

/** Text on one line, without control characters. U+0085, U+2028 and U+2029 are line breaks to some readers. */
export const text = textWithout(
  /[\p{Cc}\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u,
  'Text is on one line here, and without control characters.',
);

const FOREIGN_TO_LINES = /[^\P{Cc}\t\r\n]|[\p{Cs}\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

const LINES = 'Text may have several lines and tabs here, and no other control characters.';

/** Text for people: tabs and line breaks are as good as blanks. */
export const prose = textWithout(FOREIGN_TO_LINES, LINES);

/** Statements for a database. */
export const sql = textWithout(FOREIGN_TO_LINES, LINES, secretInSql);

/** Text for programs: everything that an environment variable can hold. */
export const data = textWithout(
  /[\0\p{Cs}]/u,
  'No environment variable and no text of a file can hold it; what is no text is given as FileSource.bytes(…).',
  secretInData,
);

export const filled: Shape = (item, where, visit) => {
  if (typeof item === 'string' && item.trim() === '') visit.defect(where, 'text that is not empty', item);
  else text(item, where, visit);
};

/** Text of a certain form. */
export const grammar =
  (expected: string, holds: (item: string) => boolean): Shape =>
  (item, where, visit) => {
    let plain = true;
    const noting =
      <Found extends unknown[]>(tell: (...found: Found) => void) =>
      (...found: Found): void => {
        plain = false;
        tell(...found);
      };
    text(item, where, {
      ...visit,
      defect: noting(visit.defect),
      foreign: noting(visit.foreign),
      secret: noting(visit.secret),
      object: noting(visit.object),
    });
    if (plain && !holds(item as string)) visit.defect(where, expected, item);
  };
