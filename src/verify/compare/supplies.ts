import type { ResolvedSecret, ResolvedShare } from '../../model/resolved';
import type { Share } from '../kubernetes/surroundings';
import type { Difference } from './difference';
import type { Model } from './model';

/** What pods are supplied with: Secrets that an operator makes, and what servers export. */
export const supplyDifferences = (model: Model): readonly Difference[] => [...secretDifferences(model), ...shareDifferences(model)];

const secretDifferences = (model: Model): readonly Difference[] =>
  model.system.secrets.flatMap((secret) =>
    secret.places.flatMap(({ cluster, namespace }) => {
      const found = model.cluster(cluster);
      return found && secret.external ? compareSecret(secret, secret.external, namespace, found.secrets) : [];
    }),
  );

function compareSecret(
  { name, type }: ResolvedSecret,
  { store, data }: NonNullable<ResolvedSecret['external']>,
  namespace: string,
  all: NonNullable<ReturnType<Model['cluster']>>['secrets'],
): readonly Difference[] {
  const about = `${namespace}/${name}`;
  const missing = (text: string): Difference => ({ kind: 'missing', about, text: `the Secret ${about} ${text}` });
  const found = all.find((each) => each.namespace === namespace && each.name === name);
  if (!found) return [missing('is made by nothing')];
  const wanted = new Map(data.map(({ key, path, property = '', version = '' }) => [key, `${path} ${property} ${version}`]));
  const keys = [...new Set([...wanted.keys(), ...Object.keys(found.keys)])].sort();
  return [
    ...(found.store === `${store.kind} ${store.name}`
      ? []
      : [missing(`comes out of the ${found.store}, not the ${store.kind} ${store.name}`)]),
    ...(found.type === type ? [] : [missing(`is of the type ${found.type}, not ${type}`)]),
    ...keys
      .filter((key) => wanted.get(key) !== found.keys[key])
      .map((key) => missing(`has another key ${key}: ${found.keys[key] ?? 'none'}, not ${wanted.get(key) ?? 'none'}`)),
  ];
}

const shareDifferences = (model: Model): readonly Difference[] =>
  model.system.workloads.flatMap(({ cluster, namespace, pods: { shares = [] } }) =>
    shares.flatMap((share): readonly Difference[] => {
      const found = model.cluster(cluster);
      if (!found) return [];
      const volume = found.shares.find(({ name }) => name === share.name);
      const about = share.name;
      if (!volume) return [{ kind: 'missing', about, text: `the volume ${about} is not there` }];
      const [has, wanted] = [inWords(volume), inWords({ ...share, claim: `${namespace}/${share.claim}` })];
      return has === wanted ? [] : [{ kind: 'too-wide', about, text: `the volume ${about} is ${has}, not ${wanted}` }];
    }),
  );

const inWords = ({ server, path, readOnly, claim }: Omit<Share, 'name'> & Pick<ResolvedShare, 'path'>): string =>
  `${path} of ${server}, to ${readOnly ? 'read' : 'write'}, for ${claim === undefined ? 'any claim' : `the claim ${claim}`}`;
