import { isPodField } from '../../model/kinds/pod/env-sources';
import { isRecord } from '../../model/shape';
import { type Path, type Reader, records } from '../reader';
import { isSecret } from '../secrets';
import { sizeOfBytes } from '../sizes';
import {
  type Code,
  code,
  list,
  object,
  optionalList,
  optionalObject,
  optionalText,
  type Program,
  type Props,
  quoted,
  text,
} from '../source';
import type { Neighbours } from './neighbours';

/** What a manifest refers to besides itself. */
export interface Surroundings {
  readonly program: Program;
  /** The constant of a Secret that containers refer to. */
  readonly secret: (name: string) => string;
  readonly neighbours: Neighbours;
}

/** Props of a container, and what was seen of it and cannot be printed. */
export interface Said {
  readonly props: Props;
  readonly notes: readonly string[];
}

/** Props that containers of all kinds have, out of one at a path of a manifest. @param scratch bytes of its scratch volumes on disk */
export function containerProps(pod: Reader, at: Path, { program, secret }: Surroundings, scratch: number): Said {
  const notes: string[] = [];
  const env = variables(pod, at, program, secret, notes);
  const envFrom = groups(pod, at, program, secret);
  const resources = resourceProps(pod, at, scratch, program);
  return {
    props: {
      image: text(pod.text(...at, 'image') ?? 'unknown:unknown'),
      command: argumentsOf(pod, [...at, 'command'], program, notes),
      args: argumentsOf(pod, [...at, 'args'], program, notes),
      workingDir: optionalText(pod.text(...at, 'workingDir')),
      env,
      envFrom,
      resources,
    },
    notes,
  };
}

function argumentsOf(pod: Reader, at: Path, program: Program, notes: string[]): Code | undefined {
  const value = pod.peek(...at);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const words = value.map(String);
  if (words.some((word, index) => isSecret(words[index - 1]?.startsWith('-') ? (words[index - 1] as string) : '', word))) {
    notes.push(`${at.at(-1)}: it looks as if it held a secret, and is not printed`);
    return undefined;
  }
  pod.take(...at);
  return list(words.map((word) => expanded(word, program)));
}

/** `$(NAME)` stands for a variable, `$$(NAME)` for itself (kubernetes.io, "Define Dependent Environment Variables"). */
const REFERENCE = /(?<!\$)(?:\$\$)*\$\(/;

const expanded = (word: string, program: Program): Code =>
  REFERENCE.test(word) ? code(`${program.lib('EnvSource')}.expand(${quoted(word)})`) : text(word.replaceAll('$$(', '$('));

function variables(pod: Reader, at: Path, program: Program, secret: Surroundings['secret'], notes: string[]): Code | undefined {
  const found: Record<string, Code> = Object.create(null);
  for (const [index, variable] of records(pod.peek(...at, 'env')).entries()) {
    const name = typeof variable.name === 'string' ? variable.name : undefined;
    const value = name === undefined ? undefined : sourceOf(variable, name, program, secret, notes);
    if (name === undefined || value === undefined) continue;
    found[name] = value;
    pod.take(...at, 'env', index);
  }
  return optionalObject(found);
}

/** All keys of Secrets and ConfigMaps as variables. */
function groups(pod: Reader, at: Path, program: Program, secret: Surroundings['secret']): Code | undefined {
  const found = records(pod.peek(...at, 'envFrom')).flatMap(({ secretRef, configMapRef, prefix }, index) => {
    const Group = program.lib('EnvGroup');
    const source =
      isRecord(secretRef) && typeof secretRef.name === 'string'
        ? `${Group}.secret(${secret(secretRef.name)}${optional(secretRef)})`
        : isRecord(configMapRef) && typeof configMapRef.name === 'string'
          ? `${Group}.configMap(${quoted(configMapRef.name)}${optional(configMapRef)})`
          : undefined;
    if (source === undefined) return [];
    pod.take(...at, 'envFrom', index);
    return [object({ source: code(source), prefix: typeof prefix === 'string' && prefix !== '' ? text(prefix) : undefined })];
  });
  return optionalList(found);
}

/** @returns undefined for what cannot be said, or must not be printed */
function sourceOf(
  { value, valueFrom }: Readonly<Record<string, unknown>>,
  name: string,
  program: Program,
  secret: Surroundings['secret'],
  notes: string[],
): Code | undefined {
  if (isRecord(valueFrom)) return referenceOf(valueFrom, program, secret);
  const plain = typeof value === 'string' ? value : '';
  if (!isSecret(name, plain)) return expanded(plain, program);
  notes.push(`${name}: its text looks like a secret and is not printed; refer to a key of a Secret`);
  return undefined;
}

function referenceOf(from: Readonly<Record<string, unknown>>, program: Program, secret: Surroundings['secret']): Code | undefined {
  const { secretKeyRef, configMapKeyRef, fieldRef } = from;
  if (isRecord(secretKeyRef) && typeof secretKeyRef.name === 'string' && typeof secretKeyRef.key === 'string')
    return code(
      `${program.lib('EnvSource')}.secret(${secret(secretKeyRef.name)}.key(${quoted(secretKeyRef.key)})${optional(secretKeyRef)})`,
    );
  if (isRecord(configMapKeyRef) && typeof configMapKeyRef.name === 'string' && typeof configMapKeyRef.key === 'string')
    return code(
      `${program.lib('EnvSource')}.configMapKey(${quoted(configMapKeyRef.name)}, ${quoted(configMapKeyRef.key)}${optional(configMapKeyRef)})`,
    );
  if (isRecord(fieldRef) && typeof fieldRef.fieldPath === 'string' && isPodField(fieldRef.fieldPath))
    return code(`${program.lib('EnvSource')}.field(${quoted(fieldRef.fieldPath)})`);
  return undefined;
}

const optional = (reference: Readonly<Record<string, unknown>>): string => (reference.optional === true ? ', { optional: true }' : '');

function resourceProps(pod: Reader, at: Path, scratch: number, program: Program): Code | undefined {
  const take = (kind: string, name: string): string => String(pod.take(...at, 'resources', kind, name) ?? '');
  const cpu = cpuOf(take('requests', 'cpu'), program);
  const cpuLimit = cpuOf(take('limits', 'cpu'), program);
  const memory = sizeOf(take('limits', 'memory'), program) ?? sizeOf(take('requests', 'memory'), program);
  const ephemeral = quantityOf(take('limits', 'ephemeral-storage'));
  // What stands for scratch volumes comes on top by itself.
  const ephemeralStorage =
    ephemeral === undefined ? undefined : sizeOfBytes(ephemeral > scratch ? ephemeral - scratch : ephemeral, program);
  return optionalObject({ cpu, cpuLimit, memory, ephemeralStorage });
}

/** `250m`, `2`, `0.5`: as Kubernetes writes processors. */
function cpuOf(quantity: string, program: Program): Code | undefined {
  const [, amount, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) ?? [];
  const millis = Math.round(Number(amount) * (milli === 'm' ? 1 : 1000));
  return millis > 0 ? code(`${program.lib('Cpu')}.millis(${millis})`) : undefined;
}

/** Bytes for each suffix of a quantity (kubernetes.io, "Quantity"). */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

export function quantityOf(quantity: unknown): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(typeof quantity === 'string' ? quantity : '') ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return Number.isFinite(bytes) ? bytes : undefined;
}

/** In whole MiB, rounded up. */
export function sizeOf(quantity: string | undefined, program: Program): Code | undefined {
  return sizeOfBytes(quantityOf(quantity) ?? Number.NaN, program);
}
