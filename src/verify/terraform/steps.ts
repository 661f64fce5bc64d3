import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
import type { Resources } from './resources';

/** A shell command that Terraform runs when it creates a `terraform_data`. */
export interface Step {
  readonly id: string;
  readonly command: string;
  /** Names of the variables in its environment. */
  readonly variables: readonly string[];
  /**
   * The value of a variable of its environment.
   *
   * @throws NotUnderstoodError if it is not there, or an expression that is not known
   */
  readonly variable: (name: string) => string;
}

const OWN_VALUE = /^\$\{self\.(input|triggers_replace)\.(\w+)\}$/;
const PART_OF_OWN_VALUE = /^\$\{substr\(self\.(input|triggers_replace)\.(\w+), (\d+), (\d+)\)\}$/;

/** Commands that run on creation, with what they find in their environment. */
export function readSteps(resources: Resources): readonly Step[] {
  return resources
    .all('terraform_data', (fields, id) => {
      const provisioners = fields.list('provisioner', (provisioner) => provisioner.object('local-exec', (local) => local)) ?? [];
      return provisioners.flatMap((local): readonly Step[] => {
        if (!local || local.optionalText('when') === 'destroy') return [];
        const environment = local.object('environment', (all) => all) ?? new Fields({});
        const variable = (name: string) => evaluated(environment.text(name), fields, resources);
        return [{ id, command: local.text('command'), variables: environment.names, variable }];
      });
    })
    .flat();
}

function evaluated(text: string, resource: Fields, resources: Resources): string {
  const own = OWN_VALUE.exec(text);
  const part = PART_OF_OWN_VALUE.exec(text);
  const [, field, name] = (own ?? part ?? []) as readonly (string | undefined)[];
  if (field === undefined || name === undefined) return resources.text(text);
  const value = resource.object(field, (values) => values.text(name));
  if (value === undefined) throw new NotUnderstoodError(`expression "${text}"`);
  const whole = resources.text(value);
  return part ? whole.slice(Number(part[3]), Number(part[3]) + Number(part[4])) : whole;
}
