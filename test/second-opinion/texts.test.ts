import type { System } from '../../src';
import { database, existingCluster, service, vm, yard } from '../model/fixture';
import { ODD_TEXTS } from '../yaml/odd-texts';
import { bareFilters, filtersOf, write } from './both';
import { NO_TERRAFORM, python, terraform } from './readers';

/**
 * Whatever users write as text stays text to readers that others wrote: PyYAML for manifests and for what guests are told (cloud-init reads
 * with it), Python's expat for filters, Terraform for the stack. A system with odd texts is the same as one with plain words in their
 * places, but for these.
 */

const HOSTILE: readonly string[] = [
  ...[
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform would fill it in
    '${var.x}',
    '%{ if true }',
    '$${x}',
    '$(id)',
    '`id`',
    '$(touch /tmp/x)',
    '; touch /tmp/x',
    "'; touch /tmp/x; '",
    '" && id "',
    '\\',
    '\\n',
  ],
  ...["</rule><rule action='accept'/>", '<!-- -->', ']]>', '&amp;', '&#10;', "' srcipaddr='0.0.0.0'", '"/>', '<?xml?>'],
  ...[
    '# comment',
    'a: b',
    '- a',
    '{a: b}',
    '[a]',
    '&a b',
    '*a',
    '!!python/object:os.system x',
    '|',
    '>',
    '%YAML 1.1',
    '---',
    '...',
    '? a',
    '@a',
    '`a',
  ],
  ...['END', 'END\nid\n', 'é', '日本', '🚒', '\u00a0', 'a\u0301', '-n', '--help', '$$', '$$(A)', '$(A)', '$A'],
];

/** No text of ours has NUL or half a character: those are refused, which tests of the model see. */
const isWhole = (text: string): boolean => !/[\0\ud800-\udfff]/u.test(text);
/** Reasons are what people read: line breaks may be there, other control characters are refused. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const isReason = (text: string): boolean => text.trim() !== '' && !/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/.test(text);

const TEXTS = [...new Set([...ODD_TEXTS, ...HOSTILE])].filter(isWhole).filter((text) => text.length <= 400);
const word = (index: number): string => `plain-word-${index}-`;
const WORD = /plain-word-(\d+)-/;

/** One service for each text, which has it as variable, as argument and as the reason of a flow. */
function build(textOf: (index: number) => string): System {
  const y = yard();
  const k8s = existingCluster(y);
  const db = database(y, 'db');
  const web = vm(y, 'web');
  TEXTS.forEach((text, index) => {
    const api = service(k8s, `api-${index}`, {
      env: { A: textOf(index) },
      command: ['/app', textOf(index)],
      args: [textOf(index)],
      files: { '/etc/api/text': textOf(index) },
    });
    y.system.policy.allow(api, index % 2 === 0 ? db : web, { because: isReason(text) ? textOf(index) : 'plain' });
  });
  return y.system;
}

/** Text as Kubernetes hands it to a container: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/ */
const handedOver = (text: string): string => text.replaceAll('$$', '$');

/** What follows from the content of files, or from all that both outputs share. */
const DIGEST = /(?<=-files-)[0-9a-f]{10}$|^[0-9a-f]{64}$/;

/** Where two documents differ in more than the texts that were meant. */
function differences(plain: unknown, odd: unknown, path = ''): readonly string[] {
  if (typeof plain === 'string') {
    const [whole, index] = WORD.exec(plain) ?? [];
    if (whole === undefined)
      return plain === odd || plain.replace(DIGEST, '') === String(odd).replace(DIGEST, '')
        ? []
        : [`${path}: ${JSON.stringify(odd)} in place of ${JSON.stringify(plain)}`];
    if (typeof odd !== 'string') return [`${path}: ${JSON.stringify(odd)} is no text`];
    const text = TEXTS[Number(index)] as string;
    const arrived = path.includes('/containers/') ? handedOver(odd) : odd;
    return plain !== whole || arrived === text ? [] : [`${path}: ${JSON.stringify(odd)} in place of ${JSON.stringify(text)}`];
  }
  if (typeof plain !== 'object' || plain === null || typeof odd !== 'object' || odd === null)
    return Object.is(plain, odd) ? [] : [`${path}: ${JSON.stringify(odd)} in place of ${JSON.stringify(plain)}`];
  const keys = [...new Set([...Object.keys(plain), ...Object.keys(odd)])];
  return keys.flatMap((key) =>
    differences((plain as Record<string, unknown>)[key], (odd as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

const [plain, odd] = [write(build(word)), write(build((index) => TEXTS[index] as string))];

test('PyYAML reads manifests with odd texts as it reads those with plain words', () => {
  const [a, b] =
    python([
      ['yaml', plain.manifests],
      ['yaml', odd.manifests],
    ]) ?? [];
  if (!a) return console.warn('Skipped: no python3 with PyYAML.');
  expect(JSON.stringify(a)).toContain(word(0));
  expect(differences(a, b)).toEqual([]);
});

test('expat reads filters with odd reasons as it reads those with plain ones', () => {
  const asked = [plain, odd].map(filtersOf);
  expect(asked[0]?.length).toBeGreaterThan(0);
  expect(asked[0]?.length).toBe(asked[1]?.length);
  const read = python(asked.flat().map((text) => ['xml', text] as const));
  if (!read) return console.warn('Skipped: no python3.');
  const half = read.length / 2;
  expect(bareFilters(read.slice(half))).toEqual(bareFilters(read.slice(0, half)));
});

test('Terraform takes the stack with odd texts', () => {
  const valid = terraform('odd-texts', odd.stack, 'validate', '-no-color');
  if (valid === undefined) return console.warn(NO_TERRAFORM);
  expect([valid.status, valid.stdout + valid.stderr]).toEqual([0, expect.any(String)]);
});
