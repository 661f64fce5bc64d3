import { Fields } from '../../../src/verify/fields';
import { evaluate, evaluateObject, type Scope } from '../../../src/verify/terraform/expressions';
import { Resources } from '../../../src/verify/terraform/resources';

const resources = new Resources({
  locals: {
    texts: { 'a-b': `escaped $\${x} and %%{y}`, key: 'a-b', secret: `the \${base64encode(var.secret)}` },
    again: { text: `\${local.texts["a-b"]}!` },
    instances: { vm: { of: `\${libvirt_network.net.name}` } },
  },
  resource: { libvirt_network: { net: { name: 'shop-net' } } },
});
const scope: Scope = {
  resources,
  self: new Fields({ input: { of: `\${each.value.of}` }, whole: `\${each.value}` }),
  each: { key: 'vm', value: evaluateObject(`\${local.instances}`, { resources }).textOrObject('vm') as Fields },
};

test.each([
  ['a value that is said once', `<\${local.texts["a-b"]}>`, `<escaped \${x} and %{y}>`],
  ['one of several, by a value that leads to it', `\${local.texts[local.texts.key]}`, `escaped \${x} and %{y}`],
  ['one that speaks of another', `\${local.again.text}`, `escaped \${x} and %{y}!`],
  ["an instance's own", `\${each.key}: \${each.value.of}`, 'vm: shop-net'],
  ["a resource's, by its instance", `\${self.input.of}`, 'shop-net'],
  ["a resource's, of an instance taken whole", `\${self.whole.of}`, 'shop-net'],
  ['a part', `\${substr(local.texts["key"], 0, 1)}\${substr(local.texts.key, 1, 9)}`, 'a-b'],
  ['escapes', `$\${local.texts.key} %%{if}`, `\${local.texts.key} %{if}`],
])('%s', (_, text, expected) => {
  expect(evaluate(text, scope)).toBe(expected);
});

test.each([
  `\${local.absent.key}`,
  `\${local.texts}`,
  `\${local.texts[each.value.absent]}`,
  `\${var.secret}`,
  `\${local.texts.secret}`,
  `\${upper(local.texts.key)}`,
  `\${local.texts.key + 1}`,
  `\${libvirt_network.net.id}`,
  '%{ if true }x%{ endif }',
])('%s is not known', (text) => {
  expect(() => evaluate(text, scope)).toThrow(/expression|known only|no resource|stands for no object/);
});

test('what only Terraform knows can be given a stand-in, wherever it is said', () => {
  expect(evaluate(`\${local.texts.secret}, \${var.other}`, { ...scope, unknown: (expression) => `<${expression}>` })).toBe(
    'the <base64encode(var.secret)>, <var.other>',
  );
});
