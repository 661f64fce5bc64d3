import { type ExistingSecretProps, type RemoteKey, Secret, SecretKey, type SecretProps, SecretStore } from '../configuration/secret';
import type { Report } from '../problem';
import * as problems from '../problems';
import type { ResolvedSecret, SecretType } from '../resolved';
import { flag, instance, isRecord, list, map, object, optional, propsOf, type Shape, text, wordOf } from '../shape';
import { compareText, Duration, isDomain, isKey } from '../values';
import { spanDefect } from './checks';
import { DURATION } from './values';

const TYPE = optional(
  wordOf<SecretType>({ Opaque: true, 'kubernetes.io/dockerconfigjson': true, 'kubernetes.io/tls': true, 'kubernetes.io/basic-auth': true }),
);
const STORE = instance('a SecretStore', SecretStore, { name: text });

const EXTERNAL = propsOf<SecretProps>({
  name: optional(text),
  type: TYPE,
  pullsImages: optional(flag),
  store: STORE,
  keys: map(propsOf<RemoteKey>({ path: text, property: optional(text), version: optional(text) })),
  refresh: optional(DURATION),
});
const EXISTING = propsOf<Omit<ExistingSecretProps, 'store'>>({
  name: optional(text),
  type: TYPE,
  pullsImages: optional(flag),
  keys: list(text),
});

/** What users may give to a Secret. Text where a reference is meant is a value that somebody wrote down: it is never repeated. */
export const SECRET: Shape = object({
  props: (props, where, visit) => {
    if (!isRecord(props)) return visit.defect(where, 'an object', props);
    const { keys } = props;
    if (isRecord(keys) && Object.values(keys).some((key) => typeof key === 'string')) visit.secret('keys', 'value');
    else (props.store === undefined ? EXISTING : EXTERNAL)(props, where, visit);
  },
});

/** A value of a Secret; text in its place is refused and not repeated. */
export const SECRET_KEY: Shape = (item, where, visit) => {
  if (typeof item === 'string') return visit.secret(where, 'value');
  if (!(item instanceof SecretKey)) return visit.defect(where, 'a key of a Secret: secret.key(…)', item);
  visit.refers(where, item.secret);
  text(item.key, where, visit);
};

export const SECRET_REFERENCE: Shape = (item, where, visit) => {
  if (item instanceof Secret) visit.refers(where, item);
  else visit.defect(where, 'a Secret', item);
};

const REFRESH = Duration.minutes(60);

const isExternal = (props: SecretProps | ExistingSecretProps): props is SecretProps => props.store !== undefined;

export const keysOf = ({ props }: Secret): readonly string[] =>
  [...(isExternal(props) ? Object.keys(props.keys) : props.keys)].sort(compareText);

/** Keys that Kubernetes wants of each type (kubernetes.io, "Types of Secret"). */
export const KEYS_OF_TYPE: { readonly [T in SecretType]: readonly string[] } = {
  Opaque: [],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/basic-auth': [],
};

export function checkSecret(secret: Secret, report: Report): void {
  const { name, props, node } = secret;
  const { path } = node;
  const invalid = (what: string, fix: string): void => report(problems.invalidSecret(path, what, fix));
  if (!isDomain(name)) report(problems.invalidObjectName(path, 'name', name));
  const keys = keysOf(secret);
  if (keys.length === 0) invalid('keys: it has none.', 'Name the keys that pods need.');
  if (!keys.every(isKey))
    invalid(
      'keys: what is given as one of them is none, and not repeated here: it may be the secret itself.',
      'Use letters, digits, dots, hyphens and underscores.',
    );
  if (new Set(keys).size < keys.length) invalid('keys: one is listed twice.', 'List every key once.');
  const missing = KEYS_OF_TYPE[props.type ?? 'Opaque'].filter((key) => !keys.includes(key));
  if (missing.length > 0)
    invalid(`type: "${props.type}" needs the key ${missing.join(' and ')}.`, 'Add it to `keys`, or leave out the type.');
  if (!isExternal(props)) return;
  if (!isDomain(props.store.name)) report(problems.invalidObjectName(path, 'store', props.store.name));
  for (const [key, { path: remote }] of Object.entries(props.keys))
    if (remote.trim() === '') invalid(`keys.${key}.path is empty.`, 'Write what the secret is called in the store.');
  const { refresh = REFRESH } = props;
  const defect = spanDefect(refresh, 1);
  if (defect !== undefined) invalid(`refresh: ${defect}.`, 'Write one such as Duration.minutes(60).');
}

export function resolveSecret(secret: Secret, places: ResolvedSecret['places']): ResolvedSecret {
  const { name, props } = secret;
  const keys = keysOf(secret);
  return { name, type: props.type ?? 'Opaque', keys, ...(isExternal(props) && { external: externalOf(props, keys) }), places };
}

function externalOf(props: SecretProps, keys: readonly string[]): NonNullable<ResolvedSecret['external']> {
  const { store, refresh = REFRESH } = props;
  return {
    store: { kind: store.kind, name: store.name },
    refreshSeconds: refresh.toSeconds,
    data: keys.map((key) => {
      const { path = '', property, version } = props.keys[key] ?? {};
      return { key, path, ...(property !== undefined && { property }), ...(version !== undefined && { version }) };
    }),
  };
}
