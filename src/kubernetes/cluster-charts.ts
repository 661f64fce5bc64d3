import { Construct } from 'constructs';
import { DefectError } from '../model/problem';
import { endKey, type PodsEnd, type ResolvedCluster, type ResolvedGateway, type ResolvedWorkload } from '../model/resolved';
import { digestName } from '../model/resolved/object-names';
import { podLabels, selectorLabels, systemLabels } from '../model/resolved/selector';
import { addAddOnFiles, installedClasses } from './add-ons';
import { ManifestChart } from './app/manifest-chart';
import { addGateway, addGatewayClass, type GatewayObjects } from './gateway';
import { ConfigMap, type Namespace, type NetworkPolicy, type Service } from './imports/kubernetes';
import { MESHES, meshModeOf } from './mesh';
import { addMigration, type MigrationObjects } from './migration';
import { addNamespaces } from './namespace';
import { addNetworkCharts, type Share } from './network-charts';
import type { CompiledNetworkPolicy } from './policy/network-policy';
import { addDefaultDeny, addIsolation, addNetworkPolicy } from './policy/policy-objects';
import { addExternalSecret } from './secrets';
import { isOwned, type SystemIndex } from './system-index';
import { Workloads } from './workload';
import { addIdentity } from './workload/access';
import { addClaims } from './workload/claims';
import { addShares } from './workload/shares';
import { addTexts } from './workload/volumes';

/** NetworkPolicies by the pods that they are about (see {@link endKey}). */
export type PolicyIndex = ReadonlyMap<string, readonly CompiledNetworkPolicy[]>;

/**
 * The charts of one cluster. Their files are numbered in the order they have to be applied in, which is the order `kubectl apply -f`
 * takes them in: namespaces, names and addresses, what everything is denied, then workload by workload with its own permissions.
 */
export class ClusterCharts {
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly machineServices: ReadonlyMap<string, Service>;
  readonly workloads = new Workloads();
  readonly gateways: ReadonlyMap<string, GatewayObjects>;
  readonly migrations: ReadonlyMap<string, MigrationObjects>;
  private readonly parent: Construct;
  /** Whose policies stand in a file. */
  private readonly placed = new Set<string>();

  /** @param folder below the output folder; unset when the system has a single cluster */
  constructor(
    scope: Construct,
    private readonly index: SystemIndex,
    readonly cluster: ResolvedCluster,
    private readonly policies: PolicyIndex,
    private readonly folder?: string,
  ) {
    this.parent = folder === undefined ? scope : new Construct(scope, folder);
    const shares = index.system.migrations.flatMap((migration) =>
      migration.meshes.filter((share) => this.isHere(share)).map((share): Share => ({ migration, share })),
    );
    const entries = index.system.gateways.filter((gateway) => this.isHere(gateway));
    this.namespaces = this.addNamespaces();
    this.machineServices = addNetworkCharts({ index, cluster, chart: (id) => this.chart(id) }, entries, shares);
    this.addOutside();
    this.addTraffic();
    this.addGatewayClasses(entries);
    this.addSecrets();
    this.addPolicyDefaults();
    for (const workload of index.system.workloads) if (this.isHere(workload)) this.addWorkload(workload);
    this.gateways = new Map(entries.map((gateway) => [gateway.name, this.addGateway(gateway)]));
    this.migrations = this.addMigrations(shares);
    this.addDigest();
    this.checkPlaced();
    addAddOnFiles(this.parent, cluster, folder);
  }

  /** Only proxies that read requests share them. */
  private addMigrations(shares: readonly Share[]): ReadonlyMap<string, MigrationObjects> {
    const { mesh } = this.cluster;
    const told = mesh && meshModeOf(mesh).told;
    return new Map(
      shares.flatMap(({ migration, share }) => {
        if (!told) return [];
        const chart = this.chart(`60-migration-${migration.name}`);
        return [
          [migration.name, { service: addMigration(chart, migration, share), requests: told.addShare(chart, mesh, migration, share) }],
        ];
      }),
    );
  }

  private isHere({ cluster }: { readonly cluster: string }): boolean {
    return cluster === this.cluster.name;
  }

  private chart(id: string, labels = systemLabels(this.index.system)): ManifestChart {
    return new ManifestChart(this.parent, id, { fileName: this.folder === undefined ? id : `${this.folder}/${id}`, labels });
  }

  /** None where all are somebody else's. */
  private addNamespaces(): ReadonlyMap<string, Namespace> {
    return this.cluster.namespaces.some(({ owned }) => owned)
      ? addNamespaces(this.chart('00-namespaces'), this.cluster, this.index)
      : new Map();
  }

  /** Whom proxies of the mesh are told of that Kubernetes does not know. */
  private addOutside(): void {
    const { mesh, outside = [] } = this.cluster;
    const told = mesh && meshModeOf(mesh).told;
    if (!told || outside.length === 0) return;
    const chart = this.chart('12-outside');
    for (const each of outside) told.addOutside(chart, each);
  }

