import { Document, isScalar, Scalar, visit } from 'yaml';

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
 * Written for YAML 1.1 readers (cloud-init): what they would take for a number or a truth value is quoted, e.g. MAC addresses.
 */
export function renderTemplate(template: Template): string {
  const document = new Document(prepare(template), { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (node.value instanceof TerraformExpression) {
        const scalar = new Scalar(`\${${node.value.expression}}`);
        scalar.type = Scalar.QUOTE_DOUBLE;
        return scalar;
      }
      if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
      return undefined;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function prepare(template: Template): unknown {
  if (typeof template === 'string') return escapeTemplate(template);
  if (template instanceof TerraformExpression) return new Scalar(template);
  if (isList(template)) return template.map(prepare);
  if (typeof template === 'object') {
    return Object.fromEntries(Object.entries(template).flatMap(([key, value]) => (value === undefined ? [] : [[key, prepare(value)]])));
  }
  return template;
}

const isList = (template: Template): template is readonly Template[] => Array.isArray(template);
