import { InvalidSystemError, type Lock, type Problem, problemText, type System } from '../../../src/model';
import * as problems from '../../../src/model/problems';
import type { Warning } from '../../../src/model/resolved';
import { isRecord } from '../../../src/model/shape';
import { everything, retiring } from '../texts/everything';
import { ODD } from '../texts/odd';
import { insteadAt, type Say, usualTexts } from '../texts/say';

/** Whatever users, files and programs call things, people are told of it in lines of this library, which no terminal and no log obeys. */

/** Written down apart from what escapes them: control characters, marks of direction and of byte order, separators, halves of characters. */
const OBEYED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/u;

/** What only its owner may know, in the forms above. */
const SECRET = /hunter2/i;

/** More than any problem of this library says by itself of usual texts. */
const LONGEST = 3000;

const FORMS: typeof ODD = {
  ...ODD,
  'a title of a terminal': (usual) => `\x1b]0;${usual}\x07`,
  'a control character of C1': (usual) => `${usual}\x9b2J`,
  'a line of a log': (usual) => `${usual}\n::error::all is lost`,
  'turned around': (usual) => `\u2067${usual}\u2066`,
  'nothing to be seen': (usual) => `${usual}\u200b\u{e0041}`,
  'an address with a password': () => 'postgres://app:hunter2@db.example/x',
  'an address with a password that is not escaped': (usual) => `http://app:a@/hunter2@${usual}`,
  'an address with a token': () => 'https://hunter2token@host.example/x',
  'a password in a query': (usual) => `${usual}?a=b&password=hunter2&c`,
  'an access token': () => 'ghp_hunter2aaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'a private key': () => '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
  'very long, in words': (usual) => `${usual} ${'of words '.repeat(700)}`,
};

const defectsOf = ({ path, message, ...rest }: Problem | Warning): readonly string[] =>
  [path, message, ...('fix' in rest ? [rest.fix] : [])]
    .filter((text) => OBEYED.test(text) || SECRET.test(text) || text.length > LONGEST)
    .map((text) => `${rest.code}: ${JSON.stringify(text).slice(0, 200)} (${text.length})`);

interface Told {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

function told(make: () => { readonly system: System; readonly lock?: Lock }): Told {
  try {
    const { system, lock } = make();
    return { problems: [], warnings: system.resolve({ lock }).warnings };
  } catch (error) {
    if (!(error instanceof InvalidSystemError)) throw error;
    return { problems: error.problems, warnings: [] };
  }
}

const SYSTEMS: Readonly<Record<string, (say: Say) => { readonly system: System; readonly lock?: Lock }>> = {
  'all that can be said': (say) => ({ system: everything(say) }),
  'what is let go of': retiring,
};

describe.each(Object.entries(SYSTEMS))('of a system of %s', (_name, make) => {
  const usual = usualTexts(make);

  const forms = Object.values(FORMS);
  const TURNS = 12;

  // Each place gets another form in each turn, and in each of them each form some of the places.
  test.each(Array.from({ length: TURNS }, (_, turn) => Math.floor((turn * forms.length) / TURNS)))('turn %i', (index) => {
    const others = new Map([...usual.keys()].map((place) => [place, forms[(place + index) % forms.length] as (text: string) => string]));
    const { problems: found, warnings } = told(() => make(insteadAt(others)));
    expect([...found, ...warnings].flatMap(defectsOf)).toEqual([]);
    const lines = new InvalidSystemError(found).message.split('\n');
    expect(lines).toHaveLength(1 + found.length * 4);
  });
});

describe('where the name of something secret is asked, and the secret itself is given', () => {
  const usual = usualTexts(everything);
  /** Of sensitive variables, and of what Secrets hold. */
  const NAMES = [
    ...['app_licence', 'registration_key', 'books_administrator', 'books_operator', 'books_joiner', 'books_pfx', 'books_pfx_password'],
    ...['books_key', 'password', 'tls.crt', 'tls.key', '.dockerconfigjson', 'ca.crt', 'key'],
  ];
  const places = NAMES.flatMap((name) => usual.flatMap((text, place) => (text === name ? [[name, place] as const] : [])));

  // Elsewhere the same word is what a store of secrets calls something, which it may do as it likes.
  test.each(NAMES)('%s', (name) => {
    const all = places.filter(([each]) => each === name).map(([, place]) => place);
    const found = all.map(
      (place) => told(() => ({ system: everything(insteadAt(new Map([[place, () => 'Hunter2!pass wort']]))) })).problems,
    );
    expect(found.some((each) => each.length > 0)).toBe(true);
    expect(found.flat().flatMap(defectsOf)).toEqual([]);
  });
});

describe('of the catalogue', () => {
  const odd = Object.values(FORMS)
    .map((form) => form('name'))
    .join(' ');

  /** What is asked where no text is. */
  const OTHERS: readonly unknown[] = [[odd, odd], 3, { [odd]: odd }, undefined, [[odd, odd]]];
  /** What stands beside them. */
  const NO_PROBLEMS = new Set(['labelsText', 'WAYS_OUT']);
  type Maker = (...all: unknown[]) => Problem | readonly unknown[];
  const makers = Object.entries(problems as unknown as Readonly<Record<string, Maker>>).filter(([name]) => !NO_PROBLEMS.has(name));

  /** All texts, then as many as there may be that are none. */
  function* argumentsOf(count: number, others = 3): Generator<readonly unknown[]> {
    if (count === 0) return yield [];
    for (const rest of argumentsOf(count - 1, others)) yield [...rest, odd];
    if (others > 0) for (const rest of argumentsOf(count - 1, others - 1)) for (const given of OTHERS) yield [...rest, given];
  }

  /** What asks for words of its own, or for objects with names of their own. */
  const BY_WORDS: Readonly<Record<string, readonly unknown[]>> = {
    flowNotRoutable: [odd, odd, odd, 'subnet'],
    migrationPortsDiffer: [odd, { name: odd, port: odd }, { name: odd, listens: [odd] }],
    overlap: ['SUBNET_OVERLAP', odd, odd, odd],
    toolFailed: ['virsh', odd, odd],
  };

  /** The first problems that come of odd texts. */
  function made(name: string, make: Maker): readonly Problem[] {
    const all: Problem[] = [];
    for (const given of name in BY_WORDS ? [BY_WORDS[name] as readonly unknown[]] : argumentsOf(make.length)) {
      try {
        all.push(...[make(...given)].flat().filter(isProblem));
      } catch {
        // It asks for something else than these.
      }
      if (all.length >= 4) break;
    }
    return all;
  }

  const isProblem = (made: unknown): made is Problem =>
    isRecord(made) && [made.code, made.path, made.message, made.fix].every((text) => typeof text === 'string');

  test.each(makers)('%s', (name, make) => {
    const all = made(name, make);
    expect(all).not.toEqual([]);
    const error = new InvalidSystemError(all);
    expect(
      error.problems.filter(({ path, message, fix }) => [path, message, fix].some((text) => OBEYED.test(text) || SECRET.test(text))),
    ).toEqual([]);
    // Whoever hands them on tells them once more.
    expect(new InvalidSystemError(error.problems).problems).toEqual(error.problems);
    for (const problem of all) expect(problemText(problem).split('\n')).toHaveLength(3);
  });
});