  /** How proxies of the mesh call whom something is said of. */
  private addTraffic(): void {
    const { mesh } = this.cluster;
    const told = mesh && meshModeOf(mesh).told;
    const traffic = this.index.system.traffic.filter((each) => this.isHere(each));
    if (!told || traffic.length === 0) return;
    const chart = this.chart('13-traffic');
    for (const each of traffic) {
      told.addHostRules(chart, mesh, this.index.system, each);
      told.addRequests(chart, mesh, each);
    }
  }

  private addGatewayClasses(gateways: readonly ResolvedGateway[]): void {
    const classes = installedClasses(this.cluster, gateways);
    if (classes.size === 0) return;
    const chart = this.chart('14-gateway-classes');
    for (const gateway of classes.values()) addGatewayClass(chart, gateway);
  }

  /** Before whoever needs them. */
  private addSecrets(): void {
    const made = this.index.system.secrets.flatMap((secret) =>
      secret.places.flatMap((place) => (this.isHere(place) && secret.external ? [{ secret, ...place, external: secret.external }] : [])),
    );
    if (made.length === 0) return;
    const chart = this.chart('30-secrets');
    for (const { secret, namespace, external } of made) addExternalSecret(chart, namespace, secret, external);
  }

  private addPolicyDefaults(): void {
    const { mesh, namespaces } = this.cluster;
    const owned = namespaces.filter((namespace) => namespace.owned);
    // Pods of others have policies in namespaces of the system only.
    if (owned.length === 0) return;
    const chart = this.chart('20-policy');
    for (const { name } of owned) {
      addDefaultDeny(chart, name);
      if (mesh && this.index.isMeshed(this.cluster, name)) MESHES[mesh.provider].addDefaults(chart, mesh, name);
    }
    // Pods that are rendered elsewhere have no file of their own.
    for (const pods of this.index.system.podGroups)
      if (pods.owner === 'user' && pods.cluster === this.cluster.name) this.addPolicies(chart, pods);
  }

  private addPolicies(chart: ManifestChart, pods: Pick<PodsEnd, 'is' | 'of' | 'name'>): NetworkPolicy[] {
    const key = endKey(pods);
    this.placed.add(key);
    const policies = (this.policies.get(key) ?? []).map((policy) => addNetworkPolicy(chart, policy));
    const group = this.index.podsAt(pods);
    if (group.governed && group.mesh) {
      MESHES[group.mesh.provider].addPolicy(chart, group, this.index);
      meshModeOf(group.mesh).told?.addScope(chart, group, this.index);
    }
    return policies;
  }

  private addWorkload(workload: ResolvedWorkload): void {
    const { kind, name, namespace, pods } = workload;
    const id = `50-${name}`;
    const fileName = this.folder === undefined ? id : `${this.folder}/${id}`;
    const chart = new ManifestChart(this.parent, id, { fileName, namespace, labels: podLabels(this.index.system, name) });
    const serviceAccount = addIdentity(chart, this.index.system, workload);
    if (pods.texts) addTexts(chart, name, pods.texts);
    addClaims(chart, name, pods);
    addShares(chart, workload);
    // Permissions first: a pod never starts without them.
    const group = { is: 'pods', of: kind, name } as const;
    if (!isOwned(this.cluster, namespace)) addIsolation(chart, name, namespace, selectorLabels(this.index.system, name));
    const networkPolicies = this.addPolicies(chart, group);
    this.workloads.add(kind, { chart, index: this.index, cluster: this.cluster }, workload, { chart, serviceAccount, networkPolicies });
  }

  private addGateway(gateway: ResolvedGateway): GatewayObjects {
    const chart = this.chart(`60-gateway-${gateway.name}`);
    this.addPolicies(chart, { is: 'pods', of: 'gateway', name: gateway.name });
    return addGateway(chart, this.index.system, this.cluster, gateway);
  }

  /** Last of all: with it in place, everything before it has been applied. */
  private addDigest(): void {
    const { name, digest } = this.index.system;
    new ConfigMap(this.chart('90-digest'), 'digest', {
      metadata: { name: digestName(name), namespace: this.cluster.namespace },
      data: { digest },
    });
  }

  /** @throws DefectError when policies of pods stand in no file: a kind of pods that no chart answers for */
  private checkPlaced(): void {
    for (const pods of this.index.system.podGroups) {
      const restricted = this.policies.has(endKey(pods)) || (pods.governed && pods.mesh !== undefined);
      if (pods.cluster === this.cluster.name && restricted && !this.placed.has(endKey(pods)))
        throw new DefectError(`The policies of ${pods.name} (${pods.of}) have no file: no chart answers for such pods.`);
    }
  }
}
