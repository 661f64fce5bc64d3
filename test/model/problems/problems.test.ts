import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidSystemError, problemText, Size } from '../../../src/model';
import { BROKEN_PROJECTS, REFUSED_COMMANDS } from '../../cli/broken-projects';
import { expectAllOnPage, expectOnPage } from '../../problems-page';
import { cluster, database, problemsOf, service, vm, yard } from '../fixture';
import { run } from './case';
import { CASES } from './cases';
import { ELSEWHERE } from './elsewhere';

/** Finds what belongs to a key but once. */
function once<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new Map<Key, { readonly value: Value }>();
  return (key) => {
    const known = found.get(key) ?? { value: find(key) };
    found.set(key, known);
    return known.value;
  };
}

const problemsIn = once(run);
const problemOf = once((code: string) => ELSEWHERE[code]?.()[0]);

/** Every code that somebody is made to meet. */
const PROVOKED = new Set([...[...CASES, ...BROKEN_PROJECTS, ...REFUSED_COMMANDS].map(({ code }) => code), ...Object.keys(ELSEWHERE)]);

describe('every problem has a code, a path, the values of the user, and a fix', () => {
  test.each(CASES.map((each) => [each.code, each.when, each] as const))('%s when %s', (_code, _when, each) => {
    const found = problemsIn(each);
    const problem = found.find(
      ({ code, path, message }) => code === each.code && path === each.path && each.says.every((part) => message.includes(part)),
    );
    expect(problem ?? found.map(problemText)).toMatchObject({ code: each.code });
    for (const part of each.fix) expect(problem?.fix).toContain(part);
    const others = found.map(({ code }) => code).filter((code) => code !== each.code && !each.with?.includes(code));
    expect(others).toEqual([]);
  });

  test('no message repeats a secret, or doubles a mark', () => {
    const texts = CASES.flatMap((each) => problemsIn(each).flatMap(({ code, message, fix }) => [`${code} ${message}`, `${code} ${fix}`]));
    expect(texts.filter((text) => /hunter2|b3BlbnNzaA/.test(text))).toEqual([]);
    expect(texts.filter((text) => !text.startsWith('VALIDATION') && !/[.?!)]$/.test(text))).toEqual([]);
    expect(texts.map((text) => text.replace(/"[^"]*"/g, '""')).filter((text) => /[.?!,;:][.,;:?!](?!\/)|\.\./.test(text))).toEqual([]);
  });

  test('every fix begins with a word of the language', () => {
    const fixes = CASES.flatMap((each) => problemsIn(each).map(({ fix }) => fix));
    expect(fixes.filter((fix) => !/^([A-Z]?[a-z]+|A|`[^`]+`)\b/.test(fix))).toEqual([]);
  });

  test.each(Object.keys(ELSEWHERE))('%s', (code) => {
    const problem = problemOf(code);
    expect(problem?.code).toBe(code);
    expect(problem?.message).not.toBe('');
    expect(problem?.fix).not.toBe('');
  });
});

test('no code goes without a test that provokes it', () => {
  const folder = join(__dirname, '../../../src/model/problems');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const codes = new Set(sources.flatMap((source) => [...source.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, code]) => code as string)));
  expect(codes.size).toBeGreaterThan(70);
  expect([...codes].filter((code) => !PROVOKED.has(code))).toEqual([]);
});

describe('every problem that comes from a line of the program names it', () => {
  /** What is told of the lock file, of outputs, of arguments, of hosts that answered; and of charts and constructs of others, which keep no lines. */
  const OF_NO_LINE: Readonly<Record<string, readonly string[]>> = {
    'the lock file': [
      'LOCK_BUSY',
      'LOCK_DUPLICATE',
      'LOCK_EDITED',
      'LOCK_MALFORMED',
      'LOCK_MISSING',
      'LOCK_NOT_WRITABLE',
      'LOCK_OF_OTHER_SYSTEM',
    ],
    'the lock file and a command': ['LOCK_OLD', 'LOCK_OUT_OF_DATE', 'LOCK_UNREADABLE', 'RELEASE_UNKNOWN', 'RENEW_UNKNOWN'],
    'files that are written': ['OUTPUT_NOT_REPLACED', 'OUTPUT_STALE', 'ENVIRONMENT_OUTPUT_SHARED', 'TERRAFORM_PLAN_FOREIGN'],
    'what a command was told': [
      'ENVIRONMENT_MISSING',
      'ENVIRONMENT_NAME_INVALID',
      'ENVIRONMENT_UNEXPECTED',
      'ENVIRONMENT_UNKNOWN',
      'END_AMBIGUOUS',
      'SCRAPER_AMBIGUOUS',
    ],
    'what a command found': [
      'CLUSTER_WITHOUT_NODES',
      'API_ENTRANCE_UNKNOWN',
      'NODE_UNKNOWN',
      'NOBODY_LOGS_IN',
      'KUBECONFIG_FOREIGN',
      'MACHINE_COMMAND_FAILED',
      'JOIN_TOKEN_FOREIGN',
      'INSTALL_FAILED',
    ],
    'another environment': ['ENVIRONMENTS_SHARE_HOST'],
    'constructs that are not of this library': [
      'VALIDATION',
      'DEPENDENCY_CYCLE',
      'FILE_CLASH',
      'FILE_ORDER',
      'OBJECT_TWICE',
      'UNWRITABLE_VALUE',
    ],
  };

  test('and the lists of others are right', () => {
    const all = [...CASES.flatMap(problemsIn), ...Object.keys(ELSEWHERE).flatMap((code) => problemOf(code) ?? [])];
    const without = all.filter(({ at }) => at === undefined).map(({ code }) => code);
    expect([...new Set(without)].sort()).toEqual(Object.values(OF_NO_LINE).flat().sort());
  });

  test("with a line that is not this library's own", () => {
    const places = CASES.flatMap((each) => problemsIn(each).flatMap(({ code, at }) => (at === undefined ? [] : [[code, at]])));
    expect(places.length).toBeGreaterThan(1000);
    expect(places.filter(([, at]) => !/^\/.*\/test\/.*\.ts:\d+:\d+$/.test(at as string))).toEqual([]);
  });
});

test('docs/problems.md has every code, with what is told here: npm run docs:problems', () => {
  const inModel = CASES.flatMap((each) => problemsIn(each).filter(({ code }) => code === each.code));
  const elsewhere = Object.keys(ELSEWHERE).flatMap((code) => problemOf(code) ?? []);
  // The first of each code.
  const examples = new Map([...inModel, ...elsewhere].reverse().map((problem) => [problem.code, problem]));
  expectOnPage([...examples.values()], PROVOKED);
  expectAllOnPage(PROVOKED);
});

test('renderers throw problems of the catalogue, and defects of the library that no user can bring about', () => {
  const sources = ['terraform', 'kubernetes', 'testing'].flatMap((part) => {
    const folder = join(__dirname, '../../../src', part);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    return files.map((file) => [`${part}/${file}`, readFileSync(join(folder, file), 'utf8')] as const);
  });
  const thrown = sources.flatMap(([file, text]) =>
    [...text.matchAll(/throw (?!error\b)(?:new )?(\w+)/g)].map(([, what]) => [file, what as string] as const),
  );
  // Text that is meant to be a filter and is none: an edit after the library, told with its lines.
  const others = thrown.filter(
    // Tests that ask for what there is not are told so as any misuse of a library is.
    ([file, what]) =>
      ![
        'InvalidSystemError',
        'errorAt',
        'DefectError',
        'InvalidFilterError',
        ...(file.startsWith('testing/') ? ['TypeError'] : []),
      ].includes(what),
  );
  expect(thrown.length).toBeGreaterThan(15);
  expect(others).toEqual([]);
});

describe('problems come together', () => {
  const broken = () => {
    const y = yard();
    vm(y, 'Web', { cpus: 0 });
    vm(y, 'db', { image: undefined });
    vm(y, 'big', { memory: Size.gibibytes(1000), address: '10.9.9.9' });
    y.net.addSubnet('twice', { cidr: '10.1.1.0/25' });
    service(cluster(y), 'api', { image: 'api', replicas: 0 });
    database(y, 'records', { dataDisk: Size.gibibytes(0) });
    y.system.policy.allow(vm(y, 'a', { listens: [] }), vm(y, 'b', { listens: [] }), { because: '' });
    return y.system;
  };

  test('all of a system at once, in order of paths', () => {
    expect(problemsOf(broken(), '{').map(({ code, path }) => `${path} ${code}`)).toEqual([
      'lock LOCK_MALFORMED',
      'yard/Web INVALID_AMOUNT',
      'yard/Web INVALID_NAME',
      'yard/b FLOW_WITHOUT_PORT',
      'yard/b FLOW_WITHOUT_REASON',
      'yard/big ADDRESS_OUTSIDE_SUBNET',
      'yard/db MISSING_VALUE',
      'yard/k8s/api FLOATING_IMAGE_TAG',
      'yard/k8s/api INVALID_REPLICAS',
      'yard/kvm HOST_OVER_CAPACITY',
      'yard/net/twice SUBNET_OVERLAP',
      'yard/records INVALID_AMOUNT',
    ]);
  });

  test('in one error whose message lists them all', () => {
    const error = (() => {
      try {
        return broken().resolve();
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(InvalidSystemError);
    const { message, problems } = error as InvalidSystemError;
    expect(message).toMatch(/^11 problems in the system:/);
    for (const problem of problems) expect(message).toContain(problemText(problem));
  });

  test('a system with problems can be mended and resolved', () => {
    const y = yard();
    const web = vm(y, 'web', { listens: [] });
    y.system.node.addValidation({ validate: () => (y.system.node.tryFindChild('late') ? [] : ['late is missing']) });
    expect(problemsOf(y.system).map(({ code }) => code)).toEqual(['VALIDATION']);
    vm(y, 'late');
    expect(problemsOf(y.system)).toEqual([]);
    expect(() => y.system.policy.allow(web, web, { because: 'late' })).toThrow(InvalidSystemError);
  });
});

test('text of several lines, and whatever environments hold, is no problem', () => {
  const y = yard();
  const env = { A: '\x1b[31m\u0085\u2028\ufeff\uffff\n', B: '' };
  y.system.policy.allow(vm(y, 'web'), service(cluster(y), 'api', { env }), { because: 'one line,\r\n\tand another' });
  expect(problemsOf(y.system)).toEqual([]);
});
