import fc from 'fast-check';
import { textScalar, UnwritableError, writeYaml } from '../../src/yaml';
import { runs } from '../runs';
import { ODD_TEXTS } from './odd-texts';
import { READERS } from './readers';

/** The data come back from every reader as they were. */
function expectRead(data: unknown): void {
  const written = writeYaml(data);
  for (const [name, read] of READERS) {
    const found = attempt(() => read(written));
    if (!same(found, data)) throw new Error(`${name} reads ${JSON.stringify(found)}, not ${JSON.stringify(data)}, from\n${written}`);
  }
}

const attempt = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A text wherever text can stand. */
const everywhere = (text: string): unknown[] => [
  text,
  entry(text, 'at the margin'),
  { value: text, list: [text, [text], { key: text }], map: entry(text, entry(text, text)) },
];

/** As literals in programs, `__proto__` is no key like others. */
const entry = (key: string, value: unknown): object => Object.defineProperty({}, key, { value, enumerable: true });

describe('text comes back from readers of YAML 1.1 and 1.2 as it was', () => {
  test.each(ODD_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s', (_shown, text) => {
    for (const data of everywhere(text)) expectRead(data);
  });

  test('whatever its first, middle and last characters', () => {
    const character = fc.constantFrom(...' \t\n\r-?:,[]{}#&*!|>\'"%@`~<=_.+/\\0189aeExXoObByYnNfFTZ\u0085\u00a0\u2028\ufeffж\u{1f600}');
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => everywhere(text).forEach(expectRead)),
      runs(150),
    );
  });

  test('in any data', () => {
    const leaf = fc.oneof(
      fc.constantFrom(...ODD_TEXTS),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.constant(null),
    );
    const key = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string());
    const { data } = fc.letrec((tie) => ({
      data: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('data'), { maxLength: 4 }),
        fc.dictionary(key, tie('data'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(fc.property(data, expectRead), runs(30));
  });
});

describe('characters', () => {
  /** As YAML 1.1 has it (5.1, "c-printable"), without its line breaks, the tab and the byte order mark. */
  const standsForItself = (code: number): boolean =>
    [
      [0x20, 0x7e],
      [0xa0, 0x2027],
      [0x202a, 0xd7ff],
      [0xe000, 0xfefe],
      [0xff00, 0xfffd],
      [0x10000, 0x10ffff],
    ].some(([from = 0, to = 0]) => code >= from && code <= to);

  test('stand for themselves where both versions call them printable, and are escaped elsewhere', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const text = `a${String.fromCodePoint(code)}a`;
      const written = textScalar(text);
      const right = standsForItself(code) ? written === text : /^"a\\(?:[bfnrt]|u[\da-f]{4})a"$/.test(written);
      if (!right) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  test('of every block of Unicode come back', () => {
    const codes = new Set<number>();
    // One by one where most that are special to readers stand.
    for (const [from, to, step] of [
      [0, 0x300, 1],
      [0x2000, 0x2070, 1],
      [0x300, 0x10ffff, 509],
    ] as const)
      for (let code = from; code <= to; code += step) codes.add(code);
    for (const edge of [0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x1fffe, 0x10fffe, 0x10ffff]) codes.add(edge);
    const texts = [...codes].filter((code) => code < 0xd800 || code > 0xdfff).map((code) => `a${String.fromCodePoint(code)}b`);
    for (let start = 0; start < texts.length; start += 100) expectRead(texts.slice(start, start + 100).map((text) => ({ [text]: text })));
  });

  test('that are none are refused, with their place', () => {
    const half = 'a\ud800b';
    expect(() => writeYaml({ data: { motd: ['fine', half] } })).toThrow(
      new UnwritableError('has half of a surrogate pair (U+D800), which is no character', 'data.motd[1]'),
    );
    expect(() => writeYaml({ [half]: 1 })).toThrow('The document has half of a surrogate pair (U+D800)');
    expect(() => writeYaml([`${half}\nb`])).toThrow(UnwritableError);
  });
});

describe('style', () => {
  test('blocks, in the order of the keys', () => {
    const data = { b: 1, a: { list: ['x', { y: 1, z: [[2, 3], []] }], none: {}, nothing: null, missing: undefined }, yes: true };
    expect(writeYaml(data)).toBe(`b: 1
a:
  list:
    - x
    - "y": 1
      z:
        - - 2
          - 3
        - []
  none: {}
  nothing: null
  missing: null
"yes": true
`);
  });

  test('lines of text as lines, where nothing of them is lost', () => {
    expect(writeYaml({ a: 'x\n  y\n\nz\n', b: ['x\ny'], c: 'x\n\n', d: ' x\ny' })).toBe(
      'a: |\n  x\n    y\n\n  z\nb:\n  - |-\n    x\n    y\nc: "x\\n\\n"\nd: " x\\ny"\n',
    );
  });

  test('plain where nothing else can be meant', () => {
    const plain = ['call', 'names of the cluster', '10.0.0.7/32', '10.1.2.3', '25%', '100m', 'a:b', '--flag', 'r.example:5000/web:1.0'];
    expect([...plain, 'say "x"', 'größer'].map(textScalar)).toEqual([...plain, 'say "x"', 'größer']);
    const quoted = ['0o022', '0X1F', '0B1', '1e3', '02:00', '2001-12-14', 'yes', '<<', '=', 'a: b', ' a', 'a #b', '-', '', '-Infinity'];
    expect(quoted.map(textScalar)).toEqual(quoted.map((text) => JSON.stringify(text)));
  });

  test('whatever is at the root', () => {
    expect(['text', 'a\n---\nb', 1, null, true, [], {}, [1]].map(writeYaml)).toEqual([
      'text\n',
      '"a\\n---\\nb"\n',
      '1\n',
      'null\n',
      'true\n',
      '[]\n',
      '{}\n',
      '- 1\n',
    ]);
  });
});

describe('values', () => {
  test('numbers are numbers to all readers', () => {
    expectRead([0, -1, 1.5, 1e21, -1e300, 1e-7, 1.5e-10, Number.MAX_SAFE_INTEGER, 2 ** 60]);
    expect(writeYaml([1e21, -1e300])).toBe('- 1.0e+21\n- -1.0e+300\n');
    expect(writeYaml(2n ** 63n)).toBe('9223372036854775808\n');
  });

  test('what has a JSON form is written as that', () => {
    expect(writeYaml({ at: new Date(0) })).toBe('at: "1970-01-01T00:00:00.000Z"\n');
    expect(writeYaml(Object.assign(Object.create(null), { a: 1 }))).toBe('a: 1\n');
  });

  test.each<[string, unknown]>([
    ['is a function', () => 1],
    ['is a symbol', Symbol('x')],
    ['is NaN', Number.NaN],
    ['is Infinity', Number.POSITIVE_INFINITY],
    ['is an instance of Map', new Map()],
  ])('what JSON has no words for is refused: it %s', (reason, value) => {
    expect(() => writeYaml({ spec: [value] })).toThrow(`"spec[0]" ${reason}`);
  });
});
