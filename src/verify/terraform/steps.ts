import { Fields } from '../fields';
import { evaluate, evaluateObject, type Scope } from './expressions';
import type { Resources } from './resources';

/** A shell command that Terraform runs when it creates a `terraform_data`, or one of its instances. */
export interface Step {
  /** Terraform address. */
  readonly address: string;
  readonly command: string;
  /** Names of the variables in its environment. */
  readonly variables: readonly string[];
  /**
   * The value of a variable of its environment.
   *
   * @throws NotUnderstoodError if it is not there, or an expression that is not known
   */
  readonly variable: (name: string) => string;
  /** As {@link variable}, with what `unknown` makes of each expression that only Terraform knows. */
  readonly template: (name: string, unknown: (expression: string) => string) => string;
}

/** Of each stack once: cards, filters, guests, names and connections are all told by commands. */
const known = new WeakMap<Resources, readonly Step[]>();

/** Commands that run on creation, with what they find in their environment. */
export function readSteps(resources: Resources): readonly Step[] {
  const steps = known.get(resources) ?? stepsIn(resources);
  known.set(resources, steps);
  return steps;
}

function stepsIn(resources: Resources): readonly Step[] {
  return resources
    .all('terraform_data', (fields, id) => {
      const provisioners = fields.list('provisioner', (provisioner) => provisioner.object('local-exec', (local) => local)) ?? [];
      const creating = provisioners.filter((local) => local !== undefined && local.optionalText('when') !== 'destroy') as Fields[];
      if (creating.length === 0) return [];
      return instancesOf(id, fields, resources).flatMap(({ address, scope }) =>
        creating.map((local): Step => {
          const environment = local.object('environment', (all) => all) ?? new Fields({});
          const variable = (name: string): string => evaluate(environment.text(name), scope);
          const command = evaluate(local.text('command'), scope);
          // What is run may stand in a variable.
          const [, script] = /^eval "\$(\w+)"$/.exec(command) ?? [];
          return {
            address,
            command: script === undefined ? command : variable(script),
            variables: environment.names,
            variable,
            template: (name, unknown) => evaluate(environment.text(name), { ...scope, unknown }),
          };
        }),
      );
    })
    .flat();
}

function instancesOf(id: string, self: Fields, resources: Resources): readonly { readonly address: string; readonly scope: Scope }[] {
  const address = `terraform_data.${id}`;
  if (!self.has('for_each')) return [{ address, scope: { resources, self } }];
  const given = self.textOrObject('for_each');
  const all = typeof given === 'string' ? evaluateObject(given, { resources }) : given;
  return all?.entries((value, key) => ({ address: `${address}["${key}"]`, scope: { resources, self, each: { key, value } } })) ?? [];
}
