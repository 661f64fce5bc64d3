import { renderTemplate, TerraformExpression } from '../../../src/terraform/guest/template';

test('text that looks like the place of an expression stays text', () => {
  const password = new TerraformExpression('var.password');
  for (const text of ['isthmus-expression-0-', 'isthmus-expression-x-0-', 'isthmus-expression-6c1d0e5a-0-'])
    expect(renderTemplate({ comment: text, password })).toBe(`comment: ${text}\npassword: "\${var.password}"\n`);
});

test('keys are text as values are: Terraform fills nothing in', () => {
  const [read, branch] = [`\${file("/etc/passwd")}`, '%{ if true }'];
  const text = renderTemplate({ outer: [{ [read]: 'a', [branch]: new TerraformExpression('var.a') }] });
  expect(text.replace(/[$%][$%]\{/g, '')).not.toMatch(/(?<!: ")[$%]\{/);
  expect(text).toContain('$${file(');
  expect(text).toContain(`"\${var.a}"`);
});
