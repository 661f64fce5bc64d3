import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ResolvedCluster, ResolvedGateway, ResolvedMicroservice } from '../model/resolved';
import { ManifestChart } from './app/manifest-chart';
import type { Endpoints, PodGroup } from './endpoints';
import { addGateway, type GatewayObjects } from './gateway';
import { podLabels, systemLabels } from './names';
import { addNamespaces } from './namespace';
import { addAddressPool, addMachineEndpoints, addMachineService } from './network';
import type { CompiledMeshPolicy } from './policy/mesh';
import type { CompiledNetworkPolicy } from './policy/network-policy';
import { addDefaultDeny, addMeshDefaults, addMeshPolicy, addNetworkPolicy } from './policy/policy-objects';
import { addAutoscaler, addDisruptionBudget } from './workload/availability';
import { addDeployment } from './workload/deployment';
import { keeps } from './workload/hardening';
import { addExternalService, addService } from './workload/service';

/** What the policy compilers answered, by the pods it is about (see {@link policyKey}). */
export interface PolicyIndex {
  readonly network: ReadonlyMap<string, readonly CompiledNetworkPolicy[]>;
  readonly mesh: ReadonlyMap<string, CompiledMeshPolicy>;
}

export const policyKey = ({ end }: Pick<PodGroup, 'end'>): string => `${end.kind}/${end.name}`;

/** The objects of one microservice. */
export interface MicroserviceObjects {
  readonly chart: ManifestChart;
  readonly serviceAccount: k8s.KubeServiceAccount;
  readonly deployment: k8s.KubeDeployment;
  readonly service: k8s.KubeService;
  /** Set when something outside of the cluster may reach it. */
  readonly externalService?: k8s.KubeService;
  readonly disruptionBudget: k8s.KubePodDisruptionBudget;
  /** Set when the number of pods may vary. */
  readonly autoscaler?: k8s.KubeHorizontalPodAutoscalerV2;
  readonly networkPolicies: readonly k8s.KubeNetworkPolicy[];
}

/**
 * The charts of one cluster. Their files are numbered in the order they have to be applied in, which is the order `kubectl apply -f`
 * takes them in: namespaces, names and addresses, what everything is denied, then workload by workload with its own permissions.
 */
export class ClusterCharts {
  readonly namespaces: ReadonlyMap<string, k8s.KubeNamespace>;
  readonly machineServices: ReadonlyMap<string, k8s.KubeService>;
  readonly microservices: ReadonlyMap<string, MicroserviceObjects>;
  readonly gateways: ReadonlyMap<string, GatewayObjects>;
  private readonly parent: Construct;

  /** @param folder below the output folder; unset when the system has a single cluster */
  constructor(
    scope: Construct,
    private readonly endpoints: Endpoints,
    readonly cluster: ResolvedCluster,
    private readonly policies: PolicyIndex,
    private readonly folder?: string,
  ) {
    this.parent = folder === undefined ? scope : new Construct(scope, folder);
    const { microservices, gateways } = endpoints.system;
    const [services, entries] = [microservices.filter((each) => this.isHere(each)), gateways.filter((each) => this.isHere(each))];
    this.namespaces = addNamespaces(this.chart('00-namespaces'), cluster, endpoints);
    this.machineServices = this.addNetwork(entries);
    this.addPolicyDefaults();
    this.microservices = new Map(services.map((service) => [service.name, this.addMicroservice(service)]));
    this.gateways = new Map(entries.map((gateway) => [gateway.name, this.addGateway(gateway)]));
    this.addDigest();
    this.checkNames();
  }

  private isHere({ cluster }: { readonly cluster: string }): boolean {
    return cluster === this.cluster.name;
  }

  private chart(id: string, labels = systemLabels(this.endpoints.system)): ManifestChart {
    return new ManifestChart(this.parent, id, { fileName: this.folder === undefined ? id : `${this.folder}/${id}`, labels });
  }

