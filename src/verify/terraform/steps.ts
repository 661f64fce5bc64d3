import { NotUnderstoodError } from '../errors';
import { Fields } from '../fields';
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
  /** As {@link variable}, with `unknown` in the place of what only Terraform knows. */
  readonly template: (name: string, unknown: string) => string;
}

/** Commands that run on creation, with what they find in their environment. */
export function readSteps(resources: Resources): readonly Step[] {
  return resources
    .all('terraform_data', (fields, id) => {
      const provisioners = fields.list('provisioner', (provisioner) => provisioner.object('local-exec', (local) => local)) ?? [];
      const creating = provisioners.filter((local) => local !== undefined && local.optionalText('when') !== 'destroy') as Fields[];
      if (creating.length === 0) return [];
      return instancesOf(id, fields).flatMap(({ address, scope }) =>
        creating.map((local): Step => {
          const environment = local.object('environment', (all) => all) ?? new Fields({});
          const text = (name: string, read: Read) => evaluated(environment.text(name), scope, read);
          return {
            address,
            command: local.text('command'),
            variables: environment.names,
            variable: (name) => text(name, (each) => resources.text(each)),
            template: (name, unknown) => text(name, (each) => resources.template(each, unknown)),
          };
        }),
      );
    })
    .flat();
}

/** What expressions of a resource may speak of. */
interface Scope {
  readonly self: Fields;
  /** Value of the instance, for a resource with `for_each`. */
  readonly each?: Fields;
}

function instancesOf(id: string, self: Fields): readonly { readonly address: string; readonly scope: Scope }[] {
  const address = `terraform_data.${id}`;
  if (!self.has('for_each')) return [{ address, scope: { self } }];
  const instances = self.object('for_each', (all) =>
    all.entries((each, key) => ({ address: `${address}["${key}"]`, scope: { self, each } })),
  );
  return instances ?? [];
}

const PATH = /^\$\{([\w.]+)\}$/;
const PART = /^\$\{substr\(([\w.]+), (\d+), (\d+)\)\}$/;

type Read = (text: string) => string;

/** The text that an expression comes to: a reference within the resource, a part of one, or what `read` knows. */
function evaluated(text: string, scope: Scope, read: Read): string {
  const [, whole] = PATH.exec(text) ?? [];
  const [, cut, start, length] = PART.exec(text) ?? [];
  const path = (whole ?? cut)?.split('.');
  if (path === undefined || (path[0] !== 'self' && path[0] !== 'each')) return read(text);
  const value = followed(path, scope);
  if (typeof value !== 'string') throw new NotUnderstoodError(`expression "${text}"`);
  // What a reference stands for may be an expression in turn.
  const full = evaluated(value, scope, read);
  return cut === undefined ? full : full.slice(Number(start), Number(start) + Number(length));
}

function followed([root, ...names]: readonly string[], scope: Scope): Fields | string | undefined {
  const inner = root === 'self' ? scope.self : names.shift() === 'value' ? scope.each : undefined;
  return names.reduce<Fields | string | undefined>((value, name) => {
    const object = typeof value === 'string' ? followed(PATH.exec(value)?.[1]?.split('.') ?? [''], scope) : value;
    return object instanceof Fields ? object.textOrObject(name) : undefined;
  }, inner);
}
