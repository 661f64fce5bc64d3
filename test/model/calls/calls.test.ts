import { Construct } from 'constructs';
import * as api from '../../../src/model';
import { InvalidSystemError, type Problem } from '../../../src/model';
import { Value } from '../../../src/model/values/value';
import { type Parameter, parametersOf } from '../../structure/parameters';
import { yard } from '../fixture';
import { CALLS, type Call } from './calls';

/**
 * Programs in plain JavaScript give anything to anything. Whatever users can call answers wrong arguments with a problem, there or when the
 * system is resolved, and never with another error.
 */

const PARAMETERS = parametersOf('src/model/');

interface Class {
  readonly name: string;
  readonly prototype: object;
}

const classes = (): readonly Class[] =>
  (Object.values(api) as readonly unknown[]).filter(
    (value): value is Class => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)),
  );

const functionsOf = (owner: object): readonly string[] =>
  Object.getOwnPropertyNames(owner).filter((name) => typeof Object.getOwnPropertyDescriptor(owner, name)?.value === 'function');

/** Classes that others are derived from, or that only the library makes. */
const NOT_MADE = ['ClusterNode', 'Machine', 'Pods', 'ServingWorkload', 'Workload'];

/** All that users can call: what is for the library alone is said to be internal. */
const CALLABLE = classes().flatMap((type) => {
  const members = [...functionsOf(type), ...functionsOf(type.prototype)].filter((name) => !/^(constructor|to(String|JSON))$/.test(name));
  const isSeen = (key: string): boolean => PARAMETERS.has(key) || /^GuestOs\.[a-z]/.test(key);
  const isMade = type.prototype instanceof Construct && !NOT_MADE.includes(type.name);
  return [...(isMade ? [type.name] : []), ...members.map((name) => `${type.name}.${name}`).filter(isSeen)];
});

/** What is given in the place of an argument. */
const ODD: readonly (readonly [name: string, value: unknown, taken: (by: Parameter) => boolean])[] = [
  ['nothing', undefined, ({ mayBeLeftOut }) => mayBeLeftOut],
  ['null', null, () => false],
  ['a number', 5, ({ takesNumbers }) => takesNumbers],
  ['{}', {}, ({ takesObjects }) => takesObjects],
  ['[]', [], ({ takesLists }) => takesLists],
  ["''", '', ({ takesText }) => takesText],
];

/** Runs a call and resolves its system. Anything but problems is thrown on. */
function problemsOf(call: Call, change: (args: readonly unknown[]) => readonly unknown[]): readonly Problem[] {
  try {
    const y = yard();
    const own = call.of(y);
    const value = own(...change(call.args(y)));
    if (value instanceof api.System) value.resolve();
    else call.use?.(value as never, y);
    if (!y.system.node.locked) y.system.resolve();
    return [];
  } catch (error) {
    if (error instanceof InvalidSystemError) return error.problems;
    throw error;
  }
}

const codesOf = (...all: Parameters<typeof problemsOf>): readonly string[] =>
  problemsOf(...all).map(({ code, path }) => `${code} at ${path}`);

test('every call that users can make is tried', () => {
  expect(CALLABLE.length).toBeGreaterThan(150);
  expect(Object.keys(CALLS).sort()).toEqual([...CALLABLE].sort());
});

/** `npm test` tries half of them in each place, `npm run test:properties` all. */
const EVERY = process.env.PROPERTY_SECONDS !== undefined;

/** Parameters of a call; of a constructor that is inherited, those of the class that has it. */
function parametersFor(name: string): readonly Parameter[] {
  const known = PARAMETERS.get(name);
  if (known || name.includes('.')) return known ?? [];
  const type = (api as Readonly<Record<string, unknown>>)[name] as object;
  return parametersFor((Object.getPrototypeOf(type) as Class).name);
}

/** What texts say of values that have some. */
const WITH_TEXT = ['DatabaseEngine', 'Port', 'Size'];

test('every value refuses to be text, or has one of its own, and is no JSON', () => {
  const values = classes().filter(({ prototype }) => prototype instanceof Value);
  const others = classes().filter((each) => !values.includes(each) && !(each.prototype instanceof Construct));
  expect(others.map(({ name }) => name)).toEqual(['InvalidSystemError', 'Policy']);
  expect(values.length).toBeGreaterThan(35);
  for (const { name, prototype } of values) {
    const value = Object.create(prototype) as Value;
    const refused = expect.objectContaining({ problems: [expect.objectContaining({ code: 'VALUE_AS_TEXT', path: name })] });
    expect(() => JSON.stringify({ value })).toThrow(refused);
    if (!WITH_TEXT.includes(name)) expect(() => `${value}`).toThrow(refused);
  }
});

/** What came of a call that is given something else than it takes, where that is no problem. */
function missed(name: string, call: Call, usual: readonly string[]): readonly string[] {
  const attempt = (what: string, change: (args: readonly unknown[]) => readonly unknown[]): readonly string[] => {
    try {
      return codesOf(call, change).join() !== usual.join() ? [] : [`${what}: no problem`];
    } catch (error) {
      return [`${what}: ${String(error).slice(0, 120)}`];
    }
  };
  const parameters = parametersFor(name);
  const one = parameters.flatMap((parameter, index) =>
    ODD.filter((_, number) => EVERY || (number + index + name.length) % 2 === 0).flatMap(([what, odd, taken]) =>
      attempt(`${parameter.name} = ${what}`, (args) => args.map((arg, at) => (at === index ? odd : arg))).filter(
        (text) => !(text.endsWith('no problem') && taken(parameter)),
      ),
    ),
  );
  const none = attempt('no arguments', () => []);
  return [...one, ...none.filter((text) => !text.endsWith('no problem'))];
}

test.each(Object.entries(CALLS))('%s takes right arguments, and answers wrong ones with problems', (name, call) => {
  const usual = codesOf(call, (args) => args);
  expect(usual).toEqual(name === 'System.retire' ? ['RETIRE_UNKNOWN at yard'] : []);
  expect(missed(name, call, usual)).toEqual([]);
});
