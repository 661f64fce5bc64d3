import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { EnvSourceFrom, PodField, ResolvedEnvSource, ResourceField, ResourceUnits } from '../../resolved';
import { labelDefect } from '../../values';
import { checkKey, type Need, needOfKey } from './key-holders';
import type { PropPlace } from './place';

/** All that tells one source of variables from another, as far as the model is concerned. */
interface KindOfSource<From extends ResolvedEnvSource['from']> {
  /** Reports what is wrong with it. */
  readonly check: (source: EnvSourceFrom<From>, place: PropPlace, report: Report) => void;
  /** What has to be in the namespace. */
  readonly need: (source: EnvSourceFrom<From>) => Need | undefined;
  /** Other variables that it stands on. */
  readonly uses: (source: EnvSourceFrom<From>) => readonly string[];
}

const PLAIN = { check: () => undefined, need: () => undefined, uses: () => [] };

const SOURCES: { readonly [From in ResolvedEnvSource['from']]: KindOfSource<From> } = {
  value: PLAIN,
  expansion: { ...PLAIN, uses: ({ template }) => referencesIn(template) },
  secret: { ...PLAIN, need: ({ key }) => needOfKey('secret', key) },
  'config-map': {
    ...PLAIN,
    check: ({ key }, place, report) => checkKey('config-map', key, place, report),
    need: ({ key }) => needOfKey('config-map', key),
  },
  field: { ...PLAIN, check: checkField },
  resource: { ...PLAIN, check: checkResource },
};

const kindOfSource = ({ from }: ResolvedEnvSource): KindOfSource<typeof from> => SOURCES[from] as KindOfSource<typeof from>;

export const checkSource = (source: ResolvedEnvSource, place: PropPlace, report: Report): void =>
  kindOfSource(source).check(source, place, report);
export const needOfVariable = (source: ResolvedEnvSource): Need | undefined => kindOfSource(source).need(source);
export const usesOf = (source: ResolvedEnvSource): readonly string[] => kindOfSource(source).uses(source);

const FIELDS: { readonly [F in PodField]: true } = {
  'metadata.name': true,
  'metadata.namespace': true,
  'metadata.uid': true,
  'spec.nodeName': true,
  'spec.serviceAccountName': true,
  'status.hostIP': true,
  'status.podIP': true,
};

/** Whether Kubernetes tells containers a field of their pod by this path; labels and annotations aside. */
export const isPodField = (path: string): path is PodField => Object.hasOwn(FIELDS, path);

/** One label or annotation, whose key is the user's. */
const ONE_KEY = /^metadata\.(?:labels|annotations)\['(.*)'\]$/;

function checkField({ path: field }: EnvSourceFrom<'field'>, { path, at }: PropPlace, report: Report): void {
  const key = ONE_KEY.exec(field)?.[1];
  const defect = key === undefined ? undefined : labelDefect(key, '');
  if (key !== undefined && defect !== undefined) report(problems.invalidLabel(path, at, key, defect));
  if (key !== undefined || isPodField(field)) return;
  report(problems.invalidWorkload(path, `${at}: Kubernetes tells no field "${field}" of a pod.`, `Use ${Object.keys(FIELDS).join(', ')}.`));
}

const CORES = { '1': true, '1m': true } as const;
const BYTES = { '1': true, '1k': true, '1Ki': true, '1M': true, '1Mi': true, '1G': true, '1Gi': true } as const;
const UNITS: { readonly [F in ResourceField]: { readonly [U in ResourceUnits[F]]: true } } = {
  'limits.cpu': CORES,
  'limits.ephemeral-storage': BYTES,
  'limits.memory': BYTES,
  'requests.cpu': CORES,
  'requests.ephemeral-storage': BYTES,
  'requests.memory': BYTES,
};

function checkResource({ resource, unit }: EnvSourceFrom<'resource'>, { path, at }: PropPlace, report: Report): void {
  if (!Object.hasOwn(UNITS, resource)) {
    const what = `${at}: Kubernetes tells no "${resource}" of a container.`;
    report(problems.invalidWorkload(path, what, `Use ${Object.keys(UNITS).join(', ')}.`));
  } else if (!Object.hasOwn(UNITS[resource], unit)) {
    const what = `${at}: ${resource} cannot be told in units of "${unit}".`;
    report(problems.invalidWorkload(path, what, `Use ${Object.keys(UNITS[resource]).join(', ')}.`));
  }
}

/** Names of the variables that a template stands on (k8s.io/kubernetes, third_party/forked/golang/expansion: `$$` is one dollar sign). */
export function referencesIn(template: string): string[] {
  const found = [...template.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return [...new Set(found)];
}
