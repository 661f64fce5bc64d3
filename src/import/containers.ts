import { isPodField } from '../model/kinds/pod/env-sources';
import { isRecord } from '../model/shape';
import { type Reader, records, texts } from './reader';
import { isSecret } from './secrets';
import { type Code, code, list, object, type Program, quoted, text } from './source';

/** What a manifest refers to besides itself. */
export interface Surroundings {
  readonly program: Program;
  /** The constant of a Secret; its keys become known by being asked for. */
  readonly secret: (name: string, keys: readonly string[]) => string;
}

/** Props of a container, and what was seen of it and cannot be printed. */
export interface Said {
  readonly props: Readonly<Record<string, Code | undefined>>;
  readonly notes: readonly string[];
}

/** Props that containers of all kinds have, out of one at a path of a manifest. */
export function containerProps(pod: Reader, at: readonly (string | number)[], { program, secret }: Surroundings): Said {
  const notes: string[] = [];
  const env = variables(pod, at, program, secret, notes);
  const resources = resourceProps(pod, at, program);
  return {
    props: {
      image: text(pod.text(...at, 'image') ?? 'unknown:unknown'),
      command: argumentsOf(pod, [...at, 'command'], notes),
      args: argumentsOf(pod, [...at, 'args'], notes),
      workingDir: textOf(pod.text(...at, 'workingDir')),
      env,
      resources,
    },
    notes,
  };
}

const textOf = (value: string | undefined): Code | undefined => (value === undefined ? undefined : text(value));

function argumentsOf(pod: Reader, at: readonly (string | number)[], notes: string[]): Code | undefined {
  const value = pod.peek(...at);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const words = value.map(String);
  if (words.some((word, index) => isSecret(words[index - 1]?.startsWith('-') ? (words[index - 1] as string) : '', word))) {
    notes.push(`${at.at(-1)}: it looks as if it held a secret, and is not printed`);
    return undefined;
  }
  pod.take(...at);
  return list(words.map(text));
}

function variables(
  pod: Reader,
  at: readonly (string | number)[],
  program: Program,
  secret: Surroundings['secret'],
  notes: string[],
): Code | undefined {
  const found: Record<string, Code> = Object.create(null);
  for (const [index, variable] of records(pod.peek(...at, 'env')).entries()) {
    const name = typeof variable.name === 'string' ? variable.name : undefined;
    const value = name === undefined ? undefined : sourceOf(variable, name, program, secret, notes);
    if (name === undefined || value === undefined) continue;
    found[name] = value;
    pod.take(...at, 'env', index);
  }
  return Object.keys(found).length === 0 ? undefined : object(found);
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
  if (!isSecret(name, plain)) return /\$\(/.test(plain) ? code(`${program.lib('EnvSource')}.expand(${quoted(plain)})`) : text(plain);
  notes.push(`${name}: its text looks like a secret and is not printed; refer to a key of a Secret`);
  return undefined;
}

function referenceOf(from: Readonly<Record<string, unknown>>, program: Program, secret: Surroundings['secret']): Code | undefined {
  const { secretKeyRef, configMapKeyRef, fieldRef } = from;
  if (isRecord(secretKeyRef) && typeof secretKeyRef.name === 'string' && typeof secretKeyRef.key === 'string')
    return code(
      `${program.lib('EnvSource')}.secret(${secret(secretKeyRef.name, [secretKeyRef.key])}.key(${quoted(secretKeyRef.key)})${optional(secretKeyRef)})`,
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

function resourceProps(pod: Reader, at: readonly (string | number)[], program: Program): Code | undefined {
  const take = (kind: string, name: string): string | undefined => {
    const value = texts({ value: String(pod.take(...at, 'resources', kind, name) ?? '') }).value;
    return value === '' ? undefined : value;
  };
  const cpu = cpuOf(take('requests', 'cpu'), program);
  const cpuLimit = cpuOf(take('limits', 'cpu'), program);
  const memory = sizeOf(take('limits', 'memory'), program) ?? sizeOf(take('requests', 'memory'), program);
  const ephemeralStorage = sizeOf(take('limits', 'ephemeral-storage'), program);
  const props = { cpu, cpuLimit, memory, ephemeralStorage };
  return Object.values(props).every((value) => value === undefined) ? undefined : object(props);
}

/** `250m`, `2`, `0.5`: as Kubernetes writes processors. */
function cpuOf(quantity: string | undefined, program: Program): Code | undefined {
  const [, amount, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity ?? '') ?? [];
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

/** In whole MiB, rounded up. */
export function sizeOf(quantity: string | undefined, program: Program): Code | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(quantity ?? '') ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN);
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  if (!Number.isSafeInteger(mebibytes) || mebibytes <= 0) return undefined;
  const [call, count] = mebibytes % 1024 === 0 ? ['gibibytes', mebibytes / 1024] : ['mebibytes', mebibytes];
  return code(`${program.lib('Size')}.${call}(${count})`);
}
