import type { Secret } from '../../configuration/secret';
import type { Certificate } from '../../edge/certificate';
import { EXTERNAL_SECRETS_SINCE } from '../../kinds/add-on/external-secrets';
import { referredBy } from '../../kinds/pod/needs';
import { checkSecret, KEYS_OF_TYPE, keysOf, resolveSecret } from '../../kinds/secret';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type {
  Prerequisite,
  ResolvedCluster,
  ResolvedGateway,
  ResolvedSecret,
  ResolvedTraffic,
  ResolvedWorkload,
  SecretType,
} from '../../resolved';
import { isInstalled } from '../../resolved/declared-add-ons';
import { append, compareText, isKey } from '../../values';
import type { Workload } from '../../workload/workload';
import type { Inventory } from '../inventory/inventory';

/** Checks the secrets of a system, and that they have what is asked of them. */
export function checkSecrets(inventory: Inventory, workloads: readonly ResolvedWorkload[], report: Report): void {
  const byName = new Map<string, Secret>();
  for (const secret of inventory.secrets) {
    const other = byName.get(secret.name);
    if (other) report(problems.secretTwice(secret.node.path, secret.name, other.node.path));
    else byName.set(secret.name, secret);
    checkSecret(secret, report);
  }
  const pulling = new Set(inventory.workloads.flatMap((workload) => pullSecretsOf(workload, inventory) ?? []));
  for (const secret of pulling) checkType(secret, 'kubernetes.io/dockerconfigjson', 'images are pulled with', report);
  const ending = new Set(
    inventory.gateways.flatMap(({ listeners }) => listeners.flatMap(({ props }) => storedIn(props.certificate) ?? [])),
  );
  for (const secret of ending) checkType(secret, 'kubernetes.io/tls', 'gateways end TLS with', report);
  const paths = new Map(inventory.workloads.map(({ name, node }) => [name, node.path]));
  for (const { name, pods } of workloads)
    for (const need of referredBy(pods)) {
      const secret = need.kind === 'Secret' ? byName.get(need.name) : undefined;
      const known = secret ? keysOf(secret) : [];
      if (secret && need.key !== undefined && !known.includes(need.key))
        report(problems.unknownSecretKey(paths.get(name) ?? '', need.name, isKey(need.key) ? need.key : undefined, known.filter(isKey)));
    }
}

/** The Secret that somebody keeps a certificate in. */
function storedIn(certificate: Certificate | undefined): Secret | undefined {
  const given = certificate?.given;
  return given === undefined || given.issuer !== undefined ? undefined : given.secret;
}

/** @param use what only Secrets of that type are good for, as the beginning of a sentence */
function checkType({ props, node: { path } }: Secret, type: SecretType, use: string, report: Report): void {
  const given = props.type ?? 'Opaque';
  if (given === type) return;
  const keys = KEYS_OF_TYPE[type].join(' and ');
  report(problems.invalidSecret(path, `type: ${use} a "${type}", and it is "${given}".`, `Give it that type, and the key ${keys}.`));
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

export function resolveSecrets(
  { secrets }: Inventory,
  {
    workloads,
    gateways,
    traffic,
  }: {
    readonly workloads: readonly ResolvedWorkload[];
    readonly gateways: readonly ResolvedGateway[];
    readonly traffic: readonly ResolvedTraffic[];
  },
): readonly ResolvedSecret[] {
  if (secrets.length === 0) return [];
  const places = new Map<string, Place[]>();
  for (const { pods, cluster, namespace } of workloads)
    for (const { kind, name } of referredBy(pods)) if (kind === 'Secret') append(places, name, { cluster, namespace });
  for (const gateway of gateways) {
    const { cluster, namespace } = gateway;
    for (const secret of secretsOf(gateway)) append(places, secret, { cluster, namespace });
  }
  for (const { cluster, callers, ports } of traffic)
    for (const { tls } of ports)
      for (const namespace of callers) if (tls?.secret !== undefined) append(places, tls.secret, { cluster, namespace });
  return secrets.map((secret) => resolveSecret(secret, distinct(places.get(secret.name) ?? [])));
}

/** Secrets that a gateway reads: certificates, and keys of clients. */
const secretsOf = ({ listeners, routes }: ResolvedGateway): readonly string[] => [
  ...listeners.flatMap(({ tlsSecret }) => tlsSecret ?? []),
  ...routes.flatMap(({ authentication }) => authentication?.clients.map(({ secret }) => secret) ?? []),
];

type Place = ResolvedSecret['places'][number];

function distinct(places: readonly Place[]): readonly Place[] {
  const found = [...new Map(places.map((place) => [`${place.cluster}/${place.namespace}`, place])).entries()];
  return found.sort(([a], [b]) => compareText(a, b)).map(([, place]) => place);
}

/** What has to be there for Secrets that the operator makes. */
export const secretPrerequisites = (
  secrets: readonly ResolvedSecret[],
  { name: cluster, addOns = [] }: ResolvedCluster,
): readonly Prerequisite[] =>
  secrets.flatMap(({ name, external, places }) =>
    places
      .filter((place) => place.cluster === cluster && external !== undefined)
      .flatMap(({ namespace }): readonly Prerequisite[] => [
        ...(isInstalled({ addOns }, 'external-secrets')
          ? []
          : [
              {
                text: `Cluster ${cluster}: External Secrets Operator ${EXTERNAL_SECRETS_SINCE.version} or later runs with its CRDs (external-secrets.io/v1).`,
                proof: { is: 'api', cluster, groupVersion: 'external-secrets.io/v1' },
              } as const,
            ]),
        ...(external?.data ?? []).map(({ key, path, property, version }): Prerequisite => {
          const what = `${path}${property === undefined ? '' : `, property ${property}`}${version === undefined ? '' : `, version ${version}`}`;
          const { kind, name: store } = external?.store ?? { kind: '', name: '' };
          const where = kind === 'SecretStore' ? `${namespace}/${store}` : store;
          const resource = `${kind.toLowerCase()}s.external-secrets.io`;
          return {
            text: `Cluster ${cluster}: the ${kind} ${where} exists and has ${what}: the key ${key} of the Secret ${namespace}/${name}.`,
            proof: { is: 'object', cluster, resource, name: store, ...(kind === 'SecretStore' && { namespace }) },
          };
        }),
      ]),
  );
