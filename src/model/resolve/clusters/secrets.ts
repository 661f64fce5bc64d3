import { needsOf } from '../../kinds/pod/needs';
import { checkSecret, keysOf, resolveSecret } from '../../kinds/secret';
import * as problems from '../../problems';
import type { ResolvedSecret, ResolvedWorkload, SecretType } from '../../resolved';
import { append, compareText } from '../../values';
import type { Secret } from '../../workload/secret';
import type { Workload } from '../../workload/workload';
import type { Report } from '../findings';
import type { Inventory } from '../inventory/inventory';

/** Whether images can be pulled with Secrets of a type. */
const PULLS: { readonly [T in SecretType]: boolean } = {
  Opaque: false,
  'kubernetes.io/basic-auth': false,
  'kubernetes.io/dockerconfigjson': true,
  'kubernetes.io/tls': false,
};

/** Checks the secrets of a system, and that they have what is asked of them. */
export function checkSecrets(inventory: Inventory, workloads: readonly ResolvedWorkload[], report: Report): void {
  const byName = new Map<string, Secret>();
  for (const secret of inventory.secrets) {
    const other = byName.get(secret.name);
    if (other) report(problems.secretTwice(secret.node.path, secret.name, other.node.path));
    else byName.set(secret.name, secret);
    checkSecret(secret, report);
  }
  for (const { type = 'Opaque', path } of inventory.workloads
    .flatMap((workload) => pullSecretsOf(workload, inventory) ?? [])
    .map(({ props, node }) => ({ type: props.type, path: node.path })))
    if (!PULLS[type]) {
      const what = `type: images are pulled with a "kubernetes.io/dockerconfigjson", and it is "${type}".`;
      report(problems.invalidSecret(path, what, 'Give it that type, and the key .dockerconfigjson.'));
    }
  const paths = new Map(inventory.workloads.map(({ name, node }) => [name, node.path]));
  for (const { name, pods } of workloads)
    for (const need of needsOf(pods)) {
      const secret = need.kind === 'Secret' ? byName.get(need.name) : undefined;
      const known = secret ? keysOf(secret) : [];
      if (secret && need.key !== undefined && !known.includes(need.key))
        report(problems.unknownSecretKey(paths.get(name) ?? '', need.name, need.key, known));
    }
}

/** What images of a workload are pulled with, each once; undefined where it is nothing. */
export function pullSecretsOf({ props, cluster }: Workload, { secrets }: Inventory): readonly Secret[] | undefined {
  const all = [
    ...(props.imagePullSecrets ?? []),
    ...(cluster.facts.imagePullSecrets ?? []),
    ...secrets.filter((each) => each.props.pullsImages),
  ];
  return all.length === 0 ? undefined : [...new Set(all)];
}

export function resolveSecrets({ secrets }: Inventory, workloads: readonly ResolvedWorkload[]): readonly ResolvedSecret[] {
  if (secrets.length === 0) return [];
  const users = new Map<string, ResolvedWorkload[]>();
  for (const workload of workloads)
    for (const { kind, name } of needsOf(workload.pods)) if (kind === 'Secret') append(users, name, workload);
  return secrets.map((secret) => resolveSecret(secret, placesOf(users.get(secret.name) ?? [])));
}

function placesOf(users: readonly ResolvedWorkload[]): ResolvedSecret['places'] {
  const places = users.map(({ cluster, namespace }) => ({ cluster, namespace }));
  const distinct = [...new Map(places.map((place) => [`${place.cluster}/${place.namespace}`, place])).entries()];
  return distinct.sort(([a], [b]) => compareText(a, b)).map(([, place]) => place);
}

/** What has to be there for Secrets that the operator makes. */
export const secretPrerequisites = (secrets: readonly ResolvedSecret[], cluster: string): readonly string[] =>
  secrets.flatMap(({ name, external, places }) =>
    places
      .filter((place) => place.cluster === cluster && external !== undefined)
      .flatMap(({ namespace }) => [
        `Cluster ${cluster}: External Secrets Operator 0.16 or later runs with its CRDs (external-secrets.io/v1).`,
        ...(external?.data ?? []).map(({ key, path, property, version }) => {
          const what = `${path}${property === undefined ? '' : `, property ${property}`}${version === undefined ? '' : `, version ${version}`}`;
          const { kind, name: store } = external?.store ?? { kind: '', name: '' };
          const where = kind === 'SecretStore' ? `${namespace}/${store}` : store;
          return `Cluster ${cluster}: the ${kind} ${where} exists and has ${what}: the key ${key} of the Secret ${namespace}/${name}.`;
        }),
      ]),
  );
