import type { Construct } from 'constructs';
import { errorAt } from '../model/place';
import { unknownName } from '../model/problems';
import { endKey, type ResolvedSystem, type WorkloadKind } from '../model/resolved';
import { append } from '../model/values';
import type { ManifestChart } from './app/manifest-chart';
import { ClusterCharts } from './cluster-charts';
import type { GatewayObjects } from './gateway';
import type { Deployment, Namespace, Service } from './imports/kubernetes';
import type { MigrationObjects } from './migration';
import { type CompiledNetworkPolicy, compileNetworkPolicies, type UnsaidFlow } from './policy/network-policy';
import { SystemIndex } from './system-index';
import type { ObjectsOf } from './workload';

/** A workload, or its name. */
export type Named = string | { readonly name: string };

const nameOf = (named: Named): string => (typeof named === 'string' ? named : named.name);

/** `cronJob` for `cron-job`. */
type CamelCase<Words extends string> = Words extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Words;

/** A way to the objects of each kind of workload. */
type Lookups = { readonly [K in WorkloadKind as CamelCase<K>]: (workload: Named) => ObjectsOf<K> };

/**
 * The manifests of a system, and the way to the native cdk8s objects behind its workloads: what is done to them (`addJsonPatch`,
 * `metadata.addAnnotation`) and what is added to their charts lands in the output.
 */
export class Manifests implements Lookups {
  /** Flows, or parts of flows, that no NetworkPolicy can say. */
  readonly notRepresentable: readonly UnsaidFlow[];
  private readonly clusters: readonly ClusterCharts[];
  private readonly name: string;

  constructor(scope: Construct, system: ResolvedSystem) {
    this.name = system.name;
    const index = new SystemIndex(system);
    const { policies, unsaid } = compileNetworkPolicies(index);
    const network = new Map<string, CompiledNetworkPolicy[]>();
    for (const policy of policies) {
      const key = endKey(policy.pods);
      append(network, key, policy);
    }
    const several = system.clusters.length > 1;
    this.notRepresentable = unsaid;
    this.clusters = system.clusters.map((cluster) => new ClusterCharts(scope, index, cluster, network, several ? cluster.name : undefined));
  }

  /** The chart of a workload, for objects that belong to it. */
  chartOf(workload: Named): ManifestChart {
    return this.find('workload', nameOf(workload), (charts) => charts.workloads.all).chart;
  }

  /** The Deployment of a microservice. @throws InvalidSystemError when the system has none of that name */
  deploymentOf(microservice: Named): Deployment {
    return this.microservice(microservice).deployment;
  }

  /** @throws InvalidSystemError when the system has no workload of that name with a port */
  serviceOf(workload: Named): Service {
    return this.find('workload with a Service', nameOf(workload), (charts) => charts.workloads.services);
  }

  /** All objects of a microservice. @throws InvalidSystemError when the system has none of that name */
  microservice(microservice: Named): ObjectsOf<'microservice'> {
    return this.find('microservice', nameOf(microservice), (charts) => charts.workloads.of('microservice'));
  }

  /** All objects of a stateful service. @throws InvalidSystemError when the system has none of that name */
  statefulService(service: Named): ObjectsOf<'stateful-service'> {
    return this.find('stateful service', nameOf(service), (charts) => charts.workloads.of('stateful-service'));
  }

  /** All objects of a daemon service. @throws InvalidSystemError when the system has none of that name */
  daemonService(service: Named): ObjectsOf<'daemon-service'> {
    return this.find('daemon service', nameOf(service), (charts) => charts.workloads.of('daemon-service'));
  }

  /**
   * All objects of a job. What a patch changes of what it runs is not part of its name: give the job another one then.
   * @throws InvalidSystemError when the system has none of that name
   */
  job(job: Named): ObjectsOf<'job'> {
    return this.find('job', nameOf(job), (charts) => charts.workloads.of('job'));
  }

  /** All objects of a scheduled job. @throws InvalidSystemError when the system has none of that name */
  cronJob(job: Named): ObjectsOf<'cron-job'> {
    return this.find('scheduled job', nameOf(job), (charts) => charts.workloads.of('cron-job'));
  }

  /** The objects of a gateway. @throws InvalidSystemError when the system has none of that name */
  gateway(gateway: Named): GatewayObjects {
    return this.find('gateway', nameOf(gateway), (charts) => charts.gateways);
  }

  /** What shares the requests of a migration in a mesh. @throws InvalidSystemError when no pod of a mesh may call one of that name */
  migration(migration: Named): MigrationObjects {
    return this.find('migration', nameOf(migration), (charts) => charts.migrations);
  }

  /** The Service by which pods know a virtual machine. @throws InvalidSystemError when no pod may reach it */
  machineServiceOf(machine: Named): Service {
    return this.find('Service for the machine', nameOf(machine), (charts) => charts.machineServices);
  }

  /** @throws InvalidSystemError when the system does not own it */
  namespaceOf(namespace: string): Namespace {
    return this.find('namespace', namespace, (charts) => charts.namespaces);
  }

  private find<T>(what: string, name: string, among: (charts: ClusterCharts) => ReadonlyMap<string, T>): T {
    for (const charts of this.clusters) {
      const found = among(charts).get(name);
      if (found !== undefined) return found;
    }
    const known = this.clusters.flatMap((charts) => [...among(charts).keys()]);
    throw errorAt(unknownName(this.name, what, name, known), this.find);
  }
}

/** Adds the charts of all clusters of a system to a cdk8s App (or to any construct of one). Nothing is written before `app.synth()`. */
export const renderKubernetes = (scope: Construct, system: ResolvedSystem): Manifests => new Manifests(scope, system);
