import { everything } from '../model/texts/everything';
import { asUsual } from '../model/texts/say';
import { terraformOf } from './render';

test('every variable that Terraform asks for is named before anything is applied', () => {
  // In a system that says everything, whatever is asked for anywhere is asked for.
  const { system } = everything(asUsual).resolve();
  const { variable } = terraformOf(system) as unknown as { readonly variable: Readonly<Record<string, object>> };
  const asked = Object.keys(variable);
  expect(asked.length).toBeGreaterThan(10);
  const told = system.prerequisites.join('\n');
  expect(asked.filter((name) => !new RegExp(`\\b${name}\\b`).test(told))).toEqual([]);
});
