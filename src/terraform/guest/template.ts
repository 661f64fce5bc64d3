import { writeYaml } from '../../yaml';

/** A value that Terraform fills in when it applies, e.g. `base64encode(var.password)`. */
export class TerraformExpression {
  constructor(readonly expression: string) {}
}

/** A document: plain data, with Terraform expressions where a value is known to Terraform alone. */
export type Template =
  | string
  | number
  | boolean
  | undefined
  | TerraformExpression
  | readonly Template[]
  | { readonly [key: string]: Template };

/** Plain text as Terraform has to be given it, so that it comes out unchanged. */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%]\{/g, (sequence) => sequence[0] + sequence);
}

/**
 * YAML text in which Terraform sequences are escaped, except those of the template's own expressions.
 * What readers of YAML 1.1 (cloud-init) would take for a number or a truth value is quoted, e.g. MAC addresses.
 */
export const renderTemplate = (template: Template): string => renderWith(template, writeYaml, (expression) => `"\${${expression}}"`);

/**
 * Text of another format, with the same escapes.
 * @param write puts data into text
 * @param filled what stands in the text for an expression
 */
export function renderWith(template: Template, write: (data: unknown) => string, filled: (expression: string) => string): string {
  const expressions: string[] = [];
  const mark = unwritten(JSON.stringify(template) ?? '');
  const text = write(prepare(template, (expression) => `${mark}${expressions.push(expression) - 1}-`));
  return text.replace(new RegExp(`${mark}(\\d+)-`, 'g'), (_, index: string) => filled(expressions[Number(index)] ?? ''));
}

/** Words for where an expression goes that stand nowhere in the template: no text of a user's is taken for one. */
function unwritten(text: string): string {
  let mark = 'isthmus-expression-';
  while (text.includes(mark)) mark += 'x-';
  return mark;
}

/** Documents that were rendered already, by the data they came from: machines of a kind are told the same. */
const known = new Map<string, string>();
const MOST_KNOWN = 256;

/** As {@link renderTemplate}, for documents that are likely to be wanted again. */
export function renderCommonTemplate(template: Template): string {
  const key = JSON.stringify(template);
  const before = known.get(key);
  if (before !== undefined) return before;
  const text = renderTemplate(template);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, text);
  return text;
}

/** @param place what stands for an expression */
function prepare(template: Template, place: (expression: string) => string): unknown {
  if (typeof template === 'string') return escapeTemplate(template);
  if (template instanceof TerraformExpression) return place(template.expression);
  if (isList(template)) return template.map((item) => prepare(item, place));
  if (typeof template === 'object') {
    const entries = Object.entries(template).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [escapeTemplate(key), prepare(value, place)]));
  }
  return template;
}

const isList = (template: Template): template is readonly Template[] => Array.isArray(template);
