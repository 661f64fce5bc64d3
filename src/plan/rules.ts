import { fieldsOf, type Leaf } from './differences';

/** What a change of a field does, and what people call the field. */
export interface Rule<Effect> {
  readonly effect: Effect;
  readonly words: string;
  /** A value of it for people. @default - texts and numbers as they are, anything else not at all */
  readonly show?: (value: unknown) => string;
}

/** Rules by path, such as `spec.template`: of those that a field lies under, the longest holds. */
export type Rules<Effect> = Readonly<Record<string, Rule<Effect>>>;

/** The rule of a field; undefined when there is none, which must never be taken for harmless. */
export function ruleOf<Effect>(rules: Rules<Effect>, path: readonly string[]): Rule<Effect> | undefined {
  const fields = fieldsOf(path);
  for (let length = fields.length; length > 0; length--) {
    const key = fields.slice(0, length).join('.');
    if (Object.hasOwn(rules, key)) return rules[key];
  }
  return undefined;
}

/** The same effect for several fields. */
export const alike = <Effect>(effect: Effect, fields: Readonly<Record<string, string>>): Rules<Effect> =>
  Object.fromEntries(Object.entries(fields).map(([path, words]) => [path, { effect, words }]));

/** `memory from 32 GiB to 64 GiB`, or the words alone where values say nothing to people. */
export function changeText({ words, show = plain }: Pick<Rule<unknown>, 'words' | 'show'>, { before, after }: Leaf): string {
  const [was, is] = [before, after].map((value) => (value === undefined ? undefined : show(value)));
  if (was === '' || is === '' || (was === undefined && is === undefined)) return words;
  if (was === undefined) return `${words}: now ${is}`;
  return is === undefined ? `${words}: no longer ${was}` : `${words} from ${was} to ${is}`;
}

const LONGEST = 80;

function plain(value: unknown): string {
  const text = typeof value === 'object' ? '' : String(value);
  return text.length > LONGEST || text.includes('\n') || text.includes('${') ? '' : text;
}