  private addNetwork(gateways: readonly ResolvedGateway[]): Map<string, k8s.KubeService> {
    const { machineServices, namespaces, pool } = this.cluster;
    if (machineServices.length === 0 && !pool) return new Map();
    const chart = this.chart('10-network');
    // Every namespace that may ever ask for an address, so that a new one changes its Service only.
    addAddressPool(chart, this.cluster, [...new Set([...namespaces, ...gateways.map(({ proxy }) => proxy.namespace)])].sort());
    const services = new Map(machineServices.map((machine) => [machine.machine, addMachineService(chart, this.cluster, machine)]));
    // By themselves: a pruned set (kubectl's ApplySet) that has slices takes those that controllers make for its Services, too.
    if (machineServices.length > 0) {
      const slices = this.chart('11-endpoints');
      for (const machine of machineServices) addMachineEndpoints(slices, this.cluster, machine);
    }
    return services;
  }

  private addPolicyDefaults(): void {
    const chart = this.chart('20-policy');
    for (const namespace of this.cluster.namespaces) {
      addDefaultDeny(chart, namespace);
      if (this.endpoints.isMeshed(this.cluster, namespace)) addMeshDefaults(chart, this.cluster, namespace);
    }
    for (const { name, cluster } of this.endpoints.system.pods) {
      if (cluster === this.cluster.name) this.addPolicies(chart, { kind: 'pods', name });
    }
  }

  private addPolicies(chart: ManifestChart, end: PodGroup['end']): k8s.KubeNetworkPolicy[] {
    const key = policyKey({ end });
    const policies = (this.policies.network.get(key) ?? []).map((policy) => addNetworkPolicy(chart, policy));
    const mesh = this.policies.mesh.get(key);
    if (mesh) addMeshPolicy(chart, mesh);
    return policies;
  }

  private addMicroservice(service: ResolvedMicroservice): MicroserviceObjects {
    const { system } = this.endpoints;
    const { name, namespace, replicas, virtualAddress } = service;
    const id = `50-${name}`;
    const fileName = this.folder === undefined ? id : `${this.folder}/${id}`;
    const chart = new ManifestChart(this.parent, id, { fileName, namespace, labels: podLabels(system, name) });
    const serviceAccount = new k8s.KubeServiceAccount(chart, 'service-account', {
      metadata: { name: service.serviceAccount },
      automountServiceAccountToken: !keeps(service, 'no-service-account-token'),
    });
    return {
      chart,
      serviceAccount,
      // Permissions first: a pod never starts without them.
      networkPolicies: this.addPolicies(chart, { kind: 'microservice', name }),
      service: addService(chart, system, service),
      externalService: virtualAddress && addExternalService(chart, this.endpoints, service, virtualAddress),
      disruptionBudget: addDisruptionBudget(chart, system, service),
      deployment: addDeployment(chart, system, this.cluster, service),
      autoscaler: replicas.max > replicas.min ? addAutoscaler(chart, service) : undefined,
    };
  }

  private addGateway(gateway: ResolvedGateway): GatewayObjects {
    const chart = this.chart(`60-gateway-${gateway.name}`);
    this.addPolicies(chart, { kind: 'gateway', name: gateway.name });
    return addGateway(chart, this.endpoints.system, gateway);
  }

  /** Last of all: with it in place, everything before it has been applied. */
  private addDigest(): void {
    const { name, digest } = this.endpoints.system;
    new k8s.KubeConfigMap(this.chart('90-digest'), 'digest', {
      metadata: { name: `${name}-digest`, namespace: this.cluster.namespace },
      data: { digest },
    });
  }

  /** @throws Error when two objects share a name: the later one would silently overwrite the other */
  private checkNames(): void {
    const seen = new Map<string, string>();
    for (const child of this.parent.node.children) {
      if (!ManifestChart.isManifestChart(child)) continue;
      for (const object of child.node.children) {
        if (!ApiObject.isApiObject(object)) continue;
        const key = `${object.apiGroup} ${object.kind} "${object.name}" in namespace "${object.metadata.namespace ?? ''}"`;
        const other = seen.get(key);
        if (other !== undefined) throw new Error(`${key} is written by both "${other}" and "${child.fileName}": rename one of them.`);
        seen.set(key, child.fileName);
      }
    }
  }
}
