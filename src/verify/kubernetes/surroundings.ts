import { NotUnderstoodError } from '../errors';
import type { Fields } from '../fields';

/** What stands around pods: what a namespace limits, which secrets are made for it, what is mounted from elsewhere. */

/** An amount by what Kubernetes calls it: cores, bytes, objects. */
export type Amounts = Readonly<Record<string, number>>;

/** What pods of a namespace are held to: what all of them may ask for together, or what each gets and may have. */
export interface Held {
  readonly namespace: string;
  readonly name: string;
  readonly amounts: Amounts;
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
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** @throws NotUnderstoodError for what is no quantity (kubernetes.io, "Quantity") */
export function quantity(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (number === undefined || factor === undefined) throw new NotUnderstoodError(`${JSON.stringify(text)} is no quantity`);
  return Number(number) * factor;
}

const amounts = (texts: Readonly<Record<string, string>>): Amounts =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, quantity(text)]));

export function readQuota(name: string, namespace: string, spec: Fields): Held {
  const whose = spec.has('scopes') || spec.has('scopeSelector') ? ' of some pods (scopes)' : '';
  const hard = Object.entries(amounts(spec.map('hard')));
  return { name, namespace, amounts: Object.fromEntries(hard.map(([amount, value]) => [`${amount}${whose}`, value])) };
}

/** What is said of each, in words. */
const LIMITS = {
  defaultRequest: 'request of',
  default: 'limit of',
  max: 'most of',
  min: 'least of',
  maxLimitRequestRatio: 'most of the limit by the request of',
} as const;

/** Of containers; what is said of something else, or once more, is named so. */
export function readLimits(name: string, namespace: string, spec: Fields): Held {
  const met = new Map<string, number>();
  const all = spec.list('limits', (limit) => {
    const type = limit.text('type');
    const turn = (met.get(type) ?? 0) + 1;
    met.set(type, turn);
    const whose = `${type === 'Container' ? '' : ` of a ${type}`}${turn === 1 ? '' : `, said for time ${turn}`}`;
    return Object.entries(LIMITS).flatMap(([field, words]) =>
      Object.entries(amounts(limit.map(field))).map(([amount, value]) => [`${words} ${amount}${whose}`, value] as const),
    );
  });
  return { name, namespace, amounts: Object.fromEntries((all ?? []).flat()) };
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
