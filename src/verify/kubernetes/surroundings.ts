import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';

/** What stands around pods: what a namespace limits, which secrets are made for it, what is mounted from elsewhere. */

/** An amount by what Kubernetes calls it: cores, bytes, objects. */
export type Amounts = Readonly<Record<string, number>>;

/** What all pods of a namespace may ask for together. */
export interface Quota {
  readonly namespace: string;
  readonly name: string;
  readonly hard: Amounts;
}

/** What containers get that say nothing. */
export interface Defaults {
  readonly namespace: string;
  readonly name: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** A Secret that an operator makes. */
export interface MadeSecret {
  readonly namespace: string;
  readonly name: string;
  /** `kind name` of where its values come from. */
  readonly store: string;
  readonly type: string;
  /** By key: where the store has the value, in words. */
  readonly keys: Readonly<Record<string, string>>;
}

/** What a server exports, as a volume of the cluster. */
export interface Share {
  readonly name: string;
  readonly server: string;
  readonly path: string;
  readonly readOnly: boolean;
  /** `namespace/name` of the claim that it is for. Unset: of any. */
  readonly claim?: string;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** @throws NotUnderstoodError for what is no quantity (kubernetes.io, "Quantity") */
export function quantity(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (number === undefined || factor === undefined) throw new NotUnderstoodError(`${JSON.stringify(text)} is no quantity`);
  return Number(number) * factor;
}

const amounts = (texts: Readonly<Record<string, string>>): Amounts =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, quantity(text)]));

export const readQuota = (name: string, namespace: string, spec: Fields): Quota => ({ name, namespace, hard: amounts(spec.map('hard')) });

export function readDefaults(name: string, namespace: string, spec: Fields): Defaults {
  const all = spec.list('limits', (limit) => ({
    type: limit.optionalText('type'),
    requests: amounts(limit.map('defaultRequest')),
    limits: amounts(limit.map('default')),
  }));
  const { requests = {}, limits = {} } = all?.find(({ type }) => type === 'Container') ?? {};
  return { name, namespace, requests, limits };
}

export function readMadeSecret(name: string, namespace: string, spec: Fields): MadeSecret {
  const store = spec.object('secretStoreRef', (ref) => `${ref.optionalText('kind') ?? 'SecretStore'} ${ref.text('name')}`);
  const target = spec.object('target', (fields) => ({
    name: fields.optionalText('name'),
    type: fields.object('template', (template) => template.optionalText('type')),
  }));
  const keys = spec.list('data', (entry) => {
    const place = entry.object('remoteRef', (remote) =>
      [remote.text('key'), remote.optionalText('property') ?? '', remote.optionalText('version') ?? ''].join(' '),
    );
    return [entry.text('secretKey'), place ?? ''] as const;
  });
  return {
    namespace,
    name: target?.name ?? name,
    store: store ?? '',
    type: target?.type ?? 'Opaque',
    keys: Object.fromEntries(keys ?? []),
  };
}

/** Undefined for a volume of another sort. */
export function readShare(name: string, spec: Fields): Share | undefined {
  const source = spec.object('nfs', (nfs) => ({ server: nfs.text('server'), path: nfs.text('path'), readOnly: nfs.isTrue('readOnly') }));
  const claim = spec.object('claimRef', (ref) => `${ref.text('namespace')}/${ref.text('name')}`);
  return source && { name, ...source, ...(claim !== undefined && { claim }) };
}
