import { onOneLine, printable, printableLines } from '../../src/model/values';

describe('text as people are shown it', () => {
  test.each([
    ['an order to a terminal', '\x1b[2J\x9b0m\x07\x7f', '\\u001b[2J\\u009b0m\\u0007\\u007f'],
    ['marks of direction', 'a\u202eb\u2067c\u200fd', 'a\\u202eb\\u2067c\\u200fd'],
    ['what is not seen', 'a\u200b\u00ad\ufeff\u{e0041}', 'a\\u200b\\u00ad\\ufeff\\udb40\\udc41'],
    ['line breaks of all kinds', 'a\nb\r\u0085\u2028\u2029\tc', 'a\\nb\\r\\u0085\\u2028\\u2029\\tc'],
    ['half a character', 'a\ud800', 'a\\ud800'],
    ['other scripts, and what has marks above', 'данные 日本 é a\u0301 😀', 'данные 日本 é a\u0301 😀'],
  ])('%s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
    // What is shown is shown as it is.
    expect(printable(shown)).toBe(shown);
  });

  test('of several lines, and within JSON, where it stays the same text', () => {
    expect(printableLines('a\n\tb\x1b\r\n')).toBe('a\n\tb\\u001b\\r\n');
    const data = { name: 'a\u202e\u{e0041}\x9b\n\x1b' };
    expect(JSON.parse(printableLines(JSON.stringify(data, undefined, 2)))).toEqual(data);
  });

  test('of a program that has said several lines, as part of a sentence', () => {
    expect(onOneLine('\nerror: none\r\n  at 1\n')).toBe('error: none / at 1');
  });
});
