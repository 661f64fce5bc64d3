import { renderTemplate, TerraformExpression } from '../../../src/terraform/guest/template';

test('text that looks like the place of an expression stays text', () => {
  const password = new TerraformExpression('var.password');
  for (const text of ['isthmus-expression-0-', 'isthmus-expression-x-0-', 'isthmus-expression-6c1d0e5a-0-'])
    expect(renderTemplate({ comment: text, password })).toBe(`comment: ${text}\npassword: "\${var.password}"\n`);
});
