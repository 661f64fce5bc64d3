import { type EnvFromProps, EnvGroup, EnvSource } from '../../configuration/env-source';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedEnvFrom, ResolvedEnvSource, ResolvedVariable } from '../../resolved';
import { data, flag, instance, isRecord, list, map, object, optional, propsOf, type Shape, text } from '../../shape';
import { compareText } from '../../values';
import type { ContainerProps } from '../../workload/container';
import { SECRET_REFERENCE } from '../secret';
import { checkSource, usesOf } from './env-sources';
import { checkHolder, HOLDERS } from './key-holders';

/** A variable is text, or comes from somewhere. */
export type Env = Readonly<Record<string, string | EnvSource>>;

export interface Environment {
  readonly env?: Env;
  readonly envFrom?: readonly EnvFromProps[];
}

const SOURCE = instance('text or an EnvSource', EnvSource, {
  secret: optional(SECRET_REFERENCE),
  resolved: object({
    value: (value, where, visit) => (value === undefined ? undefined : data(value, where, visit)),
    key: optional(object({ name: text, key: text, optional: flag })),
    path: optional(text),
    resource: optional(text),
    unit: optional(text),
    template: (value, where, visit) => (value === undefined ? undefined : data(value, where, visit)),
  }),
});

/** Text for a container, or where it comes from. */
const VARIABLE: Shape = (value, where, visit) => (isRecord(value) ? SOURCE : data)(value, where, visit);

export const ENV = map(VARIABLE);

/** Part of a command line. */
export const ARGUMENT: Shape = (value, where, visit) => {
  if (isRecord(value) && !(value instanceof EnvSource && value.resolved.from in { expansion: true }))
    visit.defect(where, 'text or EnvSource.expand(…)', value);
  else VARIABLE(value, where, visit);
};

export const ENV_FROM = list(
  propsOf<EnvFromProps>({
    source: instance('an EnvGroup', EnvGroup, { secret: optional(SECRET_REFERENCE), resolved: object({ name: text, optional: flag }) }),
    prefix: optional(text),
  }),
);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @param at where it stands in the workload's props, such as `sidecars.proxy.`; empty for its own container */
export function checkEnvironment(path: string, { env = {}, envFrom = [] }: Environment, report: Report, at = ''): void {
  for (const [name, given] of Object.entries(env)) {
    if (!NAME.test(name)) {
      const what = `${at}env: "${name}" is no name of an environment variable.`;
      report(problems.invalidWorkload(path, what, 'Use letters, digits and underscores.'));
    }
    checkSource(sourceOf(given), { path, at: `${at}env.${name}` }, report);
  }
  checkUses(path, { env, envFrom }, report, at);
  checkGroups(path, envFrom, report, at);
}

/** Kubernetes leaves `$(NAME)` as it stands where it knows no such variable yet. */
function checkUses(path: string, { env = {}, envFrom = [] }: Environment, report: Report, at: string): void {
  const { cycle } = inOrderOfUse(env);
  if (cycle.length > 0) {
    const what = `${at}env: ${cycle.join(', ')} stand for each other.`;
    report(problems.invalidWorkload(path, what, 'Let one of them be text without `$(…)`.'));
  }
  // Which keys whole Secrets and ConfigMaps have is not known here.
  if (envFrom.length > 0) return;
  for (const [name, given] of Object.entries(env)) {
    // What it is called itself is not meant.
    const others = Object.keys(env).filter((other) => other !== name);
    reportUnknown(path, `${at}env.${name}`, given, env, others, report);
  }
}

function reportUnknown(path: string, at: string, given: string | EnvSource, env: Env, meant: readonly string[], report: Report): void {
  const unknown = usesOf(sourceOf(given)).filter((name) => !Object.hasOwn(env, name));
  if (unknown.length > 0) report(problems.unknownVariable(path, at, unknown, meant));
}

/** Parts of a command line know the same variables, all of them. */
export function checkArguments(path: string, prop: 'command' | 'args', props: ContainerProps, report: Report, at: string): void {
  const { env = {}, envFrom = [] } = props;
  for (const given of envFrom.length > 0 ? [] : (props[prop] ?? []))
    reportUnknown(path, `${at}${prop}`, given, env, Object.keys(env), report);
}

function checkGroups(path: string, groups: readonly EnvFromProps[], report: Report, at: string): void {
  const known = new Set<string>();
  for (const { source, prefix = '' } of groups) {
    const { from, name } = source.resolved;
    checkHolder(from, name, { path, at: `${at}envFrom` }, report);
    if (prefix !== '' && !NAME.test(prefix)) {
      const what = `${at}envFrom: "${prefix}" cannot begin the name of an environment variable.`;
      report(problems.invalidWorkload(path, what, 'Use letters, digits and underscores.'));
    }
    const key = `${from} ${name} ${prefix}`;
    if (known.has(key)) {
      const under = prefix === '' ? '' : `, with the prefix "${prefix}"`;
      const what = `${at}envFrom: the variables of the ${HOLDERS[from]} "${name}" are defined twice${under}.`;
      report(problems.invalidWorkload(path, what, 'List it once, or give one of them another `prefix`.'));
    }
    known.add(key);
  }
}

/** Variables in the order that Kubernetes has to read them in: those that others stand on come before them, else by name. */
export const variablesOf = ({ env = {} }: Environment): readonly ResolvedVariable[] =>
  inOrderOfUse(env).names.map((name) => ({ name, ...sourceOf(env[name] ?? '') }));

/** In the user's order: later ones hide earlier ones of the same name. */
export const groupsOf = ({ envFrom = [] }: Environment): readonly ResolvedEnvFrom[] =>
  envFrom.map(({ source, prefix = '' }) => ({ ...source.resolved, prefix }));

const sourceOf = (given: string | EnvSource): ResolvedEnvSource =>
  typeof given === 'string' ? { from: 'value', value: given } : given.resolved;

function inOrderOfUse(env: Env): { readonly names: readonly string[]; readonly cycle: readonly string[] } {
  const names = new Set<string>();
  const open: string[] = [];
  let cycle: readonly string[] = [];
  const add = (name: string): void => {
    if (names.has(name) || !Object.hasOwn(env, name)) return;
    if (open.includes(name)) {
      cycle = open.slice(open.indexOf(name));
      return;
    }
    open.push(name);
    for (const other of [...usesOf(sourceOf(env[name] ?? ''))].sort(compareText)) add(other);
    open.pop();
    names.add(name);
  };
  for (const name of Object.keys(env).sort(compareText)) add(name);
  return { names: [...names], cycle };
}
